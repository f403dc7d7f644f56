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
