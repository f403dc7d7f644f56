/** Finds the lock files of a command, and writes them. */
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
  /** The server on the command line. */
  readonly given: string;
  readonly place: LockPlace;
}

export function locateLock(shell: Shell, given: string, file: string | undefined): ServerLock {
  const server = asText(localId(given, undefined).id);
  refuseOtherThanId(server);
  return { server, given, place: lockPlace(server, file, shell.folder) };
}

/** The lock for a command without a call to Cloudflare, which knows only the account in the environment. */
export function locateLocalLock(shell: Shell, given: string, file: string | undefined): ServerLock {
  const target = locateLock(shell, given, file);
  refuseOtherAccount([target], environmentAccount(shell.environment));
  return target;
}

/** All servers of a command must be in one account. */
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
 * The locks of the named servers; without names, of all files in the default folder, under any name: an impossible
 * server name does not affect the others.
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

/** The `--file` option with which a message leads to the same lock. */
export function formatFileOption({ server, place }: ServerLock): Shown {
  return place.file === defaultLockFile(server) ? say`` : line(` --file ${place.file}`);
}

export function writeLock(shell: Shell, place: LockPlace, lock: LockFile): void {
  writeWholeFile(toTarget(shell, place), lockText(lock));
}

/** Runs before any call to Cloudflare. */
export function refuseUnsafeLock(shell: Shell, place: LockPlace): void {
  refuseUnsafeFile(toTarget(shell, place));
}

function toTarget({ folder }: Shell, { path, file }: LockPlace): Target {
  return { path, name: file, within: projectFolder(folder) ?? resolve(folder) };
}
