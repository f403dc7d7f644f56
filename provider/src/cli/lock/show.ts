/** `lock show`: prints a lock file. */
import { joined, line, say, visible, type Shown } from "../../text/shown";
import { present, word } from "../../lock/describe";
import { contentsOf } from "../../lock/compare";
import { isDenied } from "../../lock/edit";
import { catalogues, sorted, type LockEntries, type LockEntry, type LockFile } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { exitCodes, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import { formatJson } from "../json";
import { locateLocalLock, type FileOptions } from "./targets";

export interface ShowOptions extends FileOptions {
  readonly format: "text" | "json" | "tools-list";
}

export function showLock(shell: Shell, given: string, { file, format }: ShowOptions): ExitCode {
  const { server, place } = locateLocalLock(shell, given, file);
  const lock = readLock(server, place);
  shell.out.write(format === "text" ? formatText(lock) : formatJson(selectMembers(lock, format)));
  return exitCodes.nothingFound;
}

function selectMembers({ server, hostname, ignore, tools, prompts }: LockFile, format: "json" | "tools-list"): unknown {
  return format === "tools-list"
    ? { tools: listEntries(tools).map(({ definition }) => definition) }
    : { server, hostname: hostname ?? null, ignore, tools: listEntries(tools), prompts: listEntries(prompts) };
}

function listEntries(entries: LockEntries): ({ readonly name: string } & LockEntry)[] {
  return sorted(entries.keys()).flatMap((name) => {
    const entry = entries.get(name);
    return entry === undefined ? [] : [{ name, ...entry }];
  });
}

function formatText(lock: LockFile): Shown {
  const { server, hostname, ignore } = lock;
  const all = catalogues.flatMap((kind) => listEntries(lock[kind]).map((entry) => ({ kind, ...entry })));
  const allowed = all.filter(({ allow }) => allow).length;
  const lines = [
    say`${visible(server)}: ${allowed} of ${all.length} allowed`,
    say`  reviewed at ${hostname === undefined ? say`no hostname: the file is blank` : visible(hostname)}`,
    ...(ignore.length > 0 ? [say`  ignored: ${joined(ignore.map(visible), ", ")}`] : []),
    ...all.flatMap(({ kind, name, allow, reason, definition }) => [
      line(
        `  ${describeDecision({ allow, reason })} ${kind.slice(0, -1)} ${word(name)}${reason === undefined ? "" : `: ${visible(reason)}`}`,
      ),
      ...contentsOf(definition, ignore)
        .flatMap((each) => present(each))
        .map((each) => say`      ${each}`),
    ]),
  ];
  return say`${joined(lines)}\n`;
}

/** Entries that only await a review were not denied. */
function describeDecision(entry: Pick<LockEntry, "allow" | "reason">): string {
  return entry.allow ? "allowed" : isDenied(entry) ? "denied" : "not allowed";
}
