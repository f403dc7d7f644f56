/**
 * The only writer of the rows of an existing portal. An update replaces all rows, so an edit first reads them, and
 * other writers wait.
 */
import type { Portals } from "../cloudflare/portals";
import { portalNoun, type WireMappedServer, type WireMapping, type WirePortal } from "../cloudflare/wire";
import { pulumiId } from "../lifecycle/pulumiId";
import type { Notebook } from "../lifecycle/notebook";
import type { Properties } from "../lifecycle/values";
import { sentBack } from "./sent";

/** One portal, and the notes of this process about it. */
export interface PortalPlace {
  readonly portals: Pick<Portals, "get" | "update" | "remove">;
  readonly accountId: string;
  readonly portalId: string;
  readonly memory: Notebook;
}

/**
 * Applies an edit to the current portal. An edit that returns undefined sends nothing. Returns the portal after it, or
 * undefined if it does not exist.
 */
export async function editPortal(
  place: PortalPlace,
  edit: (portal: WirePortal) => Properties | undefined,
): Promise<WirePortal | undefined> {
  const { portals, portalId } = place;
  return inTurn(place, async () => {
    const portal = await portals.get(portalId);
    const body = portal && edit(portal.object);
    return body === undefined ? portal?.object : portals.update(portalId, body);
  });
}

/** Applies an edit to the rows alone. */
export async function editRows(
  place: PortalPlace,
  edit: (rows: readonly WireMappedServer[]) => readonly (WireMappedServer | WireMapping)[] | undefined,
): Promise<WirePortal | undefined> {
  return editPortal(place, (portal) => {
    const rows = edit(portal.servers ?? []);
    return rows && { servers: rows.map(sentBack) };
  });
}

/** Updates fields other than the rows. */
export async function updatePortal(place: PortalPlace, body: Properties): Promise<WirePortal> {
  return inTurn(place, () => place.portals.update(place.portalId, body));
}

export async function removePortal(place: PortalPlace): Promise<void> {
  await inTurn(place, () => place.portals.remove(place.portalId));
}

/** Waits for writes of this process to a portal. */
export async function portalAtRest(place: Omit<PortalPlace, "portals">): Promise<void> {
  await inTurn(place, () => Promise.resolve());
}

function inTurn<Result>(
  { accountId, portalId, memory }: Omit<PortalPlace, "portals">,
  run: () => Promise<Result>,
): Promise<Result> {
  return memory.inTurn(`${portalNoun} ${pulumiId(accountId, portalId)}`, run);
}
