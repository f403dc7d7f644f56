/** A zone and its DNS records as the emulator stores them. */
import type { WireRecord, WireZone } from "pulumi-cloudflare-mcp/wire";

/** Any field of the API besides those that have a name here. */
type Others = Readonly<Record<string, unknown>>;

export interface StoredZone extends WireZone, Others {}

export interface StoredRecord extends WireRecord, Others {
  readonly zone_id: string;
}
