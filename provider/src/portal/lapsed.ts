/** Finds portal overrides and allow-list entries whose tool existed and was removed by its server. */
import { portalNoun, type WirePortal } from "../cloudflare/wire";
import { managedIn } from "../lifecycle/comparison";
import type { SeenWarning } from "../lifecycle/resourceKind";
import { isSet, type Properties } from "../lifecycle/values";
import {
  hidingNames,
  inForceAfterRefresh,
  inForceAfterWrite,
  inForceKey,
  lapsedNames,
  lapsedWarnings,
  offeredNames,
  withoutLapsed,
  type AppliedList,
} from "../rows/lapsed";
import { names } from "../rows/overrides";
import { hides, isLocked, lists, mappings, serverIdOf, type Mapping } from "../rows/rows";
import { cleaned } from "../text/outside";
import type { PortalSession, PortalState, PortalWrite } from "./step";
import { portalTable } from "./table";

export function settleRows(
  { secrets }: PortalSession,
  { inputs, previous }: PortalWrite,
  object: WirePortal,
): Properties {
  const inForce = inForceAfterWrite(appliedLists(object, mappings(inputs.servers)), previous[inForceKey]);
  return { [inForceKey]: cleaned(inForce, secrets) };
}

export function seenRows(object: WirePortal, outs: PortalState): Properties {
  const inForce = inForceAfterRefresh(appliedLists(object, declaredRows(outs)), outs[inForceKey]);
  return inForce === null ? {} : { [inForceKey]: inForce };
}

/** The rows, without lapsed overrides that hid a tool. */
export function effectiveRows(object: WirePortal, outs: PortalState): Properties {
  const declared = declaredRows(outs);
  const applied = appliedLists(object, declared);
  const left = declared.map((row) => {
    const own = applied.filter(({ serverId }) => serverId === row.serverId);
    return withoutLapsed({ ...row }, own, outs[inForceKey]);
  });
  return left.some((row) => Object.keys(row).length > 0)
    ? { servers: declared.map((row, index) => ({ ...row, ...left[index] })) }
    : {};
}

export function rowWarnings(object: WirePortal, outs: PortalState): SeenWarning[] {
  return appliedLists(object, declaredRows(outs)).flatMap((list) => lapsedText(object, list, outs[inForceKey]));
}

/** The same warnings for the rows of a program, after a write. */
export function lapsedAfterWrite(object: WirePortal, { inputs, previous }: PortalWrite): SeenWarning[] {
  return appliedLists(object, mappings(inputs.servers)).flatMap((list) =>
    lapsedText(object, list, previous[inForceKey]),
  );
}

/** Whether a name in a row has lost its tool, rather than waiting for a new one. */
export function isLapsed(
  object: WirePortal,
  { inputs, previous }: PortalWrite,
): (name: { readonly serverId: string; readonly argument: string; readonly name: string }) => boolean {
  const lapsed = new Set(
    appliedLists(object, mappings(inputs.servers)).flatMap((list) =>
      lapsedNames(list, previous[inForceKey]).map((name) => JSON.stringify([list.serverId, list.list, name])),
    ),
  );
  return ({ serverId, argument, name }) => lapsed.has(JSON.stringify([serverId, argument, name]));
}

function lapsedText({ id }: WirePortal, list: AppliedList, inForce: unknown): SeenWarning[] {
  const place = `servers of ${portalNoun} "${id}": ${list.list} of server "${list.serverId}"`;
  return lapsedWarnings(list, inForce, "servers", place);
}

function declaredRows(outs: PortalState): Mapping[] {
  return managedIn(portalTable, outs).includes("servers") ? mappings(outs.servers) : [];
}

/** In a locked row, only the lock decides what is exposed. */
function appliedLists({ servers }: WirePortal, rows: readonly Mapping[]): AppliedList[] {
  const there = new Map((servers ?? []).map((row) => [serverIdOf(row), row]));
  return rows
    .filter((row) => !isLocked(row))
    .flatMap((row) => {
      const { serverId } = row;
      const remote = there.get(serverId);
      return lists.flatMap(({ allowed, overrides }): AppliedList[] => {
        const offered = offeredNames(remote?.[allowed], remote?.status);
        const allowList = isSet(row[allowed])
          ? [{ serverId, list: allowed, names: [...(row[allowed] ?? [])], hiding: new Set<string>(), offered }]
          : [];
        const hiding = hides(row) ? new Set<string>() : hidingNames(row[overrides]);
        return isSet(row[overrides])
          ? [...allowList, { serverId, list: overrides, names: [...names(row[overrides])], hiding, offered }]
          : allowList;
      });
    });
}
