/** JSON Schemas of envelopes, and the parts of an OpenAPI operation. */
import { errorCodes } from "pulumi-cloudflare-mcp/wire";
import type { Schema } from "./formSchema";

export const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const jsonBody = (schema: Schema): Schema => ({
  required: true,
  content: { "application/json": { schema } },
});

const emptyListSchemas = { errors: { type: "array", maxItems: 0 }, messages: { type: "array", maxItems: 0 } };

export const envelopeSchema = (result: Schema): Schema => ({
  type: "object",
  additionalProperties: false,
  required: ["success", "result"],
  properties: { success: { const: true }, result, ...emptyListSchemas },
});

const countSchema = { type: "integer", minimum: 0 };

export const listEnvelopeSchema = (row: Schema): Schema => ({
  type: "object",
  additionalProperties: false,
  required: ["success", "result", "result_info"],
  properties: {
    success: { const: true },
    result: { type: "array", items: row },
    result_info: {
      type: "object",
      additionalProperties: false,
      required: ["page", "per_page", "count", "total_count"],
      properties: {
        page: countSchema,
        per_page: countSchema,
        count: countSchema,
        total_count: countSchema,
        total_pages: countSchema,
      },
    },
    ...emptyListSchemas,
  },
});

/** A failed sync, which has a result all the same. */
export const failedSyncSchema: Schema = {
  ...envelopeSchema(reference("SyncResult")),
  properties: { success: { const: false }, result: reference("SyncResult"), ...emptyListSchemas },
};

const errorProperties: Schema = {
  code: { type: "integer", minimum: Math.min(...Object.values(errorCodes)) },
  message: { type: "string" },
};

export const failureSchema: Schema = {
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

/** The responses of an operation. Any other status is a failure in the usual form. */
export function responses(byStatus: Readonly<Record<number, Schema>>): Schema {
  const all: [string, Schema][] = [...Object.entries(byStatus), ["default", reference("Failure")]];
  return Object.fromEntries(
    all.map(([status, schema]) => [
      status,
      { description: status === "default" ? "Failure" : "Answer", content: { "application/json": { schema } } },
    ]),
  );
}
