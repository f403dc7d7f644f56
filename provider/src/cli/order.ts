/** Sorts output by code units: the same on every machine and in every language. */

export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function sortBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return items.toSorted((one, other) => compareText(keyOf(one), keyOf(other)));
}
