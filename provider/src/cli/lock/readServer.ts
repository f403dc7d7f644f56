/** Reads servers from Cloudflare: with a GET for one, or from list pages for many. */
import type { WireServer } from "../../cloudflare/wire";
import { Memory } from "../../lifecycle/memory";
import { ListedReads } from "../../lifecycle/reads";
import { say, visible } from "../../text/shown";
import { openAccount } from "../account";
import { registry } from "../registry";
import type { Shell } from "../shell";
import { startProgress } from "../terminal";
import { refuseOtherAccount, type FileOptions, type ServerLock } from "./targets";

export interface RemoteOptions extends FileOptions {
  readonly account?: string;
  readonly stack?: string;
}

/** Throws if the server does not exist. */
export type ReadServer = (server: string) => Promise<WireServer>;

export async function openReader(
  shell: Shell,
  targets: readonly ServerLock[],
  { account, stack }: RemoteOptions,
): Promise<ReadServer> {
  const progress = startProgress(shell);
  const { servers, accountId } = await openAccount(shell, { account, stack, progress });
  refuseOtherAccount(targets, accountId);
  const reads = new ListedReads<WireServer>();
  const memory = new Memory();
  return async (server) => {
    progress.say(say`reading ${visible(server)}`);
    try {
      const found = await reads.read(servers, server);
      if (found === undefined) {
        throw new Error(`MCP server "${server}" does not exist in account ${accountId}.`);
      }
      const { object } = found;
      shell.secrets.add(registry.McpServer.definition.secrets?.(object, memory) ?? []);
      return object;
    } finally {
      progress.end();
    }
  };
}
