/**
 * Compares state with a program. Both diff and update use this one function, so an update sends what the preview shows.
 */
import { declaredOf, defaultOf, type Field } from "./fields";
import { hasUnknown, isSet, type Properties } from "./values";

export interface Change {
  readonly field: Field;
  readonly to: unknown;
}

export interface Comparison {
  /** Arguments whose change replaces the object. */
  readonly replaces: readonly string[];
  /** What an update sends. */
  readonly changes: readonly Change[];
  /** Whether an unknown value prevents a comparison. */
  readonly undecided: boolean;
  /** Whether the outputs of the same object change. */
  readonly settingsDiffer: boolean;
  /** Whether the program sets other arguments than before. State records this although nothing is sent. */
  readonly namesDiffer: boolean;
}

/** The output that names the arguments that the program sets. Values alone cannot tell "removed" from "never set". */
export const managedKey = "__managed";

/** The arguments with a remote value that a program sets, in the order of the table. */
export function managedNames(table: readonly Field[], inputs: Properties): string[] {
  return table
    .filter((field) => (field.kind === "mutable" || field.kind === "writeOnly") && isSet(inputs[field.name]))
    .map((field) => field.name);
}

/** The same arguments according to state. Outputs of an import file repeat its inputs, so they count as declared. */
export function managedIn(table: readonly Field[], state: Properties): string[] {
  const stored = state[managedKey];
  return Array.isArray(stored) ? stored.map(String) : managedNames(table, state);
}

/** Whether a change of this argument replaces the object. */
function isReplaced({ kind, name, same }: Field, state: Properties, inputs: Properties): boolean {
  const declared = inputs[name];
  return (
    (kind === "identity" || kind === "replaced") &&
    isSet(declared) &&
    // An unknown value never replaces, even in a real update: in a cascade of replacements, the engine hides values
    // that turn out to be unchanged.
    !hasUnknown(declared) &&
    !same(declared, state[name])
  );
}

/** The arguments whose change replaces the object. */
export function replacing(table: readonly Field[], state: Properties, inputs: Properties): string[] {
  return table.filter((field) => isReplaced(field, state, inputs)).map(({ name }) => name);
}

/**
 * Compares state (outputs) with a program (checked inputs). `resourceName` is the name of the resource in the program.
 */
export function compare(
  table: readonly Field[],
  state: Properties,
  inputs: Properties,
  resourceName: unknown,
): Comparison {
  const changes: Change[] = [];
  let undecided = false;
  const managed = managedIn(table, state);

  for (const field of table) {
    const declared = declaredOf(field, inputs);
    const current = state[field.name];
    if (hasUnknown(declared)) {
      undecided ||= field.kind !== "hint";
      continue;
    }
    switch (field.kind) {
      case "mutable":
        if (isSet(declared)) {
          if (!field.same(declared, current)) {
            changes.push({ field, to: declared });
          }
        } else if (managed.includes(field.name)) {
          const to = defaultOf(field, resourceName);
          if (!field.same(to, current)) {
            changes.push({ field, to });
          }
        }
        break;
      case "writeOnly":
        if (isSet(declared) && !(isSet(current) && field.same(declared, current))) {
          changes.push({ field, to: declared });
        }
        break;
      case "identity":
      case "replaced":
      case "setting":
      case "hint":
      case "output":
        break;
    }
  }

  const settingsDiffer = table.some(
    (field) =>
      field.kind === "setting" && !hasUnknown(inputs[field.name]) && !field.same(inputs[field.name], state[field.name]),
  );
  const namesDiffer = managedNames(table, inputs).join() !== managed.join();
  return { replaces: replacing(table, state, inputs), changes, undecided, settingsDiffer, namesDiffer };
}
