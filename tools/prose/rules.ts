/** The rules that prose keeps here, and what breaks them. */

export interface Passage {
  /** `docs/drift.md:12`. */
  readonly place: string;
  readonly text: string;
  readonly kind: "sentences" | "cell";
}

export interface Fault {
  readonly place: string;
  readonly rule: string;
  readonly text: string;
}

export const mostWords = 30;
const longestCell = 120;

/** Phrases that read like a translation, and what to write. */
const banned: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\b(?:puts?|putting) (?:\w+ )?back\b/i, "restore"],
  [/\bh(?:olds?|eld) (?:\S+ ){1,4}against\b/i, "compare with"],
  [/\bas far as\b/i, "say which part"],
  [/\bbut for\b/i, "except"],
  [/\bgo(?:es)? along\b/i, "comes with"],
  [/\bmade up for\b/i, "say what happens"],
  [/\bwhat is there\b/i, "the existing …"],
  [/\bmakes? no sense\b/i, "is invalid"],
  [/\ball the same\b/i, "nevertheless"],
  [/\bbesides\b/i, "also"],
  [/(?:^|[.:;] )(?:What|Who) (?!is it\b)[^?]*$/, "name the subject"],
];

export function findFaults({ place, text, kind }: Passage): Fault[] {
  const shown = text.replaceAll(/\s+/g, " ").trim();
  const long =
    kind === "cell" && shown.length > longestCell
      ? [{ place, rule: `a table cell over ${longestCell} characters`, text: shown }]
      : [];
  const sentences = sentencesOf(shown);
  return [
    ...long,
    ...sentences
      .filter((sentence) => countWords(sentence) > mostWords)
      .map((sentence) => ({ place, rule: `a sentence over ${mostWords} words`, text: sentence })),
    ...sentences.flatMap((sentence) =>
      banned
        .filter(([phrase]) => phrase.test(sentence))
        .map(([phrase, instead]) => ({
          place,
          rule: `${JSON.stringify(phrase.exec(sentence)?.[0].slice(0, 20))}: ${instead}`,
          text: sentence,
        })),
    ),
  ];
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

function sentencesOf(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter((sentence) => sentence !== "");
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
