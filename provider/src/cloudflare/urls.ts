/** Whether two texts are the same URL. */

/** By the rules for URLs: case of the host, default port, an empty path. */
export function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** What is no text is no URL, and stays what it is: a program in plain JavaScript can say anything. */
export function normalUrl<Value>(value: Value): Value | string {
  return typeof value === "string" && URL.canParse(value) ? new URL(value).href : value;
}
