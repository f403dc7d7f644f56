/** Medians, spreads and ratios of repeated measurements. */

/** A figure that was measured several times. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Undefined of no values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const [lowest] = sorted;
  const highest = sorted.at(-1);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return lowest === undefined || highest === undefined || upper === undefined || lower === undefined
    ? undefined
    : { median: (lower + upper) / 2, lowest, highest };
}

/** "1.20 (1.10 to 1.35)", or one number when all are the same. */
export function spreadText(spread: Spread | undefined, show: (value: number) => string): string {
  if (spread === undefined) {
    return "-";
  }
  const [median, lowest, highest] = [spread.median, spread.lowest, spread.highest].map(show);
  return lowest === highest ? `${median}` : `${median} (${lowest} to ${highest})`;
}

/**
 * The ratios of values that were measured side by side, pair by pair: what slowed the machine down slowed both of a pair.
 * Undefined when there is nothing to divide by.
 */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread | undefined {
  const ratios = values.map((value, index) => value / (others[index] ?? 0));
  return ratios.every(Number.isFinite) ? spreadOf(ratios) : undefined;
}
