/** Finds the name that a misspelled one probably means. */
import { closest, distance } from "fastest-levenshtein";

/** Undefined if no name is similar. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const near = all.length === 0 ? undefined : closest(name, all);
  return near !== undefined && isLike(name, near) ? near : undefined;
}

/**
 * Accepts names that differ in less than half of the longer one, or in two swapped letters, which count as two
 * differences.
 */
export function isLike(one: string, other: string): boolean {
  const differences = distance(one, other);
  const isSwapped = differences <= 2 && sortedLetters(one) === sortedLetters(other);
  return isSwapped || differences < Math.max(one.length, other.length) / 2;
}

function sortedLetters(text: string): string {
  return Array.from(text).toSorted().join("");
}

/** A sentence after an unknown name: the likely name, or else the existing names. */
export function suggestName(name: string, names: Iterable<string>, format: (name: string) => string): string {
  const all = [...names];
  const near = nearest(name, all);
  if (near !== undefined) {
    return ` Did you mean ${format(near)}?`;
  }
  const rest = all.length - mostNames;
  const listed = all.slice(0, mostNames).map(format).join(", ");
  return all.length === 0 ? "" : ` The names are: ${listed}${rest > 0 ? ` and ${rest} more` : ""}.`;
}

const mostNames = 8;
