/** What a refresh of a server sees of its lock: every difference from what was reviewed, until it was dealt with. */
import { catalogues, type Catalogue } from "../lock/file";
import { judge, type Judged, type ObservedServer, type Verdict } from "../lock/verdict";
import { decisionText, keyOf, lockFrom, seenText, withLines, type LockSummary } from "./summary";

export function verdictOn(summary: LockSummary, serverId: string, server: ObservedServer): Verdict {
  return judge(lockFrom(serverId, summary), server);
}

/**
 * The summary with what was seen in the place of what was decided. `dealtWith` are the differences that are turned off
 * already: they are no drift, or each `up --refresh` would update again. What is not known is no difference.
 */
export function observedLock(summary: LockSummary, verdict: Verdict, dealtWith: readonly string[]): LockSummary {
  const lines = (kind: Catalogue): Record<string, string> =>
    isKnown(verdict, kind) ? Object.fromEntries(verdict[kind].flatMap((each) => line(each, dealtWith))) : summary[kind];
  return withLines(summary, { tools: lines("tools"), prompts: lines("prompts") });
}

/** The differences there are, each as one text. */
export function differencesIn(verdict: Verdict): string[] {
  return catalogues.flatMap((kind) =>
    isKnown(verdict, kind) ? verdict[kind].filter(isDifference).map((each) => differenceText(each)) : [],
  );
}

/** Of the differences that were turned off, those that are still there: one that comes again is drift again. */
export function stillThere(verdict: Verdict, dealtWith: readonly string[]): string[] {
  const present = differencesIn(verdict);
  const unknown = catalogues.filter((kind) => !isKnown(verdict, kind));
  return dealtWith.filter((text) => present.includes(text) || unknown.some((kind) => text.startsWith(`${kind} `)));
}

/** Before a first sync nothing is known, and an empty catalogue says nothing. */
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

function isDifference({ standing }: Judged): boolean {
  return standing !== "approved" && standing !== "denied";
}

function differenceText({ kind, name, standing, observed }: Judged): string {
  return [kind, keyOf(name), standing, observed?.digest].filter((part) => part !== undefined).join(" ");
}

function line(judged: Judged, dealtWith: readonly string[]): [string, string][] {
  const { name, reviewed } = judged;
  if (isDifference(judged) && !dealtWith.includes(differenceText(judged))) {
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
