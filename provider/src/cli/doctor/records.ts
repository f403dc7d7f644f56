/** Finds the DNS records of a host name: its own, a wildcard's, or those that delegate a name above it. */
import type { WireRecord } from "../../cloudflare/wire";
import { normalName, type Zones } from "../../cloudflare/zones";
import type { HostRecords } from "./evidence";

/** The types that decide where a host name leads. */
const deciding = ["A", "AAAA", "CNAME", "NS"];

/** The name of the zone, if known: names above it are not queried. */
export interface ZonePlace {
  readonly id: string;
  readonly name?: string;
}

/** Makes one call if the host has records and is one label below the zone. */
export async function recordsOf(zones: Zones, zone: ZonePlace, hostname: string): Promise<HostRecords> {
  const read = (name: string): Promise<WireRecord[]> => zones.records(zone.id, name);
  const [own, ...above] = namesBetween(hostname, zone.name);
  const atHost = own === undefined ? [] : await read(own);
  const between = await Promise.all(above.map(read));
  const delegations = between.flat().filter(({ type }) => type === "NS");
  return {
    exact: decidingOf(atHost),
    // A record of any type excludes wildcards for its name.
    wildcard: atHost.length > 0 ? [] : await nearestWildcard(read, hostname, zone.name, between),
    delegations,
  };
}

/** A wildcard applies at any depth, unless a name between it and the host has a record of any type (documented). */
async function nearestWildcard(
  read: (name: string) => Promise<WireRecord[]>,
  hostname: string,
  zoneName: string | undefined,
  between: readonly (readonly WireRecord[])[],
): Promise<WireRecord[]> {
  const ancestors = ancestorsOf(hostname, zoneName);
  for (const [index, ancestor] of ancestors.entries()) {
    const wildcard = await read(`*.${ancestor}`);
    if (wildcard.length > 0) {
      return decidingOf(wildcard);
    }
    if ((between[index] ?? []).length > 0) {
      return [];
    }
  }
  return [];
}

/** The host, and the names between it and the zone. */
function namesBetween(hostname: string, zoneName: string | undefined): string[] {
  return [normalName(hostname), ...ancestorsOf(hostname, zoneName).slice(0, -1)];
}

/** The names above the host, up to that of the zone, or else to one of two labels. */
function ancestorsOf(hostname: string, zoneName: string | undefined): string[] {
  const labels = normalName(hostname).split(".");
  const top = zoneName === undefined ? 2 : normalName(zoneName).split(".").length;
  return labels.flatMap((_, index) =>
    index > 0 && labels.length - index >= top ? [labels.slice(index).join(".")] : [],
  );
}

function decidingOf(records: readonly WireRecord[]): WireRecord[] {
  return records.filter(({ type }) => deciding.includes(type));
}
