import type { Difference } from "../../../provider/src/lock/difference";
import { contentsOf, differences } from "../../../provider/src/lock/compare";

type Schema = Readonly<Record<string, unknown>>;

/** As one line each: kind, place, what stood there, what stands there; and facts, if any. */
function told(found: readonly Difference[]): string[] {
  return found.map(({ kind, pointer, before, after, facts }) =>
    [kind, pointer, before, after]
      .map((part) => (typeof part === "string" ? part : part === undefined ? "-" : JSON.stringify(part)))
      .concat(facts)
      .join(" | "),
  );
}

const tool = (more: Schema): Schema => ({ name: "search", ...more });
const between = (before: Schema, after: Schema, ignore?: readonly string[]): string[] =>
  told(differences(tool(before), tool(after), ignore));
const ofSchemas = (before: Schema, after: Schema): string[] => between({ inputSchema: before }, { inputSchema: after });

describe("of parameters", () => {
  const owner = { type: "string" };

  test.each<[string, Schema, Schema, string[]]>([
    [
      "one that is added",
      { properties: {} },
      { properties: { owner } },
      ['parameterAdded | /inputSchema/properties/owner | - | {"type":"string"}'],
    ],
    [
      "the first one",
      {},
      { properties: { owner } },
      ['parameterAdded | /inputSchema/properties/owner | - | {"type":"string"}'],
    ],
    [
      "one that is added and required",
      { properties: {} },
      { properties: { owner }, required: ["owner"] },
      ['parameterAdded | /inputSchema/properties/owner | - | {"type":"string"} | required'],
    ],
    [
      "one that is gone, though it was required",
      { properties: { owner }, required: ["owner"] },
      { properties: {} },
      ['parameterRemoved | /inputSchema/properties/owner | {"type":"string"} | -'],
    ],
    [
      "the last one",
      { properties: { owner } },
      {},
      ['parameterRemoved | /inputSchema/properties/owner | {"type":"string"} | -'],
    ],
    [
      "required now",
      { properties: { owner }, required: [] },
      { properties: { owner }, required: ["owner"] },
      ["madeRequired | /inputSchema/properties/owner | false | true"],
    ],
    [
      "optional now",
      { properties: { owner }, required: ["owner", 7] },
      { properties: { owner } },
      ["madeOptional | /inputSchema/properties/owner | true | false"],
    ],
    [
      "required, though no property is named so",
      { required: [] },
      { required: ["ghost"] },
      ["madeRequired | /inputSchema/properties/ghost | false | true"],
    ],
    [
      "the order of what is required, which says nothing but is another digest",
      { properties: { owner }, required: ["a", "b"] },
      { properties: { owner }, required: ["b", "a"] },
      ['constraintChanged | /inputSchema/required | ["a","b"] | ["b","a"]'],
    ],
    [
      "a name that has to be written in another way in a pointer",
      { properties: {} },
      { properties: { "a/b~c": true } },
      ["parameterAdded | /inputSchema/properties/a~1b~0c | - | true"],
    ],
    [
      "a name that every object has",
      { properties: {} },
      { properties: { constructor: owner } },
      ['parameterAdded | /inputSchema/properties/constructor | - | {"type":"string"}'],
    ],
    [
      "one that is called required",
      { properties: { required: { properties: { a: owner } } } },
      { properties: { required: { properties: { a: owner }, required: ["a"] } } },
      ["madeRequired | /inputSchema/properties/required/properties/a | false | true"],
    ],
    [
      "properties that are no object",
      { properties: { owner } },
      { properties: 7 },
      ['constraintChanged | /inputSchema/properties | {"owner":{"type":"string"}} | 7'],
    ],
  ])("%s", (_what, before, after, expected) => {
    expect(ofSchemas(before, after)).toEqual(expected);
  });
});

