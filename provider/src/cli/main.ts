/** The command `pulumi-cloudflare-mcp`. */
import { runCommandLine } from "./program";
import { processShell } from "./shell";

async function main(): Promise<void> {
  // Not process.exit: that would cut off what is still on its way into a pipe.
  process.exitCode = await runCommandLine(process.argv.slice(2), await processShell());
}

void main();
