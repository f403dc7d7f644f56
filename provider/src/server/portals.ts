/**
 * Removes a server from Cloudflare without losing its portal rows. Cloudflare does not document whether it refuses to
 * delete an exposed server or detaches it. A replaced server is restored to every portal, including those of other
 * stacks. A plain delete never edits a portal: if Cloudflare rejects it, the error names the portals.
 */
import type { Unread } from "../cloudflare/reader";
import { CloudflareError } from "../cloudflare/errors";
import { listReadable } from "../cloudflare/list";
import type { WireMappedServer, WireMapping, WirePortal, WireServer } from "../cloudflare/wire";
import { pulumiId } from "../lifecycle/pulumiId";
import { lists, serverIdOf } from "../rows/rows";
import { names, rowsOf } from "../rows/overrides";
import { editRows, portalAtRest } from "../rows/edit";
import { PortalNotes, type Mapped } from "../rows/notes";
import type { ServerSession } from "./step";
import { firstOf } from "../lifecycle/values";

export async function removeServer(session: ServerSession, isReplaced: boolean): Promise<void> {
  if (!isReplaced) {
    await session.api.remove(session.id).catch((error: unknown) => removeAfterPortals(session, error));
    return;
  }
  const { found, unread } = await mappingsOf(session);
  await warnOfUnread(session, unread);
  session.memory.notesOf(PortalNotes).leave(pulumiId(session.accountId, session.id), found);
  try {
    await session.api.remove(session.id);
  } catch (error) {
    if (found.length === 0 || !isRefusal(error)) {
      throw error;
    }
    await withoutPortals(session, found);
  }
}

/** Adjusts a portal row before it is restored. */
type GoingBack = (row: WireMappedServer) => WireMappedServer | WireMapping;

/** Restores a replaced server to its portals. */
export async function mapAgain(
  session: ServerSession,
  server?: WireServer,
  goingBack: GoingBack = (row) => row,
): Promise<void> {
  for (const mapping of session.memory.notesOf(PortalNotes).left(pulumiId(session.accountId, session.id))) {
    const row = goingBack(mapping.row);
    try {
      await putBack(session, mapping.portalId, row);
      await warnOfForgotten(session, mapping.portalId, server === undefined ? [] : forgotten(row, server));
    } catch (error) {
      if (!(error instanceof CloudflareError)) {
        throw error;
      }
      await session.warn(
        `MCP server "${session.id}" was replaced, and the portal "${mapping.portalId}" could not be restored: ${error.details.reason} If this program declares that portal, run \`pulumi up\` again; otherwise add the server to it.`,
      );
    }
  }
}

/** The hidden tools of a row that Cloudflare drops because it does not know them yet. The portal exposes them later. */
function forgotten(row: WireMappedServer | WireMapping, server: WireServer): string[] {
  if (row.default_disabled === true) {
    return [];
  }
  return lists.flatMap(({ wire, allowed }) => {
    const known = names(server[allowed]);
    return [...names(rowsOf(row[wire]).filter(({ enabled }) => enabled === false))].filter((name) => !known.has(name));
  });
}

async function warnOfForgotten(session: ServerSession, portalId: string, hidden: readonly string[]): Promise<void> {
  if (hidden.length > 0) {
    await session.warn(
      `MCP server "${session.id}" was replaced, and Cloudflare has not read its tools yet. The portal "${portalId}" might then expose ${firstOf(hidden, 5)}, which it hid before. Once the server is synced, run \`pulumi up --refresh\` of the program that declares the portal.`,
    );
  }
}

/** Retries once: another server of the portal can be deleted between the read and the update. */
async function putBack(session: ServerSession, portalId: string, row: WireMappedServer | WireMapping): Promise<void> {
  const add = (): Promise<void> =>
    edit(session, portalId, (rows) =>
      rows.some((each) => serverIdOf(each) === session.id) ? undefined : [...rows, row],
    );
  try {
    await add();
  } catch (error) {
    if (!isRefusal(error)) {
      throw error;
    }
    await add();
  }
}

