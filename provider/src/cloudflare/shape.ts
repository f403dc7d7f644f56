/**
 * Checks that an answer has the form that the code relies on. Other content is accepted unchanged: a new field, or a
 * new form of a field that is only shown, must not break anything.
 */
import type { Rounded } from "./jsonText";
import type { WireField } from "./wire";

export type Fields = Readonly<Record<string, WireField>>;

/** No real answer or argument is nested this deeply, and recursion, here and in Pulumi, would crash. */
export const deepestJson = 500;

/** Limits beside depth. */
export interface JsonLimits {
  /** The maximum size: the characters of all texts and keys, plus one for each value. */
  readonly largest?: number;
  readonly rounded?: Rounded | undefined;
}

/** Why a JSON value is unusable. */
export function jsonFault(value: unknown, deepest: number, limits: JsonLimits = {}): string | undefined {
  const { largest = Infinity, rounded } = limits;
  let size = 0;
  let numbers: string | undefined;
  const isTooDeep = (inner: unknown, depth: number): boolean => {
    size += 1;
    if (typeof inner === "string") {
      size += inner.length;
    } else if (typeof inner === "number" && !Number.isFinite(inner)) {
      // JSON text such as 1e400 becomes a number that JSON cannot write.
      numbers = "has a number that is too large";
    }
    if (typeof inner !== "object" || inner === null) {
      return false;
    }
    if (rounded?.has(inner) === true) {
      numbers ??= "has an integer beyond 2^53 that cannot be compared exactly";
    }
    if (depth > deepest) {
      return true;
    }
    if (Array.isArray(inner)) {
      return inner.some((item) => isTooDeep(item, depth + 1));
    }
    return Object.entries(inner).some(([key, member]) => {
      size += key.length;
      return isTooDeep(member, depth + 1);
    });
  };
  if (isTooDeep(value, 1)) {
    return `is nested more than ${deepest} levels deep`;
  }
  return size > largest ? `has more than ${largest} characters` : numbers;
}

/** Checks the depth alone. */
export function depthFault(value: unknown, deepest: number): string | undefined {
  const isTooDeep = (inner: unknown, depth: number): boolean =>
    typeof inner === "object" &&
    inner !== null &&
    (depth > deepest || Object.values(inner).some((member) => isTooDeep(member, depth + 1)));
  return isTooDeep(value, 1) ? `is nested more than ${deepest} levels deep` : undefined;
}

/** The fault of an object of the API; `id` is the requested id, if any. */
export function objectFault(fields: Fields, object: unknown, id?: string): string | undefined {
  if (!isObject(object)) {
    return "it should be an object";
  }
  for (const [name, { form, create, update }] of Object.entries(fields)) {
    const value = object[name];
    const isMissing = value === undefined || value === null;
    const counts = create !== undefined || update !== undefined || form.type === "definitions";
    if (isMissing ? create === "required" : counts && !hasForm(form.type, value)) {
      return isMissing ? `it has no ${name}` : `its ${name} has another form`;
    }
  }
  return id !== undefined && object.id !== id ? `it is about ${JSON.stringify(object.id)}` : undefined;
}

function hasForm(type: WireField["form"]["type"], value: unknown): boolean {
  switch (type) {
    case "string":
    case "boolean":
      return typeof value === type;
    case "overrides":
      return areOverrides(value);
    // An upstream can publish anything; entries that are not definitions are skipped.
    case "definitions":
      return Array.isArray(value);
    case "mappings":
      return Array.isArray(value) && value.every(isMapping);
    case "object":
      return isObject(value);
  }
}

function isMapping(row: unknown): boolean {
  return (
    isObject(row) &&
    typeof (row.server_id ?? row.id) === "string" &&
    [row.updated_tools, row.updated_prompts].every((list) => list === undefined || list === null || areOverrides(list))
  );
}

/** The texts of overrides, in answers about servers and in those about portals. */
const texts = [
  "alias",
  "description",
  "portal_alias",
  "portal_description",
  "server_alias",
  "server_description",
] as const;

function areOverrides(value: unknown): boolean {
  const isNoneOr = (type: "string" | "boolean", member: unknown): boolean =>
    member === undefined || member === null || typeof member === type;
  return (
    Array.isArray(value) &&
    value.every(
      (row) =>
        isObject(row) &&
        typeof row.name === "string" &&
        isNoneOr("boolean", row.enabled) &&
        texts.every((name) => isNoneOr("string", row[name])),
    )
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
