/** Text from outside, made fit for a terminal: it cannot move the cursor, colour, hide or reverse anything. */

/** Controls, formats (bidirectional marks among them), unpaired surrogates, line separators, and whatever shows as nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Selects the coloured form of an emoji. Frequent in names, and harmless. */
const emojiPresentation = "\ufe0f";

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** On one line, with each unseen character escaped: `\n`, `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(unseen, (character) =>
    character === emojiPresentation
      ? character
      : (shortEscapes[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`),
  );
}

/** The same, and line breaks stay. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/**
 * The start of a text, and the length of the whole. Escapes count as they are printed, so that no text can make a report
 * grow. No character is cut in half.
 */
export function printableStart(text: string, most: number): string {
  let start = "";
  for (const character of text) {
    const next = printable(character);
    if (start.length + next.length > most) {
      return `${start}… (${text.length.toLocaleString("en-US")} characters)`;
    }
    start += next;
  }
  return start;
}

/** `1 server`, `2 servers`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
