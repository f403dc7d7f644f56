/** Writes files at paths from a person or a project: completely or not at all, and never through a link. */
import { randomUUID } from "node:crypto";
import { closeSync, fchmodSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

export interface Target {
  /** The absolute path. */
  readonly path: string;
  /** The path in messages. */
  readonly name: string;
  /** Folders below this one must not be links. A path outside it is the person's own choice. */
  readonly within: string;
}

/** A path from a person, relative to the working directory. */
export function targetIn(folder: string, name: string): Target {
  return { path: resolve(folder, name), name, within: resolve(folder) };
}

/** Replaces the content atomically: a reader sees the old file or the new one, even after a crash. The mode stays. */
export function writeWholeFile(target: Target, text: string): void {
  refuseUnsafeFile(target);
  const { path } = target;
  mkdirSync(dirname(path), { recursive: true });
  const existing = lstatSync(path, { throwIfNoEntry: false });
  const temporary = join(dirname(path), `.pulumi-cloudflare-mcp-${randomUUID()}`);
  // Exclusive, so that nobody can have put a link there.
  const descriptor = openSync(temporary, "wx");
  try {
    try {
      writeFileSync(descriptor, text);
      if (existing !== undefined) {
        fchmodSync(descriptor, existing.mode & 0o777);
      }
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Refuses links (including folders on the path) and anything but a regular file. Call it before any work. */
export function refuseUnsafeFile(target: Target): void {
  refuseUnsafeFolders(target, foldersOf(target).slice(0, -1));
  refuseUnless("file", target, target.path, target.name);
}

/** The same for a folder that will get files. */
export function refuseUnsafeFolder(target: Target): void {
  refuseUnsafeFolders(target, foldersOf(target));
}

/** The path and its parent folders below `within`, the topmost first. */
function foldersOf({ path, within }: Target): string[] {
  const below = relative(within, path);
  if (below === "") {
    return [];
  }
  if (isAbsolute(below) || below.split(sep)[0] === "..") {
    return [path];
  }
  const steps = below.split(sep);
  return steps.map((_, index) => join(within, ...steps.slice(0, index + 1)));
}

function refuseUnsafeFolders(target: Target, folders: readonly string[]): void {
  for (const folder of folders) {
    refuseUnless("folder", target, folder, folder === target.path ? target.name : relative(target.within, folder));
  }
}

function refuseUnless(wanted: "file" | "folder", target: Target, path: string, shown: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    return;
  }
  const where = shown === target.name ? "it" : `its folder ${shown}`;
  if (found.isSymbolicLink()) {
    throw new Error(`Refused to write ${target.name}: ${where} is a symbolic link. Name its target instead.`);
  }
  if (wanted === "file" ? !found.isFile() : !found.isDirectory()) {
    const what = wanted === "file" ? "regular file" : "folder";
    throw new Error(`Refused to write ${target.name}: ${where} is not a ${what}. Name another place.`);
  }
}
