/** Values from outside on their way to state: they act on nothing that shows them, and hold no secret. */
import { signatureKey, unknownMarks } from "../pulumiProtocol";
import { mapStrings, redact, redactDeep } from "./redact";
import { disarmed, mark } from "./shown";

/** Controls, line separators, and whatever turns the direction of writing. */
const acting = "[\\p{Cc}\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]";
const actingInKeys = new RegExp(acting, "gu");
const suspicious = new RegExp(`${acting}|<\\{|##|::`, "u");
const actingInTexts = new RegExp(`(?!\\r?\\n|\\t)${acting}`, "gu");

/**
 * A value from outside, for state. Its texts keep their lines and ordinary unseen characters; only what acts is marked.
 * Nothing in it is taken for a value that is not known yet, a secret, an asset or a reference. Half a pair of surrogates
 * does not survive the way to the engine.
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
  // Nearly all texts are as they should be, and a catalogue has tens of thousands.
  return suspicious.test(text) || !text.isWellFormed() ? disarmed(text.toWellFormed().replace(characters, mark)) : text;
}

/** A mark at the beginning is no JSON. A second one, alone on the last line, ends no collection of YAML. */
const [begin, end] = ["‹›", "\n‹›"];

/**
 * Pulumi shows a text that is JSON, or YAML of several lines, as what it says: with its keys as they are, and all escapes
 * taken off. Where that could act, the text is made neither.
 */
function undecodable(text: string): string {
  const hasLines = text.includes("\n");
  const isDecoded = hasLines ? !(text.startsWith(begin) && text.endsWith(end)) : /^\s*[[{]/.test(text);
  if (!isDecoded || !hidesSomething(text)) {
    return text;
  }
  return hasLines ? `${begin}${text}${end}` : `${begin}${text}`;
}

/** An escape in quotes, a tag such as `!!binary`, a key that begins like a command, also behind the anchor of YAML. */
function hidesSomething(text: string): boolean {
  return (text.includes("\\") && text.includes('"')) || /(?:^|[\s,[{}\]:?-])!\S|(?:^|[^\w:]|&[\w-]+)::/.test(text);
}

/** A value from outside for state. */
export function cleaned<Value>(value: Value, secrets: readonly string[]): Value {
  return harmless(redactDeep(value, secrets));
}

/** Says a text from outside for state. */
export type Speak = (text: string) => string;

/**
 * In the words of a program: a text that means what the program says is as the program says it, any other is cleaned. Two
 * texts that differ in a secret mean different things, so they are compared before it is removed.
 */
export function speakerOf(declared: unknown, secrets: readonly string[]): Speak {
  const words = new Map<string, string>();
  mapStrings(declared, (text) => {
    words.set(harmless(text), text);
    return text;
  });
  return (text) => words.get(harmless(text)) ?? harmless(redact(text, secrets));
}

/** A value in the words of a program. */
export function inWordsOf(declared: unknown, value: unknown, secrets: readonly string[]): unknown {
  return value === declared ? value : mapStrings(value, speakerOf(declared, secrets));
}
