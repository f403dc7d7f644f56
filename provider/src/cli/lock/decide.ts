/** `lock allow`, `lock deny` and `lock ignore`: edit a lock file without a call to Cloudflare. */
import { joined, line, say, visible } from "../../text/shown";
import { nearest } from "../../text/nearest";
import { firstOf } from "../../lifecycle/values";
import { word } from "../../lock/describe";
import { decide, withIgnored } from "../../lock/edit";
import { sorted, type Catalogue, type LockFile } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { checkIgnored, longestReason } from "../../lock/parse";
import { exitCodes, UsageError, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import { formatCount } from "../text";
import { locateLocalLock, writeLock, type FileOptions } from "./targets";

export interface DecideOptions extends FileOptions {
  readonly reason?: string;
  readonly all?: boolean;
  readonly prompts?: boolean;
}

export function decideNames(
  shell: Shell,
  given: string,
  names: readonly string[],
  allow: boolean,
  { file, reason, all = false, prompts = false }: DecideOptions,
): ExitCode {
  const { server, place } = locateLocalLock(shell, given, file);
  if (names.length > 0 === all) {
    throw new UsageError("Pass names or --all, not both.");
  }
  refuseReason(reason);
  const kind = prompts ? "prompts" : "tools";
  const lock = readLock(server, place);
  refuseUnknownNames(lock, kind, names, place.file);
  const chosen = sorted(all ? lock[kind].keys() : new Set(names));
  writeLock(shell, place, decide(lock, kind, chosen, { allow, ...(reason !== undefined && { reason }) }));
  const decision = allow ? "allowed" : "denied";
  const lines = [
    line(`${server}: ${formatCount(chosen.length, kind.slice(0, -1))} ${decision} in ${place.file}`),
    ...chosen.map((name) => line(`  ${decision} ${word(name)} (${lock[kind].get(name)?.digest ?? ""})`)),
  ];
  shell.out.write(say`${joined(lines)}\n`);
  return exitCodes.nothingFound;
}

export function refuseReason(reason: string | undefined): void {
  if (reason !== undefined && (reason.trim() === "" || reason.length > longestReason)) {
    throw new UsageError(`--reason must have 1 to ${longestReason} characters.`);
  }
}

function refuseUnknownNames(lock: LockFile, kind: Catalogue, names: readonly string[], file: string): void {
  const unknown = names.filter((name) => !lock[kind].has(name));
  if (unknown.length === 0) {
    return;
  }
  const hint = unknown.every((name) => lock.tools.has(name) || lock.prompts.has(name))
    ? `Prompts are named with --prompts, tools without.`
    : `\`npx pulumi-cloudflare-mcp lock update ${lock.server}\` writes what is new at Cloudflare.`;
  const known = sorted(lock[kind].keys());
  const likely = unknown.map((name) => [name, nearest(name, known)] as const);
  const suggestions = likely.map(
    ([name, near]) => word(name) + (near === undefined ? "" : ` (did you mean ${word(near)}?)`),
  );
  const isListed = known.length > 0 && likely.some(([, near]) => near === undefined);
  const list = isListed ? ` It has ${firstOf(known.map(word), 8)}.` : "";
  throw new Error(`${file} has no ${kind.slice(0, -1)} ${suggestions.join(", ")}.${list} ${hint} Nothing was changed.`);
}

export function ignoreMembers(
  shell: Shell,
  given: string,
  pointers: readonly string[],
  { file }: FileOptions,
): ExitCode {
  const { server, place } = locateLocalLock(shell, given, file);
  const fault = checkIgnored(pointers);
  if (fault !== undefined) {
    throw new UsageError(fault);
  }
  const lock = withIgnored(readLock(server, place), pointers);
  writeLock(shell, place, lock);
  const lines = [
    line(`${server}: these members can change without a review (${place.file})`),
    ...lock.ignore.map((pointer) => say`  ${visible(pointer)}`),
  ];
  shell.out.write(say`${joined(lines)}\n`);
  return exitCodes.nothingFound;
}
