/** The approvals of a server's tools, from the tool locks in the state. */
import type { WireServer } from "../../cloudflare/wire";
import { pulumiId } from "../../lifecycle/pulumiId";
import { rowsOf } from "../../rows/overrides";
import { lockFrom, summaryIn, type LockSummary } from "../../toolLock/summary";
import { judge, knowledgeWords } from "../../lock/verdict";
import type { ExposedTool } from "./report";
import type { StateResource } from "./state";

export interface Review {
  readonly summary: LockSummary;
  /** The lock file. */
  readonly file: string;
  /** The state of the lock, in one line. */
  readonly words: string;
  approvalOf(tool: string): ExposedTool["approval"];
}

export interface Reviews {
  /** Undefined if neither the server nor its row in the portal has a lock. */
  of(accountId: string, portalId: string, server: WireServer): Review | undefined;
}

export function collectReviews(resources: readonly Pick<StateResource, "kind" | "id" | "outputs">[]): Reviews {
  const ofServers = new Map<string, LockSummary>();
  const ofRows = new Map<string, LockSummary>();
  for (const { kind, id, outputs } of resources) {
    if (kind === "McpServer") {
      addSummary(ofServers, id, outputs.toolLock);
      continue;
    }
    for (const row of rowsOf(outputs.servers)) {
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
    summary,
    file: summary.file,
    words: about.filter((words) => words !== "").join(", "),
    approvalOf: (tool) => {
      const standing = standings.get(tool);
      // A tool that the server does not list was never compared with the lock.
      return standing === undefined || standing === "gone" ? "new" : standing;
    },
  };
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
