/** Overrides of tools or prompts: a set of rows, each about one name. */
import * as v from "valibot";
import { overrideForm, type WireOverride } from "../cloudflare/wire";
import type { FormBehaviour } from "../lifecycle/fields";
import { booleanSchema, known, setSchema, textSchema } from "../lifecycle/schemas";
import { equal, isObject, isSet, noneIfEmpty } from "../lifecycle/values";

/** Overrides as a form of field, for the tables that have it. */
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

/** The rows as they are sent and kept: what is null is left out. */
export function overrideRows(value: unknown): Record<string, unknown>[] {
  return rowsOf(value).map((row) => Object.fromEntries(Object.entries(row).filter(([, member]) => isSet(member))));
}

/** Overrides are a set: their order means nothing. Any other value stays as it is. */
export function sortedOverrides(value: unknown): unknown {
  return Array.isArray(value) ? sortByName(overrideRows(value)) : value;
}

/** By code units, the same on every machine. */
export function sortByName<Row extends object>(rows: readonly Row[]): Row[] {
  const nameOf = (row: Row): string => ("name" in row && typeof row.name === "string" ? row.name : "");
  return rows.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0));
}

export function sameOverrides(one: unknown, other: unknown): boolean {
  return equal(overrideSet(one, true), overrideSet(other, true));
}

/**
 * What state says of overrides. A row for a tool that is not in the catalogue yet is pending: Cloudflare may keep or
 * drop it until it knows the tool, so its absence means nothing. Once the tool is there, it does.
 */
export function observeOverrides(declared: unknown, remote: unknown, catalogue: unknown): unknown {
  const present = names(remote);
  const offered = names(catalogue);
  const isThere = (name: unknown): boolean => typeof name === "string" && (present.has(name) || offered.has(name));
  const pending = rowsOf(declared).filter(({ name }) => !isThere(name));
  const seen = [...rowsOf(remote), ...pending];
  return sameOverrides(declared, seen) ? declared : seen;
}

/** The names in a list of overrides or definitions. What has none is passed over. */
export function names(value: unknown): Set<string> {
  return new Set(rowsOf(value).flatMap(({ name }) => (typeof name === "string" ? [name] : [])));
}

export function rowsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Overrides as the set that they are: by name, with what is left out spelled out. */
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
