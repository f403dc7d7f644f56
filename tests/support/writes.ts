/** Writes as the generic lifecycle tells of them, made of the names of what they carried. */
import type { Field } from "../../provider/src/lifecycle/fields";
import type { Changed, InAccount, Step } from "../../provider/src/lifecycle/resourceKind";
import type { Properties } from "../../provider/src/lifecycle/values";

/** Changes of some arguments to new values. */
export function changedTo<Arguments extends InAccount>(
  table: readonly Field[],
  values: Properties,
): Changed<Arguments> {
  const changes = table.filter(({ name }) => Object.hasOwn(values, name));
  return Object.fromEntries(
    changes.map((field) => [field.name, { field, to: values[field.name] }]),
  ) as Changed<Arguments>;
}

/** The step that carried these: a create carries the id, and one that carries nothing resumes an earlier one. */
export function writeOf<Arguments extends InAccount>(
  table: readonly Field[],
  names: readonly string[],
): { readonly step: Step; readonly changed: Changed<Arguments> } {
  const changed = changedTo<Arguments>(table, Object.fromEntries(names.map((name) => [name, undefined])));
  const isCreate = table.some(({ name, kind }) => kind === "identity" && names.includes(name));
  return { step: isCreate ? "create" : names.length === 0 ? "resume" : "update", changed };
}
