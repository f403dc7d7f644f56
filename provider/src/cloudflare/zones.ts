/** Reads zones, and the DNS records of a host name. */
import type { CloudflareClient } from "./client";
import { CloudflareError } from "./errors";
import { everyObject } from "./list";
import { judgeBy } from "./readForm";
import { ObjectReader, type RequestContext } from "./reader";
import { readPermissions, recordForm, zoneForm, type WireRecord, type WireZone } from "./wire";

export interface ZonesOptions {
  readonly client: CloudflareClient;
  readonly context: RequestContext;
}

/** The API's maximum number of zones per call (documented). */
const zonesPerPage = 50;

/** No zone has more labels, so a long host name needs no more calls. */
const mostLabels = 8;

export class Zones {
  constructor(private readonly options: ZonesOptions) {}

  /** Undefined if Cloudflare says that the zone does not exist: with its answer to an unknown path (reported). */
  async get(id: string): Promise<WireZone | undefined> {
    try {
      return (await this.reader({}).get(id))?.object;
    } catch (error) {
      if (error instanceof CloudflareError && error.kind === "noRoute") {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * The zone of a host name: the one with the longest name. Cloudflare has no search for it, so this asks for each
   * name. A zone of another account counts only if the account has none: anybody can add a zone, and it might be
   * pending.
   */
  async of(hostname: string, accountId: string): Promise<WireZone | undefined> {
    let foreign: WireZone | undefined;
    for (const name of zoneNames(hostname)) {
      const zones = (await everyObject(this.reader({ name }))).filter((zone) => isSameName(zone.name, name));
      const own = zones.filter(({ account }) => (account?.id ?? accountId) === accountId);
      const [first] = own;
      if (first !== undefined) {
        return own.find(({ status }) => status === "active") ?? first;
      }
      foreign ??= zones.find(({ status }) => status === "active") ?? zones[0];
    }
    return foreign;
  }

  /** The records of any type at exactly that name, which can start with an asterisk. */
  async records(zoneId: string, name: string): Promise<WireRecord[]> {
    const reader = this.recordReader(zoneId, { "name.exact": name, match: "all" });
    return (await everyObject(reader)).filter((record) => isSameName(record.name, name));
  }

  /** Whether the zone lists any record at all. */
  async hasRecords(zoneId: string): Promise<boolean> {
    const { objects, unread } = await this.recordReader(zoneId, {}).page(1, undefined, 1);
    return objects.length + unread.length > 0;
  }

  private recordReader(zoneId: string, filter: Readonly<Record<string, string>>): ObjectReader<WireRecord> {
    return new ObjectReader<WireRecord>({
      noun: "DNS record",
      steps: ["zones", zoneId, "dns_records"],
      judge: judgeBy(recordForm),
      ...this.options,
      permission: readPermissions.records,
      filter,
    });
  }

  private reader(filter: Readonly<Record<string, string>>): ObjectReader<WireZone> {
    return new ObjectReader<WireZone>({
      noun: "zone",
      steps: ["zones"],
      judge: judgeBy(zoneForm),
      ...this.options,
      permission: readPermissions.zones,
      filter,
      perPage: zonesPerPage,
    });
  }
}

/** The possible zone names of a host, the longest first. One label is not a zone. */
export function zoneNames(hostname: string): string[] {
  const labels = normalName(hostname).split(".");
  return labels
    .map((_, index) => labels.slice(index))
    .filter(({ length }) => length >= 2 && length <= mostLabels)
    .map((rest) => rest.join("."));
}

/** DNS ignores case, and a name can end with the dot of the root. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function isSameName(one: string, other: string): boolean {
  return normalName(one) === normalName(other);
}