describe("of the keywords of a schema", () => {
  const a = { type: "string" };
  const b = { type: "number" };
  const typeChanged = (place: string): string => `typeChanged | /inputSchema${place}/type | string | number`;

  test.each<[string, Schema, Schema, string[]]>([
    ["type", a, b, [typeChanged("")]],
    ["a type that is given now", {}, a, ["typeChanged | /inputSchema/type | - | string"]],
    ["default", { default: 1 }, { default: 2 }, ["defaultChanged | /inputSchema/default | 1 | 2"]],
    [
      "description",
      { description: "Old." },
      { description: "New." },
      ["textChanged | /inputSchema/description | Old. | New."],
    ],
    ["title", { title: "A" }, {}, ["removed | /inputSchema/title | A | -"]],
    ["examples", { examples: ["x"] }, { examples: ["y"] }, ["textChanged | /inputSchema/examples/0 | x | y"]],
    ["a comment", {}, { $comment: "c" }, ["added | /inputSchema/$comment | - | c"]],
    ["its own id", { $id: "x" }, { $id: "y" }, ["textChanged | /inputSchema/$id | x | y"]],
    ["its dialect", { $schema: "x" }, { $schema: "y" }, ["textChanged | /inputSchema/$schema | x | y"]],
    ["a pattern", { pattern: "^a$" }, { pattern: ".*" }, ["constraintChanged | /inputSchema/pattern | ^a$ | .*"]],
    ["a maximum", { maximum: 5 }, {}, ["constraintChanged | /inputSchema/maximum | 5 | -"]],
    ["items", { items: a }, { items: b }, [typeChanged("/items")]],
    ["contains", { contains: a }, { contains: b }, [typeChanged("/contains")]],
    ["not", { not: a }, { not: b }, [typeChanged("/not")]],
    ["if", { if: a }, { if: b }, [typeChanged("/if")]],
    ["then", { then: a }, { then: b }, [typeChanged("/then")]],
    ["else", { else: a }, { else: b }, [typeChanged("/else")]],
    ["propertyNames", { propertyNames: a }, { propertyNames: b }, [typeChanged("/propertyNames")]],
    ["unevaluatedItems", { unevaluatedItems: a }, { unevaluatedItems: b }, [typeChanged("/unevaluatedItems")]],
    ["additionalItems", { additionalItems: a }, { additionalItems: b }, [typeChanged("/additionalItems")]],
    [
      "items that take nothing",
      { items: a },
      { items: false },
      ['constraintChanged | /inputSchema/items | {"type":"string"} | false'],
    ],
    ["anyOf", { anyOf: [b, a] }, { anyOf: [b, b] }, [typeChanged("/anyOf/1")]],
    ["oneOf", { oneOf: [a] }, { oneOf: [b] }, [typeChanged("/oneOf/0")]],
    ["allOf", { allOf: [a] }, { allOf: [b] }, [typeChanged("/allOf/0")]],
    ["prefixItems", { prefixItems: [a] }, { prefixItems: [b] }, [typeChanged("/prefixItems/0")]],
    [
      "another number of choices",
      { anyOf: [a] },
      { anyOf: [a, b] },
      ['constraintChanged | /inputSchema/anyOf | [{"type":"string"}] | [{"type":"string"},{"type":"number"}]'],
    ],
    [
      "choices that are no list",
      { anyOf: [a] },
      { anyOf: "a" },
      ['constraintChanged | /inputSchema/anyOf | [{"type":"string"}] | a'],
    ],
    ["$defs", { $defs: { x: a, y: a } }, { $defs: { x: b, y: a } }, [typeChanged("/$defs/x")]],
    ["definitions", { definitions: { x: a } }, { definitions: { x: b } }, [typeChanged("/definitions/x")]],
    [
      "patternProperties",
      { patternProperties: { x: a } },
      { patternProperties: { x: b } },
      [typeChanged("/patternProperties/x")],
    ],
    [
      "dependentSchemas",
      { dependentSchemas: { x: a } },
      { dependentSchemas: { x: b } },
      [typeChanged("/dependentSchemas/x")],
    ],
    [
      "a schema by name that is there now",
      { $defs: { x: a } },
      { $defs: { x: a, y: b } },
      ['constraintChanged | /inputSchema/$defs/y | - | {"type":"number"}'],
    ],
    [
      "schemas by name that are no object",
      { $defs: { x: a } },
      { $defs: 1 },
      ['constraintChanged | /inputSchema/$defs | {"x":{"type":"string"}} | 1'],
    ],
    [
      "a parameter inside of a parameter",
      { properties: { owner: { properties: { id: a } } } },
      { properties: { owner: { properties: { id: b } } } },
      [typeChanged("/properties/owner/properties/id")],
    ],
    ["nothing", { items: a, anyOf: [a], $defs: { x: a } }, { items: a, anyOf: [a], $defs: { x: a } }, []],
  ])("%s", (_keyword, before, after, expected) => {
    expect(ofSchemas(before, after)).toEqual(expected);
  });

  test.each<[unknown, unknown, string]>([
    [["a"], ["a", "b"], "enumWidened"],
    [["a", "b"], ["b"], "enumNarrowed"],
    [["a"], ["b"], "enumChanged"],
    [["a", "b"], ["b", "a"], "enumChanged"],
    [undefined, ["a"], "enumNarrowed"],
    [["a"], undefined, "enumWidened"],
    [[{ x: 1 }], [{ x: 1 }, 2], "enumWidened"],
    [["a"], "a", "constraintChanged"],
    ["a", ["a"], "constraintChanged"],
  ])("the enum %j becomes %j: %s", (before, after, kind) => {
    expect(differences(tool({ inputSchema: { enum: before } }), tool({ inputSchema: { enum: after } }))).toMatchObject([
      { kind, pointer: "/inputSchema/enum" },
    ]);
  });

  test.each(["additionalProperties", "unevaluatedProperties"])("%s opens and closes", (keyword) => {
    const of = (before: unknown, after: unknown): unknown =>
      differences(tool({ inputSchema: { [keyword]: before } }), tool({ inputSchema: { [keyword]: after } }));
    const pointer = `/inputSchema/${keyword}`;
    expect(of(false, true)).toMatchObject([{ kind: "opened", pointer, before: false, after: true }]);
    expect(of(false, undefined)).toMatchObject([{ kind: "opened", pointer, before: false }]);
    expect(of(false, a)).toMatchObject([{ kind: "opened", pointer }]);
    expect(of(true, false)).toMatchObject([{ kind: "closed", pointer }]);
    expect(of(undefined, false)).toMatchObject([{ kind: "closed", pointer, after: false }]);
    expect(of(a, b)).toMatchObject([{ kind: "typeChanged", pointer: `${pointer}/type` }]);
    expect(of(true, a)).toMatchObject([{ kind: "constraintChanged", pointer }]);
  });
});

