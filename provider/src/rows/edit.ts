/** Changes to the rows of one portal by others than its own update: an update replaces all rows, so they are read first. */
import type { Portals } from "../cloudflare/portals";
import { portalNoun, type WireMappedServer, type WireMapping, type WirePortal } from "../cloudflare/wire";
import { pulumiId } from "../lifecycle/identity";
import type { Memory } from "../lifecycle/memory";
import { sentBack } from "./sent";

/** One portal, and who writes to it in this process. */
export interface PortalPlace {
  readonly portals: Pick<Portals, "get" | "update">;
  readonly accountId: string;
  readonly portalId: string;
  readonly memory: Memory;
}

/** Waits for whatever this process is doing to a portal. */
export async function portalAtRest({ accountId, portalId, memory }: Omit<PortalPlace, "portals">): Promise<void> {
  await memory.inTurn(turnOf(accountId, portalId), () => Promise.resolve());
}

/**
 * Gives the portal as it is then; undefined when there is none. An edit that gives undefined leaves the rows as they are.
 */
export async function editRows(
  { portals, accountId, portalId, memory }: PortalPlace,
  edit: (rows: readonly WireMappedServer[]) => readonly (WireMappedServer | WireMapping)[] | undefined,
): Promise<WirePortal | undefined> {
  return memory.inTurn(turnOf(accountId, portalId), async () => {
    const portal = await portals.get(portalId);
    const rows = portal && edit(portal.object.servers ?? []);
    return rows === undefined ? portal?.object : portals.update(portalId, { servers: rows.map(sentBack) });
  });
}

/** As the lifecycle calls the turns of a portal. */
function turnOf(accountId: string, portalId: string): string {
  return `${portalNoun} ${pulumiId(accountId, portalId)}`;
}
