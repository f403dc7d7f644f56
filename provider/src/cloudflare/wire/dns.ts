/** Zones and DNS records, as far as the host name of a portal needs them: what is read, never written. */

/** Of `GET /zones` (Cloudflare's published SDK types). */
export interface WireZone {
  id: string;
  name: string;
  /** `initializing`, `pending`, `active` or `moved`. A portal needs an active zone (documented). */
  status?: string | null;
  /** `full`, `partial`, `secondary` or `internal`. */
  type?: string | null;
  /** Cloudflare does not serve a paused zone. */
  paused?: boolean | null;
  account?: { id?: string | null; name?: string | null } | null;
}

/** Of `GET /zones/{zone_id}/dns_records`. */
export interface WireRecord {
  id: string;
  /** The full name, in punycode. */
  name: string;
  type: string;
  content?: string | null;
  proxied?: boolean | null;
  meta?: {
    read_only?: boolean | null;
    /** The Worker that has this host as a custom domain (reported). */
    origin_worker_id?: string | null;
  } | null;
}
