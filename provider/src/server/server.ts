/** The parts of a step that only an MCP server has, in the order of a step. */
import { asText } from "../text/asText";
import { cleaned } from "../text/outside";
import { Servers } from "../cloudflare/servers";
import { hasHiddenParts, isLoopback } from "../cloudflare/urls";
import { serverNoun, toolNameSeparator, type WireServer } from "../cloudflare/wire";
import type { Changed, Given, ResourceKind, Update } from "../lifecycle/resourceKind";
import type { Notebook } from "../lifecycle/notebook";
import { parsePulumiId, pulumiId } from "../lifecycle/pulumiId";
import { equal, hasUnknown, isUnknown, type Properties } from "../lifecycle/values";
import { catalogues } from "../lock/file";
import { aliasConflicts } from "../rows/aliases";
import { PortalNotes } from "../rows/notes";
import { lists } from "../rows/rows";
import { nameWarnings, toolsOfServer } from "../rows/toolNames";
import { resolveLock } from "../toolLock/resolve";
import { isEnforced, restoredRecord, withoutRecord } from "../toolLock/summary";
import { credentialFailures } from "./credentialCheck";
import { lostCredentials } from "./credentialDrift";
import { credentialsText, isResent } from "./credentials";
import { declareServer } from "./declared";
import { effectiveOverrides, overrideWarnings, recallOverrides, seenOverrides, settleOverrides } from "./lapsed";
import { lockReminders, rowWithinLock, seenLock, seenLockWarnings, settleLock } from "./lock";
import { lockWarnings } from "./lockWarnings";
import { mapAgain, removeServer } from "./portals";
import {
  hiddenKeys,
  syncPendingKey,
  type ServerSession,
  type ServerState,
  type ServerWrite,
  type SettledServer,
} from "./step";
import { secretParts } from "./secrets";
import { keepStops, stopWarnings } from "./stops";
import { settleSync, unfinishedSync } from "./sync";
import { catalogueAs, serverTable, type ServerArguments } from "./table";

export const serverKind: ResourceKind<WireServer, Servers, ServerArguments, ServerState> = {
  noun: serverNoun,
  idArgument: "serverId" satisfies keyof ServerArguments,
  table: serverTable,
  hidden: hiddenKeys,
  api: (options) => new Servers(options),
  resolve,
  stored: ({ toolLock, ...inputs }) => ({
    ...inputs,
    ...(toolLock !== undefined && { toolLock: withoutRecord(toolLock) }),
  }),
  restored: ({ toolLock, ...inputs }, resolved) => ({
    ...inputs,
    ...(toolLock !== undefined && { toolLock: restoredRecord(toolLock, resolved.toolLock) }),
  }),
  failures: credentialFailures,
  warnings,
  secrets: secretParts,
  isPending: (state) => state[syncPendingKey] === true,
  unfinished: unfinishedSync,
  replaceWarnings,
  reminders: lockReminders,
  declare: (server, resourceName) => declareServer(server, resourceName),
  send,
  settle,
  remove: removeServer,
  lost: lostCredentials,
  recall: recallOverrides,
  seen: (object, outs, speak) => ({ ...seenLock(object, outs, speak), ...seenOverrides(object, outs) }),
  effective: effectiveOverrides,
  seenWarnings: (object, outs) => [
    ...stopWarnings(object, outs).map((text) => ({ text })),
    ...overrideWarnings(object, outs),
    ...seenLockWarnings(object, outs),
    ...nameWarnings(toolsOfServer(object)).map((text) => ({ text })),
  ],
  note,
  noteState: (memory, id, state) => {
    memory.notesOf(PortalNotes).offer(id, state, state.createdAt);
    memory.notesOf(PortalNotes).compare(id);
  },
  conflicts,
};

/** Refuses another resource that exposes the server without its lock, whichever of the two comes second. */
function note(
  memory: Notebook,
  id: string,
  { toolLock, updatedTools, updatedPrompts }: Given<ServerArguments>,
  isNew: boolean,
): string[] {
  const notes = memory.notesOf(PortalNotes);
  notes.check(id);
  notes.alias(id, { updatedTools, updatedPrompts });
  if (isNew) {
    notes.create(id);
  }
  if (!isEnforced(toolLock) || hasUnknown(toolLock)) {
    return [];
  }
  notes.enforce(id);
  return notes.portalsShowing(id).map((portal) => {
    const portalId = parsePulumiId(portal)?.id ?? portal;
    return `toolLock: portal "${portalId}" of this program references the server by its id, which bypasses the lock. Reference the McpServer instead, or give that row its own enforced toolLock.`;
  });
}

