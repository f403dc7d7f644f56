/**
 * The URL that a lock is bound to. A query can hold an API key, and a user a password, so a lock has a digest instead:
 * `https://x.example.com/mcp?sha256:1a…`. State has no path either, since some upstreams keep a key there.
 */
import { createHash } from "node:crypto";
import { hasHiddenParts, normalUrl, sameUrl } from "../cloudflare/urls";

/** As lock files have it, made of a URL or of what a lock file has. A URL without either stays as it is. */
export function boundHostname(url: string): string {
  const digest = digestIn(url);
  return digest === undefined ? bound(url) : withDigest(url, digest);
}

/** As state has it, made of the same. The digest is that of all that a lock file shows, so that a path counts, too. */
export function boundOrigin(hostname: string): string {
  const origin = parse(hostname)?.origin;
  return origin === undefined ? hostname : `${origin}?${digestOfUrl(boundHostname(hostname))}`;
}

/**
 * Whether a server at this URL is the one that a lock is bound to. What is shown beside a digest counts, too. A server
 * without a URL is another one.
 */
export function isBoundTo(hostname: string, url: unknown): boolean {
  if (typeof url !== "string") {
    return false;
  }
  if (digestIn(hostname) === undefined) {
    return sameUrl(hostname, url);
  }
  return isOfState(hostname)
    ? hostname === `${parse(url)?.origin ?? ""}?${digestOfUrl(bound(url))}`
    : sameUrl(hostname, bound(url));
}

/** A URL in a message, without what may be secret. */
export function originOf(hostname: string): string {
  return parse(hostname)?.origin ?? "an invalid URL";
}

/** Of a URL that is no form of ours, whatever its query looks like. */
function bound(url: string): string {
  const parsed = parse(url);
  return parsed !== undefined && hasHiddenParts(parsed) ? withDigest(url, digestOfUrl(url)) : url;
}

function withDigest(url: string, digest: string): string {
  const { origin, pathname } = parse(url) ?? {};
  return origin === undefined ? url : `${origin}${pathname}?${digest}`;
}

/** Lock files always have a path. */
function isOfState(hostname: string): boolean {
  return hostname.startsWith(`${parse(hostname)?.origin ?? ""}?`);
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
