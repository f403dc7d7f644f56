/**
 * Overrides that were in force and hit nothing any more, since the upstream took their tool away or renamed it. Where one
 * hid a tool, agents might be offered that tool under its new name.
 *
 * An override whose tool was never there is no such: it waits for the tool. So state has the names that were in force.
 */
import { firstOf, type Properties } from "../lifecycle/values";
import type { SeenWarning } from "../lifecycle/resourceKind";
import { nearest } from "../text/nearest";
import { quoteName } from "../text/short";
import { names, rowsOf } from "./overrides";

/** The hidden output that has the names. */
export const inForceKey = "__overridesInForce";

/** What one list of a program says of tools (or prompts), and what their server offers. */
export interface AppliedList {
  readonly serverId: string;
  /** The argument of a server, or the member of a row. */
  readonly list: string;
  readonly names: readonly string[];
  /** Those of them that hide their tool. */
  readonly hiding: ReadonlySet<string>;
  /** Undefined: not known, as before the first sync. */
  readonly offered: ReadonlySet<string> | undefined;
}

/** The names of an override list that hide their tool. */
export function hidingNames(overrides: unknown): Set<string> {
  return names(rowsOf(overrides).filter(({ enabled }) => enabled === false));
}

/** What a server offers. An empty list proves nothing unless a sync found it. */
export function offeredNames(catalogue: unknown, status: unknown): Set<string> | undefined {
  return Array.isArray(catalogue) && (catalogue.length > 0 || status === "ready") ? names(catalogue) : undefined;
}

/** What state remembers after a write: of what the program says, what is in force or was. */
export function inForceAfterWrite(lists: readonly AppliedList[], before: unknown): unknown {
  return stored(lists, (list) => {
    const remembered = rememberedIn(before, list);
    return list.names.filter((name) => remembered.has(name) || list.offered?.has(name) === true);
  });
}

/** The same after a refresh, which forgets nothing: state might have taken over that an override is gone. */
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

/** `place` names the list, beginning with the argument. */
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

/** Of the tools that no override names. */
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
 * The override lists of a server or a row without what hid a tool and lapsed, so that the engine shows it as missing; only
 * the lists that this changes. Cloudflare keeps them whole.
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