/** Resending an invalid list fails too: Cloudflare rejects the whole list. */
function conflicts(changed: Changed<ServerArguments>, state: ServerState): string[] {
  return lists.flatMap(({ allowed, overrides }) =>
    aliasConflicts(changed[overrides]?.to, state[allowed]).map((conflict) => `${overrides}: ${conflict}`),
  );
}

function resolve(
  { toolLock, ...others }: Given<ServerArguments>,
  folder: string,
  olds: Given<ServerArguments>,
): { readonly inputs: Properties; readonly failures: readonly string[] } {
  const { lock, failures } = resolveLock(toolLock, others.serverId, folder, olds.toolLock);
  return {
    inputs: { ...others, ...(lock !== undefined && { toolLock: lock }) },
    failures: failures.map((failure) => `toolLock: ${failure}`),
  };
}

function warnings(inputs: Given<ServerArguments>): string[] {
  const { serverId, authType, authCredentials } = inputs;
  const found: string[] = [];
  if (typeof serverId === "string" && serverId.includes(toolNameSeparator)) {
    found.push(
      `serverId "${serverId}" has a "_". Clients split <serverId>_<tool> at the first "_", so they might read part of the id as the tool. Use "-" instead.`,
    );
  }
  if (authType === "unauthenticated" && authCredentials !== undefined && !isUnknown(authCredentials)) {
    found.push(
      'authCredentials is given, but authType is "unauthenticated": Cloudflare will not send it to the upstream.',
    );
  }
  if (sendsUnencrypted(inputs)) {
    found.push(
      "hostname begins with http://: Cloudflare sends the credentials of this server unencrypted. Use https://.",
    );
  }
  return [...found, ...lockWarnings(inputs)];
}

/** Traffic to this machine cannot be intercepted. A query can contain a key. */
function sendsUnencrypted({ hostname, authType }: Given<ServerArguments>): boolean {
  if (typeof hostname !== "string" || isUnknown(hostname) || !URL.canParse(hostname)) {
    return false;
  }
  const url = new URL(hostname);
  const hasCredentials = authType === "bearer" || authType === "oauth" || hasHiddenParts(url);
  return url.protocol === "http:" && !isLoopback(url.hostname) && hasCredentials;
}

/** What a replacement loses and no `up` can restore. */
function replaceWarnings(state: ServerState): string[] {
  return state.authType === "oauth" && state.authenticationStatus === "connected"
    ? [
        `Replacing MCP server "${asText(state.serverId)}" loses its OAuth login. Until an administrator logs in again, portals expose none of its tools.`,
      ]
    : [];
}

/**
 * Every update of a bearer server sends its credentials. Cloudflare documents that an update without them keeps them,
 * but users of `{ headers }` saw them wiped ("Bearer credentials missing headers" at the next sync).
 */
async function send(session: ServerSession, update: Update<ServerArguments, ServerState>): Promise<WireServer> {
  const { api, id } = session;
  const { inputs } = update;
  const body = await keepStops(session, update);
  return api.update(
    id,
    isResent(inputs) ? { ...body, auth_credentials: credentialsText(inputs.authCredentials) } : body,
  );
}

/** Restores a replaced server to its portals, even if the sync fails. */
async function settle(session: ServerSession, write: ServerWrite): Promise<SettledServer> {
  let { object } = write;
  let settled: SettledServer;
  try {
    settled = await settleSync(session, write);
    object = settled.object;
    session.memory.notesOf(PortalNotes).offer(pulumiId(session.accountId, session.id), object, object.created_at);
  } finally {
    await mapAgain(session, object, (row) => rowWithinLock(row, write.inputs, object));
  }
  const lock = await settleLock(session, write, object, isMoved(write, object, session.secrets));
  const overrides = settleOverrides(session, write, object);
  return {
    ...settled,
    hidden: { ...settled.hidden, ...lock.hidden, ...overrides },
    instead: { ...settled.instead, ...lock.instead },
  };
}

/** Whether definitions or overrides differ from state. */
function isMoved({ inputs, previous, changed }: ServerWrite, object: WireServer, secrets: readonly string[]): boolean {
  return (
    changed.updatedTools !== undefined ||
    changed.updatedPrompts !== undefined ||
    catalogues.some((name) => !equal(previous[name], cleaned(catalogueAs(inputs.definitions, object[name]), secrets)))
  );
}
