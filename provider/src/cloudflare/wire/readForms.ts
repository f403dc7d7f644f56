/**
 * The forms of read-only objects, in the part of JSON Schema that they need. Members are optional unless they are
 * required, and null means absent.
 */

export type ReadForm = { readonly type: "string" | "boolean" | "number" } | ReadList | ReadObject;

interface ReadList {
  readonly type: "array";
  readonly items: ReadForm;
}

/** It can have other members than these, and any if none are named. */
export interface ReadObject {
  readonly type: "object";
  readonly properties?: Readonly<Record<string, ReadForm>>;
  readonly required?: readonly string[];
}

/** The values of a form. */
export type ReadValue<Form> = Form extends { readonly type: keyof Scalars }
  ? Scalars[Form["type"]]
  : Form extends { readonly type: "array"; readonly items: infer Items }
    ? ReadValue<Items>[]
    : Form extends { readonly properties: infer Properties }
      ? ReadMembers<Properties, Form extends { readonly required: readonly (infer Name)[] } ? Name : never>
      : Readonly<Record<string, unknown>>;

interface Scalars {
  string: string;
  boolean: boolean;
  number: number;
}

type ReadMembers<Properties, Required> = {
  -readonly [Name in keyof Properties as Name extends Required ? Name : never]: ReadValue<Properties[Name]>;
} & {
  -readonly [Name in keyof Properties as Name extends Required ? never : Name]?: ReadValue<Properties[Name]> | null;
};

export const text = { type: "string" } as const;
export const flag = { type: "boolean" } as const;
