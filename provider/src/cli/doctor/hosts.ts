/** Finds the Access applications that cover the host name of a portal. */
import type { WireApplication } from "../../cloudflare/wire";
import { normalName } from "../../cloudflare/zones";

/** The address for agents. */
const portalPath = "/mcp";

/** Cloudflare's own domains, in which no account has records. */
const cloudflareDomains = ["workers.dev", "pages.dev"];

/** Cloudflare's own domain that contains a host name, if any. */
export function cloudflareDomainOf(hostname: string): string | undefined {
  const host = normalName(hostname);
  return cloudflareDomains.find((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** A place that an application covers: `mcp.example.com`, `mcp.example.com/mcp`, `*.example.com`. */
export interface Place {
  readonly host: string;
  /** The path: empty, or with a slash at the start. */
  readonly path: string;
}

export interface Cover {
  readonly application: WireApplication;
  /** The most specific place of the application that covers the portal. */
  readonly place: Place;
}

/** The applications that cover a portal, the most specific first, which decides (documented). */
export function coversOf(applications: readonly WireApplication[], hostname: string): Cover[] {
  const covers = applications.flatMap((application) => {
    const [place] = placesOf(application)
      .filter((each) => isCovered(each, hostname))
      .toSorted(compareSpecificity);
    return place === undefined ? [] : [{ application, place }];
  });
  return covers.toSorted((one, other) => compareSpecificity(one.place, other.place));
}

/** Negative if the first is more specific, 0 if they are equal: a name before a wildcard, then a path before none. */
export function compareSpecificity(one: Place, other: Place): number {
  const [ranks, others] = [rankOf(one), rankOf(other)];
  const index = ranks.findIndex((rank, at) => rank !== others[at]);
  return index < 0 ? 0 : (others[index] ?? 0) - (ranks[index] ?? 0);
}

function rankOf({ host, path }: Place): number[] {
  return [host.includes("*") ? 0 : 1, host.length, path.includes("*") ? 0 : 1, path.length];
}

function placesOf({ domain, self_hosted_domains: domains, destinations }: WireApplication): Place[] {
  const uris = (destinations ?? []).flatMap(({ type, uri }) => (type === "public" ? [uri] : []));
  return [domain, ...(domains ?? []), ...uris].flatMap((text) =>
    text === undefined || text === null || text === "" ? [] : [parsePlace(text)],
  );
}

function parsePlace(text: string): Place {
  const [host = "", ...steps] = text.replace(/^https?:\/\//i, "").split("/");
  const path = steps.join("/").replace(/\/$/, "");
  return { host: normalName(host.replace(/:\d+$/, "")), path: path === "" ? "" : `/${path}` };
}

/** An asterisk matches part of one label, or of one step of a path (documented). */
function isCovered({ host, path }: Place, hostname: string): boolean {
  return (
    toPattern(host, "[^.]+").test(normalName(hostname)) && (path === "" || toPattern(path, "[^/]*").test(portalPath))
  );
}

function toPattern(text: string, any: string): RegExp {
  const parts = text.split(/\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(any)}$`);
}
