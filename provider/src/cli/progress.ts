/** What is going on, for a person who waits: one line on stderr that replaces itself. Pipelines and files get nothing. */
import type { Shell } from "./shell";
import { visible } from "./text";

export interface Progress {
  say(text: string): void;
  /** Takes the line away. */
  end(): void;
}

const clearLine = "\r\u001b[K";

export function progressOf({ err }: Pick<Shell, "err">): Progress {
  if (!err.isTerminal) {
    return { say: () => undefined, end: () => undefined };
  }
  return {
    say: (text) => {
      err.write(`${clearLine}${visible(text)}`);
    },
    end: () => {
      err.write(clearLine);
    },
  };
}

/** For a client that waits: says how long, and why. */
export function tellsWaits(progress: Progress | undefined): (milliseconds: number, reason: string) => void {
  return (milliseconds, reason) => {
    progress?.say(`waiting ${Math.ceil(milliseconds / 1000)} s: ${reason}`);
  };
}
