/** The processes of the machine: whether they are alive, and what they started. */
import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for something to become true, and fails with its name if it does not in time. */
export async function until(what: string, isTrue: () => boolean, timeoutMilliseconds = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMilliseconds;
  while (!isTrue()) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${timeoutMilliseconds} ms in vain until ${what}.`);
    }
    await delay(50);
  }
}

/** The processes that a process started. */
export function childrenOf(processId: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (pid !== undefined && parent === processId ? [pid] : []));
}

/** How a process was started; empty when it is gone. */
export function commandOf(processId: number): string {
  try {
    return execFileSync("ps", ["-p", String(processId), "-o", "args="], { encoding: "utf8" });
  } catch {
    return "";
  }
}
