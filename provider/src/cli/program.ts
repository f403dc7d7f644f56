/** From words to a command and its exit code. */
import { Command, CommanderError } from "commander";
import { registerDrift } from "./drift/command";
import { exitCodes, UsageError, type ExitCode } from "./exitCodes";
import { registerExport } from "./export/command";
import { registerLiveCheck } from "./liveCheck/command";
import { registerLock } from "./lock/command";
import type { Register } from "./register";
import type { Shell } from "./shell";
import { reasonOf, visibleLines } from "./text";
import { packageVersion } from "./version";

/** In the order of `--help`. */
export const commands: readonly Register[] = [registerDrift, registerLock, registerExport, registerLiveCheck];

export async function runCommandLine(
  words: readonly string[],
  shell: Shell,
  registers: readonly Register[] = commands,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.nothingFound;
  const program = newProgram(shell);
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
      // Help and the version are asked for; everything else was a mistake, and commander has said which.
      return error.exitCode === 0 ? exitCodes.nothingFound : exitCodes.usage;
    }
    shell.err.write(`error: ${visibleLines(reasonOf(error))}\n`);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

function newProgram(shell: Shell): Command {
  return new Command("pulumi-cloudflare-mcp")
    .description("Cloudflare MCP servers and portals, beside Pulumi.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        shell.out.write(text);
      },
      writeErr: (text) => {
        shell.err.write(visibleLines(text));
      },
    })
    .configureHelp({ minWidthToWrap })
    .helpCommand("help [command]", "the options and examples of a command")
    .addHelpText("afterAll", exitCodeHelp);
}

/** Beside the longest of our commands, 38 columns of a terminal of 80 are left: by default, too few for commander. */
const minWidthToWrap = 30;

/** Stands at the end of every help. */
const exitCodeHelp = `
Exit codes: 0 nothing found, 7 something found (drift, an unapproved tool),
1 something failed or could not be read, 2 the command line makes no sense.`;
