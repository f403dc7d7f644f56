/** Copies of the example programs, for tests that deploy them. */
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { filesOfTheRepository, repository, textOf } from "../docs/tree";
import type { StackOptions } from "./stack";

/** The names of all examples of programs: the folders below examples/, but for those of policies. */
export const exampleNames = readdirSync(join(repository, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !existsSync(join(repository, "examples", entry.name, "PulumiPolicy.yaml")))
  .map(({ name }) => name);

/** A copy of an example, as somebody has it who copied its folder: it is a project of its own. */
export function copyOfExample(name: string): { readonly files: NonNullable<StackOptions["files"]> } {
  const folder = join("examples", name);
  const files = filesOfTheRepository(join(repository, folder));
  return { files: Object.fromEntries(files.map((path) => [relative(folder, path), textOf(path)])) };
}
