/** Measures several contestants in turn, so that noise of the machine affects all of them alike. */
import type { Contestant } from "./contestants";
import { run, type StepFigures, type Surroundings } from "./run";
import { stepNames } from "./steps";

/** One life of one stack. */
export interface Run {
  readonly servers: number;
  readonly repetition: number;
  readonly contestant: string;
  readonly steps: StepFigures;
}

export interface Size {
  readonly servers: number;
  readonly repetitions: number;
}

/**
 * Measures contestants in turn, A B C, B C A, C A B and so on: what the machine does besides hits all of them alike, and
 * none of them always comes first.
 */
export async function compare(
  surroundings: Surroundings,
  contestants: readonly Contestant[],
  sizes: readonly Size[],
  progress: (line: string) => void,
  /** Called with all runs so far after each of them. */
  measured: (runs: readonly Run[]) => void,
): Promise<void> {
  for (const contestant of contestants) {
    progress(`warming up: ${contestant.name}`);
    await run(surroundings, contestant, 1, ["preview"]);
  }
  const runs: Run[] = [];
  for (const { servers, repetitions } of sizes) {
    for (let repetition = 0; repetition < repetitions; repetition++) {
      for (const contestant of rotated(contestants, repetition)) {
        progress(`${servers} servers, ${repetition + 1} of ${repetitions}: ${contestant.name}`);
        const steps = await run(surroundings, contestant, servers, stepNames);
        runs.push({ servers, repetition, contestant: contestant.name, steps });
        measured(runs);
      }
    }
  }
}

export function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
