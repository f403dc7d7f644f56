/**
 * Records when each mapped server was created. A server that was recreated under its id is in no portal, and its
 * incarnation can be unchanged (`--replace`, taint, a deletion outside Pulumi).
 */
import { secondOf } from "../cloudflare/times";
import type { WirePortal } from "../cloudflare/wire";
import type { Given } from "../lifecycle/resourceKind";
import type { Notebook } from "../lifecycle/notebook";
import { pulumiId } from "../lifecycle/pulumiId";
import { isSet, type Properties } from "../lifecycle/values";
import { PortalNotes } from "../rows/notes";
import { rowsOf } from "../rows/overrides";
import { mappings, serverIdOf, type Mapping } from "../rows/rows";
import { asText } from "../text/asText";
import type { PortalSession, PortalState, PortalWrite } from "./step";
import { mappedKey, type PortalArguments } from "./table";

/** The creation times to store after a write. If this process does not know one, state keeps its value. */
export function settleMapped({ accountId, memory }: PortalSession, { inputs, previous }: PortalWrite): Properties {
  const notes = memory.notesOf(PortalNotes);
  const before = mappedIn(previous);
  return stored(
    ofServers(inputs.servers).map(({ serverId }) => [
      serverId,
      secondOf(notes.whenCreated(pulumiId(accountId, serverId))) ?? before.get(serverId),
    ]),
  );
}

/** State written before 2026-11-28 lacks it. The rows of an answer have the same times. */
export function recallMapped(state: PortalState, { servers }: WirePortal): Properties {
  if (Object.hasOwn(state, mappedKey)) {
    return {};
  }
  const told = new Map((servers ?? []).map((row) => [serverIdOf(row), secondOf(row.created_at)]));
  return stored(ofServers(state.servers).map(({ serverId }) => [serverId, told.get(serverId)]));
}

/** The rows must be sent again if a server was recreated since, in this command or before. */
export function undoneRows(
  { accountId, servers }: Given<PortalArguments>,
  memory: Notebook,
  state: PortalState,
): string[] {
  const notes = memory.notesOf(PortalNotes);
  const mapped = mappedIn(state);
  const isUndone = ({ serverId }: Mapping): boolean => {
    const id = pulumiId(asText(accountId), serverId);
    const [known, then] = [secondOf(notes.whenCreated(id)), mapped.get(serverId)];
    return notes.isCreated(id) || (isSet(known) && isSet(then) && known !== then);
  };
  return ofServers(servers).some(isUndone) ? ["servers" satisfies keyof PortalArguments] : [];
}

/** Only rows that pass an McpServer are certain to be checked after it. */
function ofServers(servers: unknown): Mapping[] {
  return mappings(servers).filter(({ incarnation }) => isSet(incarnation));
}

function mappedIn(state: PortalState): Map<unknown, unknown> {
  return new Map(rowsOf(state[mappedKey]).map(({ serverId, createdAt }) => [serverId, createdAt]));
}

function stored(all: readonly (readonly [string, unknown])[]): Properties {
  const known = all.filter(([, createdAt]) => isSet(createdAt));
  return { [mappedKey]: known.length === 0 ? null : known.map(([serverId, createdAt]) => ({ serverId, createdAt })) };
}
