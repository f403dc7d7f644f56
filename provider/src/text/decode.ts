/** Decodes text that was encoded for JSON, a URL or HTML, and maps each character to its original position. */

/** A decoded text. */
export interface Layer {
  readonly text: string;
  /** Where each unit begins in the original, and where the last one ends; undefined for the original itself. */
  readonly starts: Uint32Array | undefined;
}

/**
 * The maximum number of decoded texts: that of five nested encodings. More are not accidental, and each one costs time.
 */
const mostLayers = 24;

interface Encoding {
  /** Matches an encoded character. */
  readonly codes: RegExp;
  readonly meaning: (code: string) => string;
}

/** Each encoding alone: the order of encodings is unknown, and the result of one can look like another. */
const encodings: readonly Encoding[] = [
  { codes: /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["'\\/bfnrt])/gi, meaning: fromEscape },
  { codes: /(?:%[0-9a-f]{2})+/gi, meaning: fromBytes },
  { codes: /&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, meaning: (code) => fromEntity(code.slice(1, -1)) ?? code },
];

/** A quick test: every encoded text has one of these characters, and most texts have none. */
const signs = /[\\%&]/;

/** A text, and every text that decoding can make of it. */
export function layersOf(text: string): readonly Layer[] {
  const layers: Layer[] = [{ text, starts: undefined }];
  if (!signs.test(text)) {
    return layers;
  }
  const known = new Set([text]);
  // The list grows during this loop.
  for (const layer of layers) {
    for (const encoding of encodings) {
      const next = layers.length < mostLayers ? decoded(layer, encoding) : undefined;
      if (next !== undefined && !known.has(next.text)) {
        known.add(next.text);
        layers.push(next);
      }
    }
  }
  return layers;
}

/** The end of the code before `end`: several units can come from one code, which is replaced as a whole. */
export function endOfCode({ text, starts }: Layer, end: number): number {
  let next = end;
  while (starts !== undefined && next < text.length && starts[next] === starts[end - 1]) {
    next += 1;
  }
  return next;
}

/** The range in the original of the units from `start` to before `end`. */
export function placeIn(layer: Layer, start: number, end: number): readonly [number, number] {
  const { starts } = layer;
  return starts === undefined ? [start, end] : [starts[start] ?? 0, starts[endOfCode(layer, end)] ?? 0];
}

/** Undefined if nothing is encoded. */
function decoded({ text, starts }: Layer, { codes, meaning }: Encoding): Layer | undefined {
  const original = (index: number): number => (starts === undefined ? index : (starts[index] ?? 0));
  // No code is shorter than its character.
  const places = new Uint32Array(text.length + 1);
  let result = "";
  let length = 0;
  let done = 0;
  const keep = (until: number): void => {
    result += text.slice(done, until);
    for (; done < until; done++) {
      places[length++] = original(done);
    }
  };
  for (const { 0: code, index } of text.matchAll(codes)) {
    const said = meaning(code);
    if (said !== code) {
      keep(index);
      result += said;
      places.fill(original(index), length, length + said.length);
      length += said.length;
      done = index + code.length;
    }
  }
  if (done === 0) {
    return undefined;
  }
  keep(text.length);
  places[length] = original(text.length);
  return { text: result, starts: places.subarray(0, length + 1) };
}

function fromEscape(code: string): string {
  return code.length > 2
    ? String.fromCharCode(parseInt(code.slice(2), 16))
    : (controls.get(code.toLowerCase()) ?? code.slice(1));
}

/** Bytes that are not UTF-8 are read as Latin-1. */
function fromBytes(code: string): string {
  const bytes = Buffer.from(code.replaceAll("%", ""), "hex");
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

function fromEntity(entity: string): string | undefined {
  if (!entity.startsWith("#")) {
    return entities.get(entity.toLowerCase());
  }
  const code = /^#x/i.test(entity) ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

const controls: ReadonlyMap<string, string> = new Map([
  ["\\b", "\b"],
  ["\\f", "\f"],
  ["\\n", "\n"],
  ["\\r", "\r"],
  ["\\t", "\t"],
]);

/** HTML's names of ASCII characters. */
const entities: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tab: "\t",
    newline: "\n",
    nbsp: " ",
    excl: "!",
    quot: '"',
    num: "#",
    dollar: "$",
    percnt: "%",
    amp: "&",
    apos: "'",
    lpar: "(",
    rpar: ")",
    ast: "*",
    plus: "+",
    comma: ",",
    period: ".",
    sol: "/",
    colon: ":",
    semi: ";",
    lt: "<",
    equals: "=",
    gt: ">",
    quest: "?",
    commat: "@",
    lsqb: "[",
    lbrack: "[",
    bsol: "\\",
    rsqb: "]",
    rbrack: "]",
    hat: "^",
    lowbar: "_",
    grave: "`",
    lcub: "{",
    lbrace: "{",
    verbar: "|",
    vert: "|",
    rcub: "}",
    rbrace: "}",
  }),
);
