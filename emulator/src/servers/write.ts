/** The server that a create or update request leaves behind. */
import { authTypes, serverFields, type AuthType, type WireOverride } from "pulumi-cloudflare-mcp/wire";
import { InvalidRequest, nothingToUpdate } from "../refusals";
import { aliasIssues } from "../objects/aliases";
import { isObject, isUpdated, refuseUnknownKeys, settings, without, type WriteContext } from "../objects/fields";
import { checkedBody, type Body } from "../openapi/validate";
import type { Switches } from "../switches";
import { isoTime, sqliteTime } from "../times";
import { changedAuthType, initialAuthentication, unsyncedState, updatedAuthentication } from "./authentication";
import type { StoredServer } from "../store/storedServer";

/** The server that a create request asks for. */
export function createdServer(sent: unknown, context: WriteContext): StoredServer {
  const { switches, now, writer } = context;
  refuseUnknownKeys(sent, serverFields, switches);
  const body = checkedBody("createServer", withoutEmptyCredentials(sent, switches));
  refuseNullDescription(body, switches);
  refuseAliases(body, undefined, switches);
  const authentication = initialAuthentication(body);
  return {
    id: body.id as string,
    hostname: body.hostname as string,
    ...settings(body, serverFields, "create", switches),
    ...authentication,
    ...unsyncedState(authentication.auth_type),
    last_synced: null,
    last_successful_sync: null,
    created_at: sqliteTime(now),
    created_by: writer,
    modified_at: sqliteTime(now),
    modified_by: writer,
  } as StoredServer;
}

/**
 * The server after an update request. Fields that the body leaves out stay (observed). The API strips id and hostname
 * like unknown keys: it ignores them beside other fields, and alone they leave nothing to update (observed).
 */
export function updatedServer(stored: StoredServer, sent: unknown, context: WriteContext): StoredServer {
  const { switches, now, writer } = context;
  refuseUnknownKeys(sent, serverFields, switches);
  const body = checkedBody("updateServer", withoutEmptyCredentials(sent, switches));
  refuseNullDescription(body, switches);
  refuseAliases(body, stored, switches);

  const newAuthType = authTypes.find((authType) => authType === body.auth_type && authType !== stored.auth_type);
  if (newAuthType === undefined && !isUpdated(sent as Body, serverFields)) {
    throw nothingToUpdate(switches.nothingToUpdateStatus);
  }
  return {
    ...stored,
    ...settings(body, serverFields, "update", switches),
    ...authenticationAfter(stored, newAuthType, body, context),
    ...(switches.modifiedAt === "moves" && { modified_at: isoTime(now), modified_by: writer }),
    ...(clearsCredentials(sent, switches) && { auth_credentials: null }),
  };
}

function authenticationAfter(
  stored: StoredServer,
  newAuthType: AuthType | undefined,
  body: Body,
  context: WriteContext,
): Partial<StoredServer> {
  return newAuthType === undefined
    ? updatedAuthentication(stored, body, context.switches)
    : changedAuthType(stored, newAuthType, body);
}

function refuseAliases(body: Body, stored: StoredServer | undefined, switches: Switches): void {
  if (switches.sharedAlias === "accept") {
    return;
  }
  const issues = (["tools", "prompts"] as const).flatMap((catalogue) => {
    const list = `updated_${catalogue}` as const;
    const beside = { definitions: stored?.[catalogue] ?? null, before: stored?.[list] };
    return aliasIssues(body[list] as readonly WireOverride[] | undefined, beside, ["body", list]);
  });
  if (issues.length > 0) {
    throw new InvalidRequest(issues);
  }
}

function refuseNullDescription(body: Body, switches: Switches): void {
  if (switches.nullDescription === "reject" && body.description === null) {
    throw new InvalidRequest([{ message: "Expected string, received null", path: ["body", "description"] }]);
  }
}

function clearsCredentials(sent: unknown, switches: Switches): sent is Body {
  return (
    switches.emptyCredentials === "clear" &&
    isObject(sent) &&
    (sent.auth_credentials === "" || sent.auth_credentials === null)
  );
}

/** The form of empty credentials refuses them, unless the switch has them clear the stored ones. */
function withoutEmptyCredentials(sent: unknown, switches: Switches): unknown {
  return clearsCredentials(sent, switches) ? without("auth_credentials", sent) : sent;
}
