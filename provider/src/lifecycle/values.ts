/** Values from the engine: plain JSON, and marks for unknown values. */
import { isObject } from "../cloudflare/shape";
import { withoutQuery } from "../cloudflare/urls";
import { unknownMarks } from "../pulumiProtocol";
import { asText } from "../text/asText";

export { isObject };

export type Properties = Record<string, unknown>;

/** A name from outside can be that of a prototype member, such as `constructor`, so only own members count. */
export function ownMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Unchecked values under known names: arguments before check, and state. */
export type Unchecked<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/** Whether a value itself is unknown. */
export function isUnknown(value: unknown): boolean {
  return unknownMarks.has(value);
}

/** Whether a value contains anything unknown. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).some(hasUnknown);
  }
  return isUnknown(value);
}

/** Plain JavaScript programs and JSON files write null for "not set". Here both are the same. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The API uses null, "" and a missing field for "none". */
export function noneIfEmpty(value: unknown): unknown {
  return value === "" ? null : (value ?? null);
}

/** A value in a message: whole or not at all, because redaction would not find half of a secret. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    return withoutQuery(value);
  }
  const text = isSet(value) ? JSON.stringify(value) : "unknown";
  return text.length <= 200 ? text : `a value of ${text.length} characters`;
}

/** The first of some names, and how many more there are. */
export function firstOf(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** The message of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : asText(error);
}

/** A text that equal values share, in any order of their keys. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

export function equal(one: unknown, other: unknown): boolean {
  return canonicalText(one ?? null) === canonicalText(other ?? null);
}

/** The same for a type. */
export type CamelCase<Snake extends string> = Snake extends `${infer Head}_${infer Rest}`
  ? `${Head}${Capitalize<CamelCase<Rest>>}`
  : Snake;

export function camelCase(snake: string): string {
  return snake.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

export function snakeCase(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Renames all keys of a value, at any depth. */
export function renameKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => renameKeys(item, rename));
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renameKeys(item, rename)]));
  }
  return value;
}
