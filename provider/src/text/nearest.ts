/** The name that a misspelt one probably means. */
import { closest, distance } from "fastest-levenshtein";

/** Undefined where no name resembles it. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const near = all.length === 0 ? undefined : closest(name, all);
  return near !== undefined && isLike(name, near) ? near : undefined;
}

/** Less than half of the longer name differs, or two letters are swapped, which counts as two differences. */
export function isLike(one: string, other: string): boolean {
  const differences = distance(one, other);
  const isSwapped = differences <= 2 && sortedLetters(one) === sortedLetters(other);
  return isSwapped || differences < Math.max(one.length, other.length) / 2;
}

function sortedLetters(text: string): string {
  return Array.from(text).toSorted().join("");
}

/** A sentence after a name that does not exist: the likely name, or else the names that exist. */
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
