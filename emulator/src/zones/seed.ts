/** Zones and records that a test puts into the store past the API. */
import { portalTarget } from "pulumi-cloudflare-mcp/wire";
import type { StoredRecord, StoredZone } from "../store/storedZone";

/** An active zone of the account, with the given fields on top, whatever they are. */
export function seededZone(fields: Partial<StoredZone> & { id: string }, accountId: string): StoredZone {
  return {
    name: `${fields.id}.example.com`,
    status: "active",
    type: "full",
    paused: false,
    account: { id: accountId, name: "Emulator" },
    ...fields,
  };
}

/** The record that a portal needs (documented), with the given fields on top, whatever they are. */
export function seededRecord(
  fields: Partial<StoredRecord> & { id: string; zone_id: string },
  now: number,
): StoredRecord {
  const time = new Date(now).toISOString();
  const isProxiable = ["A", "AAAA", "CNAME"].includes(fields.type ?? "CNAME");
  return {
    name: `${fields.id}.example.com`,
    type: "CNAME",
    content: portalTarget,
    proxiable: isProxiable,
    proxied: isProxiable,
    ttl: 1,
    settings: {},
    meta: {},
    comment: null,
    tags: [],
    created_on: time,
    modified_on: time,
    ...fields,
  };
}
