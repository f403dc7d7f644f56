/** What an answer may quote of the command line and no report may name: an upstream and a domain of the reader's own. */
import { mark, redact } from "#provider/cloudflare/redact";
import { defaults, type LiveCheckOptions } from "./options";

type Given = Pick<LiveCheckOptions, "upstream" | "portalDomain">;

/** Redacts an upstream and a domain of the reader's own. The defaults are documented and stay. */
export function hiderOfOwnNames(given: Given): (evidence: string) => string {
  const hosts = hostsOf(given);
  const spellings = hosts.flatMap((host) => [host, host.toLowerCase(), host.toUpperCase()]);
  const secrets = [...spellings, ...partsOf(given)];
  // Short ones, which redact leaves alone, and other mixtures of capitals: as whole words, since they are part of many.
  const words = hosts.map((host) => new RegExp(`(?<![\\p{L}\\p{N}-])${literal(host)}(?![\\p{L}\\p{N}-])`, "giu"));
  return (evidence) => words.reduce((text, word) => text.replace(word, mark), redact(evidence, secrets));
}

function hostsOf({ upstream, portalDomain }: Given): string[] {
  const { host, hostname } = new URL(upstream);
  const hosts = upstream === defaults.upstream ? [] : [host, hostname];
  const domains = portalDomain === defaults.portalDomain ? [] : [portalDomain];
  return [...hosts, ...domains].filter((name) => name !== "");
}

/** Some services have the credential in the path or the query. */
function partsOf({ upstream }: Given): string[] {
  const { username, password, pathname, search, searchParams } = new URL(upstream);
  return upstream === defaults.upstream ? [] : [username, password, pathname, search, ...searchParams.values()];
}

const literal = (text: string): string =>
  text.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ""}}`);
