/**
 * Edits lock files. Only `decide` with allow, and a first `initial`, approve anything.
 *
 * A merge of two branches must also approve nothing that neither side approved for that definition and that upstream
 * (tests/properties/lock.test.ts). Git merges lines, so `update` changes the lines beside a decision: a decision on
 * another branch is then a conflict, and never applies to something else.
 */
import { digestOf } from "./digest";
import type { Catalogue, LockEntries, LockEntry, LockFile } from "./file";
import { boundHostname } from "./upstream";
import { judge, type Judged, type ObservedServer, type Verdict } from "./verdict";

/** Definitions that a lock file cannot contain, so that nobody can approve them. */
export interface Skipped {
  readonly kind: Catalogue;
  readonly name: string;
  readonly reason: string;
}

export interface Edited {
  readonly lock: LockFile;
  readonly skipped: readonly Skipped[];
}

/** The first lock of a server: all its definitions, allowed for one reason, or awaiting a review. */
export function initial(
  server: string,
  observed: ObservedServer,
  allowed: { readonly reason: string } | undefined,
  ignore: readonly string[],
): Edited {
  const empty = { server, hostname: boundHostname(observed.hostname), ignore, tools: new Map(), prompts: new Map() };
  return written(
    empty,
    observed,
    (judged) => judged.observed && { ...undecidedOr(allowed, judged, observed), ...judged.observed },
  );
}

function undecidedOr(
  allowed: { readonly reason: string } | undefined,
  judged: Judged,
  observed: ObservedServer,
): Pick<LockEntry, "allow" | "reason"> {
  return allowed === undefined ? { allow: false, reason: origin(judged, observed) } : { allow: true, ...allowed };
}

/** Whether somebody denied it with a reason. Any other entry that is not allowed might await a review. */
export function isDenied({ allow, reason }: Pick<LockEntry, "allow" | "reason">): boolean {
  return (
    !allow && reason !== undefined && !reason.endsWith(notReviewed) && !/^was reviewed at .*, not at /.test(reason)
  );
}

const notReviewed = ", not reviewed";

/**
 * The current definitions, with the decisions that still apply. New and changed definitions are not allowed until
 * somebody allows them. A removed one is dropped, so that it counts as new if it returns, but only after a successful
 * sync. With another hostname, nothing stays allowed.
 */
export function update(lock: LockFile, observed: ObservedServer): Edited {
  const isOther = judge(lock, observed).otherHostname !== undefined;
  const hostname = boundHostname(observed.hostname);
  const reason = `was reviewed at ${shortened(lock.hostname ?? "")}, not at ${shortened(hostname)}`;
  const kept = (entry: LockEntry): LockEntry =>
    // Also changes earlier denials for that reason: otherwise git would accept an approval for the old upstream.
    isOther ? { ...entry, allow: false, reason: entry.reason === reason ? `${reason}, again` : reason } : entry;
  // A file that shows less of the same URL stays unchanged.
  const from = isOther || lock.hostname === undefined ? { ...lock, hostname } : lock;
  return written(from, observed, (judged, { knowledge }) => {
    const { standing, reviewed, observed: found } = judged;
    if (standing === "gone") {
      return knowledge.state === "current" || reviewed === undefined ? undefined : kept(reviewed);
    }
    const isSame = reviewed !== undefined && reviewed.digest === found?.digest;
    // The reason of the old decision is about another definition.
    return isSame ? kept(reviewed) : found && { allow: false, reason: origin(judged, observed), ...found };
  });
}

/**
 * Informs the reader, and keeps git from matching the same lines of another upstream or kind with an entry that only
 * moved: it would apply the decision about that one.
 */
function origin({ kind, standing }: Judged, { hostname }: ObservedServer): string {
  return `${standing} ${kind.slice(0, -1)} of ${shortened(boundHostname(hostname))}${notReviewed}`;
}

/** The length of a URL, so that two of them fit into a reason. */
function shortened(hostname: string): string {
  return hostname.slice(0, 450);
}

/** Decides about tools or prompts in the file. */
export function decide(
  lock: LockFile,
  kind: Catalogue,
  names: readonly string[],
  decision: Pick<LockEntry, "allow" | "reason">,
): LockFile {
  const entries = new Map(lock[kind]);
  for (const name of names) {
    const entry = entries.get(name);
    if (entry !== undefined) {
      const { reason: _, ...rest } = entry;
      entries.set(name, { ...rest, ...decision });
    }
  }
  return { ...lock, [kind]: entries };
}

/** Leaves members out of all digests. Decisions stay, because the definitions in the file were reviewed as they are. */
export function withIgnored(lock: LockFile, pointers: readonly string[]): LockFile {
  const ignore = [...new Set([...lock.ignore, ...pointers])];
  const redone = (entries: LockEntries): LockEntries =>
    new Map([...entries].map(([name, entry]) => [name, { ...entry, digest: digestOf(entry.definition, ignore) }]));
  return { ...lock, ignore, tools: redone(lock.tools), prompts: redone(lock.prompts) };
}

type Choose = (judged: Judged, verdict: Verdict) => LockEntry | undefined;

function written(lock: LockFile, observed: ObservedServer, choose: Choose): Edited {
  const verdict = judge(lock, observed);
  const skipped: Skipped[] = [];
  const entriesOf = (kind: Catalogue): LockEntries => {
    // Without a catalog nothing is known, not even whether a definition is gone.
    const judged = Array.isArray(observed[kind]) ? verdict[kind] : unknownOf(kind, lock[kind]);
    return new Map(
      judged.flatMap((each) => {
        const entry = choose(each, verdict);
        const reason = reasonToSkip(each);
        if (reason !== undefined) {
          skipped.push({ kind, name: each.name, reason });
        }
        return entry === undefined || reason !== undefined ? [] : [[each.name, entry] as const];
      }),
    );
  };
  return { lock: { ...lock, tools: entriesOf("tools"), prompts: entriesOf("prompts") }, skipped };
}

/** Judges all entries as if Cloudflare had them unchanged. */
function unknownOf(kind: Catalogue, entries: LockEntries): Judged[] {
  return [...entries].map(([name, reviewed]) => ({
    kind,
    name,
    standing: reviewed.allow ? ("approved" as const) : ("denied" as const),
    reviewed,
    observed: reviewed,
  }));
}

function reasonToSkip({ fault, isAmbiguous }: Judged): string | undefined {
  return fault ?? (isAmbiguous ? "Cloudflare has several different definitions of that name" : undefined);
}
