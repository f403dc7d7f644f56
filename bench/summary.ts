/** Summarizes all runs: medians, spreads and ratios for each figure, step and size. */
import type { Run } from "./comparison";
import type { Figures } from "./measure";
import { ratioOf, spreadOf, type Spread } from "./statistics";
import { stepNames, steps, type StepName } from "./steps";

/** All that is known of one figure in one step at one size. */
export interface SummaryRow {
  readonly servers: number;
  readonly step: StepName;
  readonly figure: keyof Figures;
  /** By contestant; of calls also the limit, the fewest with which the step can be done. */
  readonly values: Readonly<Record<string, Spread>>;
  /** Of the first contestant to each of the others and to the limit; missing where there is nothing to divide by. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

const figures: readonly (keyof Figures)[] = [
  "wallSeconds",
  "cpuSeconds",
  "providerCpuSeconds",
  "providerPeakMegabytes",
  "calls",
  "stateBytes",
];

/** Medians, spreads and ratios of all runs, in the order of the steps. */
export function summarize(
  runs: readonly Run[],
  contestants: readonly string[],
  { isLimitKnown }: { readonly isLimitKnown: boolean },
): SummaryRow[] {
  const [subject = ""] = contestants;
  const sizes = [...new Set(runs.map(({ servers }) => servers))];
  return sizes.flatMap((servers) =>
    figures.flatMap((figure) =>
      stepNames.map((step) => {
        const measured = new Map(contestants.map((name) => [name, valuesOf(runs, name, servers, step, figure)]));
        const own = measured.get(subject) ?? [];
        if (figure === "calls" && isLimitKnown) {
          measured.set(
            "limit",
            own.map(() => steps[step].limit(servers)),
          );
        }
        const others = [...measured].filter(([name]) => name !== subject);
        return {
          servers,
          step,
          figure,
          values: known([...measured].map(([name, values]) => [name, spreadOf(values)])),
          ratios: known(others.map(([name, values]) => [name, ratioOf(own, values)])),
        };
      }),
    ),
  );
}

/** In the order of the repetitions, so that values of two contestants are pairs. */
function valuesOf(
  runs: readonly Run[],
  contestant: string,
  servers: number,
  step: StepName,
  figure: keyof Figures,
): number[] {
  return runs
    .filter((run) => run.contestant === contestant && run.servers === servers)
    .toSorted((one, other) => one.repetition - other.repetition)
    .flatMap((run) => run.steps[step]?.[figure] ?? []);
}

function known(entries: readonly (readonly [string, Spread | undefined])[]): Record<string, Spread> {
  return Object.fromEntries(entries.flatMap(([name, spread]) => (spread === undefined ? [] : [[name, spread]])));
}
