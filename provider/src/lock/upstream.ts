/**
 * The URL that a lock is bound to. A query can hold an API key, and a user a password, so a lock has a digest instead:
 * `https://x.example.com/mcp?sha256:1a…`. State has no path either, since some upstreams keep a key there.
 */
import { createHash } from "node:crypto";
import { hasHiddenParts, normalUrl, sameUrl } from "../cloudflare/urls";

/** As lock files have it. A URL without either stays as it is. */
export function boundHostname(url: string): string {
  const parsed = parse(url);
  return parsed === undefined || !hasHiddenParts(parsed) || isBound(url)
    ? url
    : `${parsed.origin}${parsed.pathname}?${digestOfUrl(url)}`;
}

/** As state has it: of a URL, or of what a lock file has. */
export function boundOrigin(hostname: string): string {
  const origin = parse(hostname)?.origin;
  return origin === undefined ? hostname : `${origin}?${digestIn(hostname) ?? digestOfUrl(hostname)}`;
}

/**
 * Whether a server at this URL is the one that a lock is bound to. What is shown beside a digest counts, too. A server
 * without a URL is another one.
 */
export function isBoundTo(hostname: string, url: unknown): boolean {
  if (typeof url !== "string") {
    return false;
  }
  const digest = digestIn(hostname);
  if (digest === undefined) {
    return sameUrl(hostname, url);
  }
  const [bound, actual] = [parse(hostname), parse(url)];
  return (
    digest === digestOfUrl(url) &&
    bound?.origin === actual?.origin &&
    (bound?.pathname === "/" || bound?.pathname === actual?.pathname)
  );
}

/** A URL in a message, without what may be secret. */
export function originOf(hostname: string): string {
  return parse(hostname)?.origin ?? "what is no URL";
}

function isBound(hostname: string): boolean {
  return digestIn(hostname) !== undefined;
}

function digestIn(hostname: string): string | undefined {
  return /^[^?]*\?(sha256:[0-9a-f]{64})$/.exec(hostname)?.[1];
}

function digestOfUrl(url: string): string {
  return `sha256:${createHash("sha256").update(normalUrl(url)).digest("hex")}`;
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
