/** URLs: whether two are the same, how one is shown, and whether its host is this machine. */

/** By the rules for URLs: case of the host, default port, an empty path. */
export function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** What is no text is no URL, and stays what it is: a program in plain JavaScript can say anything. */
export function normalUrl<Value>(value: Value): Value | string {
  return typeof value === "string" && URL.canParse(value) ? new URL(value).href : value;
}

/** For messages: a query can hold an API key. */
export function withoutQuery(text: string): string {
  if (!URL.canParse(text)) {
    return text;
  }
  const { origin, pathname, search, host } = new URL(text);
  return search === "" || host === "" ? text : `${origin}${pathname}?…`;
}

/** The host of a URL as `new URL` gives it: in lower case, an address in its full form. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
