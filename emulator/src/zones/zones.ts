/** The zones of all accounts, and their DNS records. */
import { pageOf, type Page } from "../objects/list";
import { noRoute } from "../refusals";
import type { Store } from "../store/store";
import type { StoredRecord, StoredZone } from "../store/storedZone";
import type { Switches } from "../switches";
import { isFiltered, matchesRecord, matchesZone, type Query } from "./filters";

export interface ZonesOptions {
  readonly store: Store;
  readonly switches: () => Switches;
}

/** Documented for zones, and recorded for records. */
const zonesPerPage = { usual: 20, most: 50 };
const recordsPerPage = { usual: 100, most: 5_000_000 };

/** A zone, and the account that it is in. */
export interface FoundZone {
  readonly zone: StoredZone;
  readonly accountId: string;
}

export class Zones {
  constructor(private readonly options: ZonesOptions) {}

  /** Those of the given accounts. */
  list(accountIds: readonly string[], query: Query): Page<StoredZone> {
    const all = accountIds.flatMap((accountId) => this.options.store.zones.all(accountId));
    const found = all.filter((zone) => matchesZone(zone, query));
    return pageOf(found, query, zonesPerPage, this.options.switches());
  }

  /** Observed for an id that the API does not know; the status differs between sources (400 and 404). */
  get(id: string, path: string): FoundZone {
    const { store } = this.options;
    for (const accountId of store.accountIds) {
      const zone = store.zones.get(accountId, id);
      if (zone !== undefined) {
        return { zone, accountId };
      }
    }
    throw noRoute(404, path);
  }

  records({ zone, accountId }: FoundZone, query: Query): Page<Omit<StoredRecord, "zone_id">> {
    const switches = this.options.switches();
    const all = this.options.store.records.all(accountId).filter(({ zone_id: zoneId }) => zoneId === zone.id);
    const found = all.filter((record) => matchesRecord(record, query));
    const isCountedWhole = isFiltered(query) && switches.filteredTotalCount === "all";
    const { rows, info } = pageOf(found, query, recordsPerPage, switches, isCountedWhole ? all.length : found.length);
    return { rows: rows.map(({ zone_id: _, ...record }) => record as unknown as StoredRecord), info };
  }
}
