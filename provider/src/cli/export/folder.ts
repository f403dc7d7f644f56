/** The folder that an export goes to. Nothing that is there already is replaced without being told so. */
import { lstatSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../exitCodes";

export interface Folder {
  /** As a person would type it. */
  pathOf(name: string): string;
  write(files: Readonly<Record<string, string>>): void;
}

export interface FolderOptions {
  /** As it was typed, relative to `from`. */
  readonly out: string;
  readonly from: string;
  /** The files that are going to be written. */
  readonly names: readonly string[];
  readonly replaces: boolean;
}

/** Refuses before anything is read from Cloudflare, or written. */
export function prepareFolder({ out, from, names, replaces }: FolderOptions): Folder {
  const folder = resolve(from, out);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UsageError(`${out} is not a folder.`);
  }
  const existing = names.filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined);
  if (existing.length > 0 && !replaces) {
    throw new UsageError(
      `${out} has ${existing.toSorted().join(", ")} already. Choose another folder, or replace them with --force.`,
    );
  }
  return {
    pathOf: (name) => join(out, name),
    write: (files) => {
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        // A file is there whole or not at all; one that is a link is replaced, not what it points to.
        const written = join(folder, `.${name}.new`);
        writeFileSync(written, text);
        renameSync(written, join(folder, name));
      }
    },
  };
}
