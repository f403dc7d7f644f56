/** Finds lock files in the project, in any working directory. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { LockFile } from "./file";
import { visible } from "../text/shown";
import { LockError, parseLock } from "./parse";

const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The folder of Pulumi.yaml: this one or a parent, as Pulumi searches. */
export function projectFolder(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (projectFiles.some((name) => existsSync(join(folder, name)))) {
      return folder;
    }
    if (dirname(folder) === folder) {
      return undefined;
    }
  }
}

/** The default file of a server. */
export function defaultLockFile(server: string): string {
  return `mcp-locks/${server}.json`;
}

export interface LockPlace {
  /** The absolute path. */
  readonly path: string;
  /** The path in messages: relative to the project if it is inside. */
  readonly file: string;
}

/**
 * A file named in a program or on the command line: relative to the folder of Pulumi.yaml, not to the working
 * directory, which `main` changes for a program. Without a project, relative to the given folder.
 */
export function lockPlace(server: string, file: string | undefined, from: string): LockPlace {
  const folder = projectFolder(from) ?? resolve(from);
  const path = resolve(folder, file ?? defaultLockFile(server));
  const below = relative(folder, path);
  return { path, file: visible(below.startsWith("..") ? path : below.replaceAll("\\", "/")) };
}

/** Reads and checks the lock of a server. Throws {@link LockError}, with the kind "missing" if there is no file. */
export function readLock(server: string, { path, file }: LockPlace): LockFile {
  return parseLock(textOf(server, { path, file }), { file, server });
}

function textOf(server: string, { path, file }: LockPlace): string {
  let text: string | undefined;
  try {
    const stats = statSync(path);
    // Reading a device or a pipe might never end.
    text = stats.isFile() || stats.isDirectory() ? readFileSync(path, "utf8") : undefined;
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      const named = file === defaultLockFile(server) ? "" : ` --file ${file}`;
      throw new LockError(file, "missing", [
        {
          pointer: "",
          text: `does not exist. Write it with \`npx pulumi-cloudflare-mcp lock init ${server}${named}\` and review it; for a server that does not exist yet, an empty file approves nothing.`,
        },
      ]);
    }
    throw new LockError(file, "unreadable", [{ pointer: "", text: `cannot be read (${code}).` }]);
  }
  if (text === undefined) {
    const problem = "is a device or a pipe, not a file. Restore it from the last commit.";
    throw new LockError(file, "unreadable", [{ pointer: "", text: problem }]);
  }
  return text;
}
