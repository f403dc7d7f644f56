/**
 * Removes secrets from everything that leaves this package: state, messages, reports, files. An upstream or an API can
 * quote a credential in a value, a key or a name, in any encoding. Encoders differ, so the text is decoded and then
 * searched. Only base64 and hexadecimal digits are searched for in their encoded form.
 */
import { endOfCode, layersOf, placeIn } from "./decode";
import { Needles } from "./needles";

/** Replaces a secret. */
export const mark = "[secret]";

/** Shorter texts are ordinary words more often than secrets. */
const shortest = 6;

/** Replaces each secret in a text, in any encoding. */
export function redact(text: string, secrets: readonly string[]): string {
  const places = placesOf(text, needlesFor(secrets));
  let result = "";
  let done = 0;
  for (const [start, end] of places) {
    result += `${text.slice(done, start)}${mark}`;
    done = end;
  }
  return result + text.slice(done);
}

/**
 * Replaces secrets in each string of a value, including keys. Returns the value itself if there is no secret to look
 * for.
 */
export function redactDeep<Value>(value: Value, secrets: readonly string[]): Value {
  return needlesFor(secrets).isEmpty ? value : mapStrings(value, (text) => redact(text, secrets));
}

/** Whether a value contains a secret. */
export function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  const text = JSON.stringify(value ?? null);
  return redact(text, secrets) !== text;
}

/** Applies a function to each string of a JSON value, including keys. */
export function mapStrings<Value>(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") {
    return change(value) as Value;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => mapStrings(item, change)) as Value;
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [change(key), mapStrings(item as unknown, change)]),
    ) as Value;
  }
  return value;
}

type Place = readonly [start: number, end: number];

/** The ranges of secrets in a text, in order. Overlapping ranges become one. */
function placesOf(text: string, needles: Needles): Place[] {
  // Most keys and many values are shorter than any secret.
  if (needles.isEmpty || text.length < shortest) {
    return [];
  }
  const found: Place[] = [];
  for (const layer of layersOf(text)) {
    const searched = folded(layer.text);
    for (const needle of needles.candidates(searched)) {
      let at = searched.indexOf(needle);
      while (at !== -1) {
        // Continues after the whole code. Otherwise each of many secrets in a long code would search for its end again.
        const end = endOfCode(layer, at + needle.length);
        found.push(placeIn(layer, at, end));
        at = searched.indexOf(needle, end);
      }
    }
  }
  const places: Place[] = [];
  for (const [start, end] of found.sort(([one, oneEnd], [other, otherEnd]) => one - other || otherEnd - oneEnd)) {
    const last = places.at(-1);
    if (last === undefined || start >= last[1]) {
      places.push([start, end]);
    } else if (end > last[1]) {
      places.splice(-1, 1, [last[0], end]);
    }
  }
  return places;
}

const known = new WeakMap<readonly string[], Needles>();

/** The search for a list of secrets, prepared once. */
function needlesFor(secrets: readonly string[]): Needles {
  const made = known.get(secrets);
  if (made !== undefined) {
    return made;
  }
  const forms = secrets.filter(isLong).flatMap((secret) => [secret, hexadecimal(secret), ...base64Forms(secret)]);
  const needles = new Needles([...new Set(forms.map(folded))].filter(isLong), shortest);
  known.set(secrets, needles);
  return needles;
}

function isLong({ length }: string): boolean {
  return length >= shortest;
}

/**
 * Ignores case, because hosts, header names and hexadecimal digits lose it, and reads a plus as a space, as in forms.
 * The length stays the same, so that positions remain valid: only one character becomes longer in lower case, and only
 * one changes at the end of a word.
 */
function folded(text: string): string {
  return text.replaceAll("\u0130", "i").toLowerCase().replaceAll("ς", "σ").replaceAll("+", " ");
}

function hexadecimal(secret: string): string {
  return Buffer.from(secret, "utf8").toString("hex");
}

/**
 * The base64 of a secret, alone and inside a longer text ("Bearer …"), where it begins at the first, second or third
 * byte of a group. The characters at both ends also contain bits of their neighbors, so they are left out.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const inside = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [bytes.toString("base64").replace(/=+$/, ""), ...inside].flatMap((form) => [
    form,
    form.replaceAll("+", "-").replaceAll("/", "_"),
  ]);
}
