/**
 * Removes secrets from whatever leaves this package: state, messages, reports, files. An upstream or an API can quote a
 * credential as a value, a key or a name, and in the encoding of the place where it stands.
 */

import { keyOf, keyOfRun, SecretIndex } from "./secretIndex";

/** Stands where a secret stood. */
export const mark = "[secret]";

/** Shorter texts are ordinary words more often than secrets. */
const shortest = 6;

/** Longer secrets are found in the usual encodings as a whole, since a pattern has a largest size. */
const longestByCharacter = 200;

/** Replaces each secret in a text, in whichever encoding. */
export function redact(text: string, secrets: readonly string[]): string {
  const { removers, index } = findersOf(secrets);
  const candidates = index?.candidates(text).flatMap((place) => removers[place] ?? []) ?? removers;
  return candidates.reduce((rest, remove) => remove(rest), text);
}

/** The same for each string in a value, keys included. Returns the value itself if there is no secret to look for. */
export function redactDeep<Value>(value: Value, secrets: readonly string[]): Value {
  return findersOf(secrets).removers.length === 0 ? value : mapStrings(value, (text) => redact(text, secrets));
}

/** Whether a value holds a secret anywhere. */
export function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  const text = JSON.stringify(value ?? null);
  return redact(text, secrets) !== text;
}

/** Applies a function to each string of a JSON value, keys included. */
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

/** Replaces one secret. */
type Remove = (text: string) => string;

interface Finders {
  readonly removers: readonly Remove[];
  /** Of their places. Undefined for few secrets. */
  readonly index: SecretIndex | undefined;
}

/** A search for each costs more than an index from here on. */
const many = 32;

const known = new WeakMap<readonly string[], Finders>();

/** Made once for each list. Longest first, so that a secret that contains another one goes as a whole. */
function findersOf(secrets: readonly string[]): Finders {
  const made = known.get(secrets);
  if (made !== undefined) {
    return made;
  }
  const long = [...new Set(secrets)].filter(({ length }) => length >= shortest);
  const sorted = long.sort((one, other) => other.length - one.length);
  const index = sorted.length < many ? undefined : new SecretIndex(sorted.map(keysOf));
  const finders = { removers: sorted.map(finderOf), index };
  known.set(secrets, finders);
  return finders;
}

/** Each form has its key in the texts that hold it. */
function keysOf(secret: string): string[] | undefined {
  const keys = [keyOfRun(secret), ...wholeForms(secret).map(keyOf), ...base64Forms(secret).map(keyOfRun)];
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function finderOf(secret: string): Remove {
  if (secret.length > longestByCharacter) {
    const forms = [...usualForms(secret), ...wholeForms(secret), ...base64Forms(secret)];
    return (text) => forms.reduce((rest, form) => rest.replaceAll(form, () => mark), text);
  }
  const sources = [partlyEncoded(secret), ...wholeForms(secret).map(literal), ...base64Forms(secret).map(base64Source)];
  // Hexadecimal digits have two cases, and hosts and header names lose theirs.
  const pattern = new RegExp(sources.join("|"), "gi");
  return (text) => text.replace(pattern, mark);
}

function usualForms(secret: string): string[] {
  const once = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret.toWellFormed());
  return [secret, once, JSON.stringify(once).slice(1, -1), url, url.replaceAll("%20", "+")];
}

/**
 * Letters and digits as they are, each other character as it is or encoded: encoders differ in which they encode. A run
 * of backslashes is one unit.
 */
function partlyEncoded(secret: string): string {
  const units = secret.match(/[a-z0-9]+|\\+|[^\\]/gisu) ?? [];
  const source = (unit: string): string =>
    /^[a-z0-9]/i.test(unit) ? unit : `(?:${[...new Set(encodings(unit))].map(literal).join("|")})`;
  return units.map(source).join("");
}

/** Every character encoded. */
function wholeForms(secret: string): string[] {
  const units = Array.from(secret);
  return [
    jsonEscapes(secret, "\\"),
    jsonEscapes(secret, "\\\\"),
    percentCodes(secret, "%"),
    units.map((unit) => `&#${unit.codePointAt(0) ?? 0};`).join(""),
    units.map((unit) => `&#x${(unit.codePointAt(0) ?? 0).toString(16)};`).join(""),
  ];
}

/** No quantifiers in the pattern, so that no text from an upstream makes the search slow. */
function encodings(unit: string): string[] {
  if (unit.startsWith("\\")) {
    const escaped = [1, 2, 4].map((times) => unit.repeat(times));
    return [...escaped, ...["%5C", "%255C", "&#92;", "&#x5C;"].map((each) => each.repeat(unit.length))];
  }
  const code = unit.codePointAt(0) ?? 0;
  const short = JSON.stringify(unit).slice(1, -1);
  const entities = [`&#${code};`, `&#${String(code).padStart(3, "0")};`, `&#x${code.toString(16)};`];
  return [
    unit,
    short,
    JSON.stringify(short).slice(1, -1),
    ...(unit === "/" ? ["\\/", "\\\\/"] : []),
    ...(unit === " " ? ["+"] : []),
    jsonEscapes(unit, "\\"),
    jsonEscapes(unit, "\\\\"),
    percentCodes(unit, "%"),
    percentCodes(unit, "%25"),
    ...[...entities, ...(named.get(unit) ?? [])].flatMap((entity) => [entity, entity.replace("&", "&amp;")]),
  ];
}

function jsonEscapes(text: string, backslash: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `${backslash}u${unit.toString(16).padStart(4, "0")}`).join("");
}

function percentCodes(text: string, sign: string): string {
  return [...Buffer.from(text.toWellFormed(), "utf8")]
    .map((byte) => `${sign}${byte.toString(16).padStart(2, "0")}`)
    .join("");
}

const named: ReadonlyMap<string, readonly string[]> = new Map([
  ["&", ["&amp;"]],
  ["<", ["&lt;"]],
  [">", ["&gt;"]],
  ['"', ["&quot;"]],
  ["'", ["&apos;"]],
]);

/**
 * The base64 of a secret, by itself and inside a longer text ("Bearer …"), where it begins at the first, second or third
 * byte of a group. The characters at either end hold bits of the neighbours too, so they are left out.
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

/** Also where the signs are encoded for a URL. */
function base64Source(text: string): string {
  return text.replaceAll("+", "(?:\\+|%2B)").replaceAll("/", "(?:\\/|%2F)");
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
