/** `lock update`: what is new or changed, into the files, not allowed. */
import { update as updated } from "../../lock/edit";
import { lockText } from "../../lock/file";
import { readLock } from "../../lock/locate";
import { judge, knowledgeWords, verdictLine } from "../../lock/verdict";
import { exitCodes, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import { visibleLines } from "../text";
import type { RemoteOptions } from "./command";
import { locksOfServers, writeLock, type ServerLock } from "./locks";
import { serverReader, type ReadServer } from "./servers";
import { skippedLines } from "./skipped";

export async function update(shell: Shell, servers: readonly string[], options: RemoteOptions): Promise<ExitCode> {
  const targets = locksOfServers(shell, servers, options.file);
  const read = await serverReader(shell, options);
  let code: ExitCode = exitCodes.nothingFound;
  for (const target of targets) {
    try {
      shell.out.write(`${(await updateOne(target, read)).join("\n")}\n`);
    } catch (error) {
      // The others are no worse for it.
      shell.err.write(`error: ${visibleLines((error as Error).message)}\n`);
      code = exitCodes.failed;
    }
  }
  return code;
}

/** The first line is what was found, for the title of a change; what was written stands below it. */
async function updateOne({ server, place }: ServerLock, read: ReadServer): Promise<string[]> {
  const before = readLock(server, place);
  const observed = await read(server);
  const verdict = judge(before, observed);
  if (verdict.knowledge.state === "unread") {
    throw new Error(`${server}: ${knowledgeWords(verdict.knowledge)}. ${place.file} is left as it is.`);
  }
  const { lock, skipped } = updated(before, observed);
  const isSame = before.hostname !== undefined && lockText(before) === lockText(lock);
  if (!isSame) {
    writeLock(place, lock);
  }
  return [
    verdictLine(verdict),
    isSame ? `  ${place.file} is up to date` : `  written to ${place.file}; nothing is allowed that was not before`,
    ...skippedLines(skipped),
  ];
}
