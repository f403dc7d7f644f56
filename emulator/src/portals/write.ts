/** The portal that a create or update request leaves behind. */
import { portalFields, type CodeMode } from "pulumi-cloudflare-mcp/wire";
import { InvalidRequest, nothingToUpdate, type Issue } from "../refusals";
import { aliasIssues } from "../objects/aliases";
import { isObject, isUpdated, refuseUnknownKeys, settings, without, type WriteContext } from "../objects/fields";
import type { FieldTable } from "../openapi/formSchema";
import { checkedBody, type Body, type BodyName } from "../openapi/validate";
import type { StoredServer } from "../store/storedServer";
import type { Switches } from "../switches";
import { isoTime, sqliteTime } from "../times";
import { rowFrom } from "./rows";
import type { SentRow, StoredPortal, StoredRow } from "../store/storedPortal";

export interface PortalContext extends WriteContext {
  /** The servers of the account. */
  readonly server: (id: string) => StoredServer | undefined;
}

/** The fields that are stored as they are sent. */
const { code_mode, allow_code_mode, servers, ...others } = portalFields;
const plainFields: FieldTable = others;

/** The portal that a create request asks for. An absent list of servers is an empty one [guess]. */
export function createdPortal(sent: unknown, context: PortalContext): StoredPortal {
  const { switches, now, writer } = context;
  const body = checked("createPortal", sent, switches);
  return {
    id: body.id as string,
    ...settings(body, plainFields, "create", switches),
    code_mode: codeMode(body, undefined),
    servers: sentRows((body.servers ?? []) as readonly SentRow[], [], context),
    created_at: sqliteTime(now),
    created_by: writer,
    modified_at: sqliteTime(now),
    modified_by: writer,
  } as StoredPortal;
}

/** The portal after an update request: what the body leaves out stays (observed); `servers` replaces all rows. */
export function updatedPortal(stored: StoredPortal, sent: unknown, context: PortalContext): StoredPortal {
  const { switches, now, writer } = context;
  const body = checked("updatePortal", sent, switches);
  if (!isUpdated(body, portalFields)) {
    throw nothingToUpdate(switches.nothingToUpdateStatus);
  }
  const rows = body.servers as readonly SentRow[] | undefined;
  if (rows?.length === 0 && switches.emptyPortalServers === "reject") {
    // The status was observed once; the text follows zod [guess].
    throw new InvalidRequest([serversIssue("Array must contain at least 1 element(s)")]);
  }
  return {
    ...stored,
    ...settings(body, plainFields, "update", switches),
    code_mode: codeMode(body, stored.code_mode),
    ...(rows !== undefined && { servers: sentRows(rows, stored.servers, context) }),
    ...(switches.modifiedAt === "moves" && { modified_at: isoTime(now), modified_by: writer }),
  };
}

/** The rows that a request asks for. */
function sentRows(sent: readonly SentRow[], before: readonly StoredRow[], context: PortalContext): StoredRow[] {
  const issues = context.switches.sharedAlias === "accept" ? [] : rowAliasIssues(sent, before, context.server);
  if (issues.length > 0) {
    throw new InvalidRequest(issues);
  }
  return rowsFrom(sent, context);
}

/** The rows that somebody writes, be it past the API. */
export function rowsFrom(sent: readonly SentRow[], { server, switches }: PortalContext): StoredRow[] {
  const issues = rowIssues(sent, server, switches);
  if (issues.length > 0) {
    throw new InvalidRequest(issues);
  }
  return sent.flatMap((row) => {
    const mapped = server(row.server_id);
    return mapped === undefined ? [] : [rowFrom(row, mapped, switches)];
  });
}

/** Refusals of rows whose form is correct. All of them, and their texts, are guesses. */
function rowIssues(sent: readonly SentRow[], server: PortalContext["server"], switches: Switches): Issue[] {
  const limit = switches.portalServerLimit;
  const tooMany = sent.length > limit ? [serversIssue(`Array must contain at most ${limit} element(s)`)] : [];
  const ofRows = sent.flatMap(({ server_id: id }, index) => {
    const isRepeated = sent.findIndex((other) => other.server_id === id) < index;
    const isUnknown = switches.unknownServerInPortal === "reject" && server(id) === undefined;
    const issue = (what: string): Issue => serversIssue(`Server "${id}" ${what}`, String(index), "server_id");
    return [
      ...(isRepeated ? [issue("is listed more than once")] : []),
      ...(isUnknown ? [issue("does not exist")] : []),
    ];
  });
  return [...tooMany, ...ofRows];
}

function rowAliasIssues(
  sent: readonly SentRow[],
  before: readonly StoredRow[],
  server: PortalContext["server"],
): Issue[] {
  return sent.flatMap((row, index) =>
    (["tools", "prompts"] as const).flatMap((catalogue) => {
      const list = `updated_${catalogue}` as const;
      const mapped = server(row.server_id);
      const beside = {
        definitions: mapped?.[catalogue] ?? null,
        before: before.find(({ server_id }) => server_id === row.server_id)?.[list],
        ofServer: mapped?.[list] ?? null,
      };
      return aliasIssues(row[list], beside, ["body", "servers", String(index), list]);
    }),
  );
}

const serversIssue = (message: string, ...path: string[]): Issue => ({ message, path: ["body", "servers", ...path] });

function checked(name: BodyName, sent: unknown, switches: Switches): Body {
  refuseUnknownKeys(sent, portalFields, switches);
  if (switches.nullPortalDescription === "accept" && isObject(sent) && sent.description === null) {
    return { ...checkedBody(name, without("description", sent)), description: null };
  }
  return checkedBody(name, sent);
}

/** Both fields carry one setting; the API refuses a request in which they disagree (observed). */
function codeMode(body: Body, stored: CodeMode | undefined): CodeMode {
  const mode = body.code_mode as CodeMode | undefined;
  const isAllowed = body.allow_code_mode as boolean | undefined;
  if (mode !== undefined) {
    if (isAllowed !== undefined && isAllowed !== (mode !== "off")) {
      throw new InvalidRequest([
        {
          message: "code_mode and allow_code_mode disagree. Send only code_mode, or a consistent pair.",
          path: ["body", "code_mode"],
        },
      ]);
    }
    return mode;
  }
  if (isAllowed === false) {
    return "off";
  }
  // Allowing code mode again gives opt_in; a mode that is already allowed stays [guess].
  return stored === undefined || (isAllowed === true && stored === "off") ? code_mode.default : stored;
}
