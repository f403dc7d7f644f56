/** Copies of the example programs, for tests that deploy them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { filesOfTheRepository, repository, textOf } from "../docs/tree";
import type { StackOptions } from "./stack";

/** The names of all examples of programs: the folders below examples/, but for those of policies. */
export const exampleNames = readdirSync(join(repository, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !existsSync(join(repository, "examples", entry.name, "PulumiPolicy.yaml")))
  .map(({ name }) => name);

/**
 * A copy of an example as somebody has it who checked the repository out: in its place, so that `pulumi` finds what is
 * above it. What Pulumi writes beside Pulumi.yaml does not land in the tree.
 */
export function copyOfExample(name: string): Pick<StackOptions, "files" | "runIn"> {
  const above = ["Pulumi.yaml", "package.json", "tsconfig.base.json"];
  const files = [...above, ...filesOfTheRepository(join(repository, "examples", name))];
  return { files: Object.fromEntries(files.map((path) => [path, textOf(path)])), runIn: join("examples", name) };
}
