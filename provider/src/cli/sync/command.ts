/** `sync`: its options. */
import { formatExamples, type Register } from "../commandLine";
import type { SyncOptions } from "./run";

export const registerSync: Register = ({ program, shell, end }) => {
  program
    .command("sync")
    .summary("sync servers now, and show what was found")
    .description(
      "Has Cloudflare connect to the upstreams of servers now, and shows which tools and prompts it found. A failed sync " +
        "says what to check. Needs MCP Portals Write.",
    )
    .argument("[server...]", "ids of servers; all of the account that can be synced when left out")
    .option("--account <id>", "the account (default: CLOUDFLARE_ACCOUNT_ID)")
    .option("--stack <name>", "take account and credentials from the config of this stack")
    .addHelpText(
      "after",
      `
Exit code 0: every server was synced. 1: a sync failed, or a named server
cannot be synced because it waits for a login.
${formatExamples("pulumi-cloudflare-mcp sync", "pulumi-cloudflare-mcp sync github jira")}`,
    )
    .action(async (ids: string[], options: SyncOptions) => {
      const { runSync } = await import("./run.js");
      end(await runSync(shell, ids, options));
    });
};
