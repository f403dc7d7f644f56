/**
 * Fields: what the generic lifecycle needs to know of each argument and output, made from the facts in cloudflare/wire.
 *
 * The API decides the kind of a field:
 *
 * | created with | updated with | returned | kind      | a change of it |
 * | ------------ | ------------ | -------- | --------- | -------------- |
 * | yes          | yes          | yes      | mutable   | is sent        |
 * | yes          | no           | yes      | replaced  | replaces       |
 * | yes          | yes          | no       | writeOnly | is sent; the remote value is never known |
 * | no           | no           | yes      | output    | is shown       |
 *
 * In addition there are `identity` (a part of the id: a change replaces) and two kinds that the API does not know:
 * `setting` (changes outputs: a change is an update) and `hint` (only steers a step: a change has no effect, and state
 * never contains it).
 */
import type * as v from "valibot";
import type { Speak } from "../text/outside";
import type { WireField, WireForm, WireValue } from "../cloudflare/wire";
import { booleanSchema, textSchema } from "./schemas";
import { camelCase, equal, noneIfEmpty, renameKeys, type CamelCase, type Properties } from "./values";

export type FieldKind = "identity" | "replaced" | "mutable" | "writeOnly" | "output" | "setting" | "hint";

/** A field before its table gives it a name. */
export interface UnnamedField {
  /** The name in the API; undefined if the API does not know it. */
  readonly wireName: string | undefined;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** The names in other packages, each with the way to write it here. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** Whether no message may show its value. */
  readonly secret: boolean;
  /** The names inside a secret value that are not secret. */
  readonly members: ReadonlySet<string>;
  /** The schema of a known value. Undefined for outputs. */
  readonly schema: v.GenericSchema | undefined;
  /** The value after the argument is removed from the program. Undefined if there is none. */
  readonly default: unknown;
  /** Whether two values of programs or state are equivalent. */
  readonly same: (one: unknown, other: unknown) => boolean;
  /** The value in state: the program's spelling of an equivalent remote value. */
  readonly observe: (declared: unknown, remote: unknown, around: Around) => unknown;
  /**
   * The value that other arguments imply if the program does not set this one. Undefined: none, so Cloudflare's value
   * stays.
   */
  readonly implied?: (inputs: Properties) => unknown;
  readonly toWire: (value: unknown) => unknown;
  /**
   * The value in state, never undefined: null if the API has none. An output without a name in the API is made from the
   * whole object.
   */
  readonly fromWire: (value: unknown, inputs: Properties) => unknown;
  /** Whether an update leaves it unchanged. A derived output changes with its arguments. */
  readonly constant: boolean;
  /** The argument that the output is made from. If that is a secret, so is the output. */
  readonly madeFrom?: string;
  /** Whether the conversion changes keys. Secrets in keys must be redacted before: afterwards the text is different. */
  readonly renames: boolean;
}

/** The context of a remote value. */
export interface Around {
  /** The whole object. */
  readonly wire: Properties;
  /** The applied inputs, or the previous outputs. */
  readonly known: Properties;
  /** Converts text from outside. The remote value is already converted; other parts of the object are not. */
  readonly speak: Speak;
}

export interface Field extends UnnamedField {
  /** The name in programs and state. */
  readonly name: string;
}

/** Marks a field whose default is the name of the resource. */
export const logicalName = Symbol("the name of the resource in the program");

/** The value after the argument is removed from a program whose resource has this name. */
export function defaultOf(field: UnnamedField, resourceName: unknown): unknown {
  return field.default === logicalName ? resourceName : field.default;
}

/** The value that a program sets for a field, directly or through other arguments. */
export function declaredOf({ name, implied }: Field, inputs: Properties): unknown {
  return inputs[name] ?? implied?.(inputs);
}

/** The fields of a resource. The order of the keys is that of failures and outputs. */
export function tableOf(fields: Readonly<Record<string, UnnamedField>>): readonly Field[] {
  return Object.entries(fields).map(([name, field]) => ({ name, ...field }));
}

type WireTable = Readonly<Record<string, WireField>>;

/** The name of each field in programs: the API's name in camel case, unless `Names` has another one. */
type ProgramName<WireName, Names> = WireName extends keyof Names
  ? Names[WireName] & string
  : CamelCase<WireName & string>;

/** The arguments in the facts of the wire. */
export type ArgumentsFrom<Wire extends WireTable> = {
  readonly [
    Name in keyof Wire as Wire[Name] extends { readonly create: unknown } ? CamelCase<Name & string> : never
  ]?: WireValue<Wire[Name]["form"]>;
};

