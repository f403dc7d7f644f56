/** Findings about tool locks: one for each unapproved tool, wherever it is exposed, and notes about pending reviews. */
import type { WireServer } from "../../cloudflare/wire";
import { firstOf, isObject, isSet, ownMember, type Properties } from "../../lifecycle/values";
import { word } from "../../lock/describe";
import { decisionWords } from "../../lock/describeJudged";
import { catalogues, type Catalogue } from "../../lock/file";
import { rowsOf } from "../../rows/overrides";
import { asText } from "../../text/asText";
import { line, say, type Shown } from "../../text/shown";
import { approvedButHidden } from "../../toolLock/observe";
import { lockFrom, nameFromKey, seenIn, summaryIn, type LockSummary, type Seen } from "../../toolLock/summary";
import type { ChangesOf } from "./lockChanges";
import { newFinding, type Exposure, type Finding, type Subject } from "./report";
import type { Review, Reviews } from "./reviews";

/** The callable tools that no lock approves in their current form. */
export class UnapprovedTools {
  private readonly keys = new Set<string>();

  add(serverId: string, name: string, portalId?: string): void {
    this.keys.add(JSON.stringify([serverId, name, portalId]));
  }

  /** Whether agents can call it through that portal, or, without one, through any. */
  has(serverId: string, name: string, portalId?: string): boolean {
    return this.keys.has(JSON.stringify([serverId, name, portalId]));
  }
}

interface Around {
  readonly reviews: Reviews;
  readonly servers: ReadonlyMap<string, WireServer>;
  readonly subjectFor: (serverId: string) => Subject;
  readonly changesOf: ChangesOf;
  readonly unapproved: UnapprovedTools;
}

/**
 * Callable tools that an existing lock does not approve in their current form, each with all portals that expose it.
 */
export function findUnapproved(exposures: readonly Exposure[], around: Around): Finding[] {
  const calls = new Map<string, Call[]>();
  for (const { accountId, portalId, serverId, tools } of exposures) {
    const server = around.servers.get(serverId);
    const review = server && around.reviews.of(accountId, portalId, server);
    for (const { name, calledAs, approval } of review === undefined ? [] : tools) {
      if (server !== undefined && review !== undefined && approval !== "approved" && approval !== "none") {
        const key = JSON.stringify([serverId, name, review.summary.mode]);
        calls.set(key, [
          ...(calls.get(key) ?? []),
          { server, review, portalId, name, words: `${calledAs} (${approval})` },
        ]);
      }
    }
  }
  return [...calls.values()].flatMap((each) => describeCalls(each, around));
}

interface Call {
  readonly server: WireServer;
  readonly review: Review;
  readonly portalId: string;
  readonly name: string;
  readonly words: string;
}

function describeCalls(calls: readonly Call[], { subjectFor, changesOf, unapproved }: Around): Finding[] {
  const [first] = calls;
  if (first === undefined) {
    return [];
  }
  const { server, review, name } = first;
  const isReported = review.summary.mode === "report";
  for (const { portalId } of calls) {
    unapproved.add(server.id, name);
    unapproved.add(server.id, name, portalId);
  }
  const ways = [...new Set(calls.map(({ words }) => words))].map((words) => {
    const portals = calls.filter((each) => each.words === words).map(({ portalId }) => portalId);
    return `${words} through ${portals.length === 1 ? "portal" : "portals"} ${portals.join(", ")}`;
  });
  const message = `agents can call ${ways.join(" and ")}${isReported ? "; report mode hides nothing" : ""}`;
  return [
    newFinding(isReported ? "reported-tool" : "unapproved-tool", subjectFor(server.id), message, {
      ...placeOf(review.summary, "tools", name),
      ...changesFrom(changesOf(server, review.summary, "tools", name)),
    }),
  ];
}

/** Tools and prompts that are not as reviewed, and that no agent can call. */
export function findUnreviewed(
  summary: LockSummary,
  server: WireServer | undefined,
  subject: Subject,
  { changesOf, unapproved }: Pick<Around, "changesOf" | "unapproved">,
): Finding[] {
  const lock = lockFrom(subject.id, summary);
  return openEntries(summary)
    .filter(({ kind, name }) => kind === "prompts" || !unapproved.has(subject.id, name))
    .map(({ kind, name, seen }) => {
      const reviewed = lock[kind].get(name);
      const decision = reviewed === undefined ? say`` : say` (${decisionWords(reviewed)})`;
      const message = say`${kind === "tools" ? say`tool` : say`prompt`} ${word(name)} ${describeStanding(seen)}${decision}`;
      return newFinding("unreviewed-tool", subject, message, {
        ...placeOf(summary, kind, name),
        ...changesFrom(server === undefined ? [] : changesOf(server, summary, kind, name)),
      });
    });
}

