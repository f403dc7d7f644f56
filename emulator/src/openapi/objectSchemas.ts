/** JSON Schemas of servers and portals, and of the other results that the API returns. */
import { portalFields, serverFields, type WireField } from "pulumi-cloudflare-mcp/wire";
import { formSchema, mappedServerProperties, nullable, properties, type FieldTable, type Schema } from "./formSchema";

/** The schemas of the messages about one kind of object. */
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

/** The redirect URI of an OAuth login, for one server in one portal (specification). */
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

/** A request may carry null for a field that null clears. */
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

/** A row of a portal in an answer: the whole server, and how the portal shows it. */
function mappedServerSchema(): ClosedSchema {
  const server = objectSchemas(serverFields).answer;
  return {
    ...server,
    required: [...server.required, "server_id"],
    properties: { ...server.properties, ...mappedServerProperties },
  };
}
