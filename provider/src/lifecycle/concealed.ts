/** Arguments that a program marks as secrets: their texts are in no message, and what is made from them is a secret too. */
import { secretSignature, signatureKey } from "../pulumiProtocol";
import type { Field } from "./fields";
import { isSet, isUnknown, type Properties } from "./values";

/** What a program hides of a resource. */
export interface Concealed {
  /** The outputs that are made from secret arguments, in the order of the table. */
  readonly outputs: readonly string[];
  /** The secret arguments that are texts. */
  readonly texts: readonly string[];
}

/** What the secret arguments conceal, by the names that the class gives check. */
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

/** The output that names the outputs which are secret because they are made from secret arguments. */
export const concealedKey = "__concealed";

function madeFrom(table: readonly Field[], names: readonly string[]): string[] {
  return table
    .filter((field) => field.madeFrom !== undefined && names.includes(field.madeFrom))
    .map(({ name }) => name);
}

/**
 * Outputs of which some are marked as secrets. Pulumi itself marks outputs that are named like secret arguments, and in a
 * refresh those that state has as secrets.
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

/** Whether the program conceals other outputs than those that state has as secrets. */
export function concealsElse({ outputs }: Concealed, { [concealedKey]: stored }: Properties): boolean {
  return outputs.join() !== (Array.isArray(stored) ? stored.join() : "");
}
