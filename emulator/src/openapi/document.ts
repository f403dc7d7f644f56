import { accountPath } from "../http/apiPaths";
import { answers, envelope, failedSyncEnvelope, failureSchema, jsonBody, listEnvelope, reference } from "./envelopes";
import { idSchema, listParametersSchema } from "./parameters";
import {
  deletedPortalSchema,
  effectiveRedirectUriSchema,
  portalSchemas,
  serverSchemas,
  syncResultSchema,
  type ObjectSchemas,
  type Schema,
} from "./schema";

/** The path of the API, with the account as a parameter. */
export const documentedPath = accountPath("{account_id}");

/**
 * The OpenAPI document of the emulator. Requests are validated from the same schemas, and the tests check every answer
 * against it. The names of the operations are Cloudflare's own (its published API reference).
 */
export function openApiDocument(baseUrl: string): Schema {
  return {
    openapi: "3.1.0",
    info: {
      title: "Emulator of Cloudflare's API for MCP servers and portals",
      version: "1",
      description: "Written from public documents and reports of users; not made or endorsed by Cloudflare.",
    },
    servers: [{ url: baseUrl }],
    security: [{ token: [] }, { email: [], key: [] }],
    paths: {
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
          responses: answers({
            200: { anyOf: [envelope(reference("SyncResult")), reference("FailedSync")] },
            400: { anyOf: [reference("Failure"), reference("FailedSync")] },
            502: { anyOf: [reference("Failure"), reference("FailedSync")] },
          }),
        },
      },
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
          responses: answers({ 200: envelope(reference("EffectiveRedirectUri")) }),
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        email: { type: "apiKey", in: "header", name: "X-Auth-Email" },
        key: { type: "apiKey", in: "header", name: "X-Auth-Key" },
      },
      schemas: {
        Server: serverSchemas.answer,
        Portal: portalSchemas.answer,
        DeletedPortal: deletedPortalSchema,
        EffectiveRedirectUri: effectiveRedirectUriSchema,
        SyncResult: syncResultSchema,
        FailedSync: failedSyncEnvelope,
        Failure: failureSchema,
      },
    },
  };
}

interface ObjectKind {
  readonly plural: string;
  /** What the operation that fetches one is named after. */
  readonly fetched: string;
  readonly schemas: ObjectSchemas;
  /** The schemas of the document for one in an answer, and for one that was deleted. */
  readonly object: string;
  readonly deleted: string;
}

/** The operations that servers and portals both have. */
function objectPaths({ plural, fetched, schemas, object, deleted }: ObjectKind): Schema {
  return {
    [`${documentedPath}/${plural}`]: {
      parameters: [accountParameter],
      get: {
        operationId: `mcp-portals-api-list-${plural}`,
        parameters: queryParameters,
        responses: answers({ 200: listEnvelope(reference(object)) }),
      },
      post: {
        operationId: `mcp-portals-api-create-${plural}`,
        requestBody: jsonBody(schemas.createBody),
        responses: answers({ 200: envelope(reference(object)), 201: envelope(reference(object)) }),
      },
    },
    [`${documentedPath}/${plural}/{id}`]: {
      parameters: [accountParameter, idParameter("id")],
      get: {
        operationId: `mcp-portals-api-fetch-${fetched}`,
        responses: answers({ 200: envelope(reference(object)) }),
      },
      put: {
        operationId: `mcp-portals-api-update-${plural}`,
        requestBody: jsonBody(schemas.updateBody),
        responses: answers({ 200: envelope(reference(object)) }),
      },
      delete: {
        operationId: `mcp-portals-api-delete-${plural}`,
        responses: answers({ 200: envelope(reference(deleted)) }),
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
