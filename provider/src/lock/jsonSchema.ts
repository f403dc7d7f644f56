/** The differences between two JSON schemas of a tool, by kind. */
import { isObject } from "../cloudflare/shape";
import {
  anyDifferences,
  difference,
  keysOf,
  memberOf,
  type Definition,
  type Difference,
  type DifferenceKind,
} from "./difference";
import { fingerprintOf, pointerTo, same } from "./digest";
import { sorted } from "./file";

/** Keywords that contain a schema, a list of schemas, or schemas by name. */
const schemaKeywords = new Set([
  "items",
  "contains",
  "not",
  "if",
  "then",
  "else",
  "propertyNames",
  "unevaluatedItems",
  "additionalItems",
]);
const schemaLists = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const schemaMaps = new Set(["$defs", "definitions", "patternProperties", "dependentSchemas"]);

/** Keywords that decide about parameters that the schema does not name. */
const openers = new Set(["additionalProperties", "unevaluatedProperties"]);

/** Keywords that only describe. */
const words = new Set(["title", "description", "$comment", "examples", "$schema", "$id"]);

export function schemaDifferences(before: Definition, after: Definition, pointer: string): Difference[] {
  return keysOf(before, after).flatMap((keyword) =>
    keywordDifferences(keyword, before, after, pointer + pointerTo(keyword)),
  );
}

function keywordDifferences(keyword: string, before: Definition, after: Definition, pointer: string): Difference[] {
  const [one, other] = [memberOf(before, keyword), memberOf(after, keyword)];
  if (same(one, other)) {
    return [];
  }
  if (keyword === "properties" && isObject(one ?? {}) && isObject(other ?? {})) {
    const found = propertyDifferences(before, after, pointer);
    // Null instead of an empty object, or the reverse.
    return found.length > 0 ? found : [difference("constraintChanged", pointer, one, other)];
  }
  if (keyword === "required") {
    return requiredDifferences(before, after, pointer);
  }
  if (keyword === "enum" && isListOrAbsent(one) && isListOrAbsent(other)) {
    return [difference(enumKind(one, other), pointer, one, other)];
  }
  if (openers.has(keyword) && (one === false) !== (other === false)) {
    return [difference(one === false ? "opened" : "closed", pointer, one, other)];
  }
  if (schemaKeywords.has(keyword) || openers.has(keyword)) {
    return inner(one, other, pointer);
  }
  if (schemaLists.has(keyword) && Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((schema: unknown, index) =>
      inner(schema, (other as unknown[])[index], pointer + pointerTo(index)),
    );
  }
  if (schemaMaps.has(keyword) && isObject(one) && isObject(other)) {
    return keysOf(one, other).flatMap((name) =>
      inner(memberOf(one, name), memberOf(other, name), pointer + pointerTo(name)),
    );
  }
  if (keyword === "type") {
    return [difference("typeChanged", pointer, one, other)];
  }
  if (keyword === "default") {
    return [difference("defaultChanged", pointer, one, other)];
  }
  return words.has(keyword)
    ? anyDifferences(one, other, pointer)
    : [difference("constraintChanged", pointer, one, other)];
}

/** Compares the schemas inside a keyword. `true` and `false` are schemas, too. */
function inner(before: unknown, after: unknown, pointer: string): Difference[] {
  return isObject(before) && isObject(after)
    ? schemaDifferences(before, after, pointer)
    : same(before, after)
      ? []
      : [difference("constraintChanged", pointer, before, after)];
}

function propertyDifferences(before: Definition, after: Definition, pointer: string): Difference[] {
  const one = (before.properties ?? {}) as Definition;
  const other = (after.properties ?? {}) as Definition;
  const mandatory = requiredOf(after);
  return keysOf(one, other).flatMap((name) => {
    const place = pointer + pointerTo(name);
    if (!Object.hasOwn(one, name)) {
      return [difference("parameterAdded", place, undefined, other[name], mandatory.has(name) ? ["required"] : [])];
    }
    return Object.hasOwn(other, name)
      ? inner(one[name], other[name], place)
      : [difference("parameterRemoved", place, one[name], undefined)];
  });
}

/** For parameters in both schemas; a new parameter reports it itself. */
function requiredDifferences(before: Definition, after: Definition, pointer: string): Difference[] {
  const [one, other] = [requiredOf(before), requiredOf(after)];
  const properties = pointer.replace(/required$/, "properties");
  const place = (name: string): string => properties + pointerTo(name);
  const told = (schema: Definition, name: string): boolean =>
    isObject(schema.properties) && Object.hasOwn(schema.properties, name);
  const found = sorted(new Set([...one, ...other])).flatMap((name): Difference[] => {
    if (one.has(name) === other.has(name)) {
      return [];
    }
    if (told(before, name) !== told(after, name)) {
      return [];
    }
    return other.has(name)
      ? [difference("madeRequired", place(name), false, true)]
      : [difference("madeOptional", place(name), true, false)];
  });
  const isTold = found.length > 0 || !same(before.properties, after.properties);
  return isTold ? found : [difference("constraintChanged", pointer, before.required, after.required)];
}

function requiredOf(schema: Definition): Set<string> {
  const names: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  return new Set(names.filter((name) => typeof name === "string"));
}

type Enum = readonly unknown[] | undefined;

function isListOrAbsent(value: unknown): value is Enum {
  return value === undefined || Array.isArray(value);
}

function valuesOf(list: Enum): ReadonlySet<unknown> | undefined {
  return list && new Set(list.map(fingerprintOf));
}

/** Without an enum, every value is valid. */
function enumKind(before: Enum, after: Enum): DifferenceKind {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const isWider = now === undefined || (old !== undefined && [...now].some((value) => !old.has(value)));
  const isNarrower = old === undefined || (now !== undefined && [...old].some((value) => !now.has(value)));
  return isWider === isNarrower ? "enumChanged" : isWider ? "enumWidened" : "enumNarrowed";
}
