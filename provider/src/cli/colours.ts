/** Colours: only where a person looks, and never for one who does not want them. */
import pico from "picocolors";
import type { Shell, Sink } from "./shell";

export type Colours = ReturnType<typeof pico.createColors>;

export function coloursFor({ environment }: Pick<Shell, "environment">, sink: Sink): Colours {
  const unwanted = (environment.NO_COLOR ?? "") !== "" || environment.TERM === "dumb";
  return pico.createColors(sink.isTerminal && !unwanted);
}
