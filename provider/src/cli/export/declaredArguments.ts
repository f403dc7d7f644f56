/** The arguments of an object that are other than Cloudflare's defaults, as a program would write them. */
import * as v from "valibot";
import type { Field } from "../../lifecycle/fields";
import { overrideRows } from "../../rows/overrides";
import { isSet, type Properties } from "../../lifecycle/values";
import { compareText } from "../order";

/** What a program cannot say, and why: it is not managed then. */
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

/** `logicalName` is the name of the resource, which stands in for the id and the name. */
export function declaredArguments(table: readonly Field[], object: object, logicalName: string): DeclaredArguments {
  const wire = object as Properties;
  const values: Properties = {};
  const leftOut: LeftOut[] = [];
  let impossible: string | undefined;
  for (const field of table) {
    const { name, kind, wireName, required } = field;
    if (wireName === undefined || (kind !== "mutable" && kind !== "replaced" && kind !== "identity")) {
      continue;
    }
    const value = inOrder(field.fromWire(wire[wireName], {}));
    const reason = isSet(value) ? refusal(field, value) : undefined;
    const isNeeded = required || kind === "replaced" || kind === "identity";
    if (isNeeded && (reason !== undefined || !isSet(value))) {
      impossible ??= `${name} ${reason ?? "is missing"}`;
    } else if (reason !== undefined) {
      leftOut.push({ name, reason });
    } else if (kind !== "identity" && isSet(value) && !isDefault(field, value, logicalName)) {
      values[name] = value;
    }
  }
  return { values, leftOut, impossible };
}

/** Why the provider would refuse a value; undefined when it would not. */
export function refusal({ schema }: Pick<Field, "schema">, value: unknown): string | undefined {
  const issue = schema === undefined ? undefined : v.safeParse(schema, value).issues?.[0];
  return issue && [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(" ");
}

function isDefault(field: Field, value: unknown, logicalName: string): boolean {
  return field.name === "name" ? value === logicalName : field.same(value, field.default);
}

/** Overrides are a set, and come in the order of their names. */
function inOrder(value: unknown): unknown {
  return Array.isArray(value) ? sortedByName(overrideRows(value)) : value;
}

export function sortedByName<Row extends object>(rows: readonly Row[]): Row[] {
  const nameOf = (row: Row): string => ("name" in row ? String(row.name) : "");
  return rows.toSorted((one, other) => compareText(nameOf(one), nameOf(other)));
}
