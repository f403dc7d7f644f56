/** `npm run live-check` */
import { openShell } from "#provider/cli/shell";
import { runLiveCheck } from "./program";

async function main(): Promise<void> {
  // process.exit would cut off what a pipe has not taken yet.
  process.exitCode = await runLiveCheck(process.argv.slice(2), await openShell());
}

void main();
