import { errorCodes } from "pulumi-cloudflare-mcp/wire";
import { listParametersSchema, pathParametersSchema } from "./parameters";
import { createBodySchema, serverSchema, syncResultSchema, updateBodySchema, type Schema } from "./schema";

/** The path of the API below the account, with the account. */
export const accountPath = "/accounts/{account_id}/access/ai-controls/mcp";

/**
 * The OpenAPI document of the emulator. Requests are validated from the same schemas, and the tests check every answer
 * against it. The names of the operations are Cloudflare's own (its published API reference).
 */
export function openApiDocument(baseUrl: string): Schema {
  return {
    openapi: "3.1.0",
    info: {
      title: "Emulator of Cloudflare's API for MCP servers",
      version: "1",
      description: "Written from public documents and reports of users; not made or endorsed by Cloudflare.",
    },
    servers: [{ url: baseUrl }],
    security: [{ token: [] }, { email: [], key: [] }],
    paths: {
      [`${accountPath}/servers`]: {
        parameters: [accountParameter],
        get: {
          operationId: "mcp-portals-api-list-servers",
          parameters: queryParameters,
          responses: answers({ 200: listEnvelope }),
        },
        post: {
          operationId: "mcp-portals-api-create-servers",
          requestBody: jsonBody(createBodySchema),
          responses: answers({ 200: envelope(reference("Server")), 201: envelope(reference("Server")) }),
        },
      },
      [`${accountPath}/servers/{id}`]: {
        parameters: [accountParameter, idParameter],
        get: {
          operationId: "mcp-portals-api-fetch-servers",
          responses: answers({ 200: envelope(reference("Server")) }),
        },
        put: {
          operationId: "mcp-portals-api-update-servers",
          requestBody: jsonBody(updateBodySchema),
          responses: answers({ 200: envelope(reference("Server")) }),
        },
        delete: {
          operationId: "mcp-portals-api-delete-servers",
          responses: answers({ 200: envelope(reference("Server")) }),
        },
      },
      [`${accountPath}/servers/{id}/sync`]: {
        parameters: [accountParameter, idParameter],
        post: {
          operationId: "mcp-portals-api-sync-server",
          responses: answers({
            200: { anyOf: [envelope(reference("SyncResult")), reference("FailedSync")] },
            400: { anyOf: [reference("Failure"), reference("FailedSync")] },
            502: { anyOf: [reference("Failure"), reference("FailedSync")] },
          }),
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
        Server: serverSchema,
        SyncResult: syncResultSchema,
        FailedSync: { ...envelope(reference("SyncResult")), properties: failedSyncProperties },
        Failure: failureSchema,
      },
    },
  };
}

const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const jsonBody = (schema: Schema): Schema => ({
  required: true,
  content: { "application/json": { schema } },
});

const emptyLists = { errors: { type: "array", maxItems: 0 }, messages: { type: "array", maxItems: 0 } };

const envelope = (result: Schema): Schema => ({
  type: "object",
  additionalProperties: false,
  required: ["success", "result"],
  properties: { success: { const: true }, result, ...emptyLists },
});

const count = { type: "integer", minimum: 0 };

const listEnvelope: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["success", "result", "result_info"],
  properties: {
    success: { const: true },
    result: { type: "array", items: reference("Server") },
    result_info: {
      type: "object",
      additionalProperties: false,
      required: ["page", "per_page", "count", "total_count"],
      properties: { page: count, per_page: count, count, total_count: count, total_pages: count },
    },
    ...emptyLists,
  },
};

const failedSyncProperties: Schema = { success: { const: false }, result: reference("SyncResult"), ...emptyLists };

const errorProperties: Schema = {
  code: { type: "integer", minimum: Math.min(...Object.values(errorCodes)) },
  message: { type: "string" },
};

const failureSchema: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["success", "errors", "messages", "result"],
  properties: {
    success: { const: false },
    errors: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["message"],
        properties: {
          ...errorProperties,
          path: { type: "array", items: { type: "string" } },
          error_chain: { type: "array", items: { type: "object", properties: errorProperties } },
        },
      },
    },
    messages: { type: "array" },
    result: { type: "null" },
  },
};

/** Any other status is a failure in the usual form. */
function answers(byStatus: Readonly<Record<number, Schema>>): Schema {
  const all: [string, Schema][] = [...Object.entries(byStatus), ["default", reference("Failure")]];
  return Object.fromEntries(
    all.map(([status, schema]) => [
      status,
      { description: status === "default" ? "Failure" : "Answer", content: { "application/json": { schema } } },
    ]),
  );
}

const accountParameter: Schema = { name: "account_id", in: "path", required: true, schema: { type: "string" } };

const idParameter: Schema = {
  name: "id",
  in: "path",
  required: true,
  schema: (pathParametersSchema.properties as Schema).id,
};

const queryParameters: Schema[] = Object.entries(listParametersSchema.properties).map(([name, schema]) => ({
  name,
  in: "query",
  schema,
}));
