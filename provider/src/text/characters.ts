/**
 * Invisible characters and characters that move text, and their names. A tool description can use them for a second
 * text that only a model reads.
 */

/**
 * Controls, formats (zero width, bidirectional), separators other than the space, private and unassigned characters,
 * lone surrogates, and characters that Unicode lets a display omit: variation selectors, tags, fillers.
 */
export const unseen =
  "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800]|(?! )\\p{Zs}";
const unseenCharacters = new RegExp(unseen, "gu");

/** Scripts that join or separate letters with an invisible character. */
const joiningScripts = [
  ...["Arabic", "Syriac", "Mongolian", "Nko", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil"],
  ...["Telugu", "Kannada", "Malayalam", "Sinhala", "Khmer"],
];
const joiningLetter = `(?![\\u200c\\u200d])[${joiningScripts.map((name) => `\\p{scx=${name}}`).join("")}]`;

/**
 * Ordinary writing: emoji variants and sequences, joiners between letters of a script that needs them, and emoji that
 * are newer than this version of Unicode. None of these hides or moves text, or controls a display.
 */
const ordinaryUnseen = [
  "[\\ufe0e\\ufe0f](?<=\\p{Extended_Pictographic}.)",
  "\\ufe0f(?<=[0-9#*].)(?=\\u20e3)",
  "\\u200d(?<=\\p{Extended_Pictographic}\\ufe0f?\\p{Emoji_Modifier}?.)(?=\\p{Extended_Pictographic})",
  `[\\u200c\\u200d](?<=${joiningLetter}.)(?=${joiningLetter})`,
  "(?=\\p{Cn})\\p{Extended_Pictographic}",
].join("|");

/** Invisible characters outside ordinary writing. */
export const suspicious = `(?=${unseen})(?!${ordinaryUnseen})[^]`;
const suspiciousCharacters = new RegExp(suspicious, "gu");

/** The flags of England, Scotland and Wales, the only ones spelled with tags. */
const taggedFlags = new RegExp(`\\u{1f3f4}(?:${["gbeng", "gbsct", "gbwls"].map(inTags).join("|")})\\u{e007f}`, "gu");

function inTags(text: string): string {
  return Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
}

/** `##[error]`, `##vso[…]`: a build agent obeys these anywhere in a line. */
const runnerCommands = /##(?=\w*\[)/g;

/** Invisible characters that spell ASCII: they can contain a whole text. */
export const tags = /[\u{e0020}-\u{e007e}]+/gu;

/** JSON text with an escape (`\u200b`) for each invisible character. Its meaning stays the same. */
export function visibleJson(json: string): string {
  const escaped = (text: string): string =>
    Array.from({ length: text.length }, (_, index) => escape(text.charCodeAt(index))).join("");
  return json
    .replace(unseenCharacters, (character) => (character === "\n" ? character : escaped(character)))
    .replace(runnerCommands, escaped);
}

/**
 * Invisible characters without an ordinary use in JSON text. An unassigned character can be a letter in a newer version
 * of Unicode, unless displays omit it.
 */
const unseenAsSuch = new RegExp(`(?![\\n\\r\\t])(?:(?!\\p{Cn})(?:${unseen})|\\p{Default_Ignorable_Code_Point})`, "u");

/** The first character that {@link visibleJson} would have escaped. */
export function firstUnseen(text: string): { readonly character: string; readonly index: number } | undefined {
  const found = unseenAsSuch.exec(text);
  return found === null ? undefined : { character: found[0], index: found.index };
}

/**
 * The kinds of invisible characters outside ordinary writing, except tags: by name, with their number. In order of
 * appearance.
 */
export function unseenIn(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [character] of text.replace(taggedFlags, "").matchAll(suspiciousCharacters)) {
    if (!ordinary.has(character) && !isTag(character)) {
      const name = nameOf(character);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

/** Text in tag characters, except flags. */
export function hiddenTagText(text: string): string {
  return tagText(text.replace(taggedFlags, ""));
}

/** Text in tag characters. */
export function tagText(text: string): string {
  return (text.match(tags) ?? [])
    .flatMap((run) => Array.from(run))
    .map((tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000))
    .join("");
}

export function isTag(character: string): boolean {
  return character.length === 2 && character >= "\u{e0020}" && character <= "\u{e007e}";
}

/** Characters of normal text. */
const ordinary: ReadonlySet<string> = new Set(["\n", "\t"]);

function escape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** `U+200B ZERO WIDTH SPACE` */
export function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")} ${names.get(code) ?? kindOf(character, code)}`;
}

function kindOf(character: string, code: number): string {
  if (code >= 0xfe00 && code <= 0xfe0f) {
    return `VARIATION SELECTOR-${code - 0xfdff}`;
  }
  if (code >= 0xe0100 && code <= 0xe01ef) {
    return `VARIATION SELECTOR-${code - 0xe00ef}`;
  }
  return kinds.find(([form]) => form.test(character))?.[1] ?? "CHARACTER";
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/\p{Cc}/u, "CONTROL"],
  [/\p{Cs}/u, "HALF OF A PAIR"],
  [/\p{Co}/u, "PRIVATE USE"],
  [/\p{Cn}/u, "UNASSIGNED"],
  [/\p{Zs}/u, "SPACE OF ANOTHER WIDTH"],
  [/\p{Default_Ignorable_Code_Point}|\p{Cf}/u, "SHOWN AS NOTHING"],
];

/** Unicode's names of characters that are known to hide text or to control terminals. */
const names: ReadonlyMap<number, string> = new Map([
  [0x00, "NULL"],
  [0x07, "BELL"],
  [0x08, "BACKSPACE"],
  [0x09, "TAB"],
  [0x0a, "LINE FEED"],
  [0x0d, "CARRIAGE RETURN"],
  [0x1b, "ESCAPE"],
  [0x7f, "DELETE"],
  [0x85, "NEXT LINE"],
  [0x9b, "CONTROL SEQUENCE INTRODUCER"],
  [0xa0, "NO-BREAK SPACE"],
  [0xad, "SOFT HYPHEN"],
  [0x034f, "COMBINING GRAPHEME JOINER"],
  [0x061c, "ARABIC LETTER MARK"],
  [0x115f, "HANGUL CHOSEONG FILLER"],
  [0x1160, "HANGUL JUNGSEONG FILLER"],
  [0x180e, "MONGOLIAN VOWEL SEPARATOR"],
  [0x200b, "ZERO WIDTH SPACE"],
  [0x200c, "ZERO WIDTH NON-JOINER"],
  [0x200d, "ZERO WIDTH JOINER"],
  [0x200e, "LEFT-TO-RIGHT MARK"],
  [0x200f, "RIGHT-TO-LEFT MARK"],
  [0x2028, "LINE SEPARATOR"],
  [0x2029, "PARAGRAPH SEPARATOR"],
  [0x202a, "LEFT-TO-RIGHT EMBEDDING"],
  [0x202b, "RIGHT-TO-LEFT EMBEDDING"],
  [0x202c, "POP DIRECTIONAL FORMATTING"],
  [0x202d, "LEFT-TO-RIGHT OVERRIDE"],
  [0x202e, "RIGHT-TO-LEFT OVERRIDE"],
  [0x202f, "NARROW NO-BREAK SPACE"],
  [0x2039, "OPENING MARK"],
  [0x203a, "CLOSING MARK"],
  [0x2060, "WORD JOINER"],
  [0x2061, "FUNCTION APPLICATION"],
  [0x2062, "INVISIBLE TIMES"],
  [0x2063, "INVISIBLE SEPARATOR"],
  [0x2064, "INVISIBLE PLUS"],
  [0x2066, "LEFT-TO-RIGHT ISOLATE"],
  [0x2067, "RIGHT-TO-LEFT ISOLATE"],
  [0x2068, "FIRST STRONG ISOLATE"],
  [0x2069, "POP DIRECTIONAL ISOLATE"],
  [0x2800, "BRAILLE PATTERN BLANK"],
  [0x3000, "IDEOGRAPHIC SPACE"],
  [0x3164, "HANGUL FILLER"],
  [0xfeff, "ZERO WIDTH NO-BREAK SPACE"],
  [0xffa0, "HALFWIDTH HANGUL FILLER"],
  [0xe0001, "LANGUAGE TAG"],
  [0xe007f, "CANCEL TAG"],
]);
