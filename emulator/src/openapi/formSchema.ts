/** JSON Schemas of single values, from the forms in which the facts of the API describe them. */
import {
  mappingForm,
  overrideForm,
  returnedOverrideForm,
  type WireField,
  type WireForm,
} from "pulumi-cloudflare-mcp/wire";
import { sqliteTimePattern } from "../times";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** The fields of a server, or of a portal, by name. */
export type FieldTable = Readonly<Record<string, WireField>>;

/** The forms whose `type` is no type of JSON Schema. */
const arraySchemas: Readonly<Record<string, () => Schema>> = {
  overrides: () => ({ type: "array", items: overrideSchema() }),
  mappings: () => ({ type: "array", items: mappingSchema() }),
  definitions: () => ({ type: "array", items: { type: "object" } }),
};

/** The JSON Schema of one value of the API. */
export function formSchema(form: WireForm): Schema {
  return arraySchemas[form.type]?.() ?? keywordSchema({ ...form });
}

/** Every other form already uses the keywords of JSON Schema, so a new scalar form needs no case here. */
function keywordSchema(form: Schema): Schema {
  const { patternInWords: _words, default: _default, open, enum: values, ...keywords } = form;
  if (form.format === "date-time") {
    return { anyOf: [keywords, { type: "string", pattern: sqliteTimePattern }] };
  }
  // Cloudflare can add a value to an open list, so such a list limits nothing.
  return { ...keywords, ...(values !== undefined && (open === true ? { examples: values } : { enum: values })) };
}

function overrideSchema(): Schema {
  return { type: "object", required: ["name"], properties: entryProperties(overrideForm) };
}

/** A row of a portal in a request. */
function mappingSchema(): Schema {
  return { type: "object", required: ["server_id"], properties: mappingProperties };
}

const mappingProperties = properties(Object.entries(mappingForm), formSchema);

/** The members that an answer adds to the server in a row of a portal: its overrides have another form. */
export const mappedServerProperties: Readonly<Record<string, Schema>> = {
  ...mappingProperties,
  updated_tools: returnedOverridesSchema(),
  updated_prompts: returnedOverridesSchema(),
};

function returnedOverridesSchema(): Schema {
  return {
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["name"],
      properties: entryProperties(returnedOverrideForm),
    },
  };
}

/** The members of an override: `name` is always there, and any other can be null. */
function entryProperties(forms: Readonly<Record<string, WireForm>>): Record<string, Schema> {
  const { name, ...others } = properties(Object.entries(forms), formSchema);
  return {
    ...(name !== undefined && { name }),
    ...properties(Object.entries(others), nullable),
  };
}

/** The schema of each described member, by name. */
export function properties<Described>(
  described: readonly (readonly [string, Described])[],
  schema: (each: Described) => Schema,
): Record<string, Schema> {
  return Object.fromEntries(described.map(([name, each]) => [name, schema(each)]));
}

export function nullable(schema: Schema): Schema {
  if (Array.isArray(schema.anyOf)) {
    return { anyOf: [...(schema.anyOf as Schema[]), { type: "null" }] };
  }
  return { ...schema, type: [schema.type, "null"] };
}
