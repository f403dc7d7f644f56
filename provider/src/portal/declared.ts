/** Declares a portal of an account in a program, with its rows in the shortest equivalent form. */
import type { WireMappedServer, WireOverride, WirePortal } from "../cloudflare/wire";
import { declareArguments, findRefusal, type Declaration, type LeftOut } from "../lifecycle/declared";
import { isSet, type Properties } from "../lifecycle/values";
import { isNeutral, overrideFrom, remoteEntries } from "../rows/entries";
import { byServerId, mappingsFromWire } from "../rows/observed";
import { overridesSchema, sortByName, sortedOverrides } from "../rows/overrides";
import { lists, serverIdOf, type Mapping } from "../rows/rows";
import { sameRequests, sentBack, sentMappings } from "../rows/sent";
import { portalTable } from "./table";

const serversField = portalTable.find(({ name }) => name === "servers") ?? { name: "servers", schema: undefined };

export interface PortalDeclaration extends Declaration {
  /** Undefined if the portal exposes no server, or no program can declare its rows. */
  readonly rows: readonly Mapping[] | undefined;
}

/** Puts the rows beside the other values. */
export function declarePortal(portal: WirePortal, resourceName = portal.id): PortalDeclaration {
  const plainFields = portalTable.filter(({ name }) => name !== serversField.name);
  const declared = declareArguments(plainFields, portal, resourceName, sortedOverrides);
  const { rows, leftOut } = declareRows(portal);
  const refused = findRefusal(serversField, rows);
  return {
    ...declared,
    credentials: [],
    rows: rows.length === 0 || refused !== undefined ? undefined : rows,
    leftOut: [
      ...declared.leftOut,
      ...(refused === undefined ? leftOut : [{ name: serversField.name, reason: refused }]),
    ],
  };
}

function declareRows({ servers }: WirePortal): {
  /** By server id. */
  readonly rows: readonly Mapping[];
  readonly leftOut: readonly LeftOut[];
} {
  const leftOut: LeftOut[] = [];
  const rows = byServerId(servers).map((remote) => {
    const { row, failures } = dropRefused(chooseForm(remote));
    leftOut.push(...failures);
    return row;
  });
  return { rows, leftOut };
}

/** The short form, unless it would request something other than what Cloudflare has. */
function chooseForm(remote: WireMappedServer): Mapping {
  const short = buildShortForm(remote);
  const asks = sentMappings([short], { remote: [remote] });
  return sameRequests(asks, [sentBack(remote)]) ? short : buildLongForm(remote);
}

/** A row that hides tools by default lists the tools that it exposes. */
function buildShortForm(remote: WireMappedServer): Mapping {
  const shown = remote.default_disabled !== true;
  const settings: Properties = {};
  for (const list of lists) {
    const entries = [...remoteEntries(remote, list, shown)].filter(([, entry]) => !isNeutral(entry, shown));
    const allowed = shown ? [] : entries.filter(([, { enabled }]) => enabled).map(([name]) => name);
    if (allowed.length > 0) {
      settings[list.allowed] = allowed.toSorted();
    }
    const overrides = entries.flatMap(([name, entry]) => dropEnabled(overrideFrom(name, entry, shown), !shown));
    if (overrides.length > 0) {
      settings[list.overrides] = sortByName(overrides);
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

/** In a row with an allow-list, an override has only an alias and a description. Without these it is not needed. */
function dropEnabled(override: WireOverride, isListed: boolean): WireOverride[] {
  if (!isListed) {
    return [override];
  }
  const { enabled: _, ...texts } = override;
  return Object.keys(texts).length > 1 ? [texts] : [];
}

function buildLongForm(remote: WireMappedServer): Mapping {
  const [whole] = mappingsFromWire([remote]);
  return whole ?? { serverId: serverIdOf(remote) };
}

/** Leaves out a list that the provider would refuse. It stays unchanged at Cloudflare. */
function dropRefused(row: Mapping): { readonly row: Mapping; readonly failures: readonly LeftOut[] } {
  const failures = lists.flatMap(({ overrides }) => {
    const value = row[overrides];
    const reason = isSet(value) ? findRefusal({ schema: overridesSchema() }, value) : undefined;
    return reason === undefined ? [] : [{ list: overrides, name: `servers.${row.serverId}.${overrides}`, reason }];
  });
  const refused: readonly string[] = failures.map(({ list }) => list);
  const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !refused.includes(name)));
  return { row: kept as unknown as Mapping, failures };
}
