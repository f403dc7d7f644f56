/** `live-check`: what Cloudflare's documents leave open, asked of a real account. */
import { Option } from "commander";
import { examples, type Register } from "../register";
import { defaults, type LiveCheckOptions } from "./options";

export const registerLiveCheck: Register = ({ program, shell, end }) => {
  program
    .command("live-check")
    .summary("ask a real account what Cloudflare's documents leave open")
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
      examples(
        "pulumi-cloudflare-mcp live-check",
        "pulumi-cloudflare-mcp live-check --write --format json > report.json",
      ),
    )
    .action(async (options: LiveCheckOptions) => {
      const { liveCheck } = await import("./run.js");
      end(await liveCheck(shell, options));
    });
};
