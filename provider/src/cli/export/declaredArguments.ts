/** The arguments of an object that differ from Cloudflare's defaults, as a program declares them. */
import * as v from "valibot";
import { unshowable } from "../../lifecycle/check";
import { defaultOf, type Field } from "../../lifecycle/fields";
import { overrideRows } from "../../rows/overrides";
import { isSet, type Properties } from "../../lifecycle/values";
import type { Mapping } from "../../rows/rows";
import { sortBy } from "../order";

/** What the provider would refuse, and why. It stays unmanaged. */
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

/** An argument that the program takes from its configuration. Cloudflare never returns credentials. */
export interface CredentialArgument {
  readonly name: "authCredentials" | "clientSecret" | "hostname";
  /** Follows the name of the variable in the key of the configuration. */
  readonly keySuffix: string;
  /** In words, for the README. */
  readonly what: string;
}

/** An object of any kind, as a program declares it. */
export interface Declaration extends DeclaredArguments {
  readonly credentials: readonly CredentialArgument[];
  /** The servers of a portal; undefined where it has none, or no program can declare them. */
  readonly rows: readonly Mapping[] | undefined;
}

/** `resourceName` is the name of the resource in the program, and so the default of its id and name. */
export function declareArguments(table: readonly Field[], object: object, resourceName: string): DeclaredArguments {
  const wire = object as Properties;
  const values: Properties = {};
  const leftOut: LeftOut[] = [];
  let impossible: string | undefined;
  for (const field of table) {
    const { name, kind, wireName, required } = field;
    if (wireName === undefined || (kind !== "mutable" && kind !== "replaced" && kind !== "identity")) {
      continue;
    }
    const value = sortOverrides(field.fromWire(wire[wireName], {}));
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

/** Why the provider would refuse a value; undefined when it would not. */
export function findRefusal({ schema }: Pick<Field, "schema">, value: unknown): string | undefined {
  const issue = schema === undefined ? undefined : v.safeParse(schema, value).issues?.[0];
  return issue ? [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(" ") : unshowable(value);
}

function isDefault(field: Field, value: unknown, resourceName: string): boolean {
  return field.same(value, defaultOf(field, resourceName));
}

/** Overrides are a set: their order means nothing. */
function sortOverrides(value: unknown): unknown {
  return Array.isArray(value) ? sortByName(overrideRows(value)) : value;
}

export function sortByName<Row extends object>(rows: readonly Row[]): Row[] {
  return sortBy(rows, (row) => ("name" in row ? String(row.name) : ""));
}
