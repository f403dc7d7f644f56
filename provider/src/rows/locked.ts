/** Rows with an enforced tool lock. They hide every tool that is not approved in its current form. */
import type { WireMappedServer, WireMapping, WireOverride } from "../cloudflare/wire";
import type { Catalogue } from "../lock/file";
import type { Judged } from "../lock/verdict";
import { deviationsIn, observedLock, verdictOn } from "../toolLock/observe";
import { keyOf, seenText, summaryIn, withSeen, type LockSummary, type Texts } from "../toolLock/summary";
import { rowsOf } from "./overrides";
import { isSet, noneIfEmpty, type Properties } from "../lifecycle/values";
import type { Speak } from "../text/outside";
import { mapStrings } from "../text/redact";
import { remoteEntries, wireOverrides, type Entries, type Entry } from "./entries";
import { isDropped, isSayable, lockedEntry, type Say } from "./lockedEntry";
import { pinOf } from "./pin";
import { enforcedLock, lists, serverIdOf, type List, type Mapping } from "./rows";

/** The entries that such a row should have for the current tools of its server. */
export function lockedEntries(
  row: Mapping,
  summary: LockSummary,
  list: List,
  remote: WireMappedServer,
  dropsPins: boolean,
): Entries {
  return new Map(lockedTools(row, summary, list, remote, dropsPins).map(({ judged, wanted }) => [judged.name, wanted]));
}

/** The row to send for a mapped server. */
export function sentLocked(
  row: Mapping,
  summary: LockSummary,
  remote: WireMappedServer,
  dropsPins: boolean,
): WireMapping {
  const sent: WireMapping = { server_id: row.serverId, default_disabled: true, on_behalf: row.onBehalf ?? true };
  for (const list of lists) {
    sent[list.wire] = wireOverrides(lockedEntries(row, summary, list, remote, dropsPins), false);
  }
  return sent;
}

/** The approved tools that a row hides because Cloudflare would expose them under an unreviewed name or description. */
export function unsayable(row: Mapping, summary: LockSummary, remote: WireMappedServer, dropsPins: boolean): string[] {
  return lists.flatMap((list) =>
    lockedTools(row, summary, list, remote, dropsPins)
      .filter(({ say }) => say.isApproved && !isSayable(say))
      .map(({ judged }) => judged.name),
  );
}

/**
 * Whether Cloudflare drops descriptions that equal the upstream's, judging by those that were sent. Undefined if none
 * was sent.
 */
export function dropsPinsOf(
  declared: readonly Mapping[],
  remote: readonly WireMappedServer[],
  dropsPins: boolean,
): boolean | undefined {
  const kept = remote.flatMap((there) => {
    const row = declared.find(({ serverId }) => serverId === serverIdOf(there));
    const summary = row && enforcedLock(row);
    return row === undefined || summary === undefined
      ? []
      : lists
          .flatMap((list) => lockedTools(row, summary, list, there, dropsPins))
          .filter(({ wanted, own }) => wanted.enabled && isDropped(wanted.description, own))
          .map((tool) => isSet(tool.there.description));
  });
  return kept.length === 0 ? undefined : kept.includes(false);
}

/** How a refresh reports what it finds. */
export interface Observing {
  readonly dropsPins: boolean;
  /** Converts the names of tools to their form in programs and state. */
  readonly speak: Speak;
}

/**
 * The differences that a refresh finds in such a row: what is exposed, and how, instead of the decision of the lock.
 */
export function observeLocked(
  declared: Mapping,
  summary: LockSummary,
  remote: WireMappedServer,
  { dropsPins, speak }: Observing,
): Partial<Mapping> {
  const open: Partial<Record<Catalogue, Texts>> = {};
  const settled: Partial<Record<Catalogue, Texts>> = {};
  const overrides: Properties = {};
  const deviations = deviationsIn(verdictOn(summary, declared.serverId, remote), speak);
  for (const list of lists.filter(({ allowed }) => Array.isArray(remote[allowed]))) {
    const tools = lockedTools(declared, summary, list, remote, dropsPins, speak);
    const seen = tools.flatMap((tool): [string, string][] => {
      const text = seenOf(tool);
      return text === undefined ? [] : [[keyOf(tool.judged.name), text]];
    });
    open[list.allowed] = Object.fromEntries(seen);
    settled[list.allowed] = Object.fromEntries(
      deviations.filter(({ kind }) => kind === list.allowed).map((each) => [each.name, seenText(each)]),
    );
    const { [list.overrides]: own = null } = declared;
    const texts = textsAmong(own ?? [], tools, speak);
    if (own !== null || texts.length > 0) {
      overrides[list.overrides] = texts;
    }
  }
  return { toolLock: withSeen(summary, { open, settled }), ...overrides };
}

