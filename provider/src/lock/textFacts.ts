/** Facts about invisible and misleading characters in a text, without a guess at their purpose. */
import { hiddenTagText, nameOf, unseenIn } from "../text/characters";
import { lookAlikesIn, lookAlikesInName, type LookAlike } from "../text/lookAlikes";
import { visible } from "../text/shown";

/** Facts about texts in a value that its old value lacks. */
export function textFacts(before: unknown, after: unknown): string[] {
  const known = new Set(textsIn(before));
  const now = textsIn(after).filter((text) => !known.has(text));
  const all = now.join("\n");
  return [
    ...unseenFacts(all),
    ...(typeof before === "string" && typeof after === "string"
      ? alikeFacts(before, after)
      : lookAlikeFacts(lookAlikesIn(all))),
  ];
}

/** Facts about the name of a new tool or parameter. */
export function nameFacts(name: string): string[] {
  return [...unseenFacts(name), ...lookAlikeFacts(lookAlikesInName(name))];
}

function unseenFacts(text: string): string[] {
  const facts = [...unseenIn(text)].map(([name, count]) => `not seen: ${name}${count === 1 ? "" : `, ${count} times`}`);
  const hidden = hiddenTagText(text);
  return [
    ...shortened(facts, "kinds of characters that are not seen"),
    ...(hidden === "" ? [] : [`written in tag characters, which are not seen: ${JSON.stringify(hidden)}`]),
  ];
}

function lookAlikeFacts(found: readonly LookAlike[]): string[] {
  const facts = found.map(
    ({ letter, latin, word }) => `letter that looks like ${latin} in "${shortWord(word)}": ${letter} ${codeOf(letter)}`,
  );
  return shortened(facts, "letters that look like others");
}

/** The limit of a fact, so that none makes a report grow. */
function shortWord(word: string): string {
  return word.length <= longestWord ? word : `${word.slice(0, longestWord).toWellFormed()}…`;
}

const longestWord = 64;

/** A fact about two texts that look the same, or nearly. */
function alikeFacts(before: string, after: string): string[] {
  if (before.normalize("NFC") === after.normalize("NFC")) {
    return ["the same letters in another Unicode normal form"];
  }
  const old = new Set(Array.from(before));
  const foreign = new Set(
    Array.from(after).filter(
      (character) => !old.has(character) && /[^\x00-\x7f]/.test(character) && !emoji.test(character),
    ),
  );
  const shown = [...foreign].filter((character) => visible(character) === character);
  return shortened(shown, "letters outside ASCII that were not there before").map((text, index) =>
    index < Math.min(shown.length, mostFacts) ? `letter that was not there before: ${text} ${codeOf(text)}` : text,
  );
}

/** Emoji with their skin tones, flags and keycaps. */
const emoji = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u20e3/u;

const mostFacts = 12;

function shortened(facts: readonly string[], what: string): string[] {
  return facts.length <= mostFacts
    ? [...facts]
    : [...facts.slice(0, mostFacts), `${facts.length - mostFacts} more ${what}`];
}

function codeOf(character: string): string {
  const script = scripts.find((name) => new RegExp(`\\p{Script=${name}}`, "u").test(character));
  const [code = ""] = nameOf(character).split(" ");
  return script === undefined ? `(${code})` : `(${code}, ${script})`;
}

/** Scripts whose letters look like those of another one. */
const scripts = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Armenian",
  "Cherokee",
  "Coptic",
  "Hebrew",
  "Arabic",
  "Georgian",
] as const;

/** All texts in a value, including keys: the name of a parameter is a key. */
function textsIn(value: unknown, texts: string[] = []): string[] {
  if (typeof value === "string") {
    texts.push(value);
  } else if (Array.isArray(value)) {
    value.forEach((item: unknown) => textsIn(item, texts));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      texts.push(key);
      textsIn(member, texts);
    }
  }
  return texts;
}
