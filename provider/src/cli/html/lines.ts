/** What a picture of reach is made from, and what makes it narrow enough to be read. */
import { say, visible, type Shown } from "../../text/shown";
import { formatNumber } from "../text";
import type { Tone } from "./page";

/** Whether a line reaches a server. */
export type Answer = "yes" | "no" | "depends" | "unknown";

/** People, machines, or the one person who was asked about. */
export type LineKind = "people" | "machine" | "asked";

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
const mostLines: Readonly<Record<LineKind, number>> = { asked: 1, people: 4, machine: 2 };

/** From the best for the one who asks. */
const order: readonly Answer[] = ["yes", "depends", "unknown", "no"];

/** A source of a line, and which of a stop's answers are its own. */
interface Bundle {
  readonly source: Source;
  readonly indexes: readonly number[];
}

/** Of people and of machines, those who reach most have a line of their own. One line more stands for all others. */
export function mergeLines({ sources, stops }: Picture): {
  readonly lines: readonly Line[];
  readonly stops: readonly Stop[];
} {
  const reach = sources.map((_, index) => stops.filter(({ answers }) => answers[index] !== "no").length);
  const bundles = (["asked", "people", "machine"] as const).flatMap((kind): Bundle[] => {
    const own = sources.flatMap((source, index) => (source.kind === kind ? [{ source, indexes: [index] }] : []));
    if (own.length <= mostLines[kind]) {
      return own;
    }
    const sorted = own.toSorted((one, other) => sumOf(reach, other) - sumOf(reach, one));
    const merged = sorted.slice(mostLines[kind] - 1);
    const name = say`${formatNumber(merged.length)} more, named at each server`;
    const source = { kind, who: kind === "machine" ? say`Other machines` : say`Other people`, name };
    return [...sorted.slice(0, mostLines[kind] - 1), { source, indexes: merged.flatMap(({ indexes }) => indexes) }];
  });
  return {
    lines: bundles.map((bundle, index) => ({ ...bundle.source, letter: letterFor(bundle, index, bundles) })),
    stops: stops.map((stop) => ({
      ...stop,
      answers: bundles.map(({ indexes }) => best(indexes.map((index) => stop.answers[index]))),
    })),
  };
}

function sumOf(reach: readonly number[], { indexes }: Bundle): number {
  return indexes.reduce((sum, index) => sum + (reach[index] ?? 0), 0);
}

function best(answers: readonly (Answer | undefined)[]): Answer {
  return order.find((answer) => answers.includes(answer)) ?? "no";
}

function letterFor({ source, indexes }: Bundle, index: number, all: readonly Bundle[]): Shown {
  if (source.kind === "asked" || indexes.length > 1) {
    return source.kind === "asked" ? say`@` : say`+`;
  }
  const before = all.slice(0, index).filter((each) => each.source.kind !== "asked" && each.indexes.length === 1);
  return visible(String.fromCharCode("A".charCodeAt(0) + before.length));
}
