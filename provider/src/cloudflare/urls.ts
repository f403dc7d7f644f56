/** Compares URLs, prepares them for messages, and finds out whether their host is this machine. */

/** Normalizes by the rules for URLs: case of the host, default port, empty path. */
export function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** Returns anything but text unchanged: a program in plain JavaScript can pass any value. */
export function normalUrl<Value>(value: Value): Value | string {
  return typeof value === "string" && URL.canParse(value) ? new URL(value).href : value;
}

/** A URL for messages: a query can contain an API key, and the part before the host a password. */
export function withoutQuery(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === "" || !hasHiddenParts(url)) {
    return text;
  }
  const { protocol, username, password, host, pathname, search } = url;
  const user = username === "" && password === "" ? "" : "…@";
  return `${protocol}//${user}${host}${pathname}${search === "" ? "" : "?…"}`;
}

/** Whether a URL has a part that can contain a secret. */
export function hasHiddenParts({ username, password, search }: URL): boolean {
  return username !== "" || password !== "" || search !== "";
}

/** The host as `new URL` returns it: in lower case, an address in its full form. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
