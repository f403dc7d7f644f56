/**
 * Takes secrets out of text that is on its way to a person: error messages, warnings, and what Cloudflare tells of a
 * failed sync, which may quote the request.
 */

const mark = "[secret]";

/** Shorter ones would blot out ordinary words, and are no secret anyway. */
const shortest = 6;

/** Replaces each secret, in the forms in which it can turn up: as it is, in JSON, in base64, in a URL. */
export function redact(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const form of forms(secrets)) {
    result = result.replaceAll(form, mark);
  }
  return result;
}

/** The same for every string inside a value. */
export function redactDeep<Value>(value: Value, secrets: readonly string[]): Value {
  return mapStrings(value, (text) => redact(text, secrets));
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
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item as unknown, change)])) as Value;
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
    all.add(bytes.toString("base64").replace(/=+$/, ""));
    all.add(bytes.toString("base64url"));
    all.add(encodeURIComponent(secret.toWellFormed()));
  }
  return [...all].sort((one, other) => other.length - one.length);
}
