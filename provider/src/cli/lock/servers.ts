/** Servers as Cloudflare has them: a GET for one, pages of the list for many. */
import type { WireServer } from "../../cloudflare/wire";
import { ListedReads } from "../../lifecycle/reads";
import { openAccount } from "../account";
import { progressOf } from "../progress";
import type { Shell } from "../shell";
import { openStack } from "../stack";
import type { RemoteOptions } from "./command";

/** Reads one server after the other. A server that is not there is an error like any other. */
export type ReadServer = (server: string) => Promise<WireServer>;

export async function serverReader(shell: Shell, { account, stack }: RemoteOptions): Promise<ReadServer> {
  const progress = progressOf(shell);
  const configuration = stack === undefined ? undefined : (await openStack(shell, stack)).configuration;
  const { servers, accountId } = await openAccount(shell, { account, configuration, progress });
  const reads = new ListedReads<WireServer>();
  return async (server) => {
    progress.say(`reading ${server}`);
    try {
      const found = await reads.read(servers, server);
      if (found === undefined) {
        throw new Error(`MCP server "${server}" does not exist in account ${accountId}.`);
      }
      return found.object;
    } finally {
      progress.end();
    }
  };
}
