/** Runs a commander program: converts arguments to an exit code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError, type Command } from "commander";
import { exitCodes, UsageError, type ExitCode } from "./exitCodes";
import type { Shell } from "./shell";
import { joined, line, say, type Shown } from "../text/shown";

/** A program to which commands add themselves. */
export interface CommandLine {
  readonly program: Command;
  readonly shell: Shell;
  /** Receives the exit code of the command. */
  readonly end: (code: ExitCode) => void;
}

/** Adds a command. It imports its code only when it runs, so that help loads nothing else. */
export type Register = (commandLine: CommandLine) => void;

export interface RunOptions {
  readonly words: readonly string[];
  readonly shell: Shell;
  readonly registers: readonly Register[];
}

export async function runProgram(program: Command, { words, shell, registers }: RunOptions): Promise<ExitCode> {
  let code: ExitCode = exitCodes.nothingFound;
  // Commands inherit these settings when they are added.
  configureOutput(program, shell);
  for (const register of registers) {
    register({
      program,
      shell,
      end: (given) => {
        code = given;
      },
    });
  }
  try {
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already printed the help, the version or the mistake. Only a mistake has another exit code than
      // 0.
      return error.exitCode === 0 ? exitCodes.nothingFound : exitCodes.usage;
    }
    shell.err.write(say`error: ${shell.secrets.reasonsOf(error)}\n`);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

function configureOutput(program: Command, shell: Shell): void {
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        shell.out.write(showLines(text));
      },
      writeErr: (text) => {
        shell.err.write(showLines(text));
      },
    })
    .configureHelp({ minWidthToWrap });
}

/** Commander's errors quote the arguments. */
function showLines(text: string): Shown {
  return joined(text.split("\n").map(line));
}

/** Our longest command leaves 38 of 80 columns for its description, fewer than commander's minimum for wrapping. */
const minWidthToWrap = 30;

/** The options of each command that reads an account: see `openAccount`. */
export const accountOption = [
  "--account <id>",
  "the account (default: that of the stack, or CLOUDFLARE_ACCOUNT_ID)",
] as const;
export const stackOption = [
  "-s, --stack <name>",
  "take account and credentials from its config (default: the selected stack)",
] as const;

/** The end of a command's help: examples to copy. */
export function formatExamples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

export function readPackageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  return version;
}
