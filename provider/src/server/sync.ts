/**
 * Syncs a server after a write, and restores the previous credentials if the upstream rejects the new ones. A sync does
 * nothing before an administrator's login, or with an OAuth client of your own: Cloudflare answers "success" anyway.
 */
import { CloudflareError } from "../cloudflare/errors";
import { asText } from "../text/asText";
import { suggestName } from "../text/nearest";
import { quoteName } from "../text/short";
import { dashboardServers, type WireServer } from "../cloudflare/wire";
import { credentialsText, isResent } from "./credentials";
import { names } from "../rows/overrides";
import { nameWarnings, toolsOfServer } from "../rows/toolNames";
import { lapsedAfterSync, pendingOverrides } from "./lapsed";
import {
  secretVersionKey,
  syncPendingKey,
  unsyncedKey,
  type ServerSession,
  type ServerState,
  type ServerWrite,
  type SettledServer,
} from "./step";
import { remedyFor, trySync, type Trouble } from "./syncTrial";
import { isSet, type Properties } from "../lifecycle/values";

export async function settleSync(session: ServerSession, write: ServerWrite): Promise<SettledServer> {
  const { step, object, inputs, previous, changed } = write;
  const created = step === "create";
  const credentialsChanged = changed.authCredentials !== undefined || changed.clientSecret !== undefined;
  const hidden = { [secretVersionKey]: secretVersion(write), [syncPendingKey]: null, [unsyncedKey]: null };
  const unsynced = { ...hidden, [unsyncedKey]: true };

  const stillUnsynced = isUnsynced(previous) && !hasSynced(object);
  const isPending = previous[syncPendingKey] === true || stillUnsynced;
  const due = created || credentialsChanged || isPending || hasLeftReady(write);
  if (!due || inputs.sync === "never") {
    return { object, hidden: stillUnsynced ? unsynced : hidden };
  }
  if (object.authentication_status === "required") {
    await session.warn(loginText(object));
    return { object, hidden: unsynced };
  }
  if (object.authentication_status === "manual") {
    return { object, hidden };
  }

  const verdict = await trySync(session);
  if (verdict.works) {
    const synced = await readBack(session, object);
    await warnAbout(session, synced, write);
    return { object: synced, hidden };
  }
  if (verdict.refused && credentialsChanged && !created && isSet(previous.authCredentials)) {
    return putBack(session, write, verdict, stillUnsynced ? unsynced : hidden);
  }
  const synced = await readBack(session, object);
  const text = failedText(session.id, synced, verdict, write);
  const left = hasSynced(synced) ? hidden : unsynced;
  if (inputs.sync === "require") {
    return { object: synced, hidden: { ...left, [syncPendingKey]: true }, failure: text };
  }
  await session.warn(text);
  return { object: synced, hidden: left };
}

function hasSynced({ status, last_successful_sync: time }: WireServer): boolean {
  return status === "ready" || isSet(time);
}

/**
 * Whether a sync failed and none has ever succeeded. State written before 2026-11-28 has no mark, but has the status.
 */
function isUnsynced({ lastSuccessfulSync, status, [unsyncedKey]: mark }: ServerState): boolean {
  return !isSet(lastSuccessfulSync) && status !== "ready" && (mark === true || status === "error");
}

/** The message about the sync that the next update retries. */
export function unfinishedSync(state: ServerState, { sync }: { readonly sync?: unknown }): string | undefined {
  const isSyncable = !["required", "manual"].includes(asText(state.authenticationStatus));
  return sync !== "never" && isSyncable && isUnsynced(state)
    ? `MCP server "${asText(state.serverId)}" has not synced yet, so this update syncs it again.`
    : undefined;
}

/**
 * Whether an update left the server without a sync. The credentials in every update of a bearer server can reset its
 * status. Cloudflare also syncs by itself, so state might not know that the server was ready.
 */
function hasLeftReady({ step, object, inputs, previous }: ServerWrite): boolean {
  return step === "update" && object.status === "waiting" && (previous.status === "ready" || isResent(inputs));
}

