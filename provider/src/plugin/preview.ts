/** Predicts the outputs of a step in a preview. Everything else is marked as unknown. */
import { compare } from "../lifecycle/comparison";
import type { Field } from "../lifecycle/fields";
import { declaredOutputs, keptOutputs, updateBody } from "../lifecycle/outputs";
import { equal, isSet, type Properties } from "../lifecycle/values";
import { unknownMark } from "../pulumiProtocol";

/** A create: the arguments of the program. Values that it leaves to Cloudflare are unknown. */
export function previewCreate(table: readonly Field[], inputs: Properties): Properties {
  const outputs = table.filter(({ kind }) => kind !== "hint");
  return { ...asUnknown(outputs), ...declaredBy(table, inputs) };
}

/** The facts for the preview of an update. */
export interface UpdatePreview {
  readonly state: Properties;
  readonly inputs: Properties;
  readonly resourceName: unknown;
  /** Whether an earlier step left work to do. */
  readonly isPending: boolean;
}

/**
 * An update: the arguments of the program, and the outputs that the update does not change. A step that sends nothing
 * changes nothing.
 */
export function previewUpdate(
  table: readonly Field[],
  { state, inputs, resourceName, isPending }: UpdatePreview,
): Properties {
  const { changes, undecided, settingsDiffer } = compare(table, state, inputs, resourceName);
  if (changes.length === 0 && !undecided && !settingsDiffer && !isPending) {
    return { ...state, ...declaredBy(table, inputs) };
  }
  const moving = table.filter(({ kind, constant }) => kind === "output" && !constant);
  const reset = changes
    .filter(({ field }) => !isSet(inputs[field.name]))
    .map(({ field, to }) => [field.name, field.fromWire(field.toWire(to), inputs)]);
  const after = {
    ...state,
    ...asUnknown(moving),
    ...(Object.fromEntries(reset) as Properties),
    ...declaredBy(table, inputs),
  };
  return { ...after, ...derivedFrom(table, state, after) };
}

function declaredBy(table: readonly Field[], inputs: Properties): Properties {
  return { ...declaredOutputs(table, inputs), ...keptOutputs(table, inputs) };
}

function asUnknown(table: readonly Field[]): Properties {
  return Object.fromEntries(table.map(({ name }) => [name, unknownMark]));
}

/** Derived outputs: unchanged if their arguments are. Cloudflare's spelling of a new value is unknown. */
function derivedFrom(table: readonly Field[], before: Properties, after: Properties): Properties {
  const [old, now] = [objectOf(table, before), objectOf(table, after)];
  return Object.fromEntries(
    table
      .filter(({ kind, wireName }) => kind === "output" && wireName === undefined)
      .map((field) => [
        field.name,
        equal(field.fromWire(old, before), field.fromWire(now, before)) ? before[field.name] : unknownMark,
      ]),
  );
}

function objectOf(table: readonly Field[], outs: Properties): Properties {
  return updateBody(
    table
      .filter(({ name, wireName, kind }) => wireName !== undefined && kind !== "writeOnly" && isSet(outs[name]))
      .map((field) => ({ field, to: outs[field.name] })),
  );
}
