/**
 * What follows for the lock of a server from what Cloudflare has of it now.
 *
 * A sync of ours can be the one that brings a changed tool. Then the portals of the program are put right in the same
 * `up`: those whose step is still to come (they wait for the server) learn from memory that they have something to do,
 * and those that were through already are corrected from here.
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
import { firstOf, type Properties } from "../lifecycle/values";
import { speakerOf, type Speak } from "../text/outside";
import {
  deviationsBeside,
  deviationsIn,
  observedLock,
  stillThere,
  storedDeviations,
  verdictOn,
  type Deviation,
} from "../toolLock/observe";
import { summaryIn, type LockSummary } from "../toolLock/summary";
import { stopWarnings } from "./stops";
import type { ServerArguments } from "./table";
import { lockDisabledKey, type ServerSession, type ServerState, type ServerWrite } from "./step";

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

/** `isMoved`: whether the server has other definitions, or other texts over them, than state knew. */
export async function settleLock(
  session: ServerSession,
  { step, inputs, previous, changed }: ServerWrite,
  object: WireServer,
  isMoved: boolean,
): Promise<Properties> {
  if (isMoved) {
    session.memory.notesOf(PortalNotes).move(pulumiId(session.accountId, session.id));
    await correctPortals(session);
  }
  const isWritten = Object.keys(changed).length > 0;
  const summary = summaryIn(inputs.toolLock);
  if (summary === undefined) {
    return { [lockDisabledKey]: null };
  }
  const verdict = verdictOn(summary, session.id, object);
  const deviations = deviationsIn(verdict, speakerOf(undefined, session.secrets));
  const before = storedDeviations(previous[lockDisabledKey]);
  const fresh = deviationsBeside(deviations, before);
  if (fresh.length > 0) {
    await session.warn(deviationText(session.id, summary, fresh));
  }
  if (summary.mode === "report") {
    return { [lockDisabledKey]: null };
  }
  if (verdict.knowledge.state === "unread" && (isWritten || isMoved)) {
    await session.warn(
      `Nothing is known of the tools of MCP server "${session.id}" yet, so portal rows with its lock show none of them. Once Cloudflare has read them, review them: \`pulumi-cloudflare-mcp lock update ${session.id}\`, then \`pulumi up --refresh\`.`,
    );
  }
  if (step === "adopt" || changed.updatedTools !== undefined || changed.updatedPrompts !== undefined) {
    for (const warning of stopWarnings(object, inputs)) {
      await session.warn(warning);
    }
  }
  if (step !== "create" && (isMoved || !isWritten)) {
    await reportExposed(session, summary, verdict);
  }
  return { [lockDisabledKey]: deviations };
}

/**
 * How a row of a server that was replaced goes back into a portal: with whatever it turned on turned off that is not as
 * it was reviewed. A row that no lock holds goes back as it was.
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

function deviationText(id: string, { file, mode }: LockSummary, deviations: readonly Deviation[]): string {
  const words = deviations.map(
    ({ kind, name, standing }) =>
      `${name} (${kind === "tools" ? "" : "prompt, "}${standing === "void" ? "of another hostname" : standing})`,
  );
  const what =
    mode === "enforce"
      ? "Portal rows with this lock hide them until they are reviewed"
      : "In mode report, portals show what they would without a lock";
  return `Not as reviewed in ${file}: ${firstOf(words, 5)}. ${what}: \`pulumi-cloudflare-mcp lock check ${id}\` shows what changed.`;
}

/** The portals of this program that had their turn before the server was synced. */
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
 * Portals that show what the lock does not allow, and keep no list of what they show: other stacks', or of this program
 * with their step still to come. (Which of the two is not known here.)
 */
async function reportExposed(session: ServerSession, { file }: LockSummary, verdict: Verdict): Promise<void> {
  const locked = new Set(
    session.memory
      .notesOf(PortalNotes)
      .lockedPortals()
      .filter(([, rows]) => rows.some(({ serverId }) => serverId === session.id))
      .map(([id]) => id),
  );
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
      await session.warn(
        `The portal "${portal.id}" shows tools of MCP server "${session.id}" that ${file} does not allow: ${firstOf(exposed, 5)}. If its row passes this McpServer, the portal's own step hides them; otherwise give the row a toolLock.`,
      );
    }
  }
}

function exposedBy(row: WireMappedServer, verdict: Verdict): string[] {
  return catalogues.flatMap((kind) =>
    rowsOf(row[`updated_${kind}`])
      .filter(({ name, enabled }) => enabled !== false && !verdict.served[kind].has(String(name)))
      .map(({ name }) => String(name)),
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
