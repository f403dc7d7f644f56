/** What a URL means: whether it is the same as another one, and whether its host is this machine. */

/** By the rules for URLs: case of the host, default port, an empty path. */
export function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** What is no text is no URL, and stays what it is: a program in plain JavaScript can say anything. */
export function normalUrl<Value>(value: Value): Value | string {
  return typeof value === "string" && URL.canParse(value) ? new URL(value).href : value;
}

/** The host of a URL as `new URL` gives it: in lower case, an address in its full form. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
