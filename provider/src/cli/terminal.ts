/** Output for terminals only: colors, and a progress line that replaces itself. Pipes and files get neither. */
import pico from "picocolors";
import { line, say, styled, type Shown } from "../text/shown";
import type { Shell, Sink } from "./shell";

/** Highlights a part of a line. */
export type Style = (text: Shown) => Shown;

const names = ["red", "green", "yellow", "cyan", "bold", "dim", "inverse"] as const;
export type Colours = Readonly<Record<(typeof names)[number], Style>>;

export function chooseColours({ environment }: Pick<Shell, "environment">, sink: Sink): Colours {
  const areUnwanted = (environment.NO_COLOR ?? "") !== "" || environment.TERM === "dumb";
  const colours = pico.createColors(sink.isTerminal && !areUnwanted);
  const style =
    (name: (typeof names)[number]): Style =>
    (text) =>
      styled(text, colours[name]);
  return Object.fromEntries(names.map((name) => [name, style(name)])) as unknown as Colours;
}

export interface Progress {
  say(text: Shown): void;
  /** Removes the line. */
  end(): void;
}

const clearLine = say`\r\u001b[K`;

export function startProgress({ err, secrets }: Pick<Shell, "err" | "secrets">): Progress {
  if (!err.isTerminal) {
    return { say: () => undefined, end: () => undefined };
  }
  return {
    say: (text) => {
      err.write(say`${clearLine}${secrets.redactShown(text)}`);
    },
    end: () => {
      err.write(clearLine);
    },
  };
}

/** A listener for waiting clients: shows how long they wait, and why. */
export function reportWaits(progress: Progress | undefined): (milliseconds: number, reason: string) => void {
  return (milliseconds, reason) => {
    progress?.say(line(`waiting ${Math.ceil(milliseconds / 1000)} s: ${reason}`));
  };
}
