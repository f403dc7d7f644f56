/** Exit codes. Pipelines depend on them. */
export const exitCodes = {
  nothingFound: 0,
  /** Something failed or was unreadable. Outranks `found`, because the rest is unknown. */
  failed: 1,
  /** Invalid usage. */
  usage: 2,
  /** The command found drift, or whatever else it looks for. Pulumi uses the same number. */
  found: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function chooseExitCode(outcome: { readonly found: boolean; readonly failed: boolean }): ExitCode {
  if (outcome.failed) {
    return exitCodes.failed;
  }
  return outcome.found ? exitCodes.found : exitCodes.nothingFound;
}

/** A mistake in the command line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
