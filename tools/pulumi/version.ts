/** Parses and compares versions. */

/** Major, minor, patch. Pre-release parts are left out: nothing here depends on them. */
export type Version = readonly [number, number, number];

/** The first version in a text such as `v3.259.0`, `go1.26` or `go1.25rc2`. */
export function parseVersion(text: string): Version | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : undefined;
}

export function isAtLeast(version: Version, minimum: Version): boolean {
  for (const [index, part] of version.entries()) {
    const wanted = minimum[index] ?? 0;
    if (part !== wanted) {
      return part > wanted;
    }
  }
  return true;
}

export function formatVersion(version: Version): string {
  return version.join(".");
}
