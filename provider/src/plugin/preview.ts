/** What a preview knows of the outputs of a step before it is taken. Everything else is marked as not known. */
import { compare } from "../lifecycle/comparison";
import type { Field } from "../lifecycle/fields";
import { declaredOutputs, keptOutputs, updateBody } from "../lifecycle/outputs";
import { hasUnknown, isSet, type Properties } from "../lifecycle/values";
import { unknownMark, unknownMarks } from "../pulumiProtocol";

/** A create: what the program says. What it leaves to Cloudflare is not known. */
export function previewCreate(table: readonly Field[], inputs: Properties): Properties {
  const outputs = table.filter(({ kind }) => kind !== "hint");
  return withDerived(table, inputs, { ...asUnknown(outputs), ...declaredBy(table, inputs) });
}

/** What a preview of an update is made from. */
export interface UpdatePreview {
  readonly state: Properties;
  readonly inputs: Properties;
  readonly resourceName: unknown;
  /** Whether an earlier step left work to do. */
  readonly isPending: boolean;
}

/**
 * An update: what the program says, and of the rest what an update leaves as it is. A step that sends nothing leaves
 * everything.
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
  const reset = changes.filter(({ field }) => !isSet(inputs[field.name])).map(({ field, to }) => [field.name, to]);
  const after = {
    ...state,
    ...asUnknown(moving),
    ...(Object.fromEntries(reset) as Properties),
    ...declaredBy(table, inputs),
  };
  return withDerived(table, inputs, after);
}

function declaredBy(table: readonly Field[], inputs: Properties): Properties {
  return { ...declaredOutputs(table, inputs), ...keptOutputs(table, inputs) };
}

function asUnknown(table: readonly Field[]): Properties {
  return Object.fromEntries(table.map(({ name }) => [name, unknownMark]));
}

/** With the outputs that follow from others, where these are known. */
function withDerived(table: readonly Field[], inputs: Properties, outs: Properties): Properties {
  const known = table.filter(
    ({ name, wireName, kind }) => wireName !== undefined && kind !== "writeOnly" && isSet(outs[name]),
  );
  const object = updateBody(
    known.map((field) => ({ field, to: hasUnknown(outs[field.name]) ? unknownMark : outs[field.name] })),
  );
  return { ...outs, ...derived(table, object, inputs) };
}

function derived(table: readonly Field[], object: Properties, inputs: Properties): Properties {
  return Object.fromEntries(
    table
      .filter(({ kind, wireName }) => kind === "output" && wireName === undefined)
      .map((field) => {
        const value = field.fromWire(object, inputs);
        const isKnown = ![...unknownMarks].some((mark) => JSON.stringify(value).includes(String(mark)));
        return [field.name, isKnown ? value : unknownMark];
      }),
  );
}
