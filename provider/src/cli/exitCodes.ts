/** How a command ends. Pipelines depend on these numbers. */
export const exitCodes = {
  nothingFound: 0,
  /** Something failed or could not be read. Outranks `found`: who cannot see everything cannot say what is there. */
  failed: 1,
  /** The command line itself makes no sense. */
  usage: 2,
  /** Drift, or whatever else the command looks for: the number that Pulumi has for it. */
  found: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOf(outcome: { readonly found: boolean; readonly failed: boolean }): ExitCode {
  if (outcome.failed) {
    return exitCodes.failed;
  }
  return outcome.found ? exitCodes.found : exitCodes.nothingFound;
}

/** What the person who typed the command has to type differently. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
