/** The arguments of an existing object that differ from Cloudflare's defaults, as a program declares them. */
import * as v from "valibot";
import { unshowable } from "./check";
import { defaultOf, type Field } from "./fields";
import { isSet, type Properties } from "./values";

/** A value that the provider would refuse, and why. It stays unmanaged. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

export interface DeclaredArguments {
  /** In the order of the table. */
  readonly values: Properties;
  readonly leftOut: readonly LeftOut[];
  /** Why no program can declare the object at all. */
  readonly impossible: string | undefined;
}

/** An object of any kind, as a program declares it. */
export interface Declaration extends DeclaredArguments {
  /** The arguments that the object has and Cloudflare never returns. */
  readonly credentials: readonly string[];
}

/**
 * `resourceName` is the name of the resource in the program, and so the default of its id and name. `arrange` sorts a
 * list whose order means nothing.
 */
export function declareArguments(
  table: readonly Field[],
  object: object,
  resourceName: string,
  arrange: (value: unknown) => unknown,
): DeclaredArguments {
  const wire = object as Properties;
  const values: Properties = {};
  const leftOut: LeftOut[] = [];
  let impossible: string | undefined;
  for (const field of table) {
    const { name, kind, wireName, required } = field;
    if (wireName === undefined || (kind !== "mutable" && kind !== "replaced" && kind !== "identity")) {
      continue;
    }
    const value = arrange(field.fromWire(wire[wireName], {}));
    const reason = isSet(value) ? findRefusal(field, value) : undefined;
    const isNeeded = required || kind === "replaced" || kind === "identity";
    if (isNeeded && (reason !== undefined || !isSet(value))) {
      impossible ??= `${name} ${reason ?? "is missing"}`;
    } else if (reason !== undefined) {
      leftOut.push({ name, reason });
    } else if (kind !== "identity" && isSet(value) && !isDefault(field, value, resourceName)) {
      values[name] = value;
    }
  }
  return { values, leftOut, impossible };
}

/** Why the provider would refuse a value; undefined if it accepts it. */
export function findRefusal({ schema }: Pick<Field, "schema">, value: unknown): string | undefined {
  const issue = schema === undefined ? undefined : v.safeParse(schema, value).issues?.[0];
  return issue ? [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(" ") : unshowable(value);
}

function isDefault(field: Field, value: unknown, resourceName: string): boolean {
  return field.same(value, defaultOf(field, resourceName));
}
