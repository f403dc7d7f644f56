/** Converts objects to state and programs to requests, both by the table of fields. */
import { cleaned, speakerOf } from "../text/outside";
import { mapStrings, redactDeep } from "../text/redact";
import { managedKey, managedNames, type Change } from "./comparison";
import { declaredOf, logicalName, type Around, type Field } from "./fields";
import { isSet, type Properties } from "./values";

/**
 * All outputs of an object. None is absent: an absent output would be unknown in each preview, and so would its
 * dependents.
 *
 * `inputs` are the applied inputs, or the previous outputs. They decide the spelling of equivalent values. Values from
 * outside are redacted and made harmless here.
 */
export function outputsOf(
  table: readonly Field[],
  object: object,
  inputs: Properties,
  secrets: readonly string[],
): Properties {
  const wire = object as Properties;
  const outs: Properties = {};
  for (const field of table) {
    const declared = declaredOf(field, inputs);
    if (field.kind === "output") {
      const told = field.wireName === undefined ? wire : wire[field.wireName];
      const remote = field.fromWire(field.renames ? redactDeep(told, secrets) : told, inputs);
      outs[field.name] = cleaned(remote, secrets);
    } else if (field.kind === "hint") {
      outs[field.name] = null;
    } else if (field.wireName === undefined || field.kind === "writeOnly") {
      outs[field.name] = declared ?? null;
    } else {
      const remote = field.fromWire(wire[field.wireName], inputs);
      outs[field.name] = isSet(declared)
        ? inWords(field, declared, remote, { wire, known: inputs, speak: speakerOf(declared, secrets) })
        : cleaned(remote, secrets);
    }
  }
  return { ...outs, ...keptOutputs(table, inputs) };
}

function inWords(field: Field, declared: unknown, remote: unknown, around: Around): unknown {
  return mapStrings(field.observe(declared, mapStrings(remote, around.speak), around), around.speak);
}

/** Outputs beside the table. */
export function keptOutputs(table: readonly Field[], inputs: Properties): Properties {
  return { incarnation: inputs.incarnation ?? null, [managedKey]: managedNames(table, inputs) };
}

/** The arguments of a program, as outputs of an object that already has these values. */
export function declaredOutputs(table: readonly Field[], inputs: Properties): Properties {
  const said = table.filter(
    (field) =>
      field.kind !== "output" &&
      (field.wireName === undefined || field.kind === "writeOnly" || isSet(inputs[field.name])),
  );
  return Object.fromEntries(
    said.map((field) => [field.name, field.kind === "hint" ? null : (inputs[field.name] ?? null)]),
  );
}

/**
 * The arguments that only steer a step. State never contains them: nothing could show later whether the program still
 * sets them.
 */
export function hintsIn(table: readonly Field[], inputs: Properties): Properties {
  const names = table.filter(({ kind }) => kind === "hint").map(({ name }) => name);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name)));
}

export function withoutHints(table: readonly Field[], inputs: Properties): Properties {
  const hints = hintsIn(table, inputs);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !Object.hasOwn(hints, name)));
}

/** The outputs that only Cloudflare sets. */
export function volatileOutputs(table: readonly Field[], outs: Properties): Properties {
  const outputs = table.filter((field) => field.kind === "output");
  return Object.fromEntries(outputs.map((field) => [field.name, outs[field.name]]));
}

/**
 * The inputs of a program that declares these outputs, for its managed arguments. An argument implied by others appears
 * only if it differs from what they imply.
 */
export function projectedInputs(table: readonly Field[], outs: Properties, managed: readonly string[]): Properties {
  const inputs: Properties = { incarnation: outs.incarnation };
  for (const field of table) {
    const always = field.kind === "identity" || field.kind === "replaced" || field.kind === "setting";
    if (always || managed.includes(field.name) || contradicts(field, outs)) {
      inputs[field.name] = outs[field.name];
    }
  }
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => isSet(value)));
}

function contradicts(field: Field, outs: Properties): boolean {
  const implied = field.implied?.(outs);
  return implied !== undefined && !field.same(implied, outs[field.name]);
}

/** The arguments that a create sends. */
export function sentArguments(table: readonly Field[], inputs: Properties): Change[] {
  return table
    .filter((field) => field.wireName !== undefined && field.kind !== "output" && isSet(inputs[field.name]))
    .map((field) => ({ field, to: inputs[field.name] }));
}

/** The arguments that Cloudflare never returns. */
export function credentialsOf(table: readonly Field[]): Field[] {
  return table.filter(({ kind }) => kind === "writeOnly");
}

/**
 * The body of a create, without empty values, which equal Cloudflare's defaults. `resourceName` is the name of the
 * resource in the program.
 */
export function createBody(table: readonly Field[], inputs: Properties, resourceName: string): Properties {
  const named = table.filter((field) => field.default === logicalName && !isSet(inputs[field.name]));
  const body = updateBody([...sentArguments(table, inputs), ...named.map((field) => ({ field, to: resourceName }))]);
  const isNone = (value: unknown): boolean =>
    value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !isNone(value)));
}

/** The body of an update: only the changes. */
export function updateBody(changes: readonly Change[]): Properties {
  const body: Properties = {};
  for (const { field, to } of changes) {
    if (field.wireName !== undefined) {
      body[field.wireName] = field.toWire(to);
    }
  }
  return body;
}