describe("of annotations", () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      "a hint",
      { readOnlyHint: true },
      { readOnlyHint: false },
      ["annotationChanged | /annotations/readOnlyHint | true | false"],
    ],
    [
      "a hint that is given now",
      undefined,
      { destructiveHint: false },
      ["annotationChanged | /annotations/destructiveHint | - | false | where it is not given, MCP takes true"],
    ],
    [
      "a hint that is not given any more",
      { idempotentHint: true },
      {},
      ["annotationChanged | /annotations/idempotentHint | true | - | where it is not given, MCP takes false"],
    ],
    [
      "each by its own default",
      { readOnlyHint: true, openWorldHint: false },
      undefined,
      [
        "annotationChanged | /annotations/openWorldHint | false | - | where it is not given, MCP takes true",
        "annotationChanged | /annotations/readOnlyHint | true | - | where it is not given, MCP takes false",
      ],
    ],
    [
      "a hint that stays",
      { readOnlyHint: true, title: "A" },
      { readOnlyHint: true, title: "B" },
      ["textChanged | /annotations/title | A | B"],
    ],
    ["something else", {}, { audience: ["user"] }, ['added | /annotations/audience | - | ["user"]']],
    ["no object", { readOnlyHint: true }, "none", ['changed | /annotations | {"readOnlyHint":true} | none']],
    ["no object before", 7, {}, ["changed | /annotations | 7 | {}"]],
  ])("%s", (_what, before, after, expected) => {
    expect(between({ annotations: before }, { annotations: after })).toEqual(expected);
  });
});

