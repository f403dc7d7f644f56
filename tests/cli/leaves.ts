/** The commands that do something, each with the words that lead to it. */
import type { Command } from "commander";

export interface Leaf {
  readonly words: readonly string[];
  readonly command: Command;
}

export function leavesOf(group: Command, words: readonly string[]): Leaf[] {
  return group.commands.flatMap((command) => {
    const path = [...words, command.name()];
    return command.commands.length === 0 ? [{ words: path, command }] : leavesOf(command, path);
  });
}
