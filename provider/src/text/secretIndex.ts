/** Finds the few of many secrets that a text can hold, by six characters of each form. An account has thousands. */

const length = 6;

export class SecretIndex {
  private readonly places = new Map<string, number[]>();
  private readonly always: number[] = [];

  /** The keys of each secret: every text that holds the secret holds one of them. Undefined if there are none. */
  constructor(keys: readonly (readonly string[] | undefined)[]) {
    keys.forEach((own, place) => {
      if (own === undefined) {
        this.always.push(place);
      }
      for (const key of new Set(own)) {
        this.places.set(key, [...(this.places.get(key) ?? []), place]);
      }
    });
  }

  /** In the order of the secrets. */
  candidates(text: string): number[] {
    const found = new Set(this.always);
    const lower = text.toLowerCase();
    for (let start = 0; start + length <= lower.length; start += 1) {
      this.places.get(lower.slice(start, start + length))?.forEach((place) => found.add(place));
    }
    return [...found].sort((one, other) => one - other);
  }
}

/** Of a form in which letters and digits stand as they are. */
export function keyOfRun(form: string): string | undefined {
  const runs = form.match(/[a-z0-9]+/gi) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  return longest.length < length ? undefined : keyOf(longest);
}

/** Of a form that stands in a text exactly so, but for its case. */
export function keyOf(form: string): string {
  return form.slice(0, length).toLowerCase();
}
