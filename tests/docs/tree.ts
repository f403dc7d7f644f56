import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

export const repository = resolve(__dirname, "../..");

/** What .gitignore leaves out, and git itself. */
const notOurs = /^(node_modules|dist|coverage|\.git|.*\.tsbuildinfo|.*\.tgz|Pulumi\..+\.yaml)$/;

/** Every file of the repository, by its path from the root. */
export function filesOfTheRepository(folder = repository): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (notOurs.test(entry.name)) {
      return [];
    }
    return entry.isDirectory() ? filesOfTheRepository(path) : entry.isFile() ? [relative(repository, path)] : [];
  });
}

export function textOf(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

/** The text of all sources below a folder. */
export function sourcesBelow(folder: string): string {
  return filesOfTheRepository(join(repository, folder))
    .filter((path) => path.endsWith(".ts"))
    .map(textOf)
    .join("\n");
}

/** All that a pattern finds, each once, in order: the first group of it, or the whole. */
export function findAll(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([whole, group]) => group ?? whole))].toSorted();
}
