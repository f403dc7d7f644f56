/**
 * Finds secrets in whatever was shown, in whichever encoding. It shares nothing with the redactor: that one looks for the
 * encodings of a secret, this one decodes the text until nothing is left to decode.
 */

/** Encodings in encodings, as a hostile upstream would nest them. */
const deepest = 5;

export class SecretDetector {
  private readonly texts: readonly string[];
  private readonly bytes: readonly string[];
  private readonly seen = new Map<string, string | undefined>();

  /** So many characters of a secret are a leak. Among much ciphertext, six can stand by chance. */
  constructor(secrets: readonly string[], telling = 6) {
    const pieces = [...new Set(secrets.flatMap((secret) => piecesOf(secret, telling)))];
    this.texts = pieces.map((piece) => piece.toLowerCase());
    this.bytes = pieces.map((piece) => Buffer.from(piece, "utf8").toString("latin1").toLowerCase());
  }

  /** Of a secret in a text, a piece; undefined where there is none. */
  in(text: string): string | undefined {
    if (!this.seen.has(text)) {
      this.seen.set(text, this.look(text));
    }
    return this.seen.get(text);
  }

  /** Every place of a value that holds a secret, keys included: `outputs.tools.0.name holds …`. */
  within(value: unknown, place: string): string[] {
    if (typeof value === "string") {
      const found = this.in(value);
      return found === undefined ? [] : [`${place} holds "${found}": ${value.slice(0, 300)}`];
    }
    if (typeof value !== "object" || value === null) {
      return [];
    }
    return Object.entries(value).flatMap(([key, member]) => [
      ...this.within(key, `a key of ${place}`),
      ...this.within(member, `${place}.${key}`),
    ]);
  }

  private look(text: string): string | undefined {
    for (const form of formsOf(text)) {
      const lower = form.toLowerCase();
      const found = this.texts.find((piece) => lower.includes(piece));
      if (found !== undefined) {
        return found;
      }
      for (const bytes of [...base64In(form), ...hexadecimalIn(form)]) {
        const inside = this.bytes.find((piece) => bytes.includes(piece));
        if (inside !== undefined) {
          return inside;
        }
      }
    }
    return undefined;
  }
}

/** The beginning, the end, and what any longer part contains. */
function piecesOf(secret: string, telling: number): string[] {
  const starts = Array.from({ length: Math.ceil(secret.length / telling) }, (_, index) => index * telling);
  return [...starts.filter((start) => start + telling <= secret.length), secret.length - telling].map((start) =>
    secret.slice(start, start + telling),
  );
}

/** A text, and what it becomes when it is decoded, in each order. */
function formsOf(text: string): Set<string> {
  const forms = new Set([text]);
  let latest = [text];
  for (let depth = 0; depth < deepest && latest.length > 0; depth++) {
    latest = latest.flatMap((form) => decoders.map((decode) => decode(form))).filter((form) => !forms.has(form));
    latest = [...new Set(latest)];
    for (const form of latest) {
      forms.add(form);
    }
  }
  return forms;
}

const decoders: readonly ((text: string) => string)[] = [
  fromJson,
  fromUrl,
  (text) => fromUrl(text.replaceAll("+", " ")),
  fromHtml,
];

function fromJson(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(["\\/]))/gi, (_, code: string | undefined, sign: string | undefined) =>
    code === undefined ? (sign ?? "") : String.fromCharCode(parseInt(code, 16)),
  );
}

function fromUrl(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  sol: "/",
  plus: "+",
  equals: "=",
  percnt: "%",
};

function fromHtml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return name === undefined ? (code > 0x10ffff ? whole : String.fromCodePoint(code)) : (entities[name] ?? whole);
    },
  );
}

/** What each run of hexadecimal digits says, read from each of its first two on. */
function hexadecimalIn(text: string): string[] {
  return (text.match(/[0-9a-f]{12,}/gi) ?? []).flatMap((run) =>
    [0, 1].map((start) => Buffer.from(run.slice(start), "hex").toString("latin1").toLowerCase()),
  );
}

/** What each run of base64 says, read from each of its first four characters on. */
function base64In(text: string): string[] {
  return (text.match(/[a-z0-9+/_-]{8,}/gi) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), "base64").toString("latin1").toLowerCase()),
  );
}
