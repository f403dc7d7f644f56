/** The fields that a request sets, for servers and portals alike. */
import { overrideForm, type WireField, type WireOverride } from "pulumi-cloudflare-mcp/wire";
import { InvalidRequest } from "../refusals";
import type { FieldTable } from "../openapi/formSchema";
import type { Body } from "../openapi/validate";
import type { Switches } from "../switches";

export interface WriteContext {
  readonly switches: Switches;
  readonly now: number;
  /** The email that the API names as the writer. */
  readonly writer: string;
}

/** The fields of an object that a create request can carry. */
export function creatableFields(fields: Body, table: FieldTable): Body {
  const isCreatable = (name: string): boolean => Object.hasOwn(table, name) && table[name]?.create !== undefined;
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => isCreatable(name) && value !== null));
}

/** Whether the body of an update names a field that can be updated. */
export const isUpdated = (body: Body, table: FieldTable): boolean =>
  Object.entries(table).some(([name, field]) => field.update !== undefined && body[name] !== undefined);

/** The values of the fields that both requests take and answers return. A create request fills in the defaults. */
export function settings(
  body: Body,
  table: FieldTable,
  request: "create" | "update",
  switches: Switches,
): Record<string, unknown> {
  const settable = Object.entries(table).filter(([, field]) => field.update !== undefined && field.returned);
  return Object.fromEntries(
    settable.flatMap(([name, field]) => {
      const value = body[name] === undefined && request === "create" ? field.default : body[name];
      return value === undefined ? [] : [[name, storedValue(name, field, value, switches)]];
    }),
  );
}

function storedValue(name: string, field: WireField, value: unknown, switches: Switches): unknown {
  if (field.form.type === "overrides") {
    return (value as WireOverride[]).map(withoutUnknownKeys);
  }
  return name === "description" && value === "" && switches.emptyDescription === "null" ? null : value;
}

/** The API returns override rows with the keys of the request (observed). */
function withoutUnknownKeys(row: WireOverride): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(overrideForm, name)));
}

/** Accepts every field of the object, because the Terraform provider sends all of them and succeeds. */
export function refuseUnknownKeys(sent: unknown, table: FieldTable, switches: Switches): void {
  if (switches.unknownKeys === "strip" || !isObject(sent)) {
    return;
  }
  const unknown = Object.keys(sent).filter((name) => !Object.hasOwn(table, name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `'${name}'`).join(", ");
    throw new InvalidRequest([{ message: `Unrecognized key(s) in object: ${names}`, path: ["body"] }]);
  }
}

/** The body without one field, so that no form refuses it. */
export function without(name: string, body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
}

export const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);
