/** The parts of a step that only a portal has, in the order of a step. */
import { Portals } from "../cloudflare/portals";
import { portalDnsTarget, portalNoun, serverNoun, type WirePortal } from "../cloudflare/wire";
import { managedIn } from "../lifecycle/comparison";
import type { Declaration } from "../lifecycle/declared";
import { deriveIncarnation } from "../lifecycle/imported";
import { KnownSecrets } from "../lifecycle/knownSecrets";
import { pulumiId } from "../lifecycle/pulumiId";
import type { Notebook } from "../lifecycle/notebook";
import type { Given, ResourceKind, Update } from "../lifecycle/resourceKind";
import { equal, isSet, isUnknown, type Properties } from "../lifecycle/values";
import { asText } from "../text/asText";
import { suggestName } from "../text/nearest";
import { quoteName } from "../text/short";
import { aliasConflicts } from "../rows/aliases";
import { localizeRows, openLocks } from "../rows/check";
import { editPortal, removePortal, updatePortal } from "../rows/edit";
import { inForceKey } from "../rows/lapsed";
import { PortalNotes } from "../rows/notes";
import { rowsOf } from "../rows/overrides";
import { pendingNames } from "../rows/observed";
import { rowReferences } from "../rows/references";
import { enforcedLock, isLocked, lists, mappings, serverIdOf, type Mapping } from "../rows/rows";
import { nameWarnings, toolsOfRow } from "../rows/toolNames";
import { sameRequests, sentBack, sentMappings } from "../rows/sent";
import { declarePortal } from "./declared";
import { effectiveRows, isLapsed, lapsedAfterWrite, rowWarnings, seenRows, settleRows } from "./lapsed";
import { recallMapped, settleMapped, undoneRows } from "./mapped";
import { enforceLocks, resolveRows, restoredRows, rowLockReminders, seenRowLocks, storedRows } from "./locks";
import { placeOf, type PortalSession, type PortalState, type PortalWrite, type SettledPortal } from "./step";
import { mappedKey, pinsDroppedKey, portalTable, type PortalArguments } from "./table";

export const portalKind: ResourceKind<WirePortal, Portals, PortalArguments, PortalState> = {
  noun: portalNoun,
  idArgument: "portalId" satisfies keyof PortalArguments,
  table: portalTable,
  hidden: [pinsDroppedKey, mappedKey, inForceKey],
  api: (options) => new Portals(options),
  localize: localizeRows,
  resolve: resolveRows,
  stored: storedRows,
  restored: restoredRows,
  failures: ({ accountId, servers }, { olds }, memory) => [
    ...openLocks(servers),
    ...rowConflicts(servers, olds.servers, (serverId) =>
      memory.notesOf(PortalNotes).offeredBy(pulumiId(asText(accountId), serverId)),
    ),
  ],
  note,
  noteState,
  reminders: rowLockReminders,
  secrets: ({ accountId, servers }, memory) =>
    rowsOf(servers).flatMap(({ serverId }) =>
      typeof accountId === "string" && typeof serverId === "string"
        ? memory.notesOf(KnownSecrets).of(serverNoun, pulumiId(accountId, serverId))
        : [],
    ),
  isPending,
  declare,
  references: rowReferences,
  undone: undoneRows,
  send,
  settle,
  remove: (session) => removePortal(placeOf(session)),
  recall: recallMapped,
  seen: seenRows,
  effective: effectiveRows,
  seenWarnings: (object, outs) => [
    ...rowWarnings(object, outs),
    ...seenRowLocks(outs),
    ...portalNameWarnings(object).map((text) => ({ text })),
  ],
};

/** Imported rows record the servers as they are now: a program that imports these too has nothing to map again. */
function declare(portal: WirePortal, resourceName: string, accountId: string): Declaration {
  const { rows, values, ...declared } = declarePortal(portal, resourceName);
  const incarnations = new Map(
    (portal.servers ?? []).map((row) => {
      const id = serverIdOf(row);
      return [id, deriveIncarnation(accountId, serverNoun, { ...row, id })];
    }),
  );
  const servers = rows?.map((row) => ({ ...row, incarnation: incarnations.get(row.serverId) }));
  return { ...declared, values: servers === undefined ? values : { ...values, servers } };
}

