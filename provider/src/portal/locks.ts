/** What a portal does for the tool locks of its servers. */
import type { WirePortal } from "../cloudflare/wire";
import type { Given } from "../lifecycle/resourceKind";
import { enforcedRows } from "../rows/enforced";
import { sentLocked } from "../rows/locked";
import { enforcedLock, lists, mappings, serverIdOf, type Mapping } from "../rows/rows";
import { names, rowsOf } from "../rows/overrides";
import { editRows } from "../rows/edit";
import { placeOf, type PortalSession, type PortalWrite } from "./step";
import { pinsDroppedKey, type PortalArguments } from "./table";
import { resolveLock } from "../toolLock/resolve";
import { defuse, isObject, isSet, type Properties } from "../lifecycle/values";

/** The rows with what their lock files say. */
export function resolveRows(
  inputs: Given<PortalArguments>,
  folder: string,
): { readonly inputs: Properties; readonly failures: readonly string[] } {
  const { servers } = inputs;
  if (!Array.isArray(servers)) {
    return { inputs, failures: [] };
  }
  const failures: string[] = [];
  const rows = servers.map((row: unknown, index) => {
    if (!isObject(row) || !isSet(row.toolLock)) {
      return row;
    }
    const resolved = resolveLock(row.toolLock, row.serverId, folder);
    failures.push(...resolved.failures.map((failure) => `servers.${index}.toolLock: ${failure}`));
    return { ...row, toolLock: resolved.lock };
  });
  return { inputs: { ...inputs, servers: rows }, failures };
}

/** A sync may come between what was read and what is sent; more than one would be strange. */
const attempts = 3;

/**
 * Turns on what is approved, and off what is not any more. What a server has is known when the portal has it, and it may
 * have changed while the portal was written: the answer tells.
 */
export async function enforceLocks(
  session: PortalSession,
  { object, inputs, previous, changed }: PortalWrite,
): Promise<{ readonly object: WirePortal; readonly hidden: Properties }> {
  const declared = mappings(inputs.servers);
  let current = object;
  const place = placeOf(session);
  let dropsPins = previous[pinsDroppedKey] === true;
  for (let attempt = 1; attempt <= attempts && enforcedRows(declared, current.servers ?? [], dropsPins); attempt++) {
    current = (await editRows(place, (rows) => enforcedRows(declared, rows, false))) ?? current;
    dropsPins = areDropped(declared, current);
  }
  if (changed.servers !== undefined) {
    dropsPins = areDropped(declared, current);
  }
  if (dropsPins && previous[pinsDroppedKey] !== true) {
    await session.warn(
      "Cloudflare did not keep the reviewed descriptions of tools, since they equal those of the upstream. So a description that the upstream changes is shown until the next `pulumi up --refresh`.",
    );
  }
  await warnOfUnapproved(session, declared, current);
  return { object: current, hidden: { [pinsDroppedKey]: dropsPins ? true : null } };
}

/** Whether a description that was sent is not there. */
function areDropped(declared: readonly Mapping[], { servers }: WirePortal): boolean {
  return (servers ?? []).some((there) => {
    const row = declared.find(({ serverId }) => serverId === serverIdOf(there));
    const lock = row && enforcedLock(row);
    const wanted = row && lock && sentLocked(row, lock, there);
    return lists.some(({ wire }) => {
      const kept = new Map(rowsOf(there[wire]).map((entry) => [entry.name, entry.portal_description]));
      return (wanted?.[wire] ?? []).some(
        ({ name, enabled, description }) => enabled === true && isSet(description) && !isSet(kept.get(name)),
      );
    });
  });
}

/** Names of a row's own list that the lock does not let through. */
async function warnOfUnapproved(
  session: PortalSession,
  declared: readonly Mapping[],
  { servers }: WirePortal,
): Promise<void> {
  for (const there of servers ?? []) {
    const row = declared.find(({ serverId }) => serverId === serverIdOf(there));
    const lock = row && enforcedLock(row);
    if (row === undefined || lock === undefined) {
      continue;
    }
    const sent = sentLocked(row, lock, there);
    for (const { allowed, wire } of lists) {
      const shown = new Set((sent[wire] ?? []).filter(({ enabled }) => enabled === true).map(({ name }) => name));
      const offered = names(there[allowed]);
      const hidden = (row[allowed] ?? []).filter((name) => offered.has(name) && !shown.has(name));
      if (hidden.length > 0) {
        await session.warn(
          defuse(
            `${allowed} of server "${row.serverId}" names ${hidden.map((name) => `"${name}"`).join(", ")}, which ${lock.file} does not allow as it is now: not shown.`,
          ),
        );
      }
    }
  }
}
