/**
 * Whether an answer has the form that everything here counts on. What else it holds is taken as it is: a new field, or a
 * new form of one that is only shown, must not stop anybody.
 */
import type { Rounded } from "./jsonText";
import type { WireField } from "./wire";

export type Fields = Readonly<Record<string, WireField>>;

/** No answer and no argument is nested like this, and whatever recurses, here and in Pulumi, would end at some depth. */
export const deepestJson = 500;

/** What else counts besides depth. */
export interface JsonLimits {
  /** In characters of all texts and keys, and one for each value. */
  readonly largest?: number;
  readonly rounded?: Rounded | undefined;
}

/** Why a value of JSON cannot be worked with: what it is or has. */
export function jsonFault(value: unknown, deepest: number, limits: JsonLimits = {}): string | undefined {
  const { largest = Infinity, rounded } = limits;
  let size = 0;
  let numbers: string | undefined;
  const isTooDeep = (inner: unknown, depth: number): boolean => {
    size += 1;
    if (typeof inner === "string") {
      size += inner.length;
    } else if (typeof inner === "number" && !Number.isFinite(inner)) {
      // JSON text such as 1e400 becomes a number for which JSON has no text.
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

/** The same of its depth alone. */
export function depthFault(value: unknown, deepest: number): string | undefined {
  const isTooDeep = (inner: unknown, depth: number): boolean =>
    typeof inner === "object" &&
    inner !== null &&
    (depth > deepest || Object.values(inner).some((member) => isTooDeep(member, depth + 1)));
  return isTooDeep(value, 1) ? `is nested more than ${deepest} levels deep` : undefined;
}

/** What is wrong with an object of the API; `id` is the one that was asked for, where one was. */
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
    // What an upstream publishes is its own business; what is no definition is passed over.
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
