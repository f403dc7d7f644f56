/** Prepares values from outside for state: without secrets, and harmless to every display. */
import { signatureKey, unknownMarks } from "../pulumiProtocol";
import { mapStrings, redact, redactDeep } from "./redact";
import { disarmed, mark } from "./shown";

/** Controls, line separators, and characters that change the direction of writing. */
const acting = "[\\p{Cc}\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]";
const actingInKeys = new RegExp(acting, "gu");
const suspicious = new RegExp(`${acting}|<\\{|##|::`, "u");
const actingInTexts = new RegExp(`(?!\\r?\\n|\\t)${acting}`, "gu");

/**
 * A value from outside, for state. Its texts keep their lines and ordinary invisible characters; only harmful ones are
 * marked. No part of it can pass for an unknown value, a secret, an asset or a reference. Lone surrogates do not
 * survive the way to the engine.
 */
export function harmless<Value>(value: Value): Value {
  if (typeof value === "string") {
    return (isOfPulumi(value) ? `${value} ` : undecodable(harmlessText(value, actingInTexts))) as Value;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => harmless(item)) as Value;
  }
  return typeof value === "object" && value !== null
    ? (Object.fromEntries(Object.entries(value).map(([key, item]) => [harmlessKey(key), harmless(item)])) as Value)
    : value;
}

function harmlessKey(key: string): string {
  return isOfPulumi(key) ? `${key} ` : harmlessText(key, actingInKeys);
}

function isOfPulumi(text: string): boolean {
  return text === signatureKey || unknownMarks.has(text);
}

function harmlessText(text: string, characters: RegExp): string {
  // Nearly all texts are harmless, and a catalog has tens of thousands.
  return suspicious.test(text) || !text.isWellFormed() ? disarmed(text.toWellFormed().replace(characters, mark)) : text;
}

/**
 * A mark at the beginning prevents parsing as JSON. A second one, alone on the last line, prevents parsing as a YAML
 * collection.
 */
const [begin, end] = ["‹›", "\n‹›"];

/**
 * Pulumi parses a text that is JSON, or YAML of several lines, and shows its content: the raw keys, and all escapes
 * decoded. If that could do harm, the text is changed so that it parses as neither.
 */
function undecodable(text: string): string {
  const hasLines = text.includes("\n");
  const isDecoded = hasLines ? !(text.startsWith(begin) && text.endsWith(end)) : /^\s*[[{]/.test(text);
  if (!isDecoded || !hidesSomething(text)) {
    return text;
  }
  return hasLines ? `${begin}${text}${end}` : `${begin}${text}`;
}

/** An escape in quotes, a tag such as `!!binary`, a key that begins like a command, even after a YAML anchor. */
function hidesSomething(text: string): boolean {
  return (text.includes("\\") && text.includes('"')) || /(?:^|[\s,[{}\]:?-])!\S|(?:^|[^\w:]|&[\w-]+)::/.test(text);
}

/** A value from outside for state. */
export function cleaned<Value>(value: Value, secrets: readonly string[]): Value {
  return harmless(redactDeep(value, secrets));
}

/** Converts a text from outside for state. */
export type Speak = (text: string) => string;

/**
 * Keeps the program's spelling of an equivalent text, and cleans any other. Texts that differ in a secret are not
 * equivalent, so this compares them before redaction.
 */
export function speakerOf(declared: unknown, secrets: readonly string[]): Speak {
  const words = new Map<string, string>();
  mapStrings(declared, (text) => {
    words.set(harmless(text), text);
    return text;
  });
  return (text) => words.get(harmless(text)) ?? harmless(redact(text, secrets));
}

/** A value in the program's spelling. */
export function inWordsOf(declared: unknown, value: unknown, secrets: readonly string[]): unknown {
  return value === declared ? value : mapStrings(value, speakerOf(declared, secrets));
}
