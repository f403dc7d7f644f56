/** `lock check`: Cloudflare against lock files. */
import { readLock } from "../../lock/locate";
import type { LockFile } from "../../lock/file";
import { isClean, judge, type Verdict } from "../../lock/verdict";
import { coloursFor } from "../colours";
import { exitCodeOf, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import type { CheckOptions } from "./command";
import { checkJson } from "./checkJson";
import { checkText } from "./checkText";
import { locksOfServers, type ServerLock } from "./locks";
import { serverReader, type ReadServer } from "./servers";

/** What came of one server. */
export type Checked = ServerLock &
  ({ readonly lock: LockFile; readonly verdict: Verdict } | { readonly error: string });

export async function check(shell: Shell, servers: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const targets = locksOfServers(shell, servers, options.file);
  const read = await serverReader(shell, options);
  const checked: Checked[] = [];
  for (const target of targets) {
    checked.push(await checkOne(target, read));
  }
  shell.out.write(options.format === "json" ? checkJson(checked) : checkText(checked, coloursFor(shell, shell.out)));
  return exitCodeOf({ found: checked.some(isFound), failed: checked.some(isUnknown) });
}

async function checkOne(target: ServerLock, read: ReadServer): Promise<Checked> {
  try {
    const lock = readLock(target.server, target.place);
    return { ...target, lock, verdict: judge(lock, await read(target.server)) };
  } catch (error) {
    return { ...target, error: (error as Error).message };
  }
}

function isFound(checked: Checked): boolean {
  return "verdict" in checked && !isClean(checked.verdict);
}

/** Read or not: what Cloudflare holds may not be what the upstream has. */
function isUnknown(checked: Checked): boolean {
  return "error" in checked || checked.verdict.knowledge.state !== "current" || checked.verdict.nameless > 0;
}
