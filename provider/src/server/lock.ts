/**
 * Applies the tool lock of a server after a sync. Portals whose step comes later read the result from memory; portals
 * that were already updated are corrected here, in the same `up`.
 */
import { CloudflareError } from "../cloudflare/errors";
import { listReadable } from "../cloudflare/list";
import {
  portalNoun,
  type WireMappedServer,
  type WireMapping,
  type WirePortal,
  type WireServer,
} from "../cloudflare/wire";
import { catalogues } from "../lock/file";
import type { Verdict } from "../lock/verdict";
import { parsePulumiId, pulumiId } from "../lifecycle/pulumiId";
import { enforceRows } from "../rows/enforced";
import { lists, serverIdOf } from "../rows/rows";
import { sentBack } from "../rows/sent";
import { rowsOf } from "../rows/overrides";
import { PortalNotes } from "../rows/notes";
import type { Given, SeenWarning } from "../lifecycle/resourceKind";
import { firstOf, type Properties } from "../lifecycle/values";
import { asText } from "../text/asText";
import { speakerOf, type Speak } from "../text/outside";
import { deviationMessage } from "../toolLock/messages";
import {
  deviationsBeside,
  deviationsIn,
  observedLock,
  settledLock,
  stillThere,
  storedDeviations,
  verdictOn,
} from "../toolLock/observe";
import { untoldDeviations } from "../toolLock/remaining";
import { lockNotes } from "../toolLock/notes";
import { summaryIn, type LockSummary } from "../toolLock/summary";
import { stopWarnings } from "./stops";
import type { ServerArguments } from "./table";
import { lockDisabledKey, type ServerSession, type ServerState, type ServerWrite, type SettledServer } from "./step";

/** A refresh shows each deviation instead of its decision, until portals hide it. */
export function seenLock(object: WireServer, outs: ServerState, speak: Speak): Properties {
  const summary = summaryIn(outs.toolLock);
  if (summary === undefined) {
    return {};
  }
  const verdict = verdictOn(summary, object.id, object);
  const before = storedDeviations(outs[lockDisabledKey]);
  const turnedOff = stillThere(verdict, before, speak);
  return {
    toolLock: observedLock(summary, verdict, turnedOff, speak),
    ...(turnedOff.length < before.length && { [lockDisabledKey]: turnedOff }),
  };
}

/** The notes of a refresh about the lock. */
export function seenLockWarnings(object: WireServer, outs: ServerState): SeenWarning[] {
  const summary = summaryIn(seenLock(object, outs, speakerOf(undefined, [])).toolLock);
  return summary === undefined ? [] : lockNotes(object.id, summary);
}

/** The warnings of a preview or update about deviations that the last refresh found. */
export function lockReminders({ toolLock, serverId }: Given<ServerArguments>, state: ServerState): string[] {
  const summary = summaryIn(toolLock);
  const untold = summary === undefined ? [] : untoldDeviations(summary, summaryIn(state.toolLock));
  return summary === undefined || untold.length === 0 ? [] : [deviationMessage(asText(serverId), summary, untold)];
}

/** `isMoved`: whether the definitions of the server, or the overrides on it, differ from state. */
export async function settleLock(
  session: ServerSession,
  { step, inputs, previous, changed }: ServerWrite,
  object: WireServer,
  isMoved: boolean,
): Promise<Pick<SettledServer, "hidden" | "instead">> {
  if (isMoved) {
    session.memory.notesOf(PortalNotes).move(pulumiId(session.accountId, session.id));
    await correctPortals(session);
  }
  const isWritten = Object.keys(changed).length > 0;
  const summary = summaryIn(inputs.toolLock);
  if (summary === undefined) {
    return { hidden: { [lockDisabledKey]: null } };
  }
  const speak = speakerOf(undefined, session.secrets);
  const verdict = verdictOn(summary, session.id, object);
  const deviations = deviationsIn(verdict, speak);
  const before = summaryIn(previous.toolLock);
  const told = [...storedDeviations(previous[lockDisabledKey]), ...untoldDeviations(summary, before)];
  const fresh = deviationsBeside(deviations, told);
  if (fresh.length > 0) {
    await session.warn(deviationMessage(session.id, summary, fresh));
  }
  const instead = { toolLock: settledLock(summary, verdict, speak) };
  if (summary.mode === "report") {
    return { hidden: { [lockDisabledKey]: null }, instead };
  }
  if (verdict.knowledge.state === "unread" && (isWritten || isMoved)) {
    await session.warn(
      `Cloudflare has not read the tools of MCP server "${session.id}" yet, so portals with its lock expose none of them. Once it has, review them with \`npx pulumi-cloudflare-mcp lock update ${session.id}\`, then run \`pulumi up --refresh\`.`,
    );
  }
  if (step === "adopt" || changed.updatedTools !== undefined || changed.updatedPrompts !== undefined) {
    for (const warning of stopWarnings(object, inputs)) {
      await session.warn(warning);
    }
  }
  if (step !== "create" && (isMoved || !isWritten)) {
    await reportExposed(session, summary, verdict, before?.mode === "enforce");
  }
  return { hidden: { [lockDisabledKey]: deviations }, instead };
}

