/** URLs: whether two are the same, how one is shown, and whether its host is this machine. */

/** By the rules for URLs: case of the host, default port, an empty path. */
export function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** What is no text is no URL, and stays what it is: a program in plain JavaScript can say anything. */
export function normalUrl<Value>(value: Value): Value | string {
  return typeof value === "string" && URL.canParse(value) ? new URL(value).href : value;
}

/** For messages: a query can hold an API key, and what stands before the host a password. */
export function withoutQuery(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === "" || !hasHiddenParts(url)) {
    return text;
  }
  const { protocol, username, password, host, pathname, search } = url;
  const user = username === "" && password === "" ? "" : "…@";
  return `${protocol}//${user}${host}${pathname}${search === "" ? "" : "?…"}`;
}

/** Whether a URL has a part that can hold a secret. */
export function hasHiddenParts({ username, password, search }: URL): boolean {
  return username !== "" || password !== "" || search !== "";
}

/** The host of a URL as `new URL` gives it: in lower case, an address in its full form. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
