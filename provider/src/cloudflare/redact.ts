/**
 * Takes secrets out of text that is on its way to a person: error messages, warnings, and what Cloudflare tells of a
 * failed sync, which may quote the request.
 */

/** Stands where a secret stood. */
export const mark = "[secret]";

/** Shorter ones would blot out ordinary words, and are no secret anyway. */
const shortest = 6;

/** Replaces each secret, in the forms in which it can turn up: as it is, in JSON, in base64, in a URL. */
export function redact(text: string, secrets: readonly string[]): string {
  return redactDeep(text, secrets);
}

/** The same for every string inside a value. */
export function redactDeep<Value>(value: Value, secrets: readonly string[]): Value {
  const all = forms(secrets);
  return mapStrings(value, (text) => all.reduce((rest, form) => rest.replaceAll(form, mark), text));
}

/** Applies a function to each string of a JSON value, keys left alone. */
export function mapStrings<Value>(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") {
    return change(value) as Value;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => mapStrings(item, change)) as Value;
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, mapStrings(item as unknown, change)]),
    ) as Value;
  }
  return value;
}

/** Longest first, so that a secret that contains another one goes as a whole. */
function forms(secrets: readonly string[]): string[] {
  const all = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortest) {
      continue;
    }
    const bytes = Buffer.from(secret, "utf8");
    all.add(secret);
    all.add(JSON.stringify(secret).slice(1, -1));
    all.add(JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1));
    const url = encodeURIComponent(secret.toWellFormed());
    all.add(url);
    all.add(url.replace(/%../g, (code) => code.toLowerCase()));
    for (const form of [bytes.toString("base64").replace(/=+$/, ""), ...insideBase64(bytes)]) {
      all.add(form);
      all.add(form.replaceAll("+", "-").replaceAll("/", "_"));
    }
  }
  return [...all].sort((one, other) => other.length - one.length);
}

/**
 * What remains of some bytes in the base64 of a longer text ("Bearer …"), where they begin at the first, second or third
 * byte of a group. The characters at either end hold bits of the neighbours too, so they are left out.
 */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}
