/** Overrides of tools or prompts: a set with one row for each name. */
import * as v from "valibot";
import { overrideForm, type WireOverride } from "../cloudflare/wire";
import type { FormBehaviour } from "../lifecycle/fields";
import { booleanSchema, known, setSchema, textSchema } from "../lifecycle/schemas";
import { equal, isObject, isSet, noneIfEmpty } from "../lifecycle/values";

/** Overrides as a form of field. */
export const overridesForm: FormBehaviour = {
  schema: () => overridesSchema(),
  same: sameOverrides,
  toWire: overrideRows,
  fromWire: overrideRows,
};

export function overridesSchema(): v.GenericSchema {
  const row = v.strictObject(
    {
      name: textSchema(overrideForm.name),
      alias: v.nullish(textSchema(overrideForm.alias)),
      description: v.nullish(textSchema(overrideForm.description)),
      enabled: v.nullish(booleanSchema),
    },
    (issue) =>
      issue.expected === "never"
        ? "is not a setting of an override (name, alias, description, enabled)"
        : "must be an object with name, and with alias, description or enabled",
  );
  return setSchema(
    known(row),
    "must be a list of overrides: objects with name, and with alias, description or enabled",
    (override) => memberOf(override, "name"),
    [{ of: (override) => memberOf(override, "alias"), twice: "gives more than one tool the alias" }],
  );
}

function memberOf(override: unknown, name: keyof WireOverride): unknown {
  return isObject(override) ? override[name] : undefined;
}

/** The rows to send and store, without null members. */
export function overrideRows(value: unknown): Record<string, unknown>[] {
  return rowsOf(value).map((row) => Object.fromEntries(Object.entries(row).filter(([, member]) => isSet(member))));
}

/** Sorts overrides by name, because their order means nothing. Returns any other value unchanged. */
export function sortedOverrides(value: unknown): unknown {
  return Array.isArray(value) ? sortByName(overrideRows(value)) : value;
}

/** Sorts by code units, the same on every machine. */
export function sortByName<Row extends object>(rows: readonly Row[]): Row[] {
  const nameOf = (row: Row): string => ("name" in row && typeof row.name === "string" ? row.name : "");
  return rows.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0));
}

export function sameOverrides(one: unknown, other: unknown): boolean {
  return equal(overrideSet(one, true), overrideSet(other, true));
}

/**
 * The overrides in state. Cloudflare can keep or drop a row whose tool is not in the catalog yet, so its absence means
 * nothing until the tool exists.
 */
export function observeOverrides(declared: unknown, remote: unknown, catalogue: unknown): unknown {
  const present = names(remote);
  const offered = names(catalogue);
  const isThere = (name: unknown): boolean => typeof name === "string" && (present.has(name) || offered.has(name));
  const pending = rowsOf(declared).filter(({ name }) => !isThere(name));
  const seen = [...rowsOf(remote), ...pending];
  return sameOverrides(declared, seen) ? declared : seen;
}

/** The names in a list of overrides or definitions. Skips entries without a name. */
export function names(value: unknown): Set<string> {
  return new Set(rowsOf(value).flatMap(({ name }) => (typeof name === "string" ? [name] : [])));
}

export function rowsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Overrides by name, with all defaults filled in. */
export function overrideSet(value: unknown, shownByDefault: boolean): Record<string, unknown> {
  return Object.fromEntries(
    rowsOf(value).map((row) => {
      const { name, alias, description, enabled } = row as unknown as WireOverride;
      const spelledOut = {
        alias: noneIfEmpty(alias),
        description: noneIfEmpty(description),
        enabled: enabled ?? shownByDefault,
      };
      return [name, spelledOut];
    }),
  );
}
