/** The refusals that check has for one argument. */
import { failuresOf } from "../../provider/src/lifecycle/check";
import type { Field } from "../../provider/src/lifecycle/fields";

/** What is wrong with one argument, in the words of check. */
export function refusalsOf(field: Field, value: unknown): string[] {
  const nothingElse = { account: undefined, defaultedId: undefined, together: [], olds: {}, secrets: [] };
  return failuresOf([field], { [field.name]: value }, nothingElse).map(({ reason }) => reason);
}
