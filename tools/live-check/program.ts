/** The program `live-check` and its options. */
import { Command, Option } from "commander";
import { formatExamples, runProgram, type Register } from "#provider/cli/commandLine";
import type { ExitCode } from "#provider/cli/exitCodes";
import type { Shell } from "#provider/cli/shell";
import { defaults, type LiveCheckOptions } from "./options";

export function runLiveCheck(words: readonly string[], shell: Shell): Promise<ExitCode> {
  return runProgram(new Command("npm run live-check --"), { words, shell, registers: [registerLiveCheck] });
}

const registerLiveCheck: Register = ({ program, shell, end }) => {
  program
    .description(
      "Finds out how Cloudflare's API behaves where its documents do not say. Without --write it only reads. With " +
        "--write it makes servers and portals named zz-check-… and removes them again, also when it is interrupted. " +
        "The report names neither the account nor anything in it: please attach it to an issue.",
    )
    .option("--write", "also ask what takes making and removing scratch servers and portals (MCP Portals Write)")
    .addOption(new Option("--clean", "only remove what a run that was killed has left").conflicts("write"))
    .option("--account <id>", "the account; default: CLOUDFLARE_ACCOUNT_ID")
    .option("--upstream <url>", "an MCP server without a login that Cloudflare can reach", defaults.upstream)
    .option("--portal-domain <domain>", "the hostnames of scratch portals are below it", defaults.portalDomain)
    .addOption(new Option("--format <name>", "of the report").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      formatExamples("npm run live-check", "npm run --silent live-check -- --write --format json > live-check.json"),
    )
    .addHelpText("after", exitCodeHelp)
    .action(async (options: LiveCheckOptions) => {
      const { liveCheck } = await import("./run.js");
      end(await liveCheck(shell, options));
    });
};

const exitCodeHelp = `
Exit codes: 0 no question failed, 1 a question failed, something is left
in the account or the check was interrupted, 2 invalid usage.`;
