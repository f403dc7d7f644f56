/** Finds deviations from a lock that a refresh reports until portals hide them. */
import { catalogues, type Catalogue } from "../lock/file";
import { judge, type Judged, type ObservedServer, type Standing, type Verdict } from "../lock/verdict";
import { isObject } from "../lifecycle/values";
import type { Speak } from "../text/outside";
import { decisionText, keyOf, lockFrom, seenText, withLines, type LockSummary } from "./summary";

export function verdictOn(summary: LockSummary, serverId: string, server: ObservedServer): Verdict {
  return judge(lockFrom(serverId, summary), server);
}

/**
 * Returns the summary with each deviation in place of its decision. Deviations in `dealtWith` are hidden already: they are
 * no drift, or each `up --refresh` would update again.
 */
export function observedLock(
  summary: LockSummary,
  verdict: Verdict,
  dealtWith: readonly Deviation[],
  speak: Speak,
): LockSummary {
  const turnedOff = textsOf(dealtWith);
  const lines = (kind: Catalogue): Record<string, string> =>
    isKnown(verdict, kind)
      ? Object.fromEntries(verdict[kind].flatMap((each) => line(each, turnedOff, speak)))
      : summary[kind];
  return withLines(summary, { tools: lines("tools"), prompts: lines("prompts") });
}

/** One tool or prompt that is not as it was reviewed. */
export interface Deviation {
  readonly kind: Catalogue;
  /** By name (see {@link keyOf}). */
  readonly name: string;
  readonly standing: Standing;
  /** Of its definition as it was seen; absent when it is gone. */
  readonly digest?: string;
}

/** Everything that is not as it was reviewed. State holds the names, so they are spoken. */
export function deviationsIn(verdict: Verdict, speak: Speak): Deviation[] {
  return catalogues.flatMap((kind) =>
    isKnown(verdict, kind) ? verdict[kind].filter(deviates).map((judged) => deviation(judged, speak)) : [],
  );
}

/** Those that state remembers. */
export function storedDeviations(stored: unknown): Deviation[] {
  return Array.isArray(stored) ? (stored.filter(isObject) as unknown as Deviation[]) : [];
}

/** The deviations that `others` does not hold. */
export function deviationsBeside(deviations: readonly Deviation[], others: readonly Deviation[]): Deviation[] {
  const held = textsOf(others);
  return deviations.filter((each) => !held.has(textOf(each)));
}

/** Hidden deviations that still exist. One that disappears and returns is drift again. */
export function stillThere(verdict: Verdict, dealtWith: readonly Deviation[], speak: Speak): Deviation[] {
  const present = textsOf(deviationsIn(verdict, speak));
  return dealtWith.filter((each) => present.has(textOf(each)) || !isKnown(verdict, each.kind));
}

/** As sets of texts, since an upstream chooses how many there are. */
function textsOf(deviations: readonly Deviation[]): ReadonlySet<string> {
  return new Set(deviations.map(textOf));
}

function textOf({ kind, name, standing, digest }: Deviation): string {
  return JSON.stringify([kind, name, standing, digest]);
}

/** Before the first sync the catalogue is empty, which proves nothing. */
function isKnown({ knowledge }: Verdict, kind: Catalogue): boolean {
  switch (knowledge.state) {
    case "unread":
      return !knowledge.kinds.includes("tools") && !knowledge.kinds.includes(kind);
    case "unsynced":
    case "frozen":
      return knowledge.since !== undefined;
    case "current":
      return true;
  }
}

function deviates({ standing }: Judged): boolean {
  return standing !== "approved" && standing !== "denied";
}

function deviation({ kind, name, standing, observed }: Judged, speak: Speak): Deviation {
  return { kind, name: speak(keyOf(name)), standing, ...(observed && { digest: observed.digest }) };
}

function line(judged: Judged, turnedOff: ReadonlySet<string>, speak: Speak): [string, string][] {
  const { name, reviewed } = judged;
  if (deviates(judged) && !turnedOff.has(textOf(deviation(judged, speak)))) {
    return [[keyOf(name), seenText(seenOf(judged), reviewed)]];
  }
  return reviewed === undefined ? [] : [[keyOf(name), decisionText(reviewed)]];
}

function seenOf({ standing, observed }: Judged): string {
  if (observed === undefined) {
    return "gone";
  }
  return standing === "void" ? "of another hostname" : `${standing} ${observed.digest}`;
}
