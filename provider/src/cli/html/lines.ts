/** The data of a picture of reach, reduced to a readable width. */
import { say, visible, type Shown } from "../../text/shown";
import { formatNumber } from "../text";
import type { Tone } from "./page";

/** Whether a line reaches a server. */
export type Answer = "yes" | "no" | "depends" | "unknown";

/** The start of a line: people, machines, or the one person in question. */
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
  /** The answers, one for each line. */
  readonly answers: readonly Answer[];
  /** The state of the server in a few words each. */
  readonly facts: readonly { readonly words: Shown; readonly tone?: Tone }[];
  /** Details with a term and sentences, shown when the server is opened. */
  readonly words: readonly (readonly [term: Shown, text: Shown])[];
  readonly tools: readonly { readonly words: Shown; readonly isDoubtful: boolean }[];
}

export interface Picture {
  readonly door: { readonly name: Shown; readonly about: readonly Shown[]; readonly tone: Tone };
  readonly sources: readonly Source[];
  readonly stops: readonly Stop[];
}

/** The maximum number of lines: on a phone, more would leave no room for the names of servers. */
const mostLines: Readonly<Record<LineKind, number>> = { asked: 1, people: 4, machine: 2 };

/** From the best answer to the worst. */
const order: readonly Answer[] = ["yes", "depends", "unknown", "no"];

/** The source of a line, and the index of its answers. */
interface Bundle {
  readonly source: Source;
  readonly indexes: readonly number[];
}

/** The people and machines that reach most servers have a line of their own. One more line stands for all others. */
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
