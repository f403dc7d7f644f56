/** Finds deviations from a lock that a refresh reports until portals hide them. */
import { catalogues, type Catalogue } from "../lock/file";
import { judge, type Judged, type ObservedServer, type Standing, type Verdict } from "../lock/verdict";
import { harmless, isObject } from "../lifecycle/values";
import { decisionText, keyOf, lockFrom, seenText, withLines, type LockSummary } from "./summary";

export function verdictOn(summary: LockSummary, serverId: string, server: ObservedServer): Verdict {
  return judge(lockFrom(serverId, summary), server);
}

/**
 * Returns the summary with each deviation in place of its decision. Deviations in `dealtWith` are hidden already: they are
 * no drift, or each `up --refresh` would update again.
 */
export function observedLock(summary: LockSummary, verdict: Verdict, dealtWith: readonly Deviation[]): LockSummary {
  const turnedOff = textsOf(dealtWith);
  const lines = (kind: Catalogue): Record<string, string> =>
    isKnown(verdict, kind) ? Object.fromEntries(verdict[kind].flatMap((each) => line(each, turnedOff))) : summary[kind];
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

/** Everything that is not as it was reviewed. */
export function deviationsIn(verdict: Verdict): Deviation[] {
  return catalogues.flatMap((kind) =>
    isKnown(verdict, kind) ? verdict[kind].filter(deviates).map((judged) => deviation(judged)) : [],
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
export function stillThere(verdict: Verdict, dealtWith: readonly Deviation[]): Deviation[] {
  const present = textsOf(deviationsIn(verdict));
  return dealtWith.filter((each) => present.has(textOf(each)) || !isKnown(verdict, each.kind));
}

/** As sets of texts, since an upstream chooses how many there are. */
function textsOf(deviations: readonly Deviation[]): ReadonlySet<string> {
  return new Set(deviations.map(textOf));
}

/** A digest is also that of the name, which state has without the secrets in it. */
function textOf({ kind, name, standing, digest }: Deviation): string {
  return JSON.stringify([kind, digest ?? name, standing]);
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

/** The name is a value in state, where a mark of the engine's would be taken for one. */
function deviation({ kind, name, standing, observed }: Judged): Deviation {
  return { kind, name: harmless(keyOf(name)), standing, ...(observed && { digest: observed.digest }) };
}

function line(judged: Judged, turnedOff: ReadonlySet<string>): [string, string][] {
  const { name, reviewed } = judged;
  if (deviates(judged) && !turnedOff.has(textOf(deviation(judged)))) {
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
