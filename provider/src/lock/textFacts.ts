/** Facts about invisible characters in a text, without a guess at their purpose. */
import { nameOf, tagText, unseenIn } from "../text/characters";
import { visible } from "../text/shown";

/** About the texts inside of a value that are new in it. */
export function textFacts(before: unknown, after: unknown): string[] {
  const known = new Set(textsIn(before));
  const now = textsIn(after).filter((text) => !known.has(text));
  const all = now.join("\n");
  const facts = [...unseenIn(all)].map(([name, count]) => `not seen: ${name}${count === 1 ? "" : `, ${count} times`}`);
  const hidden = tagText(all);
  return [
    ...shortened(facts, "kinds of characters that are not seen"),
    ...(hidden === "" ? [] : [`written in tag characters, which are not seen: ${JSON.stringify(hidden)}`]),
    ...(typeof before === "string" && typeof after === "string" ? alikeFacts(before, after) : []),
  ];
}

/** Two texts that look the same, or nearly. */
function alikeFacts(before: string, after: string): string[] {
  if (before.normalize("NFC") === after.normalize("NFC")) {
    return ["the same letters in another Unicode normal form"];
  }
  const old = new Set(Array.from(before));
  const foreign = new Set(
    Array.from(after).filter((character) => !old.has(character) && /[^\x00-\x7f]/.test(character)),
  );
  const shown = [...foreign].filter((character) => visible(character) === character);
  return shortened(shown, "letters outside ASCII that were not there before").map((text, index) =>
    index < Math.min(shown.length, mostFacts) ? `letter that was not there before: ${text} ${codeOf(text)}` : text,
  );
}

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

/** Whose letters look like those of another. */
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

/** All texts in a value, keys included: a parameter is named by one. */
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
