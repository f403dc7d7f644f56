/** When two texts are the same URL. */

/** By the rules for URLs: case of the host, default port, an empty path. */
export function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

export function normalUrl(value: unknown): string {
  const text = String(value);
  return URL.canParse(text) ? new URL(text).href : text;
}
