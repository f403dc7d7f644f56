/** The rows of a request: always all of them, because an update replaces all rows. */
import type { WireMappedOverride, WireMappedServer, WireMapping } from "../cloudflare/wire";
import { declaredEntries, remoteEntries, wireOverrides, type Entries } from "./entries";
import { lockedEntries } from "./locked";
import { enforcedLock, hides, isLocked, lists, mappings, serverIdOf, type List, type Mapping } from "./rows";
import { equal, isSet } from "../lifecycle/values";

/** The other facts that decide the request. */
export interface Around {
  /** The rows that the program declared before. If it no longer declares a list, Cloudflare's default returns. */
  readonly previous?: unknown;
  /** The current rows. A list that was never declared is sent back. */
  readonly remote?: readonly WireMappedServer[];
  /** Whether Cloudflare drops descriptions that equal the upstream's. */
  readonly dropsPins?: boolean;
}

export function sentMappings(declared: unknown, { previous, remote = [], dropsPins = false }: Around): WireMapping[] {
  const before = new Map(mappings(previous).map((row) => [row.serverId, row]));
  const there = new Map(remote.map((row) => [serverIdOf(row), row]));
  return mappings(declared).map((row) => {
    const sent: WireMapping = {
      server_id: row.serverId,
      default_disabled: hides(row),
      on_behalf: row.onBehalf ?? true,
    };
    for (const list of lists) {
      const entries = sentEntries(row, list, before.get(row.serverId), there.get(row.serverId), dropsPins);
      if (entries !== undefined) {
        sent[list.wire] = wireOverrides(entries, !hides(row));
      }
    }
    return sent;
  });
}

/** Converts a row of an answer to the same row of a request. */
export function sentBack(row: WireMappedServer | WireMapping): WireMapping {
  const shown = row.default_disabled !== true;
  const sent: WireMapping = { server_id: serverIdOf(row), default_disabled: !shown, on_behalf: row.on_behalf ?? true };
  for (const list of lists.filter(({ wire }) => row[wire] !== undefined)) {
    sent[list.wire] = wireOverrides(remoteEntries(row, list, shown), shown);
  }
  return sent;
}

/** Whether two requests for all rows are equivalent. */
export function sameRequests(one: readonly WireMapping[], other: readonly WireMapping[]): boolean {
  return equal(byServer(one), byServer(other));
}

function byServer(rows: readonly WireMapping[]): unknown {
  return Object.fromEntries(
    rows.map((row) => [
      row.server_id,
      { ...row, ...Object.fromEntries(lists.map(({ wire }) => [wire, byName(row[wire] ?? [])])) },
    ]),
  );
}

function byName(overrides: readonly WireMappedOverride[]): unknown {
  return Object.fromEntries(overrides.map((override) => [override.name, override]));
}

function sentEntries(
  row: Mapping,
  list: List,
  previous: Mapping | undefined,
  remote: WireMappedServer | undefined,
  dropsPins: boolean,
): Entries | undefined {
  const { allowed, overrides, wire } = list;
  const lock = enforcedLock(row);
  if (isLocked(row)) {
    // The tools of a server are known once Cloudflare has mapped it; until then, the row hides all of them.
    return lock && remote ? lockedEntries(row, lock, list, remote, dropsPins) : new Map();
  }
  const isDeclared = isSet(row[allowed]) || isSet(row[overrides]);
  const wasDeclared = isSet(previous?.[allowed]) || isSet(previous?.[overrides]);
  const wasLocked = previous !== undefined && isLocked(previous);
  const kept = remote?.[wire] === undefined ? undefined : keptEntries(row, remote, list, wasLocked);
  if (!isDeclared && !wasDeclared) {
    return kept;
  }
  const entries = declaredEntries(row, list);
  // The allow-list decides what is exposed; the overrides only set texts.
  const keepsTexts = !isSet(row[overrides]) && !isSet(previous?.[overrides]);
  for (const [name, { alias, description }] of keepsTexts ? (kept ?? []) : []) {
    const enabled = entries.get(name)?.enabled ?? !hides(row);
    entries.set(name, { enabled, alias, description });
  }
  return entries;
}

/**
 * An undeclared list, sent back unchanged. Tools with the default of the old row get the default of the new one. So do
 * tools that a lock exposed or hid and that have the reviewed name and description.
 */
function keptEntries(row: Mapping, remote: WireMappedServer, list: List, wasLocked: boolean): Entries {
  const shown = remote.default_disabled !== true;
  return new Map(
    [...remoteEntries(remote, list, shown)].map(([name, entry]) => [
      name,
      {
        ...entry,
        ...((wasLocked || entry.enabled === shown) && { enabled: !hides(row) }),
        ...(wasLocked && { alias: entry.alias === name ? null : entry.alias, description: null }),
      },
    ]),
  );
}
