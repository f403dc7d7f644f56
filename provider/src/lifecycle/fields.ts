/**
 * Fields: what the generic lifecycle needs to know of each argument and output, made from the facts in cloudflare/wire.
 *
 * The kind of a field follows from where the API has it:
 *
 * | created with | updated with | returned | kind      | a change of it |
 * | ------------ | ------------ | -------- | --------- | -------------- |
 * | yes          | yes          | yes      | mutable   | is sent        |
 * | yes          | no           | yes      | replaced  | replaces       |
 * | yes          | yes          | no       | writeOnly | is sent; the remote value is never known |
 * | no           | no           | yes      | output    | is shown       |
 *
 * Beside these are `identity` (what the id is made of: a change replaces) and two kinds that the API does not know:
 * `setting` (changes what outputs hold: a change is an update) and `hint` (only steers a step: a change is nothing, and
 * state never holds it).
 */
import type * as v from "valibot";
import type { Speak } from "../text/outside";
import type { WireField, WireForm, WireValue } from "../cloudflare/wire";
import { booleanSchema, textSchema } from "./schemas";
import { camelCase, equal, noneIfEmpty, renameKeys, type CamelCase, type Properties } from "./values";

export type FieldKind = "identity" | "replaced" | "mutable" | "writeOnly" | "output" | "setting" | "hint";

/** A field before its table gives it a name. */
export interface UnnamedField {
  /** As in the API; undefined for what the API does not know. */
  readonly wireName: string | undefined;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** What other packages call it, each with how that is written here. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** Whether its value must not be shown, also not in a refusal. */
  readonly secret: boolean;
  /** The names inside a secret value that are no secret. */
  readonly members: ReadonlySet<string>;
  /** What a known value must look like. Undefined for outputs. */
  readonly schema: v.GenericSchema | undefined;
  /** What it goes back to when it is removed from the program. Undefined: it has no such value. */
  readonly default: unknown;
  /** Whether two values of programs or state mean the same. */
  readonly same: (one: unknown, other: unknown) => boolean;
  /**
   * What state says of a remote value, given what was declared: the program's spelling where Cloudflare only writes it
   * in another way.
   */
  readonly observe: (declared: unknown, remote: unknown, around: Around) => unknown;
  /**
   * What other arguments say of an argument that the program does not set. Undefined: nothing, so Cloudflare's value
   * stays.
   */
  readonly implied?: (inputs: Properties) => unknown;
  readonly toWire: (value: unknown) => unknown;
  /**
   * Gives what state holds, always something: null when the API has nothing. An output without a name in the API is
   * made from the whole object.
   */
  readonly fromWire: (value: unknown, inputs: Properties) => unknown;
  /** Whether an update leaves it as it is. Derived outputs follow from the others. */
  readonly constant: boolean;
  /** The argument that an output is made from: where that is a secret, the output is one. */
  readonly madeFrom?: string;
  /** Whether that changes keys. A secret in a key has to go before: afterwards it is another text. */
  readonly renames: boolean;
}

/** What else there is beside a remote value. */
export interface Around {
  /** The whole object. */
  readonly wire: Properties;
  /** What was applied, or the outputs before. */
  readonly known: Properties;
  /** The remote value is in these words already; other parts of the object are not. */
  readonly speak: Speak;
}

export interface Field extends UnnamedField {
  /** As in programs and state. */
  readonly name: string;
}

/** Marks a field whose default is the name of the resource. */
export const logicalName = Symbol("the name of the resource in the program");

/** What a field goes back to when it is removed from a program in which the resource has this name. */
export function defaultOf(field: UnnamedField, resourceName: unknown): unknown {
  return field.default === logicalName ? resourceName : field.default;
}

/** What a program says of a field: by the argument itself, or by others. */
export function declaredOf({ name, implied }: Field, inputs: Properties): unknown {
  return inputs[name] ?? implied?.(inputs);
}

/** The fields of a resource, in the order of their keys: that of failures and of outputs. */
export function tableOf(fields: Readonly<Record<string, UnnamedField>>): readonly Field[] {
  return Object.entries(fields).map(([name, field]) => ({ name, ...field }));
}

type WireTable = Readonly<Record<string, WireField>>;

/** The name of each field in programs: that of the API in camel case, unless `Names` has another one. */
type ProgramName<WireName, Names> = WireName extends keyof Names
  ? Names[WireName] & string
  : CamelCase<WireName & string>;

/** The arguments that the facts of the wire make. */
export type ArgumentsFrom<Wire extends WireTable> = {
  readonly [
    Name in keyof Wire as Wire[Name] extends { readonly create: unknown } ? CamelCase<Name & string> : never
  ]?: WireValue<Wire[Name]["form"]>;
};

/** The names of the outputs that the facts of the wire make. */
export type OutputNamesFrom<Wire extends WireTable> = CamelCase<keyof Wire & string>;

/** How the values of one form are checked, compared and translated. */
export interface FormBehaviour {
  readonly schema: (form: WireForm) => v.GenericSchema | undefined;
  readonly same: (one: unknown, other: unknown) => boolean;
  readonly toWire: (value: unknown) => unknown;
  readonly fromWire: (value: unknown) => unknown;
  readonly renames?: true;
}

const asIs = (value: unknown): unknown => value;

/** The forms that mean the same in every table. A table brings those of its own. */
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

/** What a table says beyond the facts of the wire. */
export interface TableWords<Wire extends WireTable, Names> {
  /** The names in programs that are not those of the API. */
  readonly names: Names;
  /** The forms that only this table has. */
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

/** An output that Cloudflare does not give. `derive` is given the object as the API has it. */
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
