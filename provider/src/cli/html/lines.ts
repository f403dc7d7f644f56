/** What a picture of reach is made from, and what makes it narrow enough to be read. */
import { say, visible, type Shown } from "../../text/shown";
import { formatNumber } from "../text";
import type { Tone } from "./page";

/** Whether a line reaches a server. */
export type Answer = "yes" | "no" | "depends" | "unknown";

/** People, a machine, the person who was asked about, or whom a narrow picture merges. */
export type LineKind = "people" | "machine" | "asked" | "others";

export interface Source {
  readonly kind: LineKind;
  /** `People`, `Machine`. */
  readonly who: Shown;
  readonly name: Shown;
}

export interface Line extends Source {
  readonly letter: Shown;
}

export interface Stop {
  readonly name: Shown;
  /** One for each line. */
  readonly answers: readonly Answer[];
  /** In a few words each. */
  readonly facts: readonly { readonly words: Shown; readonly tone?: Tone }[];
  /** Sentences behind a term, shown when the server is opened. */
  readonly words: readonly (readonly [term: Shown, text: Shown])[];
  readonly tools: readonly { readonly words: Shown; readonly isDoubtful: boolean }[];
}

export interface Picture {
  readonly door: { readonly name: Shown; readonly about: readonly Shown[]; readonly tone: Tone };
  readonly sources: readonly Source[];
  readonly stops: readonly Stop[];
}

/** On a phone, more leave no room for the names of servers. */
const mostLines = 7;

/** From the best for the one who asks. */
const order: readonly Answer[] = ["yes", "depends", "unknown", "no"];

/** The lines that reach most have a place of their own; the last line stands for all others. */
export function mergeLines({ sources, stops }: Picture): { readonly lines: readonly Line[]; readonly stops: readonly Stop[] } {
  if (sources.length <= mostLines) {
    return { lines: sources.map(addLetter), stops };
  }
  const reach = sources.map((_, index) => stops.filter(({ answers }) => answers[index] !== "no").length);
  const weight = (index: number): number => (sources[index]?.kind === "asked" ? Infinity : (reach[index] ?? 0));
  const indexes = sources.map((_, index) => index);
  const chosen = new Set(indexes.toSorted((one, other) => weight(other) - weight(one)).slice(0, mostLines - 1));
  const kept = indexes.filter((index) => chosen.has(index));
  const merged = indexes.filter((index) => !chosen.has(index));
  const lines = sources.filter((_, index) => chosen.has(index)).map(addLetter);
  const others: Line = {
    kind: "others",
    who: say`Others`,
    name: say`${formatNumber(merged.length)} more: each server names those who reach it`,
    letter: say`+`,
  };
  return {
    lines: [...lines, others],
    stops: stops.map((stop) => ({
      ...stop,
      answers: [...kept.map((index) => stop.answers[index] ?? "no"), best(merged.map((index) => stop.answers[index]))],
    })),
  };
}

function best(answers: readonly (Answer | undefined)[]): Answer {
  return order.find((answer) => answers.includes(answer)) ?? "no";
}

/** The one who was asked about has none. */
function addLetter(source: Source, index: number, all: readonly Source[]): Line {
  const before = all.slice(0, index).filter(({ kind }) => kind !== "asked").length;
  return { ...source, letter: source.kind === "asked" ? say`@` : visible(String.fromCharCode(65 + before)) };
}
