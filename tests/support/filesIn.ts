/** The files of a folder and what is in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** By their paths in the folder; links are not followed. */
export function filesIn(folder: string, isWanted: (name: string) => boolean): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  return Object.fromEntries(files.filter(isWanted).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
