/** The servers of a portal as a program would write them: as little as says the same. */
import type { WireMappedServer, WireOverride, WirePortal } from "../../cloudflare/wire";
import { isNeutral, overrideFrom, remoteEntries } from "../../rows/entries";
import { mappingsFromWire } from "../../rows/observed";
import { lists, serverIdOf, type Mapping } from "../../rows/rows";
import { sameRequests, sentBack, sentMappings } from "../../rows/sent";
import { overridesSchema } from "../../rows/overrides";
import { harmless, isSet, type Properties } from "../../lifecycle/values";
import { compareText } from "../order";
import { refusal, sortedByName, type LeftOut } from "./declaredArguments";

export interface DeclaredRows {
  /** By id of the server. */
  readonly rows: readonly Mapping[];
  readonly leftOut: readonly LeftOut[];
}

export function declaredRows({ servers }: WirePortal): DeclaredRows {
  const leftOut: LeftOut[] = [];
  const rows = (servers ?? [])
    .toSorted((one, other) => compareText(serverIdOf(one), serverIdOf(other)))
    .map((remote) => {
      const { row, failures } = withoutRefused(simplest(harmless(remote)));
      leftOut.push(...failures);
      return row;
    });
  return { rows, leftOut };
}

/** The short form, unless it would ask for anything else than what is there. */
function simplest(remote: WireMappedServer): Mapping {
  const short = shortForm(remote);
  const asks = sentMappings([short], { remote: [remote] });
  return sameRequests(asks, [sentBack(remote)]) ? short : longForm(remote);
}

/** A server whose tools are hidden but for some shows a list of these. */
function shortForm(remote: WireMappedServer): Mapping {
  const shown = remote.default_disabled !== true;
  const settings: Properties = {};
  for (const list of lists) {
    const entries = [...remoteEntries(remote, list, shown)].filter(([, entry]) => !isNeutral(entry, shown));
    const allowed = shown ? [] : entries.filter(([, { enabled }]) => enabled).map(([name]) => name);
    if (allowed.length > 0) {
      settings[list.allowed] = allowed.toSorted();
    }
    const overrides = entries.flatMap(([name, entry]) => withoutEnabled(overrideFrom(name, entry, shown), !shown));
    if (overrides.length > 0) {
      settings[list.overrides] = sortedByName(overrides);
    }
  }
  const hidesAll = !shown && lists.every(({ allowed }) => settings[allowed] === undefined);
  return {
    serverId: serverIdOf(remote),
    ...(hidesAll ? { defaultDisabled: true } : {}),
    ...(remote.on_behalf === false ? { onBehalf: false } : {}),
    ...settings,
  };
}

/** Beside a list of what is shown, a row says nothing but alias and description; without these it is not needed. */
function withoutEnabled(override: WireOverride, isListed: boolean): WireOverride[] {
  if (!isListed) {
    return [override];
  }
  const { enabled: _, ...texts } = override;
  return Object.keys(texts).length > 1 ? [texts] : [];
}

function longForm(remote: WireMappedServer): Mapping {
  const [whole] = mappingsFromWire([remote]);
  return whole ?? { serverId: serverIdOf(remote) };
}

/** A list that the provider would refuse is not declared, and stays as it is. */
function withoutRefused(row: Mapping): { readonly row: Mapping; readonly failures: readonly LeftOut[] } {
  const failures = lists.flatMap(({ overrides }) => {
    const value = row[overrides];
    const reason = isSet(value) ? refusal({ schema: overridesSchema() }, value) : undefined;
    return reason === undefined ? [] : [{ list: overrides, name: `servers.${row.serverId}.${overrides}`, reason }];
  });
  const refused: readonly string[] = failures.map(({ list }) => list);
  const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !refused.includes(name)));
  return { row: kept as unknown as Mapping, failures };
}
