/** The OpenAPI document of the emulator: every operation, with the schemas that requests are validated by. */
import { accountPath } from "../apiPaths";
import {
  envelopeSchema,
  failedSyncSchema,
  failureSchema,
  jsonBody,
  listEnvelopeSchema,
  reference,
  responses,
} from "./envelopes";
import { idSchema, listParametersSchema } from "./parameters";
import { readPaths } from "./readPaths";
import { readSchemas } from "./readSchemas";
import type { Schema } from "./formSchema";
import {
  deletedPortalSchema,
  effectiveRedirectUriSchema,
  portalSchemas,
  serverSchemas,
  syncResultSchema,
  type ObjectSchemas,
} from "./objectSchemas";

/** The path of the API, with the account as a parameter. */
const documentedPath = accountPath("{account_id}");

/** The document for an emulator at `baseUrl`. The tests check every answer against it. */
export function openApiDocument(baseUrl: string): Schema {
  return {
    openapi: "3.1.0",
    info: {
      title: "Emulator of Cloudflare's API for MCP servers and portals, and of what decides whether a portal answers",
      version: "1",
      description: "Written from public documents and reports of users; not made or endorsed by Cloudflare.",
    },
    servers: [{ url: baseUrl }],
    security: [{ token: [] }, { email: [], key: [] }],
    paths: { ...serverPaths(), ...portalPaths(), ...readPaths() },
    components: { securitySchemes, schemas: namedSchemas },
  };
}

const securitySchemes: Schema = {
  token: { type: "http", scheme: "bearer" },
  email: { type: "apiKey", in: "header", name: "X-Auth-Email" },
  key: { type: "apiKey", in: "header", name: "X-Auth-Key" },
};

/** The schemas that {@link reference} names. */
const namedSchemas: Schema = {
  Server: serverSchemas.answer,
  Portal: portalSchemas.answer,
  DeletedPortal: deletedPortalSchema,
  EffectiveRedirectUri: effectiveRedirectUriSchema,
  SyncResult: syncResultSchema,
  FailedSync: failedSyncSchema,
  Failure: failureSchema,
  ...readSchemas,
};

function serverPaths(): Schema {
  return {
    ...objectPaths({
      plural: "servers",
      fetched: "servers",
      schemas: serverSchemas,
      object: "Server",
      deleted: "Server",
    }),
    [`${documentedPath}/servers/{id}/sync`]: {
      parameters: [accountParameter, idParameter("id")],
      post: {
        operationId: "mcp-portals-api-sync-server",
        responses: responses({
          200: { anyOf: [envelopeSchema(reference("SyncResult")), reference("FailedSync")] },
          400: { anyOf: [reference("Failure"), reference("FailedSync")] },
          502: { anyOf: [reference("Failure"), reference("FailedSync")] },
        }),
      },
    },
  };
}

function portalPaths(): Schema {
  return {
    ...objectPaths({
      plural: "portals",
      fetched: "gateways",
      schemas: portalSchemas,
      object: "Portal",
      deleted: "DeletedPortal",
    }),
    [`${documentedPath}/portals/{portal_id}/servers/{server_id}/effective-redirect-uri`]: {
      parameters: [accountParameter, idParameter("portal_id"), idParameter("server_id")],
      get: {
        operationId: "mcp-portals-api-effective-redirect-uri",
        responses: responses({ 200: envelopeSchema(reference("EffectiveRedirectUri")) }),
      },
    },
  };
}

interface DocumentedObject {
  readonly plural: string;
  /** The word in Cloudflare's name of the operation that fetches one. */
  readonly fetched: string;
  readonly schemas: ObjectSchemas;
  /** The named schema of an object in an answer. */
  readonly object: string;
  /** The named schema of a deleted object. */
  readonly deleted: string;
}

/** The operations that servers and portals share, under the names of Cloudflare's API reference. */
function objectPaths({ plural, fetched, schemas, object, deleted }: DocumentedObject): Schema {
  const one = envelopeSchema(reference(object));
  return {
    [`${documentedPath}/${plural}`]: {
      parameters: [accountParameter],
      get: {
        operationId: `mcp-portals-api-list-${plural}`,
        parameters: queryParameters,
        responses: responses({ 200: listEnvelopeSchema(reference(object)) }),
      },
      post: {
        operationId: `mcp-portals-api-create-${plural}`,
        requestBody: jsonBody(schemas.createBody),
        responses: responses({ 200: one, 201: one }),
      },
    },
    [`${documentedPath}/${plural}/{id}`]: {
      parameters: [accountParameter, idParameter("id")],
      get: {
        operationId: `mcp-portals-api-fetch-${fetched}`,
        responses: responses({ 200: one }),
      },
      put: {
        operationId: `mcp-portals-api-update-${plural}`,
        requestBody: jsonBody(schemas.updateBody),
        responses: responses({ 200: one }),
      },
      delete: {
        operationId: `mcp-portals-api-delete-${plural}`,
        responses: responses({ 200: envelopeSchema(reference(deleted)) }),
      },
    },
  };
}

const accountParameter: Schema = { name: "account_id", in: "path", required: true, schema: { type: "string" } };

const idParameter = (name: string): Schema => ({ name, in: "path", required: true, schema: idSchema });

const queryParameters: Schema[] = Object.entries(listParametersSchema.properties).map(([name, schema]) => ({
  name,
  in: "query",
  schema,
}));
