/** The places where two texts differ, each with some context. */
import { diffWordsWithSpace } from "diff";

export interface Piece {
  readonly text: string;
  readonly isChanged: boolean;
}

/** One place of difference: what stood there and what stands there, each with what is around it. */
export interface Hunk {
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
}

/** Enough to recognise the sentence. */
const context = 60;

/** From here on, finding the smallest difference takes longer than anybody waits. */
const mostEdits = 1_000;

/**
 * The time grows with the square of the edits. So that a thousand texts take no longer than one text of their length, a
 * short text has few: where about half of its words changed, it is shown as a whole.
 */
function editsFor(before: string, after: string): number {
  const words = 2 + (before.length + after.length) / charactersOfWord;
  return Math.min(mostEdits, Math.ceil(2 * Math.sqrt(words * Math.log2(words))));
}

/** With the space after it, which is a word of its own to a difference. */
const charactersOfWord = 3;

export function textHunks(before: string, after: string): Hunk[] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: editsFor(before, after) });
  if (parts === undefined) {
    return [{ before: [{ text: before, isChanged: true }], after: [{ text: after, isChanged: true }] }];
  }
  const hunks: Hunk[] = [];
  let current: { before: Piece[]; after: Piece[] } | undefined;
  let lead = "";
  parts.forEach(({ value, added, removed }, index) => {
    if (added || removed) {
      current ??= { before: around(lead), after: around(lead) };
      current[added ? "after" : "before"].push({ text: value, isChanged: true });
      return;
    }
    const isLast = index === parts.length - 1;
    if (current !== undefined && (value.length > 2 * context || isLast)) {
      hunks.push({
        before: [...current.before, ...around(beginning(value))],
        after: [...current.after, ...around(beginning(value))],
      });
      current = undefined;
    }
    current?.before.push(...around(value));
    current?.after.push(...around(value));
    lead = end(value);
  });
  return current === undefined ? hunks : [...hunks, current];
}

function around(text: string): Piece[] {
  return text === "" ? [] : [{ text, isChanged: false }];
}

function beginning(text: string): string {
  return text.length <= context ? text : `${text.slice(0, context).toWellFormed()}…`;
}

function end(text: string): string {
  return text.length <= context ? text : `…${text.slice(-context).toWellFormed()}`;
}