function describeStanding({ standing }: Seen): Shown {
  switch (standing) {
    case "new":
      return say`is new, and nobody has reviewed it`;
    case "gone":
      return say`is gone`;
    case "void":
      return say`was reviewed at another hostname`;
    case "unreadable":
      return say`cannot be read`;
    case "approved":
    case "changed":
    case "denied":
    case "hidden":
    case "shown":
      return say`is not as it was reviewed`;
  }
}

/** One note about the approved tools of a lock that are hidden. */
export function findPending(
  summary: LockSummary,
  serverId: string,
  subject: Subject,
  { unapproved }: Pick<Around, "unapproved">,
): Finding[] {
  const names = approvedButHidden(summary).filter((name) => !unapproved.has(serverId, name));
  if (names.length === 0) {
    return [];
  }
  const count = names.length === 1 ? say`1 approved tool` : say`${names.length} approved tools`;
  const listed = line(firstOf(names.map(word), 5));
  const message = say`${count} hidden, review pending: ${listed}; \`npx pulumi-cloudflare-mcp lock check ${word(serverId)}\` shows what changed`;
  const lock = lockFrom(serverId, summary);
  const entries = catalogues.flatMap((kind) =>
    names.filter((name) => lock[kind].has(name)).map((name) => ({ kind, name })),
  );
  return [
    newFinding("review-pending", subject, message, { argument: "toolLock", lock: { file: summary.file, entries } }),
  ];
}

/** The locks of portal rows by id. The server reports the lock of an McpServer. */
export function ownLocks(servers: unknown): { readonly serverId: string; readonly summary: LockSummary }[] {
  return rowsOf(servers).flatMap(({ serverId, incarnation, toolLock }) => {
    const summary = isSet(incarnation) ? undefined : summaryIn(toolLock);
    return summary === undefined || typeof serverId !== "string" ? [] : [{ serverId, summary }];
  });
}

/**
 * Rows for a comparison. Of a locked row, only other texts than the lock's, and hidden tools, count. Tools that it
 * exposes without approval have findings of their own.
 */
export function withoutUnapproved(
  { declared, found }: { readonly declared: unknown; readonly found: unknown },
  outputs: unknown,
  portalId: string,
  unapproved: UnapprovedTools,
): { readonly declared: unknown; readonly found: unknown } {
  const seen = new Map(rowsOf(outputs).map((row) => [row.serverId, summaryIn(row.toolLock)]));
  const reduced = (rows: unknown): unknown =>
    Array.isArray(rows)
      ? rows.map((row: unknown): unknown => {
          const summary = isObject(row) ? summaryIn(row.toolLock) : undefined;
          if (!isObject(row) || summary === undefined) {
            return row;
          }
          const serverId = asText(row.serverId);
          const differing = openEntries(seen.get(serverId) ?? summary).filter(
            ({ kind, name }) => kind === "prompts" || !unapproved.has(serverId, name, portalId),
          );
          return { ...row, toolLock: linesFor(summary, differing) };
        })
      : rows;
  return { declared: reduced(declared), found: reduced(found) };
}

function linesFor({ file, mode, ...lines }: LockSummary, differing: readonly OpenEntry[]): Properties {
  const own = (kind: Catalogue): Properties =>
    Object.fromEntries<unknown>(
      differing
        .filter((each) => each.kind === kind)
        .map(({ key }): [string, unknown] => [key, ownMember(lines[kind], key)])
        .filter(([, text]) => text !== undefined),
    );
  return { file, mode, tools: own("tools"), prompts: own("prompts") };
}

interface OpenEntry {
  readonly kind: Catalogue;
  readonly key: string;
  readonly name: string;
  readonly seen: Seen;
}

function openEntries({ __record: { open } }: LockSummary): OpenEntry[] {
  return catalogues.flatMap((kind) =>
    Object.entries(open?.[kind] ?? {}).map(([key, text]) => ({
      kind,
      key,
      name: nameFromKey(key),
      seen: seenIn(text),
    })),
  );
}

function placeOf({ file }: LockSummary, kind: Catalogue, name: string): Pick<Finding, "argument" | "lock"> {
  return { argument: `toolLock.${kind}[${JSON.stringify(name)}]`, lock: { file, entries: [{ kind, name }] } };
}

function changesFrom(lines: readonly string[]): Pick<Finding, "changes"> {
  return lines.length === 0 ? {} : { changes: lines };
}
