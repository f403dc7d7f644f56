/** Which Access applications stand before the host name of a portal, and which one decides about a server behind it. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { isObject } from "../../../lifecycle/values";

/** The path at which clients ask a portal. */
const portalPath = "/mcp";

/** From the most specific one: a path of the host, the host, a wildcard. */
const coverages = ["path", "host", "wildcard"] as const;
export type Coverage = (typeof coverages)[number];

export interface Door {
  readonly application: WireApplication;
  readonly coverage: Coverage;
}

/** Links and logins elsewhere: they guard no host name, whatever their domain. */
const guardsNothing: readonly unknown[] = ["bookmark", "saas", "dash_sso", "app_launcher"];

/** All applications that cover the host name of a portal, the most specific ones first. */
export function doorsOf(applications: readonly WireApplication[], hostname: string): Door[] {
  const found = applications.flatMap((application): Door[] => {
    const coverage = coverageOf(application, hostname);
    return coverage === undefined ? [] : [{ application, coverage }];
  });
  return coverages.flatMap((coverage) => found.filter((door) => door.coverage === coverage));
}

/** Those that decide: the most specific ones. Of two, Cloudflare does not document which. */
export function decidingDoors(doors: readonly Door[]): Door[] {
  return doors.filter(({ coverage }) => coverage === doors[0]?.coverage);
}

/** By its destination. Its type tells nothing: several types can have this one. */
export function applicationsOfServer(applications: readonly WireApplication[], serverId: string): WireApplication[] {
  return applications.filter((application) => serversOf(application).includes(serverId));
}

/** The servers behind portals that an application is for. */
export function serversOf({ destinations }: WireApplication): string[] {
  return destinationsOf(destinations).flatMap(({ type, mcp_server_id: id }) =>
    type === "via_mcp_server_portal" && typeof id === "string" ? [id] : [],
  );
}

export function coverageOf(application: WireApplication, hostname: string): Coverage | undefined {
  if (guardsNothing.includes(application.type)) {
    return undefined;
  }
  const found = placesOf(application).map((place) => coverageBy(place, hostname));
  return coverages.find((coverage) => found.includes(coverage));
}

function placesOf({ domain, self_hosted_domains: domains, destinations }: WireApplication): string[] {
  const uris = destinationsOf(destinations).map(({ type, uri }) => (type === "public" ? uri : undefined));
  const all: unknown[] = [domain, ...(Array.isArray(domains) ? domains : []), ...uris];
  return all.filter((place) => typeof place === "string" && place !== "") as string[];
}

function coverageBy(place: string, hostname: string): Coverage | undefined {
  const [, host = "", path = ""] = /^(?:https?:\/\/)?([^/:]*)(?::\d+)?(\/.*)?$/i.exec(place) ?? [];
  const labels = labelsOf(host);
  const wanted = labelsOf(hostname);
  const isCovered =
    labels.length === wanted.length && labels.every((label, index) => matches(label, wanted[index] ?? ""));
  const segments = path.split("/").filter((segment) => segment !== "");
  const [first = "", ...deeper] = segments;
  if (!isCovered || deeper.length > 0 || (first !== "" && !matches(first, portalPath.slice(1)))) {
    return undefined;
  }
  if (host.includes("*")) {
    return "wildcard";
  }
  return first === "" || first === "*" ? "host" : "path";
}

/** A wildcard stands within one label of a host name, or one part of a path. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) {
    return pattern === text;
  }
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) {
    return false;
  }
  let rest = text.slice(first.length, text.length - last.length);
  return parts.slice(1, -1).every((part) => {
    const at = rest.indexOf(part);
    rest = at < 0 ? "" : rest.slice(at + part.length);
    return at >= 0;
  });
}

function labelsOf(host: string): string[] {
  return host.toLowerCase().replace(/\.$/, "").split(".");
}

function destinationsOf(destinations: unknown): Record<string, unknown>[] {
  return Array.isArray(destinations) ? destinations.filter(isObject) : [];
}
