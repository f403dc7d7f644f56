/** Finds overrides of a server that were in force and whose tool the upstream has removed. */
import type { WireServer } from "../cloudflare/wire";
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
import { lists, type List } from "../rows/rows";
import { asText } from "../text/asText";
import { isEnforced } from "../toolLock/summary";
import { cleaned } from "../text/outside";
import type { ServerSession, ServerState, ServerWrite } from "./step";
import { serverTable } from "./table";

export function settleOverrides(
  { secrets }: ServerSession,
  { inputs, previous }: ServerWrite,
  object: WireServer,
): Properties {
  const inForce = inForceAfterWrite(appliedLists(object, inputs), previous[inForceKey]);
  return { [inForceKey]: cleaned(inForce, secrets) };
}

/** State written before 2026-11-28 does not record the overrides in force. The tools in it imply them. */
export function recallOverrides(state: ServerState): Properties {
  if (Object.hasOwn(state, inForceKey)) {
    return {};
  }
  const { serverId, tools, prompts } = state;
  const inForce = inForceAfterWrite(appliedLists({ id: asText(serverId), tools, prompts }, state), null);
  return inForce === null ? {} : { [inForceKey]: inForce };
}

export function seenOverrides(object: WireServer, outs: ServerState): Properties {
  const inForce = inForceAfterRefresh(declaredLists(object, outs), outs[inForceKey]);
  return inForce === null ? {} : { [inForceKey]: inForce };
}

/** The overrides, without lapsed ones that hid a tool. */
export function effectiveOverrides(object: WireServer, outs: ServerState): Properties {
  return withoutLapsed(outs, declaredLists(object, outs), outs[inForceKey]);
}

export function overrideWarnings(object: WireServer, outs: ServerState): SeenWarning[] {
  return declaredLists(object, outs).flatMap((list) => lapsedText(object, list, outs[inForceKey]));
}

/** The same warnings for the overrides of a program, after a sync found the tools. */
export function lapsedAfterSync(object: WireServer, { inputs, previous }: ServerWrite): SeenWarning[] {
  return appliedLists(object, inputs).flatMap((list) => lapsedText(object, list, previous[inForceKey]));
}

/** The overrides of a program whose tool has never existed, by argument. */
export function pendingOverrides(object: WireServer, { inputs, previous }: ServerWrite): Map<List, string[]> {
  const applied = appliedLists(object, inputs);
  return new Map(
    lists.map((list) => {
      const present = names(object[list.allowed]);
      const said = applied.find((each) => each.list === list.overrides);
      const lapsed = new Set(said && lapsedNames(said, previous[inForceKey]));
      return [list, (said?.names ?? []).filter((name) => !present.has(name) && !lapsed.has(name))];
    }),
  );
}

function lapsedText(object: WireServer, list: AppliedList, inForce: unknown): SeenWarning[] {
  return lapsedWarnings(list, inForce, list.list, `${list.list} of MCP server "${object.id}"`);
}

/** Overrides that the program does not set are Cloudflare's own, and are not checked here. */
function declaredLists(object: WireServer, outs: ServerState): AppliedList[] {
  const managed = managedIn(serverTable, outs);
  return appliedLists(object, outs).filter(({ list }) => managed.includes(list));
}

/** With an enforced lock, no override alone hides a tool: the lock hides a new name too, until it is reviewed. */
function appliedLists(
  object: { readonly id: string; readonly status?: unknown; readonly tools: unknown; readonly prompts: unknown },
  said: Readonly<Partial<Record<List["overrides"] | "toolLock", unknown>>>,
): AppliedList[] {
  return lists.flatMap(({ allowed, overrides }) =>
    isSet(said[overrides])
      ? [
          {
            serverId: object.id,
            list: overrides,
            names: [...names(said[overrides])],
            hiding: isEnforced(said.toolLock) ? new Set<string>() : hidingNames(said[overrides]),
            offered: offeredNames(object[allowed], object.status),
          },
        ]
      : [],
  );
}
