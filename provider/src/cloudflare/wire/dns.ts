/** Zones and DNS records, as far as a portal's host name needs them. Read only. */
import { flag, text, type ReadObject, type ReadValue } from "./readForms";

/** The target of a portal's record (documented). */
export const portalTarget = "gateway.agents.cloudflare.com";

/** A row of `GET /zones` (Cloudflare's published SDK types). */
export const zoneForm = {
  type: "object",
  required: ["id", "name"],
  properties: {
    id: text,
    name: text,
    /** `initializing`, `pending`, `active` or `moved`. A portal needs an active zone (documented). */
    status: text,
    /** `full`, `partial`, `secondary` or `internal`. */
    type: text,
    /** Cloudflare does not serve a paused zone. */
    paused: flag,
    account: { type: "object", properties: { id: text, name: text } },
  },
} as const satisfies ReadObject;

export type WireZone = ReadValue<typeof zoneForm>;

/** A row of `GET /zones/{zone_id}/dns_records`. */
export const recordForm = {
  type: "object",
  required: ["id", "name", "type"],
  properties: {
    id: text,
    /** The full name, in punycode. */
    name: text,
    type: text,
    content: text,
    proxied: flag,
    meta: {
      type: "object",
      properties: {
        read_only: flag,
        /** The Worker that has this host as a custom domain (reported). */
        origin_worker_id: text,
      },
    },
  },
} as const satisfies ReadObject;

export type WireRecord = ReadValue<typeof recordForm>;
