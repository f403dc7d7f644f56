/** What a field is given beside a remote value, as the lifecycle gives it. */
import type { Around } from "../../provider/src/lifecycle/fields";
import type { Observing } from "../../provider/src/rows/locked";
import { speakerOf } from "../../provider/src/text/outside";

/** Of values that no program declares. */
export const speak = speakerOf(undefined, []);

export function aroundOf(declared: unknown, wire: Around["wire"] = {}, known: Around["known"] = {}): Around {
  return { wire, known, speak: speakerOf(declared, []) };
}

export function observing(declared: unknown, dropsPins = false): Observing {
  return { dropsPins, speak: speakerOf(declared, []) };
}
