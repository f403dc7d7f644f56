/**
 * Rows whose server has a tool lock that is enforced: allow-lists. What is not approved, or not as it was reviewed, is
 * hidden, and so is what nobody has reviewed yet: the row hides whatever it does not turn on.
 */
import type { WireMappedServer, WireMapping, WireOverride } from "../cloudflare/wire";
import type { Catalogue } from "../lock/file";
import type { Judged } from "../lock/verdict";
import { observedLock, verdictOn } from "../toolLock/observe";
import { decisionText, keyOf, lockFrom, seenText, summaryIn, withLines, type LockSummary } from "../toolLock/summary";
import { rowsOf } from "./overrides";
import { equal, harmless, isSet, type Properties } from "../lifecycle/values";
import { remoteEntries, wireOverrides, type Entries, type Entry } from "./entries";
import { lists, type List, type Mapping } from "./rows";

/** All that have a say about one tool (or prompt) of such a row. */
export interface Say {
  /** Whether the lock allows it, and it is as it was reviewed. */
  readonly isApproved: boolean;
  /** The description that was reviewed. */
  readonly reviewed: string | undefined;
  /** Whether the row's own list (`tools`) names it; undefined where the row has none. */
  readonly isListed: boolean | undefined;
  /** What the row's overrides (`updatedTools`) say of it. */
  readonly override: Partial<WireOverride> | undefined;
  /** The alias that is there, where the row has no overrides and nobody else manages it. */
  readonly keptAlias: unknown;
  /** The description that the server's own overrides give it, for all portals. */
  readonly serverDescription: unknown;
}

/**
 * The one place where they meet. Nobody can show what another one hides. Texts of the program stand; otherwise the
 * reviewed description is said again, so that it is shown even when the upstream has changed it, unless a text of the
 * server itself stands in its place already.
 */
export function lockedEntry(say: Say): Entry {
  const { isApproved, reviewed, isListed, override, keptAlias, serverDescription } = say;
  const enabled = isApproved && isListed !== false && override?.enabled !== false;
  const pinned = enabled && !isSet(serverDescription) && reviewed !== "" ? reviewed : undefined;
  return { enabled, alias: override?.alias ?? keptAlias ?? null, description: override?.description ?? pinned ?? null };
}

/** What such a row is to say of each tool that the server has now. */
export function lockedEntries(
  row: Mapping,
  summary: LockSummary,
  list: List,
  remote: WireMappedServer,
  keepsAliases: boolean,
): Entries {
  return new Map(
    lockedTools(row, summary, list, remote, keepsAliases).map(({ judged, wanted }) => [judged.name, wanted]),
  );
}

/** A row as it is to be, for a server that is there. */
export function sentLocked(row: Mapping, summary: LockSummary, remote: WireMappedServer): WireMapping {
  const sent: WireMapping = { server_id: row.serverId, default_disabled: true, on_behalf: row.onBehalf ?? true };
  for (const list of lists) {
    sent[list.wire] = wireOverrides(lockedEntries(row, summary, list, remote, true), false);
  }
  return sent;
}

/** What a refresh sees of such a row, where it differs: what is shown, as what, in place of what was decided. */
export function observeLocked(
  declared: Mapping,
  summary: LockSummary,
  remote: WireMappedServer,
  dropsPins: boolean,
): Partial<Mapping> {
  const lines: Partial<Record<Catalogue, Properties>> = {};
  const overrides: Properties = {};
  for (const list of lists.filter(({ allowed }) => Array.isArray(remote[allowed]))) {
    const tools = lockedTools(declared, summary, list, remote, true);
    const reviewed = [...lockFrom(declared.serverId, summary)[list.allowed]];
    lines[list.allowed] = Object.fromEntries([
      ...reviewed.map(([name, entry]) => [keyOf(name), decisionText(entry)]),
      ...tools.flatMap((tool) => {
        const seen = seenOf(tool, dropsPins);
        return seen === undefined ? [] : [[keyOf(tool.judged.name), seenText(seen, tool.judged.reviewed)]];
      }),
    ]) as Properties;
    const { [list.overrides]: own = null } = declared;
    if (own !== null) {
      overrides[list.overrides] = harmless(textsAmong(own, tools));
    }
  }
  return { toolLock: withLines(summary, lines), ...overrides };
}