/** Deletes a server that Cloudflare keeps while portals expose it. */
async function withoutPortals(session: ServerSession, found: readonly Mapped[]): Promise<void> {
  try {
    for (const { portalId } of found) {
      await takeOut(session, portalId);
    }
    await session.api.remove(session.id);
  } catch (error) {
    await mapAgain(session);
    throw error;
  }
}

/** Cloudflare might reject removing the only server of a portal. That server then cannot be deleted either. */
async function takeOut(session: ServerSession, portalId: string): Promise<void> {
  const left: WireMappedServer[] = [];
  try {
    await edit(session, portalId, (rows) => {
      left.push(...rows.filter((row) => serverIdOf(row) !== session.id));
      return left.length === rows.length ? undefined : left;
    });
  } catch (error) {
    if (left.length > 0 || !isRefusal(error)) {
      throw error;
    }
    throw new Error(
      `MCP server "${session.id}" cannot be replaced now: Cloudflare does not delete it while the portal "${portalId}" exposes it, and does not remove the only server of a portal. Add another server to that portal first, or delete the portal and create it again afterwards. (${error.details.reason})`,
    );
  }
}

/**
 * Adds the portals to a rejection that they cause; other errors stay unchanged. A portal with a row by id might be
 * deleted in the same step, at the same time: then this waits for it, and deletes the server afterwards.
 */
async function removeAfterPortals(session: ServerSession, error: unknown): Promise<void> {
  if (!isRefusal(error)) {
    throw error;
  }
  const found = await portalsLeft(session).catch(() => undefined);
  if (found === undefined) {
    throw error;
  }
  if (found.length === 0) {
    await session.api.remove(session.id);
    return;
  }
  const portals = found.map(({ portalId }) => `"${portalId}"`).join(", ");
  throw new Error(
    `MCP server "${session.id}" cannot be deleted while a portal exposes it: ${portals}. Remove it from ${found.length === 1 ? "that portal" : "those portals"} first. (${error.details.reason})`,
  );
}

/** The portals that still expose a server after all writes of this process to them. */
async function portalsLeft(session: ServerSession): Promise<readonly Mapped[]> {
  const { accountId, memory } = session;
  const { found } = await mappingsOf(session);
  if (found.length === 0) {
    return found;
  }
  await Promise.all(found.map(({ portalId }) => portalAtRest({ accountId, portalId, memory })));
  return (await mappingsOf(session)).found;
}

/** Cloudflare does not document the status of this rejection, so any validation error counts. */
function isRefusal(error: unknown): error is CloudflareError {
  return error instanceof CloudflareError && (error.kind === "validation" || error.kind === "rejected");
}

async function mappingsOf({ api, id }: ServerSession): Promise<{
  readonly found: readonly Mapped[];
  readonly unread: readonly Unread[];
}> {
  const { objects, unread } = await listReadable<WirePortal>(api.portals);
  const found = objects.flatMap((portal) =>
    (portal.servers ?? []).filter((row) => serverIdOf(row) === id).map((row) => ({ portalId: portal.id, row })),
  );
  return { found, unread };
}

/** An unreadable portal does not stop the replacement, but its row cannot be restored. */
async function warnOfUnread(session: ServerSession, unread: readonly Unread[]): Promise<void> {
  for (const { named, reason } of unread) {
    await session.warn(
      `${named} could not be read: ${reason}. If it exposes MCP server "${session.id}", check its rows after this update.`,
    );
  }
}

/** The rows of one portal; none if the portal does not exist. */
async function edit(
  { api, accountId, memory }: ServerSession,
  portalId: string,
  change: Parameters<typeof editRows>[1],
): Promise<void> {
  await editRows({ portals: api.portals, accountId, portalId, memory }, change);
}