/** Restores the previous credentials, so that a wrong secret in a pipeline does not remove the tools. */
async function putBack(
  session: ServerSession,
  { object, inputs, previous }: ServerWrite,
  verdict: Trouble,
  hidden: Properties,
): Promise<SettledServer> {
  // State keeps the previous credentials in any case, so the next `up` tries the new ones again.
  const instead = { authCredentials: previous.authCredentials };
  const refusal = `The upstream rejected the new authCredentials of MCP server "${session.id}": ${verdict.reason}.`;
  try {
    await session.api.update(session.id, { auth_credentials: credentialsText(previous.authCredentials) });
  } catch (error) {
    if (!(error instanceof CloudflareError)) {
      throw error;
    }
    const failure = `${refusal} Restoring the previous authCredentials failed too, so Cloudflare still has the rejected ones: ${error.details.reason}`;
    // State must not hold the old credentials: if the program reverts to them, the next `up` has to send them.
    return { object, instead: { authCredentials: null }, hidden, failure };
  }
  const before = await trySync(session);
  const failure = before.works
    ? `${refusal} The previous authCredentials were restored and work.`
    : `${refusal} The previous authCredentials were restored, but the sync fails with them too: ${before.reason}.`;
  const left = before.works
    ? { ...hidden, [unsyncedKey]: null }
    : { ...hidden, [syncPendingKey]: inputs.sync === "require" ? true : null };
  return { object: await readBack(session, object), instead, hidden: left, failure };
}

/** Names the status, because `up` succeeds, and what to check first. */
function failedText(
  id: string,
  server: WireServer,
  { cause, reason, refused }: Trouble,
  { step, inputs, previous, changed }: ServerWrite,
): string {
  const rotated = step !== "create" && (changed.authCredentials !== undefined || changed.clientSecret !== undefined);
  if (refused && step === "update" && !rotated && isResent(inputs) && !isUnsynced(previous)) {
    return overwrittenText(id, reason);
  }
  const done = step === "create" ? "was created" : rotated ? "has its new credentials" : "exists";
  const status = typeof server.status === "string" ? ` Its status is "${server.status}".` : "";
  // The previous credentials are unknown, so they cannot be restored.
  const back = rotated && refused ? " State does not have the previous credentials, so they were not restored." : "";
  const { authType, hostname, sync } = inputs;
  const repeats = sync === "require" || !hasSynced(server);
  const remedy = remedyFor({ cause }, { authType, hostname, name: server.name }) ?? retryText(id, repeats);
  return `MCP server "${id}" ${done}, but the sync of its tools failed: ${reason}.${status}${back} ${remedy}`;
}

/** The next `up` retries a sync only if none has ever succeeded, or if it is required. */
function retryText(id: string, repeats: boolean): string {
  const now = repeats ? "`pulumi up`" : `\`npx pulumi-cloudflare-mcp sync ${id}\``;
  return `Cloudflare tries again about every two hours. To try now, run ${now}.`;
}

function overwrittenText(id: string, reason: string): string {
  return (
    `Cloudflare could not sync MCP server "${id}" with the authCredentials that this update sent again: ${reason}. ` +
    "If they were rotated elsewhere, this update has overwritten them. Set authCredentials to the current ones."
  );
}

function loginText(server: WireServer): string {
  return `MCP server "${server.id}" has no tools until an administrator logs in to its upstream once: on Cloudflare's dashboard, under ${dashboardServers}, "${server.name}", Edit, Authenticate server. There is no API for this login.`;
}

/** The server after the sync. A failure to read it does not fail the step: the write and the sync are done. */
async function readBack(session: ServerSession, object: WireServer): Promise<WireServer> {
  try {
    return (await session.readBack())?.object ?? object;
  } catch (error) {
    if (!(error instanceof CloudflareError)) {
      throw error;
    }
    return object;
  }
}

/** Only sending the secret changes its version, so the version after our send is ours. */
function secretVersion({ object, previous, changed }: ServerWrite): unknown {
  if (changed.clientSecret === undefined) {
    return previous[secretVersionKey] ?? null;
  }
  const version = object.auth_config_summary?.client_secret_version;
  return typeof version === "number" ? version : null;
}

async function warnAbout(session: ServerSession, server: WireServer, write: ServerWrite): Promise<void> {
  for (const { text } of lapsedAfterSync(server, write)) {
    await session.warn(text);
  }
  for (const [{ allowed, overrides }, pending] of pendingOverrides(server, write)) {
    const offered = names(server[allowed]);
    for (const name of pending) {
      const suggestion = suggestName(name, offered, quoteName);
      await session.warn(
        `${overrides} names "${name}", which the upstream does not have. The override waits until it does.${suggestion}`,
      );
    }
  }
  for (const warning of nameWarnings(toolsOfServer(server))) {
    await session.warn(warning);
  }
}
