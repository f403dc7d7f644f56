/** The program `pulumi-cloudflare-mcp` and its commands. */
import { Command } from "commander";
import { readPackageVersion, runProgram, type Register } from "./commandLine";
import { registerDrift } from "./drift/command";
import type { ExitCode } from "./exitCodes";
import { registerExport } from "./export/command";
import { registerLock } from "./lock/command";
import type { Shell } from "./shell";
import { registerSync } from "./sync/command";

/** In the order of `--help`. */
export const commands: readonly Register[] = [registerDrift, registerSync, registerLock, registerExport];

export function runCommandLine(
  words: readonly string[],
  shell: Shell,
  registers: readonly Register[] = commands,
): Promise<ExitCode> {
  const program = new Command("pulumi-cloudflare-mcp")
    .description("Cloudflare MCP servers and portals, beside Pulumi.")
    .version(readPackageVersion())
    .helpCommand("help [command]", "the options and examples of a command")
    .addHelpText("afterAll", exitCodeHelp);
  return runProgram(program, { words, shell, registers });
}

const exitCodeHelp = `
Exit codes: 0 nothing found, 7 something found (drift, an unapproved tool),
1 something failed or could not be read, 2 invalid usage.`;
