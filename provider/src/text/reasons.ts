/** The text of an error for a person. */
import { asText } from "./asText";
import { joined, line, type Shown } from "./shown";

/** An error with several reasons, each on a line of its own. */
interface Reasoned extends Error {
  readonly reasons: readonly string[];
}

/** Shown text: one line for each reason. */
export function reasonsOf(error: unknown): Shown {
  const reasons = isReasoned(error) ? error.reasons : [error instanceof Error ? error.message : asText(error)];
  return joined(reasons.map(line));
}

function isReasoned(error: unknown): error is Reasoned {
  return error instanceof Error && "reasons" in error && Array.isArray(error.reasons);
}
