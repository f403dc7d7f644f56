/** Example values for the arguments of a resource, made from the facts of the API, so that a new field needs none. */
import { overrideForm, type WireField, type WireForm } from "../../provider/src/cloudflare/wire";
import { logicalName as namedByResource, type Field } from "../../provider/src/lifecycle/fields";
import type { Properties } from "../support/deployment";

/** A field that can be changed in place, with two values neither of which is Cloudflare's default (but for booleans). */
export interface Example {
  readonly name: string;
  readonly wireName: string;
  readonly first: unknown;
  readonly second: unknown;
  /** What it goes back to when the program no longer sets it. */
  readonly initial: unknown;
  /** The same as they are sent. */
  readonly wire: { readonly first: unknown; readonly second: unknown };
  /** What state says in a program with the first after somebody changed it into the second. */
  readonly seen: unknown;
  readonly field: Field;
}

export type ExampleValues = Pick<Example, "first" | "second" | "wire" | "seen">;

/** `special` has the values of the fields whose values cannot be made from their form. */
export function examplesOf(
  table: readonly Field[],
  wire: Readonly<Record<string, WireField>>,
  logicalName: string,
  special: Readonly<Record<string, ExampleValues>> = {},
): Example[] {
  return table
    .filter((field) => field.kind === "mutable")
    .map((field) => {
      const { name, wireName = "" } = field;
      const facts = wire[wireName];
      if (facts === undefined) {
        throw new Error(`The wire has no ${wireName}.`);
      }
      const initial = field.default === namedByResource ? logicalName : field.default;
      return { name, wireName, initial, field, ...(special[wireName] ?? simple(wireName, facts)) };
    });
}

/** All of them as arguments, with their first values. */
export function allOf(examples: readonly Example[]): Properties {
  return Object.fromEntries(examples.map(({ name, first }) => [name, first]));
}

/** Values that are sent as programs write them. */
function simple(name: string, facts: WireField): ExampleValues {
  const [first, second] = twoValues(name, facts);
  return { first, second, wire: { first, second }, seen: second };
}

function twoValues(name: string, { form, default: initial }: WireField): [unknown, unknown] {
  switch (form.type) {
    case "string":
      return textsOf(name, form, initial);
    case "boolean":
      return [true, false];
    case "overrides":
      return [
        [
          row({ name: `${name}-one`, alias: "one", description: "The first", enabled: false }),
          row({ name: `${name}-two`, alias: "two" }),
        ],
        [
          row({ name: `${name}-one`, alias: "another", enabled: true }),
          row({ name: `${name}-two`, description: "The second" }),
        ],
      ];
    case "mappings":
    case "definitions":
    case "object":
      throw new Error(`${name} has no values that could be made from its form.`);
  }
}

function textsOf(name: string, form: WireForm & { type: "string" }, initial: unknown): [string, string] {
  if (form.enum !== undefined) {
    const [first = "", second = ""] = form.enum.filter((value) => value !== initial);
    return [first, second];
  }
  if (name === "hostname" && form.pattern !== undefined) {
    return ["one.example.com", "two.example.com"];
  }
  if (form.format === "uri") {
    return [`https://one.example.com/${name}`, `https://two.example.com/${name}`];
  }
  return [`The first ${name}`.slice(0, form.maxLength), `The second ${name}, ünïcödé ✓`.slice(0, form.maxLength)];
}

/** Only members that the API knows. */
function row(members: Partial<Record<keyof typeof overrideForm, unknown>>): Properties {
  return Object.fromEntries(Object.entries(members).filter(([name]) => Object.hasOwn(overrideForm, name)));
}
