/** Finds the places where two texts differ, with context. */
import { diffWordsWithSpace } from "diff";

export interface Piece {
  readonly text: string;
  readonly isChanged: boolean;
}

/** One difference: the old text and the new text, with the text around it. */
export interface Hunk {
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
}

/** Enough context to recognize the sentence. */
const context = 60;

/** From this number on, finding the smallest difference takes too long. */
const mostEdits = 1_000;

/**
 * The time grows with the square of the edits. A short text gets few edits, so that a thousand texts take no longer
 * than one text of their length. If about half of its words changed, it is shown as a whole.
 */
function editsFor(before: string, after: string): number {
  const words = 2 + (before.length + after.length) / charactersOfWord;
  return Math.min(mostEdits, Math.ceil(2 * Math.sqrt(words * Math.log2(words))));
}

/** A typical word. The space after it counts as a word of its own. */
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
