import type { Skipped } from "../../lock/edit";
import { word } from "../../lock/describe";

/** What is not in the file, so that nobody thinks that it was reviewed. */
export function skippedLines(skipped: readonly Skipped[]): string[] {
  return skipped.map(
    ({ kind, name, reason }) => `  not written, and so never allowed: ${kind.slice(0, -1)} ${word(name)}: ${reason}`,
  );
}