/**
 * The row to restore after a replacement: tools that are no longer as reviewed are disabled. Without an enforced lock,
 * the row is restored unchanged.
 */
export function rowWithinLock(
  row: WireMappedServer,
  { toolLock }: Pick<ServerArguments, "toolLock">,
  object: WireServer,
): WireMappedServer | WireMapping {
  const summary = summaryIn(toolLock);
  if (summary?.mode !== "enforce" || row.default_disabled !== true) {
    return row;
  }
  const { served } = verdictOn(summary, object.id, object);
  const back = sentBack(row);
  for (const { wire, allowed } of lists) {
    back[wire] = (back[wire] ?? []).filter(({ name, enabled }) => enabled !== true || served[allowed].has(name));
  }
  return back;
}

/** Corrects the portals of this program that were updated before the server was synced. */
async function correctPortals(session: ServerSession): Promise<void> {
  for (const [id, rows] of session.memory.notesOf(PortalNotes).lockedPortals()) {
    const place = parsePulumiId(id);
    if (place?.accountId === session.accountId && rows.some(({ serverId }) => serverId === session.id)) {
      const { accountId, id: portalId } = place;
      const portal = { portals: session.api.portals, accountId, portalId, memory: session.memory };
      await failing(session, portalId, () => enforceRows(portal, rows, false));
    }
  }
}

/**
 * Warns about portals that expose unapproved tools without a list of their own. Before a refresh they might belong to
 * this program and be corrected later, so the text is then only a note.
 */
async function reportExposed(
  session: ServerSession,
  { file }: LockSummary,
  verdict: Verdict,
  wasEnforced: boolean,
): Promise<void> {
  const notes = session.memory.notesOf(PortalNotes);
  const serverId = pulumiId(session.accountId, session.id);
  const locked = new Set([
    ...notes.portalsPassing(serverId),
    ...notes
      .lockedPortals()
      .filter(([, rows]) => rows.some((row) => row.serverId === session.id))
      .map(([id]) => id),
  ]);
  const isCertain = wasEnforced || notes.isRefreshed(serverId);
  const say = (text: string): Promise<void> => (isCertain ? session.warn(text) : session.tell(text));
  const { objects } = await listReadable<WirePortal>(session.api.portals).catch((error: unknown) => {
    if (error instanceof CloudflareError) {
      return { objects: [] };
    }
    throw error;
  });
  for (const portal of objects.filter(({ id }) => !locked.has(pulumiId(session.accountId, id)))) {
    const exposed = (portal.servers ?? [])
      .filter((row) => serverIdOf(row) === session.id && row.default_disabled !== true)
      .flatMap((row) => exposedBy(row, verdict));
    if (exposed.length > 0) {
      await say(
        `The portal "${portal.id}" exposes tools of MCP server "${session.id}" that ${file} does not allow: ${firstOf(exposed, 5)}. If the row references this McpServer, the update of the portal hides them; otherwise give the row a toolLock.`,
      );
    }
  }
}

function exposedBy(row: WireMappedServer, verdict: Verdict): string[] {
  return catalogues.flatMap((kind) =>
    rowsOf(row[`updated_${kind}`])
      .filter(({ name, enabled }) => enabled !== false && !verdict.served[kind].has(asText(name)))
      .map(({ name }) => asText(name)),
  );
}

async function failing(session: ServerSession, portalId: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof CloudflareError)) {
      throw error;
    }
    await session.warn(
      `The tool lock of MCP server "${session.id}" could not be applied to ${portalNoun} "${portalId}": ${error.details.reason} Run \`pulumi up --refresh\` to apply it.`,
    );
  }
}
