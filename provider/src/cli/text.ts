/** Text from outside, made fit for a terminal: nothing in it can move the cursor, colour, hide or turn around text. */
import { visibleJson } from "../lock/characters";

export { reasonOf } from "../lifecycle/values";

/** Controls, formats (bidirectional marks among them), halves of a pair, line separators, and what shows as nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Asks for a coloured picture instead of a black one; in many names, and harmless. */
const emojiPresentation = "\ufe0f";

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** On one line, with everything that cannot be seen written out: `\n`, `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(unseen, (character) =>
    character === emojiPresentation
      ? character
      : (short[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`),
  );
}

/** The same with line breaks as they are. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/**
 * `visible` on at most so many characters, and how many there were. What is written out counts as it is written, so that
 * nobody can make a report grow; nothing is cut in half.
 */
export function visibleStart(text: string, most: number): string {
  let start = "";
  for (const character of text) {
    const next = visible(character);
    if (start.length + next.length > most) {
      return `${start}… (${text.length.toLocaleString("en-US")} characters)`;
    }
    start += next;
  }
  return start;
}

/** JSON that is also fit for a terminal, and for whoever reviews it: what cannot be seen is escaped. */
export function jsonText(value: unknown): string {
  return `${visibleJson(JSON.stringify(value, undefined, 2))}\n`;
}

/** `1 server`, `2 servers`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
