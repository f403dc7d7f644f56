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
import * as v from "valibot";
import { mapStrings } from "../cloudflare/redact";
import { overrideForm, type WireField, type WireForm, type WireOverride } from "../cloudflare/wire";
import { camelCase, defuse, equal, isObject, isUnknown, renameKeys, type Properties } from "./values";

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
   * in another way. `wire` is the whole object.
   */
  readonly observe: (declared: unknown, remote: unknown, wire: Properties) => unknown;
  readonly toWire: (value: unknown) => unknown;
  /** Gives what state holds, always something: null when the API has nothing. */
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
      toWire: behaviour.toWire,
      fromWire: (value) => behaviour.fromWire(mapStrings(value, defuse)),
      ...own,
    };
  });
}

/** A field that the API does not know. */
export function ownField(name: string, kind: "identity" | "setting" | "hint", schema: v.GenericSchema): Field {
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

/** The API writes null, "" and no field at all for "none". */
function noneIfEmpty(value: unknown): unknown {
  return value === "" ? null : (value ?? null);
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
    schema: () => known(v.boolean("must be true or false")),
    same: (one, other) => (one ?? false) === (other ?? false),
    toWire: asIs,
    fromWire: (value) => value ?? false,
  },
  overrides: {
    schema: overridesSchema,
    same: (one, other) => equal(overrideSet(one), overrideSet(other)),
    toWire: (value) => rows(value).map(withoutNulls),
    fromWire: (value) => rows(value).map(withoutNulls),
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

/** Lets a value pass that is not known yet: in a preview, and in the cascade of a replacement. */
export function known(schema: v.GenericSchema): v.GenericSchema {
  return v.lazy((value) => (isUnknown(value) ? v.unknown() : schema));
}

export function textSchema(form: WireForm): v.GenericSchema {
  if (form.type !== "string") {
    return v.never();
  }
  const { minLength = 0, maxLength = Infinity, pattern, patternInWords, enum: values } = form;
  if (values !== undefined) {
    return known(v.picklist(values, `must be ${listOf(values)}`));
  }
  return known(
    v.pipe(
      v.string("must be a string"),
      v.minLength(minLength, "must not be empty"),
      v.maxLength(maxLength, (issue) => `must have at most ${maxLength} characters; it has ${issue.received}`),
      v.check((text) => pattern === undefined || text === "" || new RegExp(pattern).test(text), patternInWords),
    ),
  );
}

function overridesSchema(): v.GenericSchema {
  const row = v.strictObject(
    {
      name: textSchema(overrideForm.name),
      alias: v.nullish(textSchema(overrideForm.alias)),
      description: v.nullish(textSchema(overrideForm.description)),
      enabled: v.nullish(known(v.boolean("must be true or false"))),
    },
    (issue) =>
      issue.expected === "never"
        ? "is not a member of an override (name, alias, description, enabled)"
        : "must be { name, alias?, description?, enabled? }",
  );
  return known(
    v.pipe(
      v.array(known(row), 'must be a list of overrides, such as [{ name: "search", enabled: false }]'),
      v.check(
        (list) => duplicates(list).length === 0,
        (issue) => `has more than one row for ${listOf(duplicates(issue.input))}`,
      ),
    ),
  );
}

function duplicates(list: readonly unknown[]): string[] {
  const names = list.flatMap((row) =>
    isObject(row) && typeof row.name === "string" && !isUnknown(row.name) ? [row.name] : [],
  );
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** `"a", "b" or "c"` */
export function listOf(values: readonly string[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1) ?? ""}`;
}

/**
 * What state says of overrides. A row for a tool that is not in the catalogue yet is pending: Cloudflare may keep or
 * drop it until it knows the tool, so its absence means nothing. Once the tool is there, it does.
 */
export function observeOverrides(declared: unknown, remote: unknown, catalogue: unknown): unknown {
  const present = names(remote);
  const offered = names(catalogue);
  const pending = rows(declared).filter(({ name }) => !present.has(name) && !offered.has(name));
  const seen = [...rows(remote), ...pending];
  return equal(overrideSet(declared), overrideSet(seen)) ? declared : seen;
}

/** The names in a list of overrides or definitions. */
export function names(value: unknown): Set<unknown> {
  return new Set(rows(value).map(({ name }) => name));
}

function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function withoutNulls(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));
}

/** Overrides as the set that they are: by name, with what is left out spelled out. */
function overrideSet(value: unknown): Record<string, unknown> {
  return Object.fromEntries(
    rows(value).map((row) => {
      const { name, alias, description, enabled } = row as unknown as WireOverride;
      return [name, { alias: noneIfEmpty(alias), description: noneIfEmpty(description), enabled: enabled ?? true }];
    }),
  );
}
