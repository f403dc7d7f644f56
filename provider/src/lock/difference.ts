/**
 * One difference between two definitions, by kind. Facts only: the reader decides what is harmless. This is also the
 * form for machines: plain JSON, documented in docs/tool-lock.md.
 */
import { isObject } from "../cloudflare/shape";
import { pointerSteps, pointerTo, same } from "./digest";
import { sorted } from "./file";
import { nameFacts, textFacts } from "./textFacts";

export type DifferenceKind =
  | "textChanged"
  /** A hint by which clients decide whether to ask a person first. */
  | "annotationChanged"
  | "parameterAdded"
  | "parameterRemoved"
  | "madeRequired"
  | "madeOptional"
  | "typeChanged"
  /** More values than before, fewer, or some of both. */
  | "enumWidened"
  | "enumNarrowed"
  | "enumChanged"
  /** additionalProperties: whether the schema accepts parameters that it does not name. */
  | "opened"
  | "closed"
  | "defaultChanged"
  /** Any other keyword of a schema: `pattern`, `maximum` and so on. */
  | "constraintChanged"
  | "added"
  | "removed"
  | "changed"
  /** One of the definitions cannot be compared; `facts` has the reason. */
  | "notComparable";

export interface Difference {
  readonly kind: DifferenceKind;
  /** A JSON pointer into the definition. */
  readonly pointer: string;
  /** Absent if there was no value. */
  readonly before?: unknown;
  /** Absent if there is no value now. */
  readonly after?: unknown;
  /** Facts that a reader might overlook: invisible characters, a default that now applies, a required parameter. */
  readonly facts: readonly string[];
}

export type Definition = Readonly<Record<string, unknown>>;

/** The differences of other values, member by member. */
export function anyDifferences(before: unknown, after: unknown, pointer: string): Difference[] {
  if (same(before, after)) {
    return [];
  }
  if (isObject(before) && isObject(after)) {
    return keysOf(before, after).flatMap((key) =>
      anyDifferences(memberOf(before, key), memberOf(after, key), pointer + pointerTo(key)),
    );
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item: unknown, index) =>
      anyDifferences(item, (after as unknown[])[index], pointer + pointerTo(index)),
    );
  }
  if (typeof before === "string" && typeof after === "string") {
    return [difference("textChanged", pointer, before, after)];
  }
  const kind = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  return [difference(kind, pointer, before, after)];
}

export function difference(
  kind: DifferenceKind,
  pointer: string,
  before: unknown,
  after: unknown,
  facts: readonly string[] = [],
): Difference {
  return {
    kind,
    pointer,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    facts: [
      ...facts,
      ...(kind === "parameterAdded" ? nameFacts(pointerSteps(pointer).at(-1) ?? "") : []),
      ...textFacts(before, after),
    ],
  };
}

/** An upstream chooses the names, and `constructor` is possible, so only own members count. */
export function memberOf(definition: Definition, key: string): unknown {
  return Object.hasOwn(definition, key) ? definition[key] : undefined;
}

export function keysOf(...objects: readonly Definition[]): string[] {
  return sorted(new Set(objects.flatMap((each) => Object.keys(each))));
}
