/**
 * Entries: what a row of a portal says of each tool (or prompt) of its server, whether a program says it or Cloudflare.
 */
import type { WireMappedOverride, WireMappedServer, WireMapping, WireOverride } from "../cloudflare/wire";
import { asText } from "../text/asText";
import { hides, type List, type Mapping } from "./rows";
import { overrideSet, rowsOf } from "./overrides";
import { isSet, noneIfEmpty, type Properties } from "../lifecycle/values";

/** What is said of one tool or prompt. */
export interface Entry {
  readonly enabled: boolean;
  readonly alias: unknown;
  readonly description: unknown;
}

export type Entries = Map<string, Entry>;

/** Whether an entry changes nothing in a row that otherwise shows, or hides, everything. */
export function isNeutral(entry: Entry, shown: boolean): boolean {
  return entry.enabled === shown && !isSet(entry.alias) && !isSet(entry.description);
}

/** What a row of a program says of each tool that it names. */
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

/** What Cloudflare says of each tool of the server. Its answers have other keys than its requests. */
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

/** Overrides without those that change nothing. Beside a list of what is allowed, `enabled` is not theirs to say. */
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

/** Entries as they are sent. `enabled` is always said: what Cloudflare makes of a row without it is not documented. */
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