/** The aliases of new or changed rows that collide with another known tool of their server. */
function rowConflicts(
  servers: unknown,
  before: unknown,
  offeredBy: (serverId: string) => Readonly<Properties> | undefined,
): string[] {
  const known = new Map(mappings(before).map((row) => [row.serverId, row]));
  return mappings(servers).flatMap((row, index) =>
    lists
      .filter(({ overrides }) => !equal(row[overrides], known.get(row.serverId)?.[overrides]))
      .flatMap(({ allowed, overrides, wire }) => {
        const offered = offeredBy(row.serverId);
        const ofServer = new Map(rowsOf(offered?.[wire]).map((entry) => [asText(entry.name), entry.server_alias]));
        return aliasConflicts(row[overrides], offered?.[allowed], ofServer).map(
          (conflict) => `servers.${index}.${overrides}: ${conflict}`,
        );
      }),
  );
}

function lockedRows(servers: unknown): Mapping[] {
  return mappings(servers).filter((row) => enforcedLock(row) !== undefined);
}

/** Refuses a row that exposes a server without the lock that the same program enforces on it. */
function note(memory: Notebook, id: string, { accountId, servers }: Given<PortalArguments>): string[] {
  const notes = memory.notesOf(PortalNotes);
  notes.lock(id, lockedRows(servers));
  const open = mappings(servers).flatMap((row, index) =>
    typeof row.serverId !== "string" || isUnknown(row.serverId) || isLocked(row)
      ? []
      : [{ index, serverId: row.serverId, id: pulumiId(asText(accountId), row.serverId) }],
  );
  notes.show(
    id,
    open.map((row) => row.id),
  );
  return open
    .filter((row) => notes.isEnforced(row.id))
    .map(
      ({ index, serverId }) =>
        `servers.${index}: exposes MCP server "${serverId}" without the toolLock that this program enforces on it. Reference the McpServer instead of its id, or give the row its own enforced toolLock.`,
    );
}

/** Records the McpServers of its rows: their steps come before its own. */
function noteState(memory: Notebook, id: string, { accountId, servers }: PortalState): void {
  const passed = mappings(servers).filter(({ incarnation }) => isSet(incarnation));
  memory.notesOf(PortalNotes).pass(
    id,
    passed.map(({ serverId }) => pulumiId(asText(accountId), serverId)),
  );
}

/** An earlier step of this command might have found new definitions on a locked server. */
function isPending(_state: PortalState, { accountId, servers }: Given<PortalArguments>, memory: Notebook): boolean {
  const notes = memory.notesOf(PortalNotes);
  return lockedRows(servers).some(({ serverId }) => notes.hasMoved(pulumiId(asText(accountId), serverId)));
}

/**
 * An update replaces all rows, so it first reads the unmanaged ones and sends them back. It sends nothing if the rows
 * already match, such as after a replaced server was restored to the portal.
 */
async function send(
  session: PortalSession,
  { changed, body, previous }: Update<PortalArguments, PortalState>,
): Promise<WirePortal> {
  const place = placeOf(session);
  const { servers: change } = changed;
  if (change === undefined) {
    return updatePortal(place, body);
  }
  const declaredBefore = managedIn(portalTable, previous).includes(change.field.name) ? previous.servers : undefined;
  const portal = await editPortal(place, ({ servers }) => {
    const remote = servers ?? [];
    const there = new Map(remote.map((row) => [serverIdOf(row), row]));
    const conflicts = rowConflicts(change.to, previous.servers, (serverId) => there.get(serverId));
    if (conflicts.length > 0) {
      throw new Error(conflicts.join(" "));
    }
    const dropsPins = previous[pinsDroppedKey] === true;
    const rows = sentMappings(change.to, { previous: declaredBefore, remote, dropsPins });
    const { servers: _, ...others } = body;
    if (!sameRequests(rows, remote.map(sentBack))) {
      return { ...others, servers: rows };
    }
    return Object.keys(others).length === 0 ? undefined : others;
  });
  if (portal === undefined) {
    throw new Error(
      `${portalNoun} "${session.id}" was deleted outside Pulumi. Run \`pulumi up --refresh\` to create it again.`,
    );
  }
  return portal;
}