/** For a row in report mode: the definitions of the server that are not as reviewed. */
export function observeReported(declared: Mapping, remote: WireMappedServer, speak: Speak): Partial<Mapping> {
  const summary = summaryIn(declared.toolLock);
  // A server of the program reports its own lock.
  return summary === undefined || isSet(declared.incarnation)
    ? {}
    : { toolLock: observedLock(summary, verdictOn(summary, declared.serverId, remote), [], speak) };
}

interface LockedTool {
  readonly judged: Judged;
  /** Its name as programs write it. */
  readonly called: string;
  /** The digest of its current definition. */
  readonly digest: string;
  /** The description from the upstream. */
  readonly own: unknown;
  readonly say: Say;
  readonly wanted: Entry;
  readonly there: Entry;
}

function lockedTools(
  row: Mapping,
  summary: LockSummary,
  list: List,
  remote: WireMappedServer,
  dropsPins: boolean,
  speak: Speak = (text) => text,
): LockedTool[] {
  const verdict = verdictOn(summary, row.serverId, remote);
  const entries = remoteEntries(remote, list, remote.default_disabled !== true);
  const fromServer = new Map(rowsOf(remote[list.wire]).map((each) => [each.name, each]));
  const listed = row[list.allowed] && new Set(row[list.allowed]);
  const ofRow = byName(row[list.overrides]);
  const ofServer = byName(row[list.ofServer]);
  return verdict[list.allowed].flatMap((judged) => {
    const { name, standing, observed } = judged;
    if (observed === undefined) {
      return [];
    }
    const called = speak(name);
    const there = entries.get(name) ?? { enabled: remote.default_disabled !== true, alias: null, description: null };
    const { digest, definition } = observed;
    const { server_alias: alias, server_description: description } = fromServer.get(name) ?? {};
    const say: Say = {
      name,
      isApproved: standing === "approved",
      pin: pinOf(definition, summary.ignore ?? []),
      isListed: listed?.has(called),
      row: ofRow.get(called),
      server: ofServer.get(called),
      atServer: { alias: noneIfEmpty(alias), description: noneIfEmpty(description) },
      notKept: dropsPins ? definition.description : undefined,
    };
    return [{ judged, called, digest, own: definition.description, say, wanted: lockedEntry(say), there }];
  });
}

function byName(overrides: readonly WireOverride[] | null | undefined): ReadonlyMap<string, WireOverride> {
  return new Map((overrides ?? []).map((override) => [override.name, override]));
}

/** A deviation from the lock: in whether a tool is exposed, or in a name or description that only the lock requires. */
function seenOf({ digest, say, wanted, there }: LockedTool): string | undefined {
  if (there.enabled !== wanted.enabled) {
    return there.enabled ? `shown ${digest}` : "hidden";
  }
  if (!wanted.enabled) {
    return undefined;
  }
  if (isSet(wanted.alias) && !isSet(there.alias) && !isSet(say.row?.alias)) {
    return "named otherwise";
  }
  if (isTextOfRow(say, wanted) || there.description === wanted.description) {
    return undefined;
  }
  if (isSet(there.description)) {
    return "described otherwise";
  }
  return isDropped(wanted.description, say.notKept) ? undefined : "description not kept";
}

/** Whether the row's overrides decide the description: nothing else describes a hidden tool. */
function isTextOfRow({ row }: Say, { enabled }: Entry): boolean {
  return !enabled || isSet(noneIfEmpty(row?.description));
}

/** The current overrides, in the program's spelling if they are equivalent. The lock decides `enabled`. */
function textsAmong(declared: readonly WireOverride[], tools: readonly LockedTool[], speak: Speak): WireOverride[] {
  const there = new Map(tools.map((tool) => [tool.called, tool]));
  const own = declared.map((override): WireOverride => {
    const tool = there.get(override.name);
    return tool !== undefined && isWordedOtherwise(tool) ? mapStrings(wordsOf(tool), speak) : override;
  });
  const others = tools
    .filter((tool) => tool.say.row === undefined && isWordedOtherwise(tool))
    .map((tool) => mapStrings(wordsOf(tool), speak));
  return [...own, ...others];
}

/** An exposed tool that should be hidden is drift as a whole: the lock might have set its description. */
function isWordedOtherwise({ say, wanted, there }: LockedTool): boolean {
  if (there.enabled && !wanted.enabled) {
    return false;
  }
  const isAliasOfRow = isSet(say.row?.alias) || isSet(there.alias);
  const isKept = isSet(there.description) || !isDropped(wanted.description, say.notKept);
  return (
    (isAliasOfRow && there.alias !== wanted.alias) ||
    (isTextOfRow(say, wanted) && isKept && there.description !== wanted.description)
  );
}

function wordsOf({ called, say, wanted, there: { alias, description } }: LockedTool): WireOverride {
  const { enabled } = say.row ?? {};
  return {
    name: called,
    ...(isSet(alias) && { alias: alias as string }),
    ...(isTextOfRow(say, wanted) && isSet(description) && { description: description as string }),
    ...(typeof enabled === "boolean" && { enabled }),
  };
}