describe("of the arguments of a prompt", () => {
  const topic = { name: "topic", description: "Of what" };

  test.each<[string, unknown, unknown, string[]]>([
    [
      "the first",
      undefined,
      [topic],
      ['parameterAdded | /arguments/topic | - | {"name":"topic","description":"Of what"}'],
    ],
    [
      "one that is required",
      [],
      [{ name: "topic", required: true }],
      ['parameterAdded | /arguments/topic | - | {"name":"topic","required":true} | required'],
    ],
    [
      "one that is gone",
      [{ name: "topic", required: true }],
      undefined,
      ['parameterRemoved | /arguments/topic | {"name":"topic","required":true} | -'],
    ],
    ["required now", [topic], [{ ...topic, required: true }], ["madeRequired | /arguments/topic | - | true"]],
    ["optional now", [{ ...topic, required: true }], [topic], ["madeOptional | /arguments/topic | true | -"]],
    [
      "what means the same",
      [topic],
      [{ ...topic, required: false }],
      ["added | /arguments/topic/required | - | false"],
    ],
    [
      "its description",
      [topic],
      [{ ...topic, description: "On what" }],
      ["textChanged | /arguments/topic/description | Of what | On what"],
    ],
    [
      "another order",
      [{ name: "a" }, { name: "b" }],
      [{ name: "b" }, { name: "a" }],
      ['changed | /arguments | [{"name":"a"},{"name":"b"}] | [{"name":"b"},{"name":"a"}]'],
    ],
    [
      "two of one name",
      [{ name: "a" }],
      [{ name: "a" }, { name: "a" }],
      ['changed | /arguments | [{"name":"a"}] | [{"name":"a"},{"name":"a"}]'],
    ],
    ["one without a name", [{ name: "a" }], [{ name: 7 }], ["changed | /arguments/0/name | a | 7"]],
    ["no list", [topic], "topic", ['changed | /arguments | [{"name":"topic","description":"Of what"}] | topic']],
    ["no list before", "topic", [], ["changed | /arguments | topic | []"]],
  ])("%s", (_what, before, after, expected) => {
    expect(between({ arguments: before }, { arguments: after })).toEqual(expected);
  });
});

describe("of anything else", () => {
  test.each<[string, Schema, Schema, string[]]>([
    ["a text", { description: "Old." }, { description: "New." }, ["textChanged | /description | Old. | New."]],
    ["a text that is there now", {}, { title: "T" }, ["added | /title | - | T"]],
    ["a text that is gone", { title: "T" }, {}, ["removed | /title | T | -"]],
    [
      "member by member",
      { _meta: { a: 1, b: [1, 2] } },
      { _meta: { a: 2, b: [1, 3] } },
      ["changed | /_meta/a | 1 | 2", "changed | /_meta/b/1 | 2 | 3"],
    ],
    ["lists of another length", { icons: [1] }, { icons: [1, 2] }, ["changed | /icons | [1] | [1,2]"]],
    ["a list for an object", { _meta: [] }, { _meta: {} }, ["changed | /_meta | [] | {}"]],
    ["null", { _meta: null }, { _meta: {} }, ["changed | /_meta | null | {}"]],
    [
      "a schema that is no object",
      { outputSchema: { type: "object" } },
      { outputSchema: null },
      ['changed | /outputSchema | {"type":"object"} | null'],
    ],
    [
      "a schema that is given now",
      {},
      { inputSchema: { type: "object" } },
      ['added | /inputSchema | - | {"type":"object"}'],
    ],
    [
      "the schema of the result",
      { outputSchema: { type: "object" } },
      { outputSchema: { type: "array" } },
      ["typeChanged | /outputSchema/type | object | array"],
    ],
    ["sorted by place", { b: 1, a: 1 }, { b: 2, a: 2 }, ["changed | /a | 1 | 2", "changed | /b | 1 | 2"]],
  ])("%s", (_what, before, after, expected) => {
    expect(between(before, after)).toEqual(expected);
  });

  test("what is ignored is no difference", () => {
    const [before, after] = [{ _meta: { at: 1, by: "a" } }, { _meta: { at: 2, by: "b" } }];
    expect(between(before, after, ["/_meta/at"])).toEqual(["textChanged | /_meta/by | a | b"]);
    expect(between(before, after, ["/_meta"])).toEqual([]);
  });

  test("what cannot be compared is said to be, of the new one first", () => {
    const deep = JSON.parse(`${"[".repeat(101)}${"]".repeat(101)}`) as unknown;
    const told = (fact: string): unknown => [{ kind: "notComparable", pointer: "", facts: [fact] }];
    const [large, nested] = [tool({ x: Infinity }), tool({ x: deep })];
    expect(differences(tool({}), large)).toEqual(told("it has a number that is too large"));
    expect(differences(large, tool({}))).toEqual(told("it has a number that is too large"));
    expect(differences(large, nested)).toEqual(told("it is nested more than 100 levels deep"));
  });
});

