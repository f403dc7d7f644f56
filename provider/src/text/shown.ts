/**
 * The gate for text from outside: an upstream, the dashboard, a file. Text that has passed it is harmless on a
 * terminal, on Pulumi's display and to the agent that runs a build.
 *
 * Digests, lock files and requests to Cloudflare keep the original.
 */
import { colourMark } from "../pulumiProtocol";
import { isTag, nameOf, suspicious, tags, tagText, visibleJson } from "./characters";

declare const gate: unique symbol;

/** Text that has passed the gate. Only this file makes it. */
export type Shown = string & { readonly [gate]: true };

const unseenCharacters = new RegExp(suspicious, "gu");

/** Invisible characters, and the brackets that mark them, so that nobody can forge a mark. */
const markedCharacters = new RegExp(`${unseenCharacters.source}|[‹›]`, "gu");

/**
 * A piece of text on one line: `‹U+200B ZERO WIDTH SPACE›` stands for each invisible character, including line breaks.
 */
export function visible(text: string): Shown {
  return disarmed(marked(text, markedCharacters)) as Shown;
}

/** A line of our own that contains pieces from outside. Shown text in it stays unchanged. */
export function line(text: string): Shown {
  return disarmed(marked(text, unseenCharacters)) as Shown;
}

/** Our own text, with values that have passed the gate. */
export function say(words: TemplateStringsArray, ...values: readonly (Shown | number)[]): Shown {
  return String.raw({ raw: words }, ...values) as Shown;
}

/** Several lines as one text. */
export function joined(lines: readonly Shown[], separator = "\n"): Shown {
  return lines.join(separator) as Shown;
}

/** Shown text in one of our styles: a color, or the escapes of HTML or Markdown. */
export function styled(text: Shown, style: (text: string) => string): Shown {
  return style(text) as Shown;
}

/** A value as JSON, with each invisible character escaped. */
export function shownJson(value: unknown, indent?: number): Shown {
  return visibleJson(JSON.stringify(value, null, indent)) as Shown;
}

function marked(text: string, characters: RegExp): string {
  return text
    .replace(characters, (character) => (isTag(character) ? character : mark(character)))
    .replace(tags, (hidden) => `‹tag characters that spell ${JSON.stringify(tagText(hidden))}›`);
}

export function mark(character: string): string {
  return `‹${nameOf(character)}›`;
}

/** An agent obeys `##[error]` and `##vso[…]` anywhere in a line. */
const anywhereCommands = /##(?=\w*\[)/g;

/** An agent obeys `::error::` at the beginning of a line, even after spaces. */
const leadingCommands = /^([^\S\n]*:)(?=:)/gm;

/** Breaks up color codes of Pulumi and commands of build agents. */
export function disarmed(text: string): string {
  return text.replaceAll(colourMark, "<{ %").replace(anywhereCommands, "$&‹›").replace(leadingCommands, "$1‹›");
}
