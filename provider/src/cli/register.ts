/** How a command joins the command line. */
import type { Command } from "commander";
import type { ExitCode } from "./exitCodes";
import type { Shell } from "./shell";

export interface Registry {
  readonly program: Command;
  readonly shell: Shell;
  /** To be called with how the command ended. */
  readonly end: (code: ExitCode) => void;
}

/**
 * Adds a command. What the command needs to run is imported when it runs: the help of one loads nothing of another.
 */
export type Register = (registry: Registry) => void;

/** The end of a command's help: what people copy. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}
