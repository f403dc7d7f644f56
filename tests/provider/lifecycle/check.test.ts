import * as v from "valibot";
import { deepFailures, failuresOf, type Findings } from "../../../provider/src/lifecycle/check";
import { ownField, type Field, type UnnamedField } from "../../../provider/src/lifecycle/fields";
import { isAdopting } from "../../../provider/src/lifecycle/identity";
import { booleanSchema, setSchema, textSchema } from "../../../provider/src/lifecycle/schemas";
import type { Properties } from "../../support/deployment";

const nothing: Findings = { account: undefined, defaultedId: undefined, together: [], olds: {}, secrets: [] };
const field = (name: string, special: Partial<UnnamedField> = {}): Field => ({
  name,
  ...ownField("setting", booleanSchema),
  ...special,
});
const reasons = (table: readonly Field[], inputs: Properties, findings: Partial<Findings> = {}): string[] =>
  failuresOf(table, inputs, { ...nothing, ...findings }).map(({ property, reason }) => {
    // The engine would print the value of a property that is named.
    expect(property).toBe("");
    return reason;
  });

describe("arguments that are too deep to be looked at", () => {
  const nested = (depth: number): unknown => {
    let value: unknown = true;
    for (let level = 0; level < depth; level++) {
      value = [value];
    }
    return value;
  };

  test("are named, each of them, and no other", () => {
    expect(deepFailures({ one: nested(501), two: nested(500), three: { four: nested(500) } })).toEqual([
      { property: "", reason: "one: is nested more than 500 levels deep" },
      { property: "", reason: "three: is nested more than 500 levels deep" },
    ]);
  });
});

describe("a value that state holds already", () => {
  const text = field("text", { kind: "mutable", schema: textSchema({ type: "string", maxLength: 3 }) });
  const tooLong = ["text: must have at most 3 characters; it has 4"];

  test("is nothing to write, so nothing is wrong with it", () => {
    expect(reasons([text], { text: "long" }, { olds: { text: "long" } })).toEqual([]);
    expect(reasons([text], { text: "long" }, { olds: { text: "other" } })).toEqual(tooLong);
    expect(reasons([text], { text: "long" })).toEqual(tooLong);
  });

  test("is wrong all the same where it is written with every step, or where nothing was", () => {
    expect(reasons([{ ...text, kind: "writeOnly" }], { text: "long" }, { olds: { text: "long" } })).toEqual(tooLong);
    expect(reasons([{ ...text, required: true }], {}, { olds: {}, secrets: [] })).toEqual(["text: is required"]);
    expect(reasons([{ ...text, required: true }], { text: null }, { olds: { text: null } })).toEqual([
      "text: is required",
    ]);
  });
});

describe("the place in a value where something is wrong", () => {
  const client = v.strictObject(
    {
      config: v.object({ list: v.array(v.strictObject({ kind: v.string("must be a string") }, "is too much")) }),
      headers: v.record(v.string(), v.string("must be a string"), "must be an object"),
    },
    "is no member",
  );
  const open = field("client", { schema: client });
  const secret = field("client", {
    schema: client,
    secret: true,
    members: new Set(["config", "list", "kind", "headers"]),
  });
  const value = (config: unknown, headers: unknown = {}): Properties => ({ client: { config, headers } });
  const item = (kind: unknown, more: Properties = {}): Properties => ({ list: [{ kind: "a" }, { kind, ...more }] });

  test("is told by names and numbers", () => {
    expect(reasons([open], value(item(1)))).toEqual(["client.config.list.1.kind: must be a string"]);
    expect(reasons([secret], value(item(1)))).toEqual(["client.config.list.1.kind: must be a string"]);
  });

  test("ends, in a secret, before a name that may be the secret", () => {
    expect(reasons([open], value(item("a"), { canary: 1 }))).toEqual(["client.headers.canary: must be a string"]);
    expect(reasons([secret], value(item("a"), { canary: 1 }))).toEqual(["client.headers: must be a string"]);
    // Only what is nothing but digits is a place in a list.
    for (const name of ["1a", "a1", "12 34"]) {
      expect(reasons([secret], value(item("a"), { [name]: 1 }))).toEqual(["client.headers: must be a string"]);
    }
    expect(reasons([secret], value(item("a"), { 12: 1 }))).toEqual(["client.headers.12: must be a string"]);
  });

  test("is, in a secret, that of the whole for a member that should be none", () => {
    expect(reasons([open], value(item("a", { canary: 1 })))).toEqual(["client.config.list.1.canary: is too much"]);
    expect(reasons([secret], value(item("a", { canary: 1 })))).toEqual(["client.config.list.1: is too much"]);
    // Even one with a name that others have.
    expect(reasons([secret], value(item("a", { list: 1 })))).toEqual(["client.config.list.1: is too much"]);
    expect(reasons([secret], { client: 1 })).toEqual(["client: is no member"]);
    expect(reasons([secret], { client: { config: { list: ["a"] }, headers: {} } })).toEqual([
      "client.config.list.0: is too much",
    ]);
  });
});

