/** Runs the command line, in this process or as the process that users start. */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { CloudflareClient } from "../../provider/src/cloudflare/client";
import type { Clock } from "../../provider/src/cloudflare/clock";
import { runCommandLine } from "../../provider/src/cli/program";
import type { Register } from "../../provider/src/cli/commandLine";
import type { ExitCode } from "../../provider/src/cli/exitCodes";
import { Secrets } from "../../provider/src/cli/secrets";
import type { Shell } from "../../provider/src/cli/shell";
import { FakeClock } from "./fakeClock";
import { outcomeOf, type Outcome } from "../../bench/workspace";

export interface CommandLineOptions {
  /** Undefined takes a variable away. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where the command is started. */
  readonly folder?: string;
  /** Whether a person looks on. */
  readonly isTerminal?: boolean;
  readonly clock?: Clock;
  readonly commands?: readonly Register[];
  /** Another program than the package's own. */
  readonly program?: (words: readonly string[], shell: Shell) => Promise<ExitCode>;
  /** Is given what interrupts the command, as Ctrl-C does. */
  readonly onInterrupt?: (interrupt: () => void) => void;
}

/** Runs the sources in this process; waits are over at once. The environment is only what is given. */
export async function commandLine(words: readonly string[], options: CommandLineOptions = {}): Promise<Outcome> {
  const { environment = {}, folder = process.cwd(), isTerminal = false, clock = new FakeClock() } = options;
  const printed = { stdout: "", stderr: "" };
  const sink = (name: keyof typeof printed): { isTerminal: boolean; write(text: string): void } => ({
    isTerminal,
    write: (text) => {
      printed[name] += text;
    },
  });
  const shell: Shell = {
    environment,
    folder,
    out: sink("stdout"),
    err: sink("stderr"),
    clock,
    secrets: new Secrets(),
    connect: (connection) => Promise.resolve(new CloudflareClient(connection, clock)),
    onInterrupt: (listener) => {
      options.onInterrupt?.(listener);
      return () => undefined;
    },
  };
  const code = await (options.program?.(words, shell) ?? runCommandLine(words, shell, options.commands));
  return { code, ...printed };
}

export const executable = join(resolve(__dirname, "../.."), "provider/bin/pulumi-cloudflare-mcp.js");

/** Starts what was built, as npm does it for users. */
export function startCommandLine(words: readonly string[], options: CommandLineOptions = {}): Promise<Outcome> {
  const child = spawn(executable, words, {
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return outcomeOf(child);
}
