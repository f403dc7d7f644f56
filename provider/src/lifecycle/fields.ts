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
 * `setting` (changes what outputs hold: a change is an update) and `hint` (only steers a step: a change is nothing).
 */
import type * as v from "valibot";
import type { WireField, WireForm } from "../cloudflare/wire";
import { mappingsSchema } from "../rows/check";
import { mappingsFromWire } from "../rows/observed";
import { sameMappings } from "../rows/compare";
import { sentMappings } from "../rows/sent";
import { overrideRows, overridesSchema, sameOverrides } from "../rows/overrides";
import { booleanSchema, textSchema } from "./schemas";
import { camelCase, equal, harmless, noneIfEmpty, renameKeys, type Properties } from "./values";

export type FieldKind = "identity" | "replaced" | "mutable" | "writeOnly" | "output" | "setting" | "hint";

export interface Field {
  /** As in programs and state. */
  readonly name: string;
  /** As in the API; undefined for what the API does not know. */
  readonly wireName: string | undefined;
  readonly kind: FieldKind;
  readonly required: boolean;
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
   * in another way. `wire` is the whole object, `known` what was applied, or the outputs before.
   */
  readonly observe: (declared: unknown, remote: unknown, wire: Properties, known: Properties) => unknown;
  readonly toWire: (value: unknown) => unknown;
  /**
   * Gives what state holds, always something: null when the API has nothing. An output without a name in the API is
   * made from the whole object.
   */
  readonly fromWire: (value: unknown, inputs: Properties) => unknown;
}

/** What a table says of a field beyond the facts of the wire. */
export type Special = Partial<Omit<Field, "wireName">>;

/** Makes the fields of a resource from the facts of the wire. */
export function fieldsFrom(
  wire: Readonly<Record<string, WireField>>,
  special: Readonly<Record<string, Special>>,
): Field[] {
  return Object.entries(wire).map(([wireName, facts]) => {
    const own = special[wireName] ?? {};
    const kind = own.kind ?? kindOf(facts);
    const behaviour = behaviours[facts.form.type];
    const same = own.same ?? behaviour.same;
    const cleared = facts.default === "" ? "" : null;
    return {
      name: camelCase(wireName),
      wireName,
      kind,
      required: facts.create === "required" && kind !== "mutable",
      secret: kind === "writeOnly",
      members: new Set(),
      schema: kind === "output" ? undefined : behaviour.schema(facts.form),
      default: facts.default,
      same,
      observe: (declared, remote) => (same(declared, remote) ? declared : remote),
      toWire: (value) => behaviour.toWire(value) ?? cleared,
      fromWire: (value) => behaviour.fromWire(harmless(value)),
      ...own,
    };
  });
}

/** An output that follows from others. `derive` is given the object as the API has it. */
export function derivedField(name: string, derive: (object: unknown) => unknown): Field {
  return { ...ownField(name, "output", undefined), fromWire: (object) => harmless(derive(object)) };
}

/** A field that the API does not know. */
export function ownField(
  name: string,
  kind: "identity" | "output" | "setting" | "hint",
  schema: v.GenericSchema | undefined,
): Field {
  return {
    name,
    wireName: undefined,
    kind,
    required: false,
    secret: false,
    members: new Set(),
    schema,
    default: undefined,
    same: equal,
    observe: (_declared, remote) => remote,
    toWire: (value) => value,
    fromWire: (value) => value,
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

interface Behaviour {
  readonly schema: (form: WireForm) => v.GenericSchema | undefined;
  readonly same: (one: unknown, other: unknown) => boolean;
  readonly toWire: (value: unknown) => unknown;
  readonly fromWire: (value: unknown) => unknown;
}

const asIs = (value: unknown): unknown => value;

/** How each form of value is checked, compared and translated. */
const behaviours: Record<WireForm["type"], Behaviour> = {
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
  overrides: {
    schema: overridesSchema,
    same: sameOverrides,
    toWire: overrideRows,
    fromWire: overrideRows,
  },
  mappings: {
    schema: mappingsSchema,
    same: sameMappings,
    toWire: (value) => sentMappings(value, {}),
    fromWire: mappingsFromWire,
  },
  definitions: {
    schema: () => undefined,
    same: equal,
    toWire: asIs,
    fromWire: (value) => value ?? [],
  },
  object: {
    schema: () => undefined,
    same: equal,
    toWire: asIs,
    fromWire: (value) => renameKeys(value ?? null, camelCase),
  },
};
