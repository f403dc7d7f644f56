/** The lock files that a command is about, and how one is written. */
import { readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { asText } from "../../text/asText";
import { line, say, visible, type Shown } from "../../text/shown";
import { idForm } from "../../cloudflare/wire";
import { environmentAccount } from "../../configuration";
import { localId } from "../../lifecycle/pulumiId";
import { lockText, sorted, type LockFile } from "../../lock/file";
import { defaultLockFile, lockPlace, projectFolder, type LockPlace } from "../../lock/locate";
import { UsageError } from "../exitCodes";
import { refuseUnsafeFile, writeWholeFile, type Target } from "../files";
import type { Shell } from "../shell";

export interface FileOptions {
  readonly file?: string;
}

export interface ServerLock {
  readonly server: string;
  /** The server as the command line names it. */
  readonly given: string;
  readonly place: LockPlace;
}

export function locateLock(shell: Shell, given: string, file: string | undefined): ServerLock {
  const server = asText(localId(given, undefined).id);
  refuseOtherThanId(server);
  return { server, given, place: lockPlace(server, file, shell.folder) };
}

/** The lock of a server for a command that asks nobody, and so knows no account but that of the environment. */
export function locateLocalLock(shell: Shell, given: string, file: string | undefined): ServerLock {
  const target = locateLock(shell, given, file);
  refuseOtherAccount([target], environmentAccount(shell.environment));
  return target;
}

/** A command is about the servers of one account. */
export function refuseOtherAccount(
  targets: readonly Pick<ServerLock, "given" | "server">[],
  accountId: string | undefined,
): void {
  for (const { given, server } of targets) {
    const { failure } = localId(given, accountId);
    if (failure !== undefined) {
      throw new UsageError(line(`MCP server "${server}" ${failure}`));
    }
  }
}

export function refuseOtherThanId(server: string): void {
  if (server.length > idForm.maxLength || !new RegExp(idForm.pattern).test(server)) {
    throw new UsageError(`"${visible(server)}" is not the id of a server: it ${idForm.patternInWords}.`);
  }
}

/**
 * The locks of the named servers; without names, of all files in the default folder, whatever they are called: one that no
 * server can have hides no other.
 */
export function locateLocks(shell: Shell, servers: readonly string[], file: string | undefined): ServerLock[] {
  if (file !== undefined && servers.length !== 1) {
    throw new UsageError("--file is the lock of one server: name that server.");
  }
  if (servers.length > 0) {
    return [...new Set(servers)].map((given) => locateLock(shell, given, file));
  }
  const found = listLockedServers(shell);
  if (found.length === 0) {
    throw new UsageError(
      "There is no lock file in mcp-locks/. Name a server; `lock init <server>` writes the first lock of one.",
    );
  }
  return found.map((server) => ({ server, given: server, place: lockPlace(server, undefined, shell.folder) }));
}

function listLockedServers(shell: Shell): string[] {
  try {
    const folder = dirname(lockPlace("any", undefined, shell.folder).path);
    const files = readdirSync(folder).filter((name) => name.endsWith(".json") && !name.startsWith("."));
    return sorted(files).map((name) => name.slice(0, -".json".length));
  } catch {
    return [];
  }
}

/** The `--file` option that a message needs to lead to the same lock. */
export function formatFileOption({ server, place }: ServerLock): Shown {
  return place.file === defaultLockFile(server) ? say`` : line(` --file ${place.file}`);
}

export function writeLock(shell: Shell, place: LockPlace, lock: LockFile): void {
  writeWholeFile(toTarget(shell, place), lockText(lock));
}

/** Before Cloudflare is asked. */
export function refuseUnsafeLock(shell: Shell, place: LockPlace): void {
  refuseUnsafeFile(toTarget(shell, place));
}

function toTarget({ folder }: Shell, { path, file }: LockPlace): Target {
  return { path, name: file, within: projectFolder(folder) ?? resolve(folder) };
}