/** The names of the outputs in the facts of the wire. */
export type OutputNamesFrom<Wire extends WireTable> = CamelCase<keyof Wire & string>;

/** How the values of one form are checked, compared and converted. */
export interface FormBehaviour {
  readonly schema: (form: WireForm) => v.GenericSchema | undefined;
  readonly same: (one: unknown, other: unknown) => boolean;
  readonly toWire: (value: unknown) => unknown;
  readonly fromWire: (value: unknown) => unknown;
  readonly renames?: true;
}

const asIs = (value: unknown): unknown => value;

/** The forms that are the same in every table. A table adds its own. */
const commonForms = {
  string: {
    schema: textSchema,
    same: (one, other) => noneIfEmpty(one) === noneIfEmpty(other),
    toWire: noneIfEmpty,
    fromWire: noneIfEmpty,
  },
  boolean: {
    schema: () => booleanSchema,
    same: (one, other) => (one ?? false) === (other ?? false),
    toWire: asIs,
    fromWire: (value) => value ?? false,
  },
  object: {
    schema: () => undefined,
    same: equal,
    toWire: asIs,
    fromWire: (value) => renameKeys(value ?? null, camelCase),
    renames: true,
  },
} satisfies Partial<Record<WireForm["type"], FormBehaviour>>;

/** What a table adds to the facts of the wire. */
export interface TableWords<Wire extends WireTable, Names> {
  /** The names in programs that differ from the API's. */
  readonly names: Names;
  /** The forms of this table alone. */
  readonly forms: Readonly<Record<Exclude<Wire[keyof Wire]["form"]["type"], keyof typeof commonForms>, FormBehaviour>>;
  /** Exceptions for single fields, by their names in the API. */
  readonly special: { readonly [Name in keyof Wire]?: Partial<Omit<UnnamedField, "wireName">> };
}

/** Makes the fields of a resource from the facts of the wire. */
export function fieldsFrom<
  const Wire extends WireTable,
  const Names extends { readonly [Name in keyof Wire]?: string },
>(
  wire: Wire,
  { names, forms, special }: TableWords<Wire, Names>,
): Record<ProgramName<keyof Wire, Names>, UnnamedField> {
  // The type of `forms` guarantees every form of this table.
  const behaviours = { ...commonForms, ...forms } as unknown as Readonly<Record<WireForm["type"], FormBehaviour>>;
  const fields = Object.entries<WireField>(wire).map(([wireName, facts]): [string, UnnamedField] => {
    const field: Unobserved = { ...fieldOf(wireName, facts, behaviours[facts.form.type]), ...special[wireName] };
    const { same, observe = (declared, remote): unknown => (same(declared, remote) ? declared : remote) } = field;
    return [names[wireName] ?? camelCase(wireName), { ...field, observe }];
  });
  return Object.fromEntries(fields) as Record<ProgramName<keyof Wire, Names>, UnnamedField>;
}

type Unobserved = Omit<UnnamedField, "observe"> & Partial<Pick<UnnamedField, "observe">>;

function fieldOf(wireName: string, facts: WireField, behaviour: FormBehaviour): Unobserved {
  const kind = kindOf(facts);
  const cleared = facts.default === "" ? "" : null;
  return {
    wireName,
    kind,
    required: facts.create === "required" && kind !== "mutable",
    secret: kind === "writeOnly",
    members: new Set(),
    schema: kind === "output" ? undefined : behaviour.schema(facts.form),
    default: facts.default,
    same: behaviour.same,
    toWire: (value) => behaviour.toWire(value) ?? cleared,
    fromWire: (value) => behaviour.fromWire(value),
    constant: facts.constant === true,
    renames: behaviour.renames === true,
  };
}

function kindOf(facts: WireField): FieldKind {
  if (!facts.returned) {
    return "writeOnly";
  }
  if (facts.create === undefined) {
    return "output";
  }
  return facts.update === undefined ? "replaced" : "mutable";
}

/** An output that Cloudflare does not return. `derive` gets the object in the form of the API. */
export function derivedField(derive: (object: unknown) => unknown, madeFrom?: string): UnnamedField {
  return { ...ownField("output", undefined), fromWire: derive, ...(madeFrom !== undefined && { madeFrom }) };
}

/** A field that the API does not know. */
export function ownField(
  kind: "identity" | "output" | "setting" | "hint",
  schema: v.GenericSchema | undefined,
): UnnamedField {
  return {
    wireName: undefined,
    kind,
    required: false,
    secret: false,
    members: new Set(),
    schema,
    default: undefined,
    same: equal,
    observe: (_declared, remote) => remote,
    toWire: asIs,
    fromWire: asIs,
    constant: false,
    renames: false,
  };
}
