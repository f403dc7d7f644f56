/** Checks read-only objects against their forms. */
import { readableObject } from "./readable";
import type { Judge } from "./reader";
import { isObject, objectFault } from "./shape";
import type { ReadForm, ReadObject } from "./wire";

export function judgeBy(form: ReadObject): Judge {
  return {
    readable: (object, rounded) => readableObject({}, object, rounded),
    flaw: (object, id) => objectFault({}, object, id) ?? formFault(form, object, "it"),
  };
}

function formFault(form: ReadForm, value: unknown, place: string): string | undefined {
  switch (form.type) {
    case "array":
      return Array.isArray(value)
        ? firstOf(value, (item: unknown, index) => formFault(form.items, item, `${place}[${index}]`))
        : otherForm(place);
    case "object":
      return isObject(value) ? memberFault(form, value, place) : otherForm(place);
    case "string":
    case "boolean":
    case "number":
      return typeof value === form.type ? undefined : otherForm(place);
  }
}

function memberFault(
  { properties = {}, required = [] }: ReadObject,
  object: Readonly<Record<string, unknown>>,
  place: string,
): string | undefined {
  return firstOf(Object.entries(properties), ([name, form]) => {
    const member = object[name];
    if (member === undefined || member === null) {
      return required.includes(name) ? `${place} has no ${name}` : undefined;
    }
    return formFault(form, member, place === "it" ? `its ${name}` : `${place}.${name}`);
  });
}

function otherForm(place: string): string {
  return `${place} has another form`;
}

function firstOf<Item>(
  items: readonly Item[],
  faultOf: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const fault = faultOf(item, index);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}
