/** The program `pulumi-cloudflare-mcp` and its commands. */
import { Command } from "commander";
import { suggestName } from "../text/nearest";
import { readPackageVersion, runProgram, type Register } from "./commandLine";
import { registerDoctor } from "./doctor/command";
import { registerDrift } from "./drift/command";
import { UsageError, type ExitCode } from "./exitCodes";
import { registerExport } from "./export/command";
import { registerLock } from "./lock/command";
import type { Shell } from "./shell";
import { registerSync } from "./sync/command";

/** The commands, in the order of `--help`. */
export const commands: readonly Register[] = [
  registerDoctor,
  registerDrift,
  registerSync,
  registerLock,
  registerExport,
];

/** The commands that search for something, and exit with 7 if they find it. */
export const findings: Readonly<Record<string, string>> = {
  doctor: "a problem of a portal",
  drift: "drift",
  "lock check": "an unapproved tool",
};

export function runCommandLine(
  words: readonly string[],
  shell: Shell,
  registers: readonly Register[] = commands,
): Promise<ExitCode> {
  const program = new Command("pulumi-cloudflare-mcp")
    .description("Commands for Cloudflare MCP servers and portals that Pulumi manages.")
    .version(readPackageVersion())
    .helpCommand(false)
    .addHelpText("afterAll", ({ command }) => exitCodeHelp(wordsOf(command)));
  return runProgram(program, { words, shell, registers: [...registers, registerHelp] });
}

/** Commander's own function takes one word, but `lock check` has two. */
const registerHelp: Register = ({ program }) => {
  program
    .command("help")
    .summary("show the options and examples of a command")
    .description("Shows the options and examples of a command.")
    .argument("[command...]", "the name of the command, such as: lock check")
    .action((words: readonly string[]) => {
      findCommand(program, words).help();
    });
};

function findCommand(program: Command, words: readonly string[]): Command {
  return words.reduce((group, word) => {
    const found = group.commands.find((command) => command.name() === word);
    if (found === undefined) {
      const names = group.commands.map((command) => command.name());
      throw new UsageError(`unknown command '${words.join(" ")}'.${suggestName(word, names, String)}`);
    }
    return found;
  }, program);
}

/** The full name of a command, such as `lock check`; "" for the program. */
function wordsOf(command: Command): string {
  return command.parent === null ? "" : `${wordsOf(command.parent)} ${command.name()}`.trim();
}

/** What a command can find; for a group, what any of its commands can. */
function exitCodeHelp(words: string): string {
  const found = Object.entries(findings).filter(([name]) => `${name} `.startsWith(words === "" ? "" : `${words} `));
  const first =
    found.length === 0 ? "0 done" : `0 nothing found,\n7 ${found.map(([, what]) => what).join(" or ")} found`;
  return `\nExit codes: ${first},\n1 something failed or could not be read, 2 invalid usage.`;
}
