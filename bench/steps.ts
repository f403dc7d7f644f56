/** The steps that the benchmark measures, in the life of a stack. */

/** The life of a stack, in the order in which it is measured. */
export const steps = {
  preview: { words: ["preview"], limit: () => 0 },
  up: { words: ["up", "--yes", "--skip-preview"], limit: (servers) => servers },
  "no-change up": { words: ["up", "--yes", "--skip-preview"], limit: () => 0 },
  refresh: { words: ["refresh", "--yes", "--skip-preview"], limit: pages },
  "drift check": { words: ["refresh", "--preview-only", "--expect-no-changes"], limit: pages },
  "rename one": { words: ["up", "--yes", "--skip-preview"], limit: () => 1 },
  destroy: { words: ["destroy", "--yes", "--skip-preview"], limit: (servers) => servers },
} as const satisfies Record<string, Step>;

interface Step {
  /** What Pulumi is asked. */
  readonly words: readonly string[];
  /** The fewest calls to Cloudflare's API with which it can be done. */
  readonly limit: (servers: number) => number;
}

export type StepName = keyof typeof steps;

export const stepNames = Object.keys(steps) as StepName[];

/** A list has at most 100 servers a page. */
function pages(servers: number): number {
  return Math.ceil(servers / 100);
}
