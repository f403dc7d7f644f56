/** `export`: its options. */
import { Option } from "commander";
import { accountOption, formatExamples, stackOption, type Register } from "../commandLine";
import type { ExportOptions } from "./run";

export const registerExport: Register = ({ program, shell, end }) => {
  program
    .command("export")
    .summary("write an account as a Pulumi program")
    .description(
      "Writes the servers and portals of an account as a Pulumi program, with the file that imports them into its " +
        "stack. Reads only (MCP Portals Read), and changes nothing at Cloudflare. The README.md that it writes has the " +
        "next steps.",
    )
    .requiredOption("--out <folder>", "the folder to write to; created if it does not exist")
    .option(...accountOption)
    .option(...stackOption)
    .addOption(new Option("--language <name>", "of the program").choices(["typescript"]).default("typescript"))
    .option("--force", "replace existing files")
    .addHelpText("after", formatExamples("pulumi-cloudflare-mcp export --out mcp-servers"))
    .action(async (options: ExportOptions) => {
      const { runExport } = await import("./run.js");
      end(await runExport(shell, options));
    });
};
