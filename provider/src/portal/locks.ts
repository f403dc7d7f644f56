/** Applies the tool locks of its servers to a portal. */
import type { WirePortal } from "../cloudflare/wire";
import type { Given, SeenWarning } from "../lifecycle/resourceKind";
import { enforcedRows, enforceRows } from "../rows/enforced";
import { dropsPinsOf, unsayable } from "../rows/locked";
import { enforcedLock, lists, mappings, serverIdOf, type Mapping } from "../rows/rows";
import { names, overrideRows } from "../rows/overrides";
import { asText } from "../text/asText";
import { placeOf, type PortalSession, type PortalState, type PortalWrite } from "./step";
import { pinsDroppedKey, type PortalArguments } from "./table";
import { verdictOn } from "../toolLock/observe";
import { resolveLock } from "../toolLock/resolve";
import { deviationMessage } from "../toolLock/messages";
import { lockNotes } from "../toolLock/notes";
import { untoldDeviations } from "../toolLock/remaining";
import { isEnforced, restoredRecord, summaryIn, withoutRecord, type LockSummary } from "../toolLock/summary";
import { hasUnknown, isObject, isSet, type Properties } from "../lifecycle/values";

/** The rows with the content of their lock files. */
export function resolveRows(
  inputs: Given<PortalArguments>,
  folder: string,
  olds: Given<PortalArguments>,
): { readonly inputs: Properties; readonly failures: readonly string[] } {
  const { servers } = inputs;
  if (!Array.isArray(servers)) {
    return { inputs, failures: [] };
  }
  const failures: string[] = [];
  const before = new Map(mappings(olds.servers).map((row) => [row.serverId, row.toolLock]));
  const rows = servers.map((row: unknown, index) => {
    if (!isObject(row) || !isSet(row.toolLock)) {
      return row;
    }
    const resolved = resolveLock(row.toolLock, row.serverId, folder, before.get(asText(row.serverId)));
    failures.push(...resolved.failures.map((failure) => `servers.${index}.toolLock: ${failure}`));
    return { ...withServerWords(row, resolved.lock), toolLock: resolved.lock };
  });
  return { inputs: { ...inputs, servers: rows }, failures };
}

/** Rows in the form that inputs in state have. */
export function storedRows(inputs: Properties): Properties {
  return withRows(inputs, (row) => ({ ...row, toolLock: withoutRecord(row.toolLock) }));
}

/** Rows with the locks that the check of this command read. */
export function restoredRows(inputs: Properties, resolved: Properties): Properties {
  const locks = new Map(mappings(resolved.servers).map((row) => [row.serverId, row.toolLock]));
  return withRows(inputs, (row) => ({
    ...row,
    toolLock: restoredRecord(row.toolLock, locks.get(asText(row.serverId))),
  }));
}

function withRows({ servers, ...inputs }: Properties, change: (row: Properties) => Properties): Properties {
  const changed: unknown = Array.isArray(servers)
    ? servers.map((row: unknown) => (isObject(row) && isSet(row.toolLock) ? change(row) : row))
    : servers;
  return { ...inputs, ...(changed !== undefined && { servers: changed }) };
}

/** A locked row, with the texts and aliases of its McpServer. Without a lock they stay on the server. */
function withServerWords(row: Properties, lock: unknown): Properties {
  const names = lists.map(({ ofServer }) => ofServer as string);
  const others = Object.entries(row).filter(([name]) => !names.includes(name));
  const words = names
    .map((name): [string, unknown] => [name, hasUnknown(row[name]) ? row[name] : overrideRows(row[name])])
    .filter(([, said]) => isEnforced(lock) && (!Array.isArray(said) || said.length > 0));
  return Object.fromEntries([...others, ...words]);
}

/**
 * Enables approved tools and disables all others. The tools of a server are known only once the portal has it, and can
 * change while the portal is written, so this compares with the answer.
 */
export async function enforceLocks(
  session: PortalSession,
  { object, inputs, previous, changed }: PortalWrite,
): Promise<{ readonly object: WirePortal; readonly hidden: Properties }> {
  const declared = mappings(inputs.servers);
  let current = object;
  let dropsPins = previous[pinsDroppedKey] === true;
  if (enforcedRows(declared, current.servers ?? [], dropsPins) !== undefined) {
    const enforced = await enforceRows(placeOf(session), declared, dropsPins);
    current = enforced?.portal ?? current;
    dropsPins = enforced?.dropsPins ?? dropsPins;
  }
  if (changed.servers !== undefined) {
    dropsPins = dropsPinsOf(declared, current.servers ?? [], dropsPins) ?? dropsPins;
  }
  if (dropsPins && previous[pinsDroppedKey] !== true) {
    await session.warn(
      "Cloudflare did not save the reviewed descriptions of tools, because they equal those of the upstream. If the upstream changes a description, the portal exposes it until the next `pulumi up --refresh`.",
    );
  }
  await warnOfHidden(session, declared, current, dropsPins);
  return { object: current, hidden: { [pinsDroppedKey]: dropsPins ? true : null } };
}

/** The notes of a refresh about rows with a lock of their own. The server itself reports the lock of an McpServer. */
export function seenRowLocks({ servers }: PortalState): SeenWarning[] {
  return rowsWithOwnLock(servers).flatMap(({ serverId, summary }) => lockNotes(serverId, summary));
}

/** The warnings of a preview or update about deviations that the last refresh found. */
export function rowLockReminders({ servers }: Given<PortalArguments>, state: PortalState): string[] {
  const before = new Map(rowsWithOwnLock(state.servers).map(({ serverId, summary }) => [serverId, summary]));
  return rowsWithOwnLock(servers).flatMap(({ serverId, summary }) => {
    const untold = untoldDeviations(summary, before.get(serverId));
    return untold.length === 0 ? [] : [deviationMessage(serverId, summary, untold)];
  });
}

function rowsWithOwnLock(servers: unknown): { readonly serverId: string; readonly summary: LockSummary }[] {
  return mappings(servers).flatMap(({ serverId, incarnation, toolLock }) => {
    const summary = isSet(incarnation) ? undefined : summaryIn(toolLock);
    return summary === undefined ? [] : [{ serverId, summary }];
  });
}

/** Warns about hidden tools that the program or the lock appears to expose. */
async function warnOfHidden(
  session: PortalSession,
  declared: readonly Mapping[],
  { servers }: WirePortal,
  dropsPins: boolean,
): Promise<void> {
  for (const there of servers ?? []) {
    const row = declared.find(({ serverId }) => serverId === serverIdOf(there));
    const lock = row && enforcedLock(row);
    if (row === undefined || lock === undefined) {
      continue;
    }
    const { served } = verdictOn(lock, row.serverId, there);
    for (const { allowed } of lists) {
      const offered = names(there[allowed]);
      const hidden = (row[allowed] ?? []).filter((name) => offered.has(name) && !served[allowed].has(name));
      if (hidden.length > 0) {
        await session.warn(
          `${allowed} of server "${row.serverId}" names ${quoted(hidden)}, which ${lock.file} does not allow in the current form. The portal hides them.`,
        );
      }
    }
    const foreign = unsayable(row, lock, there, dropsPins);
    if (foreign.length > 0) {
      await session.warn(
        `The row of server "${row.serverId}" hides ${quoted(foreign)}: overrides on the server replace the reviewed name or description. Remove these from updatedTools or updatedPrompts of the server.`,
      );
    }
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
