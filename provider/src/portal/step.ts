/** The types of a step on a portal: its session, its write, and its state. */
import type { Portals } from "../cloudflare/portals";
import type { WirePortal } from "../cloudflare/wire";
import type { Session, Settled, Write } from "../lifecycle/resourceKind";
import type { Unchecked } from "../lifecycle/values";
import type { PortalPlace } from "../rows/edit";
import type { inForceKey } from "../rows/lapsed";
import type { mappedKey, PortalArguments, PortalValueName, pinsDroppedKey } from "./table";

/** Outputs of an earlier step, perhaps of another version: the names are known, the values are not. */
export type PortalState = Unchecked<PortalValueName | typeof pinsDroppedKey | typeof mappedKey | typeof inForceKey>;
export type PortalSession = Session<WirePortal, Portals>;
export type PortalWrite = Write<WirePortal, PortalArguments, PortalState>;
export type SettledPortal = Settled<WirePortal>;

export function placeOf({ api, accountId, id, memory }: PortalSession): PortalPlace {
  return { portals: api, accountId, portalId: id, memory };
}
