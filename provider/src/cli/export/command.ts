/** `export`: an account as a Pulumi program. */
import { Option } from "commander";
import { everyObject } from "../../cloudflare/collection";
import { openAccount } from "../account";
import { exitCodes } from "../exitCodes";
import { progressOf } from "../progress";
import { formatExamples, type Register } from "../commandLine";
import { counted, visible } from "../text";
import { packageVersion } from "../version";

interface Options {
  readonly out: string;
  readonly account?: string;
  readonly force?: true;
}

export const registerExport: Register = ({ program, shell, end }) => {
  program
    .command("export")
    .summary("write an account as a Pulumi program")
    .description(
      "Writes the servers and portals of an account as a Pulumi program, with the file that imports them into its " +
        "stack. Reads only (MCP Portals Read), and changes nothing at Cloudflare. The README.md that it writes has the " +
        "next steps.",
    )
    .requiredOption("--out <folder>", "where to write; made if it does not exist")
    .option("--account <id>", "the account; default: CLOUDFLARE_ACCOUNT_ID")
    .addOption(new Option("--language <name>", "of the program").choices(["typescript"]).default("typescript"))
    .option("--force", "replace files of these names that exist")
    .addHelpText("after", formatExamples("pulumi-cloudflare-mcp export --out mcp-servers"))
    .action(async ({ out, account, force }: Options) => {
      const [{ exportedAccount }, { fileNames, projectFiles }, { prepareFolder }] = await Promise.all([
        import("./exportedAccount.js"),
        import("./project.js"),
        import("./folder.js"),
      ]);
      const progress = progressOf(shell);
      const { accountId, servers, portals } = await openAccount(shell, { account, progress });
      const folder = prepareFolder({ out, from: shell.folder, names: fileNames, replaces: force === true });
      progress.say("reading servers and portals");
      const content = {
        accountId,
        servers: await everyObject(servers),
        portals: await everyObject(portals),
      };
      progress.end();
      const exported = exportedAccount(content);
      const files = projectFiles(exported, { version: packageVersion() });
      folder.write(files);

      const found = [...exported.servers, ...exported.portals];
      const credentials = found.reduce((sum, resource) => sum + resource.credentials.length, 0);
      const left = exported.impossible.length + found.reduce((sum, resource) => sum + resource.leftOut.length, 0);
      const said = [
        `${counted(exported.servers.length, "server")} and ${counted(exported.portals.length, "portal")} written to ${visible(out)}.`,
        ...(credentials > 0
          ? [`${counted(credentials, "credential")} can be set later; until then Cloudflare keeps what it has.`]
          : []),
        ...(left > 0 ? [`${counted(left, "part")} could not be written: index.ts says which, and why.`] : []),
        `The next steps are in ${visible(folder.pathOf("README.md"))}.`,
      ];
      shell.out.write(`${said.join("\n")}\n`);
      end(exitCodes.nothingFound);
    });
};
