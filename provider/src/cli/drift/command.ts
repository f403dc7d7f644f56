/** `drift`: registers the command. */
import { Option } from "commander";
import { formatExamples, type Register } from "../commandLine";
import { formatNames, type DriftOptions } from "./options";

export const registerDrift: Register = ({ program, shell, end }) => {
  program
    .command("drift")
    .summary("compare Cloudflare with a stack")
    .description(
      "Compares the servers and portals of a stack, or of a saved state, with Cloudflare. Reports changed, missing and " +
        "undeclared resources, changed OAuth clients and client secrets, failed syncs, expired logins, and the tools that agents can call." +
        "\n\n" +
        "Inside a Pulumi project it reads the selected stack. With --account, or outside a project, it needs no stack: " +
        "it lists the servers and portals of the account, and only failures are findings. It writes nothing to Cloudflare: " +
        "a token with the permission MCP Portals Read is enough.",
    )
    .addOption(
      new Option("-s, --stack <name>", "the stack (default: the selected one)").conflicts(["state", "account"]),
    )
    .addOption(new Option("--state <file>", "a saved state: what `pulumi stack export` prints").conflicts("account"))
    .option("--account <id>", "an account, without any stack")
    .addOption(new Option("-f, --format <name>", "how to report").choices(formatNames).default("text"))
    .option("-o, --out <file>", "write the report to a file")
    .option("--strict", "count changes of arguments that the program does not set")
    .option("--waivers <file>", "a file of accepted findings, each with a last day and a reason")
    .option(
      "--also-stack <name...>",
      "other stacks of this project or organization that also manage servers or portals of the account",
    )
    .option("--ignore <id...>", "ids of unmanaged servers and portals to ignore")
    .addHelpText(
      "after",
      formatExamples(
        "pulumi-cloudflare-mcp drift",
        "pulumi-cloudflare-mcp drift --account 0123456789abcdef0123456789abcdef",
        "pulumi-cloudflare-mcp drift --stack production --also-stack staging --ignore playground",
        "pulumi-cloudflare-mcp drift --stack production --format html --out drift.html",
      ),
    )
    .action(async (options: DriftOptions) => {
      const { runDrift } = await import("./run.js");
      end(await runDrift(shell, options));
    });
};
