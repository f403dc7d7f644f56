/** Entries: the settings of each tool (or prompt) in a portal row, from a program or from Cloudflare. */
import type { WireMappedOverride, WireMappedServer, WireMapping, WireOverride } from "../cloudflare/wire";
import { asText } from "../text/asText";
import { hides, type List, type Mapping } from "./rows";
import { overrideSet, rowsOf } from "./overrides";
import { isSet, noneIfEmpty, type Properties } from "../lifecycle/values";

/** The settings of one tool or prompt. */
export interface Entry {
  readonly enabled: boolean;
  readonly alias: unknown;
  readonly description: unknown;
}

export type Entries = Map<string, Entry>;

/** Whether an entry equals the default of its row, which exposes or hides everything else. */
export function isNeutral(entry: Entry, shown: boolean): boolean {
  return entry.enabled === shown && !isSet(entry.alias) && !isSet(entry.description);
}

/** The entries that a row of a program declares. */
export function declaredEntries(row: Mapping, { allowed, overrides }: List): Entries {
  const allow = isSet(row[allowed]) ? new Set(row[allowed]) : undefined;
  const entries: Entries = new Map(
    Object.entries(overrideSet(row[overrides], !hides(row)) as Record<string, Entry>).map(([name, entry]) => [
      name,
      allow === undefined ? entry : { ...entry, enabled: allow.has(name) },
    ]),
  );
  for (const name of allow ?? []) {
    entries.set(name, entries.get(name) ?? { enabled: true, alias: null, description: null });
  }
  return entries;
}

/** Cloudflare's entries for each tool of the server. Answers use other keys than requests. */
export function remoteEntries(row: WireMappedServer | WireMapping, list: List, shown: boolean): Entries {
  return new Map(
    rowsOf(row[list.wire]).map((override) => [
      asText(override.name),
      {
        enabled: override.enabled === undefined || override.enabled === null ? shown : override.enabled === true,
        alias: noneIfEmpty(override.portal_alias ?? override.alias),
        description: noneIfEmpty(override.portal_description ?? override.description),
      },
    ]),
  );
}

/** Overrides, without those that change nothing. Beside an allow-list, they cannot set `enabled`. */
export function deviations(overrides: unknown, shown: boolean, textsOnly: boolean): Properties {
  const set = Object.entries(overrideSet(overrides, shown) as Record<string, Entry>);
  return Object.fromEntries(
    set
      .map(([name, entry]): [string, Entry] => [name, textsOnly ? { ...entry, enabled: shown } : entry])
      .filter(([, entry]) => !isNeutral(entry, shown)),
  );
}

/** An entry as an override of a program. */
export function overrideFrom(name: string, { enabled, alias, description }: Entry, shown: boolean): WireOverride {
  return {
    name,
    ...(isSet(alias) ? { alias: alias as string } : {}),
    ...(isSet(description) ? { description: description as string } : {}),
    ...(enabled === shown ? {} : { enabled }),
  };
}

/** Entries in the form of a request. They always set `enabled`: Cloudflare does not document the default. */
export function wireOverrides(entries: Entries, shown: boolean): WireMappedOverride[] {
  return [...entries]
    .filter(([, entry]) => !isNeutral(entry, shown))
    .map(([name, { enabled, alias, description }]) => ({
      name,
      enabled,
      ...(isSet(alias) ? { alias: alias as string } : {}),
      ...(isSet(description) ? { description: description as string } : {}),
    }));
}
