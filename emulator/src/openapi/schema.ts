import {
  mappingForm,
  overrideForm,
  portalFields,
  returnedOverrideForm,
  serverFields,
  type WireField,
  type WireForm,
} from "pulumi-cloudflare-mcp/wire";
import type { FieldTable } from "../objects/fields";
import { sqliteTimePattern } from "../times";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** What the messages about one kind of object look like. */
export interface ObjectSchemas {
  /** The body of a create request. Unknown keys are allowed here, because the API strips them. */
  readonly createBody: Schema;
  /** The body of an update request: every field optional. */
  readonly updateBody: Schema;
  /** The object in an answer. It is closed, so an answer with a write-only field does not match it. */
  readonly answer: ClosedSchema;
}

export const serverSchemas = objectSchemas(serverFields);
export const portalSchemas = objectSchemas(portalFields);

/** A portal as its deletion returns it (specification). */
export const deletedPortalSchema: ClosedSchema = objectSchemas(withoutServers(portalFields)).answer;

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

/** Where an OAuth login of a server comes back to in one portal (specification). */
export const effectiveRedirectUriSchema: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["redirect_uri", "source"],
  properties: {
    redirect_uri: { type: "string", format: "uri" },
    source: { enum: ["per_portal", "shared_mcp22"] },
  },
};

interface ClosedSchema extends Schema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Schema>>;
}

function objectSchemas(table: FieldTable): ObjectSchemas {
  const fields = Object.entries(table);
  const namesOf = (isMeant: (field: WireField) => boolean): string[] =>
    fields.filter(([, field]) => isMeant(field)).map(([name]) => name);
  const schemasOf = (isMeant: (field: WireField) => boolean, schema: (field: WireField) => Schema) =>
    properties(
      fields.filter(([, field]) => isMeant(field)),
      schema,
    );
  return {
    createBody: {
      type: "object",
      required: namesOf((field) => field.create === "required"),
      properties: schemasOf((field) => field.create !== undefined, requestSchema),
    },
    updateBody: {
      type: "object",
      properties: schemasOf((field) => field.update !== undefined, requestSchema),
    },
    answer: {
      type: "object",
      additionalProperties: false,
      required: namesOf(isPromised),
      properties: schemasOf((field) => field.returned, answerSchema),
    },
  };
}

function properties<Described>(
  described: readonly (readonly [string, Described])[],
  schema: (each: Described) => Schema,
): Record<string, Schema> {
  return Object.fromEntries(described.map(([name, each]) => [name, schema(each)]));
}

function withoutServers({ servers: _, ...others }: FieldTable): FieldTable {
  return others;
}

/**
 * The specification requires what a create requires, the two catalogues and the servers of a portal. The catalogues are
 * null before an OAuth login.
 */
function isPromised({ returned, create, form }: WireField): boolean {
  return returned && (create === "required" || form.type === "definitions" || form.type === "mappings");
}

/** What can be cleared with null may be sent as null. */
function requestSchema(field: WireField): Schema {
  return field.default === null ? nullable(formSchema(field.form)) : formSchema(field.form);
}

function answerSchema(field: WireField): Schema {
  if (field.form.type === "mappings") {
    return { type: "array", items: mappedServerSchema() };
  }
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
    case "mappings":
      return { type: "array", items: mappingSchema() };
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
  return { type: "object", required: ["name"], properties: namedProperties(overrideForm) };
}

/** A row of a portal in a request. */
function mappingSchema(): Schema {
  return { type: "object", required: ["server_id"], properties: properties(Object.entries(mappingForm), formSchema) };
}

/** A row of a portal in an answer: the whole server, with overrides of another form. */
function mappedServerSchema(): ClosedSchema {
  const server = objectSchemas(serverFields).answer;
  const entries: Schema = {
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["name"],
      properties: namedProperties(returnedOverrideForm),
    },
  };
  return {
    ...server,
    required: [...server.required, "server_id"],
    properties: {
      ...server.properties,
      ...properties(Object.entries(mappingForm), formSchema),
      updated_tools: entries,
      updated_prompts: entries,
    },
  };
}

/** Of the members of an override only the name is always there. */
function namedProperties(forms: Readonly<Record<string, WireForm>>): Record<string, Schema> {
  const { name, ...others } = properties(Object.entries(forms), formSchema);
  return {
    ...(name !== undefined && { name }),
    ...properties(Object.entries(others), nullable),
  };
}

function nullable(schema: Schema): Schema {
  if (Array.isArray(schema.anyOf)) {
    return { anyOf: [...(schema.anyOf as Schema[]), { type: "null" }] };
  }
  return { ...schema, type: [schema.type, "null"] };
}
