/**
 * The URL that a lock is bound to. A query can contain an API key, and user information a password, so a lock has a
 * digest instead: `https://x.example.com/mcp?sha256:1a…`. State has no path either, because some upstreams put a key
 * there.
 */
import { createHash } from "node:crypto";
import { hasHiddenParts, normalUrl, sameUrl } from "../cloudflare/urls";

/** The form in lock files, from a URL or from a lock file. A URL without secrets stays unchanged. */
export function boundHostname(url: string): string {
  const digest = digestIn(url);
  return digest === undefined ? bound(url) : withDigest(url, digest);
}

/** The form in state. Its digest covers everything that a lock file shows, so the path counts too. */
export function boundOrigin(hostname: string): string {
  const origin = parse(hostname)?.origin;
  return origin === undefined ? hostname : `${origin}?${digestOfUrl(boundHostname(hostname))}`;
}

/**
 * Whether a server at this URL is the one that a lock is bound to. The visible part counts as well as the digest. A
 * server without a URL never matches.
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

/** A URL in a message, without parts that might be secret. */
export function originOf(hostname: string): string {
  return parse(hostname)?.origin ?? "an invalid URL";
}

/** The form of an unconverted URL, whatever its query looks like. */
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
