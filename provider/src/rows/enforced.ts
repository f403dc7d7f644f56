/** Corrects the locked rows of a portal, once its servers and their tools are known. */
import type { WireMappedServer, WireMapping, WirePortal } from "../cloudflare/wire";
import { editRows, type PortalPlace } from "./edit";
import { dropsPinsOf, sentLocked } from "./locked";
import { enforcedLock, lists, serverIdOf, type Mapping } from "./rows";
import { sameRequests, sentBack } from "./sent";
import { rowsOf } from "./overrides";

/** A sync can come between the read and the update; a second one is unlikely. */
const attempts = 3;

/** Reads a portal and corrects its locked rows until the answer matches. Undefined if the portal does not exist. */
export async function enforceRows(
  place: PortalPlace,
  declared: readonly Mapping[],
  dropsBefore: boolean,
): Promise<{ readonly portal: WirePortal; readonly dropsPins: boolean } | undefined> {
  let portal: WirePortal | undefined;
  let dropsPins = dropsBefore;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    portal = (await editRows(place, (rows) => enforcedRows(declared, rows, dropsPins))) ?? portal;
    const rows = portal?.servers ?? [];
    dropsPins = dropsPinsOf(declared, rows, dropsPins) ?? dropsPins;
    if (enforcedRows(declared, rows, dropsPins) === undefined) {
      break;
    }
  }
  return portal && { portal, dropsPins };
}

/**
 * The rows to send; undefined if each locked row already exposes exactly what its lock approves. `dropsPins`:
 * Cloudflare drops a description that equals the upstream's, so resending it has no effect.
 */
export function enforcedRows(
  declared: readonly Mapping[],
  remote: readonly WireMappedServer[],
  dropsPins: boolean,
): WireMapping[] | undefined {
  const rows = remote.map((there) => {
    const row = declared.find(({ serverId }) => serverId === serverIdOf(there));
    const summary = row && enforcedLock(row);
    return {
      there,
      back: sentBack(there),
      wanted: row && summary ? sentLocked(row, summary, there, dropsPins) : sentBack(there),
    };
  });
  const isRight = rows.every(({ there, back, wanted }) =>
    dropsPins ? sameRequests([withoutPins(back, there)], [withoutPins(wanted, there)]) : sameRequests([back], [wanted]),
  );
  return isRight ? undefined : rows.map(({ wanted }) => wanted);
}

/** Also ignores descriptions that equal the upstream's: agents see the same text. */
function withoutPins(sent: WireMapping, { tools, prompts }: WireMappedServer): WireMapping {
  const catalogues = { tools, prompts };
  const result = { ...sent };
  for (const { wire, allowed } of lists) {
    const own = new Map(rowsOf(catalogues[allowed]).map(({ name, description }) => [name, description]));
    result[wire] = (sent[wire] ?? []).map(({ description, ...others }) =>
      description === undefined || description === own.get(others.name) ? others : { ...others, description },
    );
  }
  return result;
}
