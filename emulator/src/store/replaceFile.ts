/** Replaces a file that holds credentials: whole or not at all, for its owner only, and never through a link. */
import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes beside the file and renames, so that a reader, or a crash at any moment, finds the old content or the new one.
 * The name beside it is new, and "wx" opens nothing that exists, so no link that waits there is followed.
 */
export function replaceFile(file: string, text: string): void {
  refuseLinks(file);
  const temporary = `${file}.${randomUUID()}.tmp`;
  const descriptor = openSync(temporary, "wx", 0o600);
  try {
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Throws where something other than a regular file is at the path. Nothing at all is fine. */
export function refuseLinks(file: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) {
    throw new Error(`The data file ${file} cannot be kept: it is a symbolic link. Name the file that it points to.`);
  }
  if (found?.isFile() === false) {
    throw new Error(`The data file ${file} cannot be kept: it is not a regular file. Name another one.`);
  }
}
