/**
 * The servers of a portal as state has them, after Cloudflare was asked.
 *
 * What Cloudflare does not tell of a row (a key that its answer does not have) is taken for as declared: otherwise it
 * would be a difference for ever. Its order means nothing, so that state has one of its own.
 */
import type { WireMappedServer, WireOverride } from "../cloudflare/wire";
import { declaredEntries, isNeutral, overrideFrom, remoteEntries, type Entries, type Entry } from "./entries";
import { observeLocked, observeReported, type Observing } from "./locked";
import { enforcedLock, hides, lists, mappings, serverIdOf, wireMappings, type List, type Mapping } from "./rows";
import { names } from "./overrides";
import { equal, isSet, type Properties } from "../lifecycle/values";
import { mapStrings } from "../text/redact";

/** Rows as state has them where no program has declared any: whole, without what changes nothing. */
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

/** What state says of rows that a program declared: in its words, but for what differs. */
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
 * A row that no program has declared, among rows that one has: what a program would have to say of it. Of its lists that
 * is nothing: once the program takes the row, they are not what it declared before.
 */
function undeclared(row: WireMappedServer): Mapping {
  return {
    serverId: serverIdOf(row),
    ...(row.default_disabled === true ? { defaultDisabled: true } : {}),
    ...(row.on_behalf === false ? { onBehalf: false } : {}),
  };
}

/** By code units, the same on every machine. */
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

/** What is shown of a server of which only some names are to be. Names that wait for their tool are no difference. */
function allowedAmong(entries: Entries, allowed: readonly string[], isPending: (name: string) => boolean): string[] {
  const kept = allowed.filter((name) => entries.get(name)?.enabled === true || isPending(name));
  const declared = new Set(allowed);
  const added = [...entries].filter(([name, { enabled }]) => enabled && !declared.has(name)).map(([name]) => name);
  return [...kept, ...added.sort()];
}

/** The overrides that are there: in the words of the program where they mean the same, and in its order. */
function overridesAmong(
  own: readonly WireOverride[],
  entries: Entries,
  shown: boolean,
  declared: Mapping,
  list: List,
  isPending: (name: string) => boolean,
): WireOverride[] {
  // Beside a list of what is allowed, `enabled` is not theirs to say.
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
 * Whether a name waits for its tool: Cloudflare drops what the server's catalogue does not have, and knows the tool
 * after a later sync.
 */
function pendingIn(remote: WireMappedServer, { allowed, wire }: List): (name: string) => boolean {
  const present = names(remote[wire]);
  const offered = names(remote[allowed]);
  return (name) => !present.has(name) && !offered.has(name);
}

/** The declared names that wait for their tool, row by row, and what the server has instead. */
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
