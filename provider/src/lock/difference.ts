/**
 * One difference between two definitions, by kind. Facts only: which of them is harmless is for the person who reads
 * them. This is also the form for machines: plain JSON, documented in docs/tool-lock.md.
 */
import { isObject } from "../cloudflare/shape";
import { pointerSteps, pointerTo, same } from "./digest";
import { sorted } from "./file";
import { nameFacts, textFacts } from "./textFacts";

export type DifferenceKind =
  | "textChanged"
  /** One of the hints by which clients decide whether to ask a person first. */
  | "annotationChanged"
  | "parameterAdded"
  | "parameterRemoved"
  | "madeRequired"
  | "madeOptional"
  | "typeChanged"
  /** More values than before; fewer; some of both. */
  | "enumWidened"
  | "enumNarrowed"
  | "enumChanged"
  /** additionalProperties: parameters that the schema does not name are taken now, or not any more. */
  | "opened"
  | "closed"
  | "defaultChanged"
  /** Any other keyword of a schema: `pattern`, `maximum` and so on. */
  | "constraintChanged"
  | "added"
  | "removed"
  | "changed"
  /** One of the two cannot be compared; `facts` say why. */
  | "notComparable";

export interface Difference {
  readonly kind: DifferenceKind;
  /** Where in the definition, as a JSON pointer. */
  readonly pointer: string;
  /** Absent where there was nothing. */
  readonly before?: unknown;
  /** Absent where there is nothing any more. */
  readonly after?: unknown;
  /** What a reader might overlook: characters that are not seen, a default that counts now, a required parameter. */
  readonly facts: readonly string[];
}

export type Definition = Readonly<Record<string, unknown>>;

/** Of values about which nothing more is known: member by member. */
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

/** Names are an upstream's choice, `constructor` among them: only what an object has itself counts. */
export function memberOf(definition: Definition, key: string): unknown {
  return Object.hasOwn(definition, key) ? definition[key] : undefined;
}

export function keysOf(...objects: readonly Definition[]): string[] {
  return sorted(new Set(objects.flatMap((each) => Object.keys(each))));
}
