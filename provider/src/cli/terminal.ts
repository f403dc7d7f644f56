/** Output for terminals only: colours, and a progress line that replaces itself. Pipes and files get neither. */
import pico from "picocolors";
import type { Shell, Sink } from "./shell";
import { printable } from "./text";

export type Colours = ReturnType<typeof pico.createColors>;

export function chooseColours({ environment }: Pick<Shell, "environment">, sink: Sink): Colours {
  const areUnwanted = (environment.NO_COLOR ?? "") !== "" || environment.TERM === "dumb";
  return pico.createColors(sink.isTerminal && !areUnwanted);
}

export interface Progress {
  say(text: string): void;
  /** Removes the line. */
  end(): void;
}

const clearLine = "\r\u001b[K";

export function startProgress({ err }: Pick<Shell, "err">): Progress {
  if (!err.isTerminal) {
    return { say: () => undefined, end: () => undefined };
  }
  return {
    say: (text) => {
      err.write(`${clearLine}${printable(text)}`);
    },
    end: () => {
      err.write(clearLine);
    },
  };
}

/** A listener for clients that wait: shows how long, and why. */
export function reportWaits(progress: Progress | undefined): (milliseconds: number, reason: string) => void {
  return (milliseconds, reason) => {
    progress?.say(`waiting ${Math.ceil(milliseconds / 1000)} s: ${reason}`);
  };
}
