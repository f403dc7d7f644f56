/** The command `pulumi-cloudflare-mcp`. */
import { runCommandLine } from "./program";
import { openShell } from "./shell";

async function main(): Promise<void> {
  // process.exit would discard output that a pipe has not read yet.
  process.exitCode = await runCommandLine(process.argv.slice(2), await openShell());
}

void main();
