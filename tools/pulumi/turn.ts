/** A lock in the cache, so that processes do not all build the same Pulumi. */
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/**
 * A builder touches its files every second. Age tells the living from the dead better than a process id does: it holds
 * across containers that share a cache, and after a restart has given the id to another process.
 */
const heartbeatMilliseconds = 1_000;
const deadAfterMilliseconds = 15_000;
const pollMilliseconds = 200;

export interface Turn {
  /** Keeps one more path (file or folder) looking alive for as long as the turn lasts. */
  keepAlive(path: string): void;
  end(): void;
}

/**
 * Waits for the right to build. Undefined: another process has finished meanwhile, and there is nothing left to do.
 *
 * The lock only saves work. Should two processes take over the same dead lock at the same moment, both build, each in
 * a folder of its own, and the first to rename wins.
 */
export async function takeTurn(
  lock: string,
  isFinished: () => boolean,
  onWaiting: (owner: string) => void,
): Promise<Turn | undefined> {
  let told = false;
  while (!isFinished()) {
    if (create(lock)) {
      return startHeartbeat(lock);
    }
    if (isDead(lock)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!told) {
      told = true;
      onWaiting(ownerOf(lock));
    }
    await delay(pollMilliseconds);
  }
  return undefined;
}

/** Nobody has touched this path for so long that its owner cannot be alive. */
export function isDead(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && Date.now() - status.mtimeMs > deadAfterMilliseconds;
}

function ownerOf(lock: string): string {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    // It has just ended.
    return "unknown";
  }
}

function create(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw failure;
  }
}

function startHeartbeat(lock: string): Turn {
  const paths = [lock];
  const timer = setInterval(() => {
    const now = new Date();
    for (const path of paths.filter((candidate) => existsSync(candidate))) {
      utimesSync(path, now, now);
    }
  }, heartbeatMilliseconds);
  return {
    keepAlive: (path) => paths.push(path),
    end: () => {
      clearInterval(timer);
      rmSync(lock, { force: true });
    },
  };
}
