/** Finds deviations from a lock that a refresh reports until portals hide them. */
import { catalogues, type Catalogue } from "../lock/file";
import { judge, type Judged, type ObservedServer, type Standing, type Verdict } from "../lock/verdict";
import { isObject, ownMember } from "../lifecycle/values";
import { asText } from "../text/asText";
import type { Speak } from "../text/outside";
import { keyOf, lockFrom, nameFromKey, seenIn, seenText, withSeen, type LockRecord, type LockSummary } from "./summary";

export function verdictOn(summary: LockSummary, serverId: string, server: ObservedServer): Verdict {
  return judge(lockFrom(serverId, summary), server);
}

/**
 * Returns the summary with each deviation. Those in `dealtWith` are already hidden and are not drift; otherwise each
 * `up --refresh` would update again. Nor are those of a lock in report mode: no update ends them.
 */
export function observedLock(
  summary: LockSummary,
  verdict: Verdict,
  dealtWith: readonly Deviation[],
  speak: Speak,
): LockSummary {
  const deviations = deviationsIn(verdict, speak);
  const open = summary.mode === "enforce" ? deviationsBeside(deviations, dealtWith) : [];
  const settled = deviationsBeside(deviations, open);
  const known = catalogues.filter((kind) => isKnown(verdict, kind));
  return withSeen(summary, { open: textsByKind(known, open), settled: textsByKind(known, settled) });
}

function textsByKind(kinds: readonly Catalogue[], deviations: readonly Deviation[]): NonNullable<LockRecord["open"]> {
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      Object.fromEntries(deviations.filter((each) => each.kind === kind).map((each) => [each.name, seenText(each)])),
    ]),
  );
}

/** A summary without open deviations, as after an update. */
export function settledLock(summary: LockSummary, verdict: Verdict, speak: Speak): LockSummary {
  return observedLock(summary, verdict, deviationsIn(verdict, speak), speak);
}

/** The approved tools and prompts that are hidden because they have changed since their review. */
export function approvedButHidden({ mode, __record: { decided, open, settled } }: LockSummary): string[] {
  return mode === "report"
    ? []
    : catalogues.flatMap((kind) =>
        Object.entries(settled?.[kind] ?? {})
          .filter(
            ([key, text]) =>
              isHidden(seenIn(text).standing) &&
              asText(ownMember(decided[kind], key)).startsWith("approved ") &&
              ownMember(open?.[kind] ?? {}, key) === undefined,
          )
          .map(([key]) => nameFromKey(key)),
      );
}

function isHidden(standing: string): boolean {
  return standing === "changed" || standing === "void" || standing === "unreadable";
}

/** The deviations of a lock in report mode. */
export function reportedDeviations({ mode, __record: { settled } }: LockSummary): Deviation[] {
  return mode === "report"
    ? catalogues.flatMap((kind) =>
        Object.entries(settled?.[kind] ?? {}).map(([name, text]) => ({ kind, name, ...seenIn(text) }) as Deviation),
      )
    : [];
}

/** One tool or prompt that is not as reviewed. */
export interface Deviation {
  readonly kind: Catalogue;
  /** The name as a key (see {@link keyOf}). */
  readonly name: string;
  readonly standing: Standing;
  /** The digest of its current definition; absent if it is gone. */
  readonly digest?: string;
}

/** Every deviation. Names are in the form that state has. */
export function deviationsIn(verdict: Verdict, speak: Speak): Deviation[] {
  return catalogues.flatMap((kind) =>
    isKnown(verdict, kind) ? verdict[kind].filter(deviates).map((judged) => deviation(judged, speak)) : [],
  );
}

/** The deviations in state. */
export function storedDeviations(stored: unknown): Deviation[] {
  return Array.isArray(stored) ? (stored.filter(isObject) as unknown as Deviation[]) : [];
}

/** The deviations that are not among `others`. */
export function deviationsBeside(deviations: readonly Deviation[], others: readonly Deviation[]): Deviation[] {
  const held = textsOf(others);
  return deviations.filter((each) => !held.has(textOf(each)));
}

/** Hidden deviations that still exist. One that disappears and returns is drift again. */
export function stillThere(verdict: Verdict, dealtWith: readonly Deviation[], speak: Speak): Deviation[] {
  const present = textsOf(deviationsIn(verdict, speak));
  return dealtWith.filter((each) => present.has(textOf(each)) || !isKnown(verdict, each.kind));
}

/** Compares sets of texts, because an upstream decides how many there are. */
function textsOf(deviations: readonly Deviation[]): ReadonlySet<string> {
  return new Set(deviations.map(textOf));
}

function textOf({ kind, name, standing, digest }: Deviation): string {
  return JSON.stringify([kind, name, standing, digest]);
}

/** Before the first sync the catalog is empty, which proves nothing. */
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

/** A tool that was never allowed and is gone needs neither hiding nor a review. */
function deviates({ standing, reviewed }: Judged): boolean {
  return standing === "gone" ? reviewed?.allow === true : standing !== "approved" && standing !== "denied";
}

function deviation({ kind, name, standing, observed }: Judged, speak: Speak): Deviation {
  return { kind, name: speak(keyOf(name)), standing, ...(observed && { digest: observed.digest }) };
}
