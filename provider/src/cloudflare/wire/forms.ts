/** The forms of values in these tables, and the forms that servers and portals share. */

/** The form of one value on the wire. */
export type WireForm =
  | {
      readonly type: "string";
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
      /** The pattern in words, for people. */
      readonly patternInWords?: string;
      readonly format?: "uri" | "date-time";
      readonly enum?: readonly string[];
      /** The enum lists the known values; the API might add one. */
      readonly open?: boolean;
    }
  | { readonly type: "boolean" }
  /** Changes to tools or prompts; the rows are described by {@link overrideForm}. */
  | { readonly type: "overrides" }
  /** The servers of a portal; the rows are described by `mappingForm`. */
  | ({ readonly type: "mappings" } & Holding<unknown>)
  /** Definitions as the upstream server published them. Any members. */
  | { readonly type: "definitions" }
  /** An object that only Cloudflare writes. Any members. */
  | ({ readonly type: "object" } & Holding<unknown>);

/** Gives the values of a form a type if the form alone does not determine it. Never present at run time. */
export interface Holding<Value> {
  readonly holds?: Value;
}

/** One field of an API object, and in which messages it occurs. */
export interface WireField {
  readonly form: WireForm;
  /** Whether a create request takes it. */
  readonly create?: "required" | "optional";
  /** Whether an update request takes it. Every field of an update is optional: what is left out stays as it is. */
  readonly update?: "optional";
  /** Whether responses carry it. A field that is sent and never returned is write-only. */
  readonly returned: boolean;
  /** Whether Cloudflare never changes it after the first answer. */
  readonly constant?: true;
  /** Cloudflare's default, which an update sends to restore it. Absent: cannot be cleared. */
  readonly default?: null | false | string | readonly never[];
}

/** The values of a form. */
export type WireValue<Form extends WireForm> = Form extends { readonly type: keyof ValuesByForm }
  ? ValuesByForm[Form["type"]]
  : Form extends { readonly holds?: infer Value }
    ? Exclude<Value, undefined>
    : never;

interface ValuesByForm {
  string: string;
  boolean: boolean;
  overrides: WireOverride[];
  definitions: WireDefinition[];
}

type Table = Readonly<Record<string, WireField>>;

/**
 * An object in an answer, by its table. Members that a create requires are always present, and so are the catalogs,
 * which are null before the first login. Any other member can be absent or null.
 */
export type WireObject<Fields extends Table> = {
  -readonly [Name in NamesOf<Fields, { create: "required"; returned: true }>]: WireValue<Fields[Name]["form"]>;
} & {
  -readonly [Name in NamesOf<Fields, { form: { type: "definitions" } }>]: WireValue<Fields[Name]["form"]> | null;
} & {
  -readonly [
    Name in Exclude<
      NamesOf<Fields, { returned: true }>,
      NamesOf<Fields, { create: "required" }> | NamesOf<Fields, { form: { type: "definitions" } }>
    >
  ]?: WireValue<Fields[Name]["form"]> | null;
};

/** The names of the fields that meet a condition. */
export type NamesOf<Fields extends Table, Facts> = {
  [Name in keyof Fields]: Fields[Name] extends Facts ? Name : never;
}[keyof Fields];

/** Ids of servers and of portals: chosen by the caller, at most 32 characters. */
export const idForm = {
  type: "string",
  minLength: 1,
  maxLength: 32,
  pattern: "^[a-z0-9_]+(?:-[a-z0-9_]+)*$",
  patternInWords: "may contain only a-z, 0-9, _ and single - between them",
} as const satisfies WireForm;

/** Accounts: Cloudflare gives them 32 hexadecimal digits. */
export const accountIdForm = {
  type: "string",
  minLength: 1,
  pattern: "^[0-9a-fA-F]{32}$",
  patternInWords: "must be an account id: 32 hexadecimal digits, such as 0123456789abcdef0123456789abcdef",
} as const satisfies WireForm;

/**
 * One row of `updated_tools` or `updated_prompts`. Only `name` is required; `null` means the same as left out. No two tools
 * of a server share a name or alias (documented).
 */
export const overrideForm = {
  name: { type: "string", minLength: 1 },
  /** The pattern is documented for requests only: answers can contain older aliases. */
  alias: {
    type: "string",
    minLength: 1,
    maxLength: 40,
    pattern: "^[a-zA-Z0-9]+([_-][a-zA-Z0-9]+)*$",
    patternInWords: "may contain only a-z, A-Z, 0-9 and single _ or - between them",
  },
  description: { type: "string" },
  enabled: { type: "boolean" },
} as const satisfies Record<string, WireForm>;

/** One row of `updated_tools` or `updated_prompts`, as it travels. */
export interface WireOverride {
  name: string;
  alias?: string | null;
  description?: string | null;
  enabled?: boolean | null;
}

/** A tool or prompt exactly as the upstream server published it. */
export type WireDefinition = Record<string, unknown> & { name: string };
