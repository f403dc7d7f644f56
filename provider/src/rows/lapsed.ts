/**
 * Overrides that were in force and have lost their tool, because the upstream removed or renamed it. If an override hid
 * the tool, agents might get it under its new name.
 *
 * An override whose tool has never existed is only waiting. So state records the names that were in force.
 */
import { firstOf, type Properties } from "../lifecycle/values";
import type { SeenWarning } from "../lifecycle/resourceKind";
import { nearest } from "../text/nearest";
import { quoteName } from "../text/short";
import { names, rowsOf } from "./overrides";

/** The hidden output that holds the names. */
export const inForceKey = "__overridesInForce";

/** One override list of a program, and the tools (or prompts) of its server. */
export interface AppliedList {
  readonly serverId: string;
  /** The argument of a server, or the member of a row. */
  readonly list: string;
  readonly names: readonly string[];
  /** The names in the list that hide their tool. */
  readonly hiding: ReadonlySet<string>;
  /** Undefined if unknown, as before the first sync. */
  readonly offered: ReadonlySet<string> | undefined;
}

/** The names of an override list that hide their tool. */
export function hidingNames(overrides: unknown): Set<string> {
  return names(rowsOf(overrides).filter(({ enabled }) => enabled === false));
}

/** The tools of a server. An empty list counts only if a sync found it. */
export function offeredNames(catalogue: unknown, status: unknown): Set<string> | undefined {
  return Array.isArray(catalogue) && (catalogue.length > 0 || status === "ready") ? names(catalogue) : undefined;
}

/** The names to store after a write: declared names that are, or were, in force. */
export function inForceAfterWrite(lists: readonly AppliedList[], before: unknown): unknown {
  return stored(lists, (list) => {
    const remembered = rememberedIn(before, list);
    return list.names.filter((name) => remembered.has(name) || list.offered?.has(name) === true);
  });
}

/** The names to store after a refresh. It forgets none, because state might have recorded that an override is gone. */
export function inForceAfterRefresh(lists: readonly AppliedList[], before: unknown): unknown {
  const seen = stored(lists, (list) => [
    ...new Set([...rememberedIn(before, list), ...list.names.filter((name) => list.offered?.has(name) === true)]),
  ]);
  const others = rowsOf(before).filter(
    (row) => !lists.some((list) => list.serverId === row.serverId && list.list === row.list),
  );
  const all = [...(seen ?? []), ...others];
  return all.length === 0 ? null : all;
}

export function lapsedNames(list: AppliedList, inForce: unknown): string[] {
  const { offered } = list;
  const remembered = rememberedIn(inForce, list);
  return offered === undefined ? [] : list.names.filter((name) => remembered.has(name) && !offered.has(name));
}

/** `place` is the path of the list, starting with the argument. */
export function lapsedWarnings(list: AppliedList, inForce: unknown, argument: string, place: string): SeenWarning[] {
  const lapsed = lapsedNames(list, inForce);
  const words = (what: string, which: readonly string[]): string => {
    const shown = which.slice(0, mostNames).map((name) => `${quoteName(name)}${nearestNow(name, list)}`);
    const listed = firstOf([...shown, ...which.slice(mostNames)], mostNames);
    return `${place} no longer ${what} ${listed}: the upstream no longer has ${which.length === 1 ? "it" : "them"}. Review its current tools, and change ${list.list}.`;
  };
  return [
    { what: "hides", hid: true, which: lapsed.filter((name) => list.hiding.has(name)) },
    { what: "applies to", hid: false, which: lapsed.filter((name) => !list.hiding.has(name)) },
  ].flatMap(({ what, hid, which }) =>
    which.length === 0 ? [] : [{ text: words(what, which), lapsed: { argument, hid } }],
  );
}

const mostNames = 5;

/** The nearest tool that no override names. */
function nearestNow(name: string, { names: named, offered = new Set() }: AppliedList): string {
  const own = new Set(named);
  const near = nearest(
    name,
    [...offered].filter((other) => !own.has(other)),
  );
  return near === undefined ? "" : ` (nearest name now: ${quoteName(near)})`;
}

function stored(lists: readonly AppliedList[], namesOf: (list: AppliedList) => readonly string[]): Properties[] | null {
  const rows = lists.flatMap((list) => {
    const { serverId, list: argument } = list;
    const inForce = namesOf(list);
    return inForce.length === 0 ? [] : [{ serverId, list: argument, names: inForce }];
  });
  return rows.length === 0 ? null : rows;
}

function rememberedIn(before: unknown, { serverId, list }: AppliedList): Set<string> {
  return new Set(
    rowsOf(before)
      .filter((row) => row.serverId === serverId && row.list === list)
      .flatMap((row) => (Array.isArray(row.names) ? row.names.filter((name) => typeof name === "string") : [])),
  );
}

/**
 * The override lists of a server or row, without lapsed overrides that hid a tool, so that the engine shows them as
 * missing. Returns only the lists that change. Cloudflare keeps them whole.
 */
export function withoutLapsed(
  said: Readonly<Partial<Record<string, unknown>>>,
  lists: readonly AppliedList[],
  inForce: unknown,
): Properties {
  return Object.fromEntries(
    lists.flatMap((list): [string, Properties[]][] => {
      const lapsed = new Set(lapsedNames(list, inForce).filter((name) => list.hiding.has(name)));
      const rest = rowsOf(said[list.list]).filter(({ name }) => typeof name !== "string" || !lapsed.has(name));
      return lapsed.size === 0 ? [] : [[list.list, rest]];
    }),
  );
}
