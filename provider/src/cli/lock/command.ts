/** `lock`: its commands and their options. */
import { Option, type Command } from "commander";
import { accountOption, formatExamples, stackOption, type CommandLine, type Register } from "../commandLine";
import type { CheckOptions } from "./check";
import type { DecideOptions } from "./decide";
import type { RemoteOptions } from "./readServer";
import type { ShowOptions } from "./show";
import type { FileOptions } from "./targets";
import type { InitOptions } from "./update";

const server = ["<server>", "the id of the server"] as const;
const servers = ["[server...]", "ids of servers (default: all that have a file in mcp-locks/)"] as const;
const file = [
  "--file <file>",
  "the lock file, relative to the folder of Pulumi.yaml (default: mcp-locks/<server>.json)",
] as const;
const prompts = ["--prompts", "the names are those of prompts"] as const;

export const registerLock: Register = (commandLine) => {
  const lock = commandLine.program
    .command("lock")
    .summary("manage lock files of reviewed tools")
    .description("Manages lock files: which definitions of tools and prompts were reviewed, and what was decided.");
  registerInit(lock, commandLine);
  registerUpdate(lock, commandLine);
  registerAllow(lock, commandLine);
  registerDeny(lock, commandLine);
  registerIgnore(lock, commandLine);
  registerCheck(lock, commandLine);
  registerShow(lock, commandLine);
};

function registerInit(lock: Command, { shell, end }: CommandLine): void {
  lock
    .command("init")
    .summary("write the first lock file of a server")
    .description("Writes the first lock file of a server, with its current tools and prompts. Needs MCP Portals Read.")
    .argument(...server)
    .addOption(
      new Option("--allow <which>", "which of the current tools and prompts to allow")
        .choices(["all", "none"])
        .default("none"),
    )
    .option("--reason <text>", "the reason for --allow all, saved in the file")
    .option("--ignore <pointer...>", "JSON pointers to the parts of a definition that can change without a review")
    .option(...file)
    .option(...accountOption)
    .option(...stackOption)
    .addHelpText(
      "after",
      formatExamples(
        'pulumi-cloudflare-mcp lock init github --allow all --reason "our own server"',
        "pulumi-cloudflare-mcp lock init github --ignore /_meta/generatedAt",
      ),
    )
    .action(async (id: string, options: InitOptions) => {
      const { initLock } = await import("./update.js");
      end(await initLock(shell, id, options));
    });
}

function registerUpdate(lock: Command, { shell, end }: CommandLine): void {
  lock
    .command("update")
    .summary("add new and changed tools to lock files")
    .description("Adds new and changed tools to lock files, never as allowed. Needs MCP Portals Read.")
    .argument(...servers)
    .option(...file)
    .option(...accountOption)
    .option(...stackOption)
    .addHelpText(
      "after",
      formatExamples("pulumi-cloudflare-mcp lock update", "pulumi-cloudflare-mcp lock update github jira"),
    )
    .action(async (ids: string[], options: RemoteOptions) => {
      const { updateLocks } = await import("./update.js");
      end(await updateLocks(shell, ids, options));
    });
}

function registerAllow(lock: Command, { shell, end }: CommandLine): void {
  lock
    .command("allow")
    .summary("allow tools in the form that a lock file has")
    .description("Allows tools in the form that the lock file has. Edits only the file, and needs no token.")
    .argument(...server)
    .argument("[name...]", "names of tools")
    .requiredOption("--reason <text>", "the reason, saved in the file")
    .option("--all", "all that the file has")
    .option(...prompts)
    .option(...file)
    .addHelpText(
      "after",
      formatExamples(
        'pulumi-cloudflare-mcp lock allow github search_issues get_issue --reason "read only, reviewed in #12"',
      ),
    )
    .action(async (id: string, names: string[], options: DecideOptions) => {
      const { decideNames } = await import("./decide.js");
      end(decideNames(shell, id, names, true, options));
    });
}

function registerDeny(lock: Command, { shell, end }: CommandLine): void {
  lock
    .command("deny")
    .summary("deny tools in a lock file")
    .description("Denies tools in the lock file. Edits only the file, and needs no token.")
    .argument(...server)
    .argument("[name...]", "names of tools")
    .option("--reason <text>", "the reason, saved in the file")
    .option("--all", "all that the file has")
    .option(...prompts)
    .option(...file)
    .addHelpText(
      "after",
      formatExamples('pulumi-cloudflare-mcp lock deny github delete_repository --reason "destructive"'),
    )
    .action(async (id: string, names: string[], options: DecideOptions) => {
      const { decideNames } = await import("./decide.js");
      end(decideNames(shell, id, names, false, options));
    });
}

function registerIgnore(lock: Command, { shell, end }: CommandLine): void {
  lock
    .command("ignore")
    .summary("let parts of definitions change without a review")
    .description(
      "Lets parts of definitions change without a review. Keeps all decisions. Edits only the file, and needs no token.",
    )
    .argument(...server)
    .argument("<pointer...>", "JSON pointers to parts of definitions, such as /_meta/generatedAt")
    .option(...file)
    .addHelpText("after", formatExamples("pulumi-cloudflare-mcp lock ignore github /_meta/generatedAt"))
    .action(async (id: string, pointers: string[], options: FileOptions) => {
      const { ignoreMembers } = await import("./decide.js");
      end(ignoreMembers(shell, id, pointers, options));
    });
}

function registerCheck(lock: Command, { shell, end }: CommandLine): void {
  lock
    .command("check")
    .summary("compare Cloudflare with the lock files")
    .description("Compares Cloudflare with the lock files and shows each change. Needs MCP Portals Read.")
    .argument(...servers)
    .addOption(new Option("--format <format>", "of the result").choices(["text", "json"]).default("text"))
    .option(...file)
    .option(...accountOption)
    .option(...stackOption)
    .addHelpText(
      "after",
      `
Exit code 0: everything is as it was reviewed.
Exit code 7: something changed, is new or is gone.
Exit code 1: something is unknown. A server could not be read, its last sync
failed, or no sync refreshes its tools.
${formatExamples("pulumi-cloudflare-mcp lock check", "pulumi-cloudflare-mcp lock check github --format json")}`,
    )
    .action(async (ids: string[], options: CheckOptions) => {
      const { checkLocks } = await import("./check.js");
      end(await checkLocks(shell, ids, options));
    });
}

function registerShow(lock: Command, { shell, end }: CommandLine): void {
  lock
    .command("show")
    .summary("print a lock file")
    .description("Prints a lock file and spells out invisible characters. Needs no token.")
    .argument(...server)
    .addOption(
      new Option("--format <format>", "tools-list: as the result of MCP's tools/list, for scanners")
        .choices(["text", "json", "tools-list"])
        .default("text"),
    )
    .option(...file)
    .addHelpText("after", formatExamples("pulumi-cloudflare-mcp lock show github --format tools-list > tools.json"))
    .action(async (id: string, options: ShowOptions) => {
      const { showLock } = await import("./show.js");
      end(showLock(shell, id, options));
    });
}
