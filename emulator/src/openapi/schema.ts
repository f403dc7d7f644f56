import { overrideForm, serverFields, type WireField, type WireForm } from "pulumi-cloudflare-mcp/wire";
import { sqliteTimePattern } from "../times";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

const fields: [string, WireField][] = Object.entries(serverFields);

/** The body of a create request. Unknown keys are allowed here, because the API strips them. */
export const createBodySchema: Schema = {
  type: "object",
  required: fields.filter(([, field]) => field.create === "required").map(([name]) => name),
  properties: Object.fromEntries(
    fields.filter(([, field]) => field.create !== undefined).map(([name, field]) => [name, requestSchema(field)]),
  ),
};

/** The body of an update request: every field optional. */
export const updateBodySchema: Schema = {
  type: "object",
  properties: Object.fromEntries(
    fields.filter(([, field]) => field.update !== undefined).map(([name, field]) => [name, requestSchema(field)]),
  ),
};

/** A server in an answer. It is closed, so an answer with a write-only field does not match it. */
export const serverSchema: Schema = {
  type: "object",
  additionalProperties: false,
  required: fields.filter(([, field]) => isPromised(field)).map(([name]) => name),
  properties: Object.fromEntries(
    fields.filter(([, field]) => field.returned).map(([name, field]) => [name, answerSchema(field)]),
  ),
};

/** The result of a sync. */
export const syncResultSchema: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["status"],
  properties: {
    status: formSchema(serverFields.status.form),
    error: answerSchema(serverFields.error),
    error_details: answerSchema(serverFields.error_details),
  },
};

/** The specification requires what a create requires, and the two catalogues; the latter are null before an OAuth login. */
function isPromised(field: WireField): boolean {
  return field.returned && (field.create === "required" || field.form.type === "definitions");
}

/** What can be cleared with null may be sent as null. */
function requestSchema(field: WireField): Schema {
  return field.default === null ? nullable(formSchema(field.form)) : formSchema(field.form);
}

function answerSchema(field: WireField): Schema {
  const schema = formSchema(field.form);
  return field.create === "required" ? schema : nullable(schema);
}

/** The JSON Schema of one value of the API. */
export function formSchema(form: WireForm): Schema {
  switch (form.type) {
    case "string":
      return stringSchema(form);
    case "boolean":
      return { type: "boolean" };
    case "overrides":
      return { type: "array", items: overrideSchema() };
    case "definitions":
      return { type: "array", items: { type: "object" } };
    case "object":
      return { type: "object" };
  }
}

function stringSchema(form: WireForm & { type: "string" }): Schema {
  if (form.format === "date-time") {
    return {
      anyOf: [
        { type: "string", format: "date-time" },
        { type: "string", pattern: sqliteTimePattern },
      ],
    };
  }
  return {
    type: "string",
    ...(form.minLength !== undefined && { minLength: form.minLength }),
    ...(form.maxLength !== undefined && { maxLength: form.maxLength }),
    ...(form.pattern !== undefined && { pattern: form.pattern }),
    ...(form.format !== undefined && { format: form.format }),
    // An open list of values is no promise, so a new value is no fault.
    ...(form.enum !== undefined && (form.open === true ? { examples: form.enum } : { enum: form.enum })),
  };
}

function overrideSchema(): Schema {
  return {
    type: "object",
    required: ["name"],
    properties: Object.fromEntries(
      Object.entries(overrideForm).map(([name, form]) => [
        name,
        name === "name" ? formSchema(form) : nullable(formSchema(form)),
      ]),
    ),
  };
}

function nullable(schema: Schema): Schema {
  if (Array.isArray(schema.anyOf)) {
    return { anyOf: [...(schema.anyOf as Schema[]), { type: "null" }] };
  }
  return { ...schema, type: [schema.type, "null"] };
}
