/** `lock allow` and `lock deny`: decisions about what stands in a lock file. */
import { closest, distance } from "fastest-levenshtein";
import { decide } from "../../lock/edit";
import { word } from "../../lock/describe";
import { sorted, type LockEntries } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { longestReason } from "../../lock/parse";
import { exitCodes, UsageError, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import { counted } from "../text";
import type { DecideOptions } from "./command";
import { lockOfServer, writeLock } from "./locks";

export function decideIn(
  shell: Shell,
  server: string,
  names: readonly string[],
  allow: boolean,
  { file, reason, all = false, prompts = false }: DecideOptions,
): ExitCode {
  const { place } = lockOfServer(shell, server, file);
  if (names.length > 0 === all) {
    throw new UsageError("Name what the decision is about, or say --all; not both.");
  }
  if (reason !== undefined && (reason.trim() === "" || reason.length > longestReason)) {
    throw new UsageError(`--reason must have 1 to ${longestReason} characters.`);
  }
  const kind = prompts ? "prompts" : "tools";
  const lock = readLock(server, place);
  const unknown = names.filter((name) => !lock[kind].has(name));
  if (unknown.length > 0) {
    const hint = unknown.every((name) => lock.tools.has(name) || lock.prompts.has(name))
      ? `Prompts are named with --prompts, tools without.`
      : `\`pulumi-cloudflare-mcp lock update ${server}\` writes what is new at Cloudflare.`;
    throw new Error(
      `${place.file} has no ${kind.slice(0, -1)} ${unknown.map((name) => nearest(name, lock[kind])).join(", ")}. ${hint} Nothing was changed.`,
    );
  }
  const chosen = sorted(all ? lock[kind].keys() : new Set(names));
  writeLock(place, decide(lock, kind, chosen, { allow, ...(reason !== undefined && { reason }) }));
  const what = chosen.map(
    (name) => `  ${allow ? "allowed" : "denied"} ${word(name)} (${lock[kind].get(name)?.digest ?? ""})`,
  );
  shell.out.write(
    [
      `${server}: ${counted(chosen.length, kind.slice(0, -1))} ${allow ? "allowed" : "denied"} in ${place.file}`,
      ...what,
      "",
    ].join("\n"),
  );
  return exitCodes.nothingFound;
}

function nearest(name: string, entries: LockEntries): string {
  const near = entries.size === 0 ? "" : closest(name, [...entries.keys()]);
  return `${word(name)}${near !== "" && distance(name, near) <= 3 ? ` (did you mean ${word(near)}?)` : ""}`;
}
