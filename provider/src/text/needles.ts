/**
 * Finds the few of many needles that a text might contain, by their first characters. An account has thousands of
 * secrets.
 */

/** From this number on, an index is faster than a search for each. */
const many = 32;

export class Needles {
  /** The needles by their first characters. Undefined for few needles. */
  private readonly beginnings: ReadonlyMap<string, readonly string[]> | undefined;

  /** `shortest`: the length of the shortest needle. */
  constructor(
    private readonly all: readonly string[],
    private readonly shortest: number,
  ) {
    this.beginnings = all.length < many ? undefined : groupBy(all, (needle) => needle.slice(0, shortest));
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** Every needle in the text, and perhaps others. */
  candidates(text: string): readonly string[] {
    if (this.beginnings === undefined) {
      return this.all;
    }
    const found = new Set<string>();
    for (let start = 0; start + this.shortest <= text.length; start++) {
      this.beginnings.get(text.slice(start, start + this.shortest))?.forEach((needle) => found.add(needle));
    }
    return [...found];
  }
}

function groupBy(texts: readonly string[], keyOf: (text: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const text of texts) {
    const group = groups.get(keyOf(text));
    if (group === undefined) {
      groups.set(keyOf(text), [text]);
    } else {
      group.push(text);
    }
  }
  return groups;
}
