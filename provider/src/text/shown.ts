/**
 * The gate for text from outside: an upstream, the dashboard, a file. Behind it, text acts on nothing: neither on a
 * terminal, nor on Pulumi's display, nor on the agent that runs a build.
 *
 * Digests, lock files and requests to Cloudflare keep the original.
 */
import { colourMark } from "../pulumiProtocol";
import { isTag, nameOf, suspicious, tags, tagText, visibleJson } from "./characters";

declare const gate: unique symbol;

/** Text that has passed the gate. Only this file makes it. */
export type Shown = string & { readonly [gate]: true };

const unseenCharacters = new RegExp(suspicious, "gu");

/** The same and the brackets that mark them, so that nobody can forge a mark. */
const markedCharacters = new RegExp(`${unseenCharacters.source}|[‹›]`, "gu");

/** A piece of text on one line: `‹U+200B ZERO WIDTH SPACE›` stands for each unseen character, line breaks included. */
export function visible(text: string): Shown {
  return disarmed(marked(text, markedCharacters)) as Shown;
}

/** A line of ours that holds pieces from outside. What has passed the gate before stays as it is. */
export function line(text: string): Shown {
  return disarmed(marked(text, unseenCharacters)) as Shown;
}

/** Our words as they are, and values that have passed the gate. */
export function say(words: TemplateStringsArray, ...values: readonly (Shown | number)[]): Shown {
  return String.raw({ raw: words }, ...values) as Shown;
}

/** Several lines as one text. */
export function joined(lines: readonly Shown[], separator = "\n"): Shown {
  return lines.join(separator) as Shown;
}

/** Shown text in a style of ours: a colour, or the escapes of HTML or Markdown. */
export function styled(text: Shown, style: (text: string) => string): Shown {
  return style(text) as Shown;
}

/** A value as JSON, with each unseen character escaped. */
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

/** An agent obeys `##[error]` and `##vso[…]` wherever they stand in a line. */
const anywhereCommands = /##(?=\w*\[)/g;

/** It obeys `::error::` at the beginning of a line, also behind spaces. */
const leadingCommands = /^([^\S\n]*:)(?=:)/gm;

/** Breaks up what Pulumi takes for a colour, and what build agents take for a command. */
export function disarmed(text: string): string {
  return text.replaceAll(colourMark, "<{ %").replace(anywhereCommands, "$&‹›").replace(leadingCommands, "$1‹›");
}