/** Of a row whose lock only reports: what the server has that is not as it was reviewed. */
export function observeReported(declared: Mapping, remote: WireMappedServer): Partial<Mapping> {
  const summary = summaryIn(declared.toolLock);
  // The lock of a server of the program is reported by the server.
  return summary === undefined || isSet(declared.incarnation)
    ? {}
    : { toolLock: observedLock(summary, verdictOn(summary, declared.serverId, remote), []) };
}

interface LockedTool {
  readonly judged: Judged;
  /** Of its definition as it is now. */
  readonly digest: string;
  readonly override: WireOverride | undefined;
  readonly wanted: Entry;
  readonly there: Entry;
}

function lockedTools(
  row: Mapping,
  summary: LockSummary,
  list: List,
  remote: WireMappedServer,
  keepsAliases: boolean,
): LockedTool[] {
  const verdict = verdictOn(summary, row.serverId, remote);
  const entries = remoteEntries(remote, list, remote.default_disabled !== true);
  const fromServer = new Map(rowsOf(remote[list.wire]).map((each) => [each.name, each.server_description]));
  const overrides = new Map((row[list.overrides] ?? []).map((override) => [override.name, override]));
  // Where descriptions may change without a review, none was reviewed that could be said again.
  const saysDescriptions = summary.ignore?.includes("/description") !== true;
  return verdict[list.allowed].flatMap((judged) => {
    const { name, standing, observed } = judged;
    if (observed === undefined) {
      return [];
    }
    const there = entries.get(name) ?? { enabled: remote.default_disabled !== true, alias: null, description: null };
    const override = overrides.get(name);
    const { digest, definition } = observed;
    const wanted = lockedEntry({
      isApproved: standing === "approved",
      reviewed: saysDescriptions && typeof definition.description === "string" ? definition.description : undefined,
      isListed: row[list.allowed]?.includes(name),
      override,
      keptAlias: keepsAliases && !isSet(row[list.overrides]) ? there.alias : null,
      serverDescription: fromServer.get(name),
    });
    return [{ judged, digest, override, wanted, there }];
  });
}

function seenOf({ digest, override, wanted, there }: LockedTool, dropsPins: boolean): string | undefined {
  if (there.enabled !== wanted.enabled) {
    return there.enabled ? `shown ${digest}` : "hidden";
  }
  if (!wanted.enabled || isSet(override?.description) || there.description === wanted.description) {
    return undefined;
  }
  if (isSet(there.description)) {
    return "described otherwise";
  }
  return dropsPins ? undefined : "description not kept";
}

/** The overrides that are there: in the words of the program where they mean the same. `enabled` is the lock's to say. */
function textsAmong(declared: readonly WireOverride[], tools: readonly LockedTool[]): WireOverride[] {
  const there = new Map(tools.map((tool) => [tool.judged.name, tool]));
  const own = declared.map((override): WireOverride => {
    const tool = there.get(override.name);
    const { alias = null, description = null } = tool?.there ?? {};
    const isSame =
      tool === undefined ||
      (equal(override.alias, alias) && (!isSet(override.description) || equal(override.description, description)));
    return isSame
      ? override
      : {
          name: override.name,
          ...(isSet(alias) && { alias: alias as string }),
          ...(isSet(override.description) && isSet(description) && { description: description as string }),
          ...(isSet(override.enabled) && { enabled: override.enabled }),
        };
  });
  const others = tools.filter(({ override, there }) => override === undefined && isSet(there.alias));
  return [...own, ...others.map(({ judged, there }) => ({ name: judged.name, alias: there.alias as string }))];
}
