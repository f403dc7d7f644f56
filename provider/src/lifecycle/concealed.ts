/**
 * Arguments that a program marks as secrets: no message contains their texts, and outputs made from them are secrets
 * too.
 */
import { secretSignature, signatureKey } from "../pulumiProtocol";
import type { Field } from "./fields";
import { isSet, isUnknown, type Properties } from "./values";

/** The secrets of a resource in the program. */
export interface Concealed {
  /** The outputs that are made from secret arguments, in the order of the table. */
  readonly outputs: readonly string[];
  /** The secret arguments that are strings. */
  readonly texts: readonly string[];
}

/** The secrets behind the secret arguments, by the names that the class passes to check. */
export function concealedBy(table: readonly Field[], inputs: Properties, secretNames: unknown): Concealed {
  const names = Array.isArray(secretNames) ? secretNames.map(String) : [];
  return {
    outputs: madeFrom(table, names),
    texts: names.flatMap((name) => {
      const value = inputs[name];
      return typeof value === "string" && !isUnknown(value) ? [value] : [];
    }),
  };
}

/** The output that names the outputs made from secret arguments. */
export const concealedKey = "__concealed";

function madeFrom(table: readonly Field[], names: readonly string[]): string[] {
  return table
    .filter((field) => field.madeFrom !== undefined && names.includes(field.madeFrom))
    .map(({ name }) => name);
}

/**
 * Marks some outputs as secrets. Pulumi itself marks outputs with the names of secret arguments, and, in a refresh,
 * those that are secrets in state.
 */
export function concealed(outs: Properties, names: readonly string[]): Properties {
  if (names.length === 0 && !isSet(outs[concealedKey])) {
    return outs;
  }
  const secrets = names
    .filter((name) => isSet(outs[name]))
    .map((name) => [name, { [signatureKey]: secretSignature, value: outs[name] }]);
  return { ...outs, ...(Object.fromEntries(secrets) as Properties), [concealedKey]: names };
}

/** Whether the secret outputs of the program differ from those in state. */
export function concealsElse({ outputs }: Concealed, { [concealedKey]: stored }: Properties): boolean {
  return outputs.join() !== (Array.isArray(stored) ? stored.join() : "");
}