test("reports every mistake: account, values, unshowable text, unknown arguments and contradictions", () => {
  const table = [
    field("flag"),
    field("text", { schema: textSchema({ type: "string" }) }),
    field("status", { kind: "output", schema: undefined }),
  ];
  expect(
    reasons(
      table,
      { flag: 1, text: "<{%", status: "x", falg: 1, other: 1, incarnation: "i" },
      {
        account: "is not known",
        together: ["flag: goes not with text"],
      },
    ),
  ).toEqual([
    "accountId: is not known",
    "flag: must be true or false",
    "text: must not contain <{ % (without the space): Pulumi reads it as a color code and crashes",
    "status: is not an argument; the arguments are flag, text",
    "falg: is not an argument; did you mean flag?",
    "other: is not an argument; the arguments are flag, text",
    "flag: goes not with text",
  ]);
});

test("a name that is near is suggested, else the names there are", () => {
  const table = [field("hostname")];
  expect(reasons(table, { hostnaxyz: 1 })).toEqual(["hostnaxyz: is not an argument; did you mean hostname?"]);
  expect(reasons(table, { hostwxyz: 1 })).toEqual(["hostwxyz: is not an argument; the arguments are hostname"]);
});

test.each([
  ["Team Docs!", "team-docs"],
  ["a  --  b", "a-b"],
  [`${"a".repeat(31)}  b`, "a".repeat(31)],
  ["__x__", "__x__"],
])("of the name %j, which cannot be an id, one is proposed that can: %s", (name, proposal) => {
  const table = [field("id", { schema: v.never("must be an id") })];
  expect(reasons(table, { id: name }, { defaultedId: "id" })).toEqual([
    `id: must be an id. It defaults to the name of the resource in the program. Set id instead, such as id: "${proposal}"`,
  ]);
  expect(reasons(table, { id: name })).toEqual(["id: must be an id"]);
});

describe("a list in which no two rows have the same name", () => {
  const rows = setSchema(v.looseObject({}), "must be a list", (row) => (row as Properties).name);
  const messages = (value: unknown): string[] => (v.safeParse(rows, value).issues ?? []).map(({ message }) => message);

  test("names those that are there more than once, but not what is no name or not known yet", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(messages(["a", "b", "a", "c", "c", "c"].map((name) => ({ name })))).toEqual([
      'has more than one row for "a" or "c"',
    ]);
    expect(messages([1, 1, undefined, undefined, unknown, unknown].map((name) => ({ name })))).toEqual([]);
    expect(messages({ name: "a" })).toEqual(["must be a list"]);
  });
});

test("a text of a form that is none is refused, and one without bounds is not", () => {
  expect(v.is(textSchema({ type: "boolean" }), "text")).toBe(false);
  expect(v.is(textSchema({ type: "string" }), "x".repeat(100_000))).toBe(true);
  expect(v.is(textSchema({ type: "string" }), "")).toBe(true);
});

describe("an object is taken over", () => {
  const adopting = (adopt: unknown, listed: string | undefined, account: unknown, id: unknown): boolean =>
    isAdopting({ environment: { CLOUDFLARE_MCP_ADOPT: listed } }, adopt, account, id);

  test("where the program says so, also of an id that is not known yet", () => {
    expect(adopting(true, undefined, "account", "docs")).toBe(true);
    expect(adopting(true, undefined, undefined, "docs")).toBe(true);
    expect(adopting(true, undefined, "account", 7)).toBe(true);
    expect(adopting("true", undefined, "account", undefined)).toBe(false);
    expect(adopting(undefined, "account/undefined", "account", undefined)).toBe(false);
  });

  test("where the environment lists it, as a whole", () => {
    expect(adopting(undefined, "account/docs", "account", "docs")).toBe(true);
    expect(adopting(false, "a/b , account/docs", "account", "docs")).toBe(true);
    for (const listed of [undefined, "", "docs", "account/docs2", "other/docs", "account/docs account/b"]) {
      expect(adopting(undefined, listed, "account", "docs")).toBe(false);
    }
  });
});
