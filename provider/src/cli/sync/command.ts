/** `sync`: its options. */
import { formatExamples, type Register } from "../commandLine";
import type { SyncOptions } from "./run";

export const registerSync: Register = ({ program, shell, end }) => {
  program
    .command("sync")
    .summary("sync servers now, and show their tools")
    .description(
      "Makes Cloudflare connect to the upstreams of servers now, and shows the tools and prompts that it finds. A failed sync " +
        "says what to check. Needs MCP Portals Write.",
    )
    .argument("[server...]", "ids of servers (default: all of the account that can be synced)")
    .option("--account <id>", "the account (default: CLOUDFLARE_ACCOUNT_ID)")
    .option("--stack <name>", "take account and credentials from the config of this stack")
    .addHelpText(
      "after",
      `
Exit code 0: every server was synced.
Exit code 1: a sync failed, or a named server does not exist or cannot be
synced. It cannot be synced while it waits for a login, or if it has an OAuth
client of your own.
${formatExamples("pulumi-cloudflare-mcp sync", "pulumi-cloudflare-mcp sync github jira")}`,
    )
    .action(async (ids: string[], options: SyncOptions) => {
      const { runSync } = await import("./run.js");
      end(await runSync(shell, ids, options));
    });
};
