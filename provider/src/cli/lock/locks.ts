/** The lock files that a command is about. */
import { mkdirSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { idForm } from "../../cloudflare/wire";
import { lockText, sorted, type LockFile } from "../../lock/file";
import { defaultLockFile, lockPlace, type LockPlace } from "../../lock/locate";
import { UsageError } from "../exitCodes";
import type { Shell } from "../shell";
import { visible } from "../text";

export interface ServerLock {
  readonly server: string;
  readonly place: LockPlace;
}

export function lockOfServer(shell: Shell, server: string, file: string | undefined): ServerLock {
  if (server.length > idForm.maxLength || !new RegExp(idForm.pattern).test(server)) {
    throw new UsageError(`"${visible(server)}" is not the id of a server: it ${idForm.patternInWords}.`);
  }
  return { server, place: lockPlace(server, file, shell.folder) };
}

/** Of the servers that were named, or of all that have a file where files are by default. */
export function locksOfServers(shell: Shell, servers: readonly string[], file: string | undefined): ServerLock[] {
  if (file !== undefined && servers.length !== 1) {
    throw new UsageError("--file is the lock of one server: name that server.");
  }
  const named = servers.length > 0 ? servers : serversWithLocks(shell);
  if (named.length === 0) {
    throw new UsageError(
      "There is no lock file in mcp-locks/. Name a server; `lock init <server>` writes the first lock of one.",
    );
  }
  return [...new Set(named)].map((server) => lockOfServer(shell, server, file));
}

function serversWithLocks(shell: Shell): string[] {
  try {
    const folder = dirname(lockPlace("any", undefined, shell.folder).path);
    const files = readdirSync(folder).filter((name) => name.endsWith(".json") && !name.startsWith("."));
    return sorted(files).map((name) => name.slice(0, -".json".length));
  } catch {
    return [];
  }
}

/** Words after `--file` that lead to the same lock again. */
export function fileWords({ server, place }: ServerLock): string {
  return place.file === defaultLockFile(server) ? "" : ` --file ${place.file}`;
}

/** All of it or nothing: whoever reads meanwhile, or after a crash, has the old file or the new one. */
export function writeLock({ path }: LockPlace, lock: LockFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const target = resolved(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}`);
  try {
    writeFileSync(temporary, lockText(lock));
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Where a link leads, so that it stays one. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