async function settle(session: PortalSession, write: PortalWrite): Promise<SettledPortal> {
  const { inputs, previous, changed } = write;
  const { object, hidden } = await enforceLocks(session, write);
  const rows = object.servers ?? [];
  const isElsewhere = changed.portalId !== undefined || changed.hostname !== undefined;
  const before = mappings(previous.servers).map(({ serverId }) => serverId);
  const added = changed.servers !== undefined && rows.some((row) => !before.includes(serverIdOf(row)));
  if (isElsewhere || added) {
    await session.tell(...whatElseItNeeds(object));
  }
  for (const { text } of lapsedAfterWrite(object, write)) {
    await session.warn(text);
  }
  const hasLapsed = isLapsed(object, write);
  for (const pending of pendingNames(inputs.servers, rows).filter((each) => !hasLapsed(each))) {
    const { serverId, argument, name, offered } = pending;
    const suggestion = suggestName(name, offered, quoteName);
    await session.warn(
      `${argument} of server "${serverId}" names "${name}", which the server does not have yet. Cloudflare drops unknown names, so the provider sends it again once a refresh finds it.${suggestion}`,
    );
  }
  for (const warning of changed.servers === undefined ? [] : portalNameWarnings(object)) {
    await session.warn(warning);
  }
  const settled: SettledPortal = {
    object,
    hidden: { ...hidden, ...settleRows(session, write, object), ...settleMapped(session, write) },
  };
  const there = rows.map(serverIdOf);
  const missing = mappings(inputs.servers).filter(({ serverId }) => !there.includes(serverId));
  return missing.length === 0 ? settled : { ...settled, failure: droppedText(session.id, missing) };
}

/** Warnings about the names that agents see, apart from those in the step of each server. */
function portalNameWarnings({ servers, code_mode: codeMode }: WirePortal): string[] {
  const tools = (servers ?? []).flatMap(toolsOfRow);
  return nameWarnings(tools, { isCodeModeOff: codeMode === "off", isOfPortalAlone: true });
}

/** It is undocumented whether Cloudflare rejects or drops a row for a missing server. */
function droppedText(portalId: string, missing: readonly Mapping[]): string {
  const ids = missing.map(({ serverId }) => `"${serverId}"`).join(", ");
  return `Cloudflare did not add all servers to ${portalNoun} "${portalId}": ${ids} ${missing.length === 1 ? "is" : "are"} missing from its answer. Check that the account has ${missing.length === 1 ? "it" : "them"}.`;
}

/** What a portal needs and Cloudflare's portal API does not create (Cloudflare's documentation). */
function whatElseItNeeds({ id, hostname, servers }: WirePortal): string[] {
  const ids = (servers ?? []).map(serverIdOf);
  const applications = [
    `an application of type "mcp_portal" for ${hostname}`,
    ...(ids.length === 0 ? [] : [`one of type "mcp" for each server (${ids.map((each) => `"${each}"`).join(", ")})`]),
  ];
  return [
    `Portal "${id}" answers at https://${hostname}/mcp once these exist, which this resource does not create:`,
    `- DNS: a proxied CNAME record from ${hostname} to ${portalDnsTarget}`,
    ...applications.map((application) => `- Access: ${application}, with a policy that admits somebody`),
    `\`npx pulumi-cloudflare-mcp doctor ${id}\` shows which of them are missing.`,
  ];
}
