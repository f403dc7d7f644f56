/** Approvals of a server's tools, by the tool locks in the state. */
import type { WireServer } from "../../cloudflare/wire";
import { pulumiId } from "../../lifecycle/pulumiId";
import { ownMember } from "../../lifecycle/values";
import { rowsOf } from "../../rows/overrides";
import { lockFrom, nameFromKey, summaryIn, type LockSummary } from "../../toolLock/summary";
import { judge, knowledgeWords } from "../../lock/verdict";
import { catalogues } from "../../lock/file";
import { compareText } from "../order";
import type { ExposedTool, LockPlaces } from "./report";
import type { StateResource } from "./state";

export interface Review {
  /** The lock file. */
  readonly file: string;
  /** The state of the lock, in a line. */
  readonly words: string;
  approvalOf(tool: string): ExposedTool["approval"];
}

export interface Reviews {
  /** Undefined when neither the server nor its row in the portal has a lock. */
  of(accountId: string, portalId: string, server: WireServer): Review | undefined;
}

export function collectReviews(resources: readonly Pick<StateResource, "kind" | "id" | "inputs">[]): Reviews {
  const ofServers = new Map<string, LockSummary>();
  const ofRows = new Map<string, LockSummary>();
  for (const { kind, id, inputs } of resources) {
    if (kind === "McpServer") {
      addSummary(ofServers, id, inputs.toolLock);
      continue;
    }
    for (const row of rowsOf(inputs.servers)) {
      if (typeof row.serverId === "string") {
        addSummary(ofRows, toRowKey(id, row.serverId), row.toolLock);
      }
    }
  }
  return {
    of: (accountId, portalId, server) => {
      const summary =
        ofRows.get(toRowKey(pulumiId(accountId, portalId), server.id)) ?? ofServers.get(pulumiId(accountId, server.id));
      return summary && buildReview(summary, server);
    },
  };
}

function buildReview(summary: LockSummary, server: WireServer): Review {
  const { tools, knowledge } = judge(lockFrom(server.id, summary), server);
  const standings = new Map(tools.map(({ name, standing }) => [name, standing]));
  const about = [
    `tool lock ${summary.file}`,
    summary.mode === "report" ? "which hides nothing" : "",
    knowledgeWords(knowledge),
  ];
  return {
    file: summary.file,
    words: about.filter((words) => words !== "").join(", "),
    approvalOf: (tool) => {
      const standing = standings.get(tool);
      // A tool that the server does not list was never compared with the lock.
      return standing === undefined || standing === "gone" ? "new" : standing;
    },
  };
}

/** The entries of a lock that differ from the current ones; undefined without a lock. */
export function listChangedEntries(declared: unknown, found: unknown): LockPlaces | undefined {
  const [lock, now] = [summaryIn(declared), summaryIn(found)];
  if (lock === undefined) {
    return undefined;
  }
  const entries = catalogues.flatMap((kind) => {
    const keys = new Set([...Object.keys(lock[kind]), ...Object.keys(now?.[kind] ?? {})]);
    const changed = [...keys].filter((key) => ownMember(lock[kind], key) !== ownMember(now?.[kind] ?? {}, key));
    const names = changed.map(nameFromKey);
    return names.sort(compareText).map((name) => ({ kind, name }));
  });
  return { file: lock.file, entries };
}

function addSummary(summaries: Map<string, LockSummary>, key: string, lock: unknown): void {
  const summary = summaryIn(lock);
  if (summary !== undefined) {
    summaries.set(key, summary);
  }
}

function toRowKey(portal: string, serverId: string): string {
  return `${portal} ${serverId}`;
}