test("an unreviewed definition is described by the same kinds, without implied defaults", () => {
  const definition = tool({
    description: "Searches.",
    annotations: { readOnlyHint: true },
    inputSchema: { type: "object", properties: { q: { type: "string" } }, required: ["q"] },
    outputSchema: 7,
  });
  expect(told(contentsOf(definition))).toEqual([
    "annotationChanged | /annotations/readOnlyHint | - | true",
    "added | /description | - | Searches.",
    'parameterAdded | /inputSchema/properties/q | - | {"type":"string"} | required',
    "added | /outputSchema | - | 7",
  ]);
  expect(told(contentsOf(definition, ["/outputSchema", "/inputSchema"]))).toHaveLength(2);
});

describe("what a reader does not see", () => {
  const factsOf = (before: unknown, after: unknown): readonly string[] =>
    differences(tool({ text: before }), tool({ text: after })).flatMap(({ facts }) => facts);

  test.each<[string, unknown, unknown, string[]]>([
    ["nothing", "one", "two", []],
    ["one character", "a", "a\u200b", ["not seen: U+200B ZERO WIDTH SPACE"]],
    [
      "more of one kind, and another",
      "a",
      "\u202ea\u200b\u200b",
      ["not seen: U+202E RIGHT-TO-LEFT OVERRIDE", "not seen: U+200B ZERO WIDTH SPACE, 2 times"],
    ],
    ["line breaks and tabs are no secret", "a", "a\n\tb", []],
    ["a text in tag characters", "a", "a\u{e0068}\u{e0069}", ['written in tag characters, which are not seen: "hi"']],
    ["also in what is new", undefined, { key: ["a\u200b"] }, ["not seen: U+200B ZERO WIDTH SPACE"]],
    ["and in names", undefined, { "k\u200b": 1 }, ["not seen: U+200B ZERO WIDTH SPACE"]],
    ["but not what was there before", ["a\u200b"], ["a\u200b", "b"], []],
    ["another normal form", "e\u0301", "\u00e9", ["the same letters in another Unicode normal form"]],
    [
      "a letter of another script",
      "paypal",
      "p\u0430ypal",
      ["letter that was not there before: \u0430 (U+0430, Cyrillic)"],
    ],
    ["a letter that was there before", "\u0430b", "b\u0430c", []],
    ["a sign without a script", "a", "a\u2192", ["letter that was not there before: \u2192 (U+2192)"]],
    ["a Latin letter outside of ASCII", "a", "\u00e4", ["letter that was not there before: \u00e4 (U+00E4, Latin)"]],
    ["a Greek letter", "a", "\u03b1", ["letter that was not there before: \u03b1 (U+03B1, Greek)"]],
    ["a number for a text", 1, "\u0430", []],
  ])("%s", (_what, before, after, expected) => {
    expect(factsOf(before, after)).toEqual(expected);
  });

  test("is cut where there is too much of it", () => {
    const letters = (count: number): string =>
      Array.from({ length: count }, (_, index) => String.fromCodePoint(0x430 + index)).join("");
    expect(factsOf("a", letters(12))).toHaveLength(12);
    expect(factsOf("a", letters(14)).slice(11)).toEqual([
      expect.stringContaining("letter that was not there before"),
      "2 more letters outside ASCII that were not there before",
    ]);
    const controls = Array.from({ length: 13 }, (_, index) => String.fromCodePoint(0x2060 + index)).join("");
    expect(factsOf(undefined, controls).at(-1)).toMatch(/^\d+ more kinds of characters that are not seen$/);
  });
});
