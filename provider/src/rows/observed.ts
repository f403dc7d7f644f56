/**
 * Converts Cloudflare's portal rows to state. A key that the answer lacks keeps its declared value: otherwise it would
 * be permanent drift. Cloudflare's order means nothing, so state has its own.
 */
import type { WireMappedServer, WireOverride } from "../cloudflare/wire";
import { declaredEntries, isNeutral, overrideFrom, remoteEntries, type Entries, type Entry } from "./entries";
import { observeLocked, observeReported, type Observing } from "./locked";
import { enforcedLock, hides, lists, mappings, serverIdOf, wireMappings, type List, type Mapping } from "./rows";
import { names } from "./overrides";
import { equal, isSet, type Properties } from "../lifecycle/values";
import { mapStrings } from "../text/redact";

/** Rows that no program has declared yet: whole, without entries that change nothing. */
export function mappingsFromWire(value: unknown): Mapping[] {
  return byServerId(value).map((row) => {
    const shown = row.default_disabled !== true;
    const overrides = lists
      .filter(({ wire }) => isSet(row[wire]))
      .map((list) => [list.overrides, deviatingOverrides(remoteEntries(row, list, shown), shown)]);
    return {
      serverId: serverIdOf(row),
      defaultDisabled: !shown,
      onBehalf: row.on_behalf ?? true,
      ...(Object.fromEntries(overrides) as Partial<Mapping>),
    };
  });
}

/** Rows that a program declared: in its spelling, except for differences. */
export function observeMappings(declared: unknown, remote: unknown, how: Observing): unknown {
  const rows = byServerId(remote);
  const there = new Map(rows.map((row) => [serverIdOf(row), row]));
  const ours = mappings(declared);
  const observed = ours.flatMap((row) => {
    const wire = there.get(row.serverId);
    return wire === undefined ? [] : [observeMapping(row, wire, how)];
  });
  const others = rows.filter((row) => !ours.some(({ serverId }) => serverId === serverIdOf(row)));
  return [...observed, ...others.map(undeclared)];
}

/**
 * An undeclared row among declared ones, as a program would declare it. It has no lists: once the program declares the
 * row, they must not count as declared before.
 */
function undeclared(row: WireMappedServer): Mapping {
  return {
    serverId: serverIdOf(row),
    ...(row.default_disabled === true ? { defaultDisabled: true } : {}),
    ...(row.on_behalf === false ? { onBehalf: false } : {}),
  };
}

/** Sorts by code units, the same on every machine. */
export function byServerId(value: unknown): WireMappedServer[] {
  return wireMappings(value).sort((one, other) => (serverIdOf(one) < serverIdOf(other) ? -1 : 1));
}

function observeMapping(declared: Mapping, remote: WireMappedServer, how: Observing): Mapping {
  const differing: Properties = {};
  const shown = remote.default_disabled === undefined ? !hides(declared) : remote.default_disabled !== true;
  if (shown === hides(declared)) {
    differing.defaultDisabled = !shown;
  }
  const onBehalf = remote.on_behalf === undefined ? (declared.onBehalf ?? true) : (remote.on_behalf ?? true);
  if (onBehalf !== (declared.onBehalf ?? true)) {
    differing.onBehalf = onBehalf;
  }
  const lock = enforcedLock(declared);
  if (lock !== undefined) {
    return { ...declared, ...differing, ...observeLocked(declared, lock, remote, how) };
  }
  for (const list of lists.filter(({ wire }) => remote[wire] !== undefined)) {
    const said = { ...remote, [list.wire]: mapStrings(remote[list.wire], how.speak) };
    const entries = remoteEntries(said, list, shown);
    const isPending = pendingIn(said, list);
    const { [list.allowed]: allowed = null, [list.overrides]: overrides = null } = declared;
    if (allowed !== null) {
      differing[list.allowed] = allowedAmong(entries, allowed, isPending);
    }
    if (overrides !== null) {
      differing[list.overrides] = overridesAmong(overrides, entries, shown, declared, list, isPending);
    }
  }
  return { ...declared, ...differing, ...observeReported(declared, remote, how.speak) };
}

/** The exposed tools of a server with an allow-list. A name whose tool does not exist yet is not a difference. */
function allowedAmong(entries: Entries, allowed: readonly string[], isPending: (name: string) => boolean): string[] {
  const kept = allowed.filter((name) => entries.get(name)?.enabled === true || isPending(name));
  const declared = new Set(allowed);
  const added = [...entries].filter(([name, { enabled }]) => enabled && !declared.has(name)).map(([name]) => name);
  return [...kept, ...added.sort()];
}

/** The current overrides: in the program's spelling if they are equivalent, and in its order. */
function overridesAmong(
  own: readonly WireOverride[],
  entries: Entries,
  shown: boolean,
  declared: Mapping,
  list: List,
  isPending: (name: string) => boolean,
): WireOverride[] {
  // Beside an allow-list, overrides cannot set `enabled`.
  const textsOnly = isSet(declared[list.allowed]);
  const normal = (entry: Entry, byDefault: boolean): Entry | null => {
    const said = textsOnly ? { ...entry, enabled: byDefault } : entry;
    return isNeutral(said, byDefault) ? null : said;
  };
  const remote = new Map([...entries].map(([name, entry]) => [name, normal(entry, shown)]));
  const wanted = declaredEntries(declared, list);
  const seen = own.flatMap((override) => {
    const { name } = override;
    const entry = remote.get(name) ?? null;
    const said = wanted.get(name) ?? null;
    const isSame = isPending(name) || equal(said && normal(said, !hides(declared)), entry);
    return isSame ? [override] : entry === null ? [] : [overrideFrom(name, entry, shown)];
  });
  const named = new Set(own.map(({ name }) => name));
  const others = new Map([...remote].filter(([name]) => !named.has(name)));
  return [...seen, ...deviatingOverrides(others, shown)];
}

function deviatingOverrides(entries: ReadonlyMap<string, Entry | null>, shown: boolean): WireOverride[] {
  return [...entries]
    .flatMap(([name, entry]) => (entry === null || isNeutral(entry, shown) ? [] : [overrideFrom(name, entry, shown)]))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Whether a name waits for its tool: Cloudflare drops names that the server does not have, and a later sync can find
 * the tool.
 */
function pendingIn(remote: WireMappedServer, { allowed, wire }: List): (name: string) => boolean {
  const present = names(remote[wire]);
  const offered = names(remote[allowed]);
  return (name) => !present.has(name) && !offered.has(name);
}

/** The declared names whose tool does not exist yet, by row, and the tools that the server has. */
export function pendingNames(
  declared: unknown,
  remote: readonly WireMappedServer[],
): { readonly serverId: string; readonly argument: string; readonly name: string; readonly offered: string[] }[] {
  const there = new Map(remote.map((row) => [serverIdOf(row), row]));
  return mappings(declared).flatMap((row) => {
    const wire = there.get(row.serverId);
    return wire === undefined
      ? []
      : lists
          .filter((list) => wire[list.wire] !== undefined)
          .flatMap((list) => {
            const allowed = new Set(row[list.allowed]);
            const offered = [...names(wire[list.allowed])];
            return [...declaredEntries(row, list).keys()].filter(pendingIn(wire, list)).map((name) => ({
              serverId: row.serverId,
              argument: allowed.has(name) ? list.allowed : list.overrides,
              name,
              offered,
            }));
          });
  });
}
