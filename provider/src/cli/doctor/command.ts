/** `doctor`: registers the command. */
import { Option } from "commander";
import { formatExamples, type Register } from "../commandLine";
import { formatNames, type DoctorOptions } from "./options";

export const registerDoctor: Register = ({ program, shell, end }) => {
  program
    .command("doctor")
    .summary("why a portal does not answer, and who reaches what")
    .description(
      "Finds out why a portal does not work. Checks its servers, the zone and DNS record of its host name, the Access " +
        "applications of the portal and of each server, machines, and client registration. Shows a fix for each fault, and " +
        "who reaches which server and tools." +
        "\n\n" +
        "It writes nothing to Cloudflare. Permissions: MCP Portals Read; Zone Read and DNS Read; Access: Apps and Policies " +
        "Read; and for names Access: Organizations, Identity Providers, and Groups Read, and Access: Service Tokens Read. " +
        "Without a permission, the checks that need it report unknown.",
    )
    .argument("[portal]", "the id, name or host name of the portal (default: the only one of the account)")
    .option("--account <id>", "the account (default: CLOUDFLARE_ACCOUNT_ID)")
    .option(
      "-s, --stack <name>",
      "take account, credentials and tool locks from this stack (default: the selected one)",
    )
    .option("--zone <id>", "the zone of the host name, for a token that cannot list zones")
    .option("--as <email>", "say for each server whether this person reaches it")
    .option("--probe", "ask the portal itself too, from this machine and without the API token")
    .addOption(new Option("-f, --format <name>", "how to report").choices(formatNames).default("text"))
    .option("-o, --out <file>", "write the report to a file")
    .addHelpText(
      "after",
      formatExamples(
        "pulumi-cloudflare-mcp doctor",
        "pulumi-cloudflare-mcp doctor mcp.example.com --as alice@example.com",
        "pulumi-cloudflare-mcp doctor team --stack production --format markdown --out doctor.md",
        "pulumi-cloudflare-mcp doctor team --probe --format html --out doctor.html",
      ),
    )
    .action(async (portal: string | undefined, options: DoctorOptions) => {
      const { runDoctor } = await import("./run.js");
      end(await runDoctor(shell, portal, options));
    });
};
