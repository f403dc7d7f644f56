/** The reader's own upstream and domain: answers can quote them, and no report names them. */
import { mark, redact } from "#provider/text/redact";
import { defaults, type LiveCheckOptions } from "./options";

type Given = Pick<LiveCheckOptions, "upstream" | "portalDomain">;

/** The defaults are documented and stay. */
export function makeHider(given: Given): (evidence: string) => string {
  const hosts = listHosts(given);
  const spellings = hosts.flatMap((host) => [host, host.toLowerCase(), host.toUpperCase()]);
  const secrets = [...spellings, ...listParts(given)];
  // Short names and other capitals, which redact skips. Only as whole words, since short names are part of many.
  const words = hosts.map((host) => new RegExp(`(?<![\\p{L}\\p{N}-])${escapePattern(host)}(?![\\p{L}\\p{N}-])`, "giu"));
  return (evidence) => words.reduce((text, word) => text.replace(word, mark), redact(evidence, secrets));
}

function listHosts({ upstream, portalDomain }: Given): string[] {
  const { host, hostname } = new URL(upstream);
  const hosts = upstream === defaults.upstream ? [] : [host, hostname];
  const domains = portalDomain === defaults.portalDomain ? [] : [portalDomain];
  return [...hosts, ...domains].filter((name) => name !== "");
}

/** Some services take the credential in the path or the query. */
function listParts({ upstream }: Given): string[] {
  const { username, password, pathname, search, searchParams } = new URL(upstream);
  return upstream === defaults.upstream ? [] : [username, password, pathname, search, ...searchParams.values()];
}

const escapePattern = (text: string): string =>
  text.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ""}}`);
