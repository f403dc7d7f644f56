import {
  authTypes,
  overrideForm,
  serverFields,
  type AuthType,
  type ServerFieldName,
  type WireField,
  type WireOverride,
} from "pulumi-cloudflare-mcp/wire";
import { InvalidRequest, nothingToUpdate } from "../http/errors";
import { checkedCreateBody, checkedUpdateBody, type Body } from "../openapi/validate";
import type { Switches } from "../switches";
import { isoTime, sqliteTime } from "../times";
import { changedAuthType, initialAuthentication, unsynced, updatedAuthentication } from "./authentication";
import type { StoredServer } from "./storedServer";

export interface WriteContext {
  readonly switches: Switches;
  readonly now: number;
  /** The e-mail that the API names as the writer. */
  readonly writer: string;
}

/** The server that a create request asks for. */
export function createdServer(sent: unknown, context: WriteContext): StoredServer {
  const { switches, now, writer } = context;
  refuseUnknownKeys(sent, switches);
  const body = checkedCreateBody(withoutEmptyCredentials(sent, switches));
  refuseNullDescription(body, switches);
  const authentication = initialAuthentication(body);
  return {
    id: body.id as string,
    hostname: body.hostname as string,
    ...settings(body, "create", switches),
    ...authentication,
    ...unsynced(authentication.auth_type),
    last_synced: null,
    last_successful_sync: null,
    created_at: sqliteTime(now),
    created_by: writer,
    modified_at: sqliteTime(now),
    modified_by: writer,
  } as StoredServer;
}

/**
 * The server after an update request. Fields that the body leaves out stay (observed); id and hostname are stripped
 * like unknown keys, so beside other fields they are ignored and alone they leave nothing to update (observed).
 */
export function updatedServer(stored: StoredServer, sent: unknown, context: WriteContext): StoredServer {
  const { switches, now, writer } = context;
  refuseUnknownKeys(sent, switches);
  const body = checkedUpdateBody(withoutEmptyCredentials(sent, switches));
  refuseNullDescription(body, switches);

  const newAuthType = authTypes.find((authType) => authType === body.auth_type && authType !== stored.auth_type);
  if (newAuthType === undefined && !isUpdated(sent as Body)) {
    throw nothingToUpdate(switches.nothingToUpdateStatus);
  }
  return {
    ...stored,
    ...settings(body, "update", switches),
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

const fields = Object.entries(serverFields) as [ServerFieldName, WireField][];

const isUpdated = (body: Body): boolean =>
  fields.some(([name, field]) => field.update !== undefined && body[name] !== undefined);

/** What a request says about the fields that both requests take and answers return. A create fills in the defaults. */
function settings(body: Body, request: "create" | "update", switches: Switches): Record<string, unknown> {
  const settable = fields.filter(([, field]) => field.update !== undefined && field.returned);
  return Object.fromEntries(
    settable.flatMap(([name, field]) => {
      const value = body[name];
      if (value !== undefined) {
        return [[name, cleaned(name, field, value, switches)]];
      }
      return request === "create" ? [[name, field.default]] : [];
    }),
  );
}

function cleaned(name: ServerFieldName, field: WireField, value: unknown, switches: Switches): unknown {
  if (field.form.type === "overrides") {
    return (value as WireOverride[]).map(withoutUnknownKeys);
  }
  return name === "description" && value === "" && switches.emptyDescription === "null" ? null : value;
}

/** Override rows come back with the keys they were sent with (observed). */
function withoutUnknownKeys(row: WireOverride): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(overrideForm, name)));
}

/** All fields of a server may be sent, because the Terraform provider always does and succeeds; others may be refused. */
function refuseUnknownKeys(sent: unknown, switches: Switches): void {
  if (switches.unknownKeys === "strip" || !isObject(sent)) {
    return;
  }
  const unknown = Object.keys(sent).filter((name) => !Object.hasOwn(serverFields, name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `'${name}'`).join(", ");
    throw new InvalidRequest([{ message: `Unrecognized key(s) in object: ${names}`, path: ["body"] }]);
  }
}

function refuseNullDescription(body: Body, switches: Switches): void {
  if (switches.nullDescription === "reject" && body.description === null) {
    throw new InvalidRequest([{ message: "Expected string, received null", path: ["body", "description"] }]);
  }
}

function clearsCredentials(sent: unknown, switches: Switches): boolean {
  return (
    switches.emptyCredentials === "clear" &&
    isObject(sent) &&
    (sent.auth_credentials === "" || sent.auth_credentials === null)
  );
}

/** Empty credentials are refused by their form, unless the switch says that they clear the stored ones. */
function withoutEmptyCredentials(sent: unknown, switches: Switches): unknown {
  if (!clearsCredentials(sent, switches)) {
    return sent;
  }
  return Object.fromEntries(Object.entries(sent as Body).filter(([name]) => name !== "auth_credentials"));
}

const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);
