/** Whatever JSON an upstream publishes as a definition, it is compared, in a time that grows with its length. */
import fc from "fast-check";
import { contentsOf, differences } from "../../../provider/src/lock/compare";
import { describe as inWords } from "../../../provider/src/lock/describe";
import { digestOf } from "../../../provider/src/lock/digest";
import { likelyRenames } from "../../../provider/src/lock/renames";
import { judge } from "../../../provider/src/lock/verdict";
import { lockOf, observed, tool } from "../../support/locks";

/** Names that every object of JavaScript has, words of schemas, and others that look like something else. */
const names = [
  ...["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf", "toJSON"],
  ...["name", "properties", "required", "enum", "type", "items", "anyOf", "additionalProperties", "$defs", "default"],
  ...["inputSchema", "outputSchema", "arguments", "annotations", "readOnlyHint", "description", "", "0", "\ud800"],
];
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom(null, true, false, 0, 7, "", "text", "\u200b", "\ud800"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), tie("json")), { maxLength: 4, selector: ([name]) => name })
      .map((members) => Object.fromEntries(members) as unknown),
  ),
}));
const definition = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), json), { maxLength: 6, selector: ([name]) => name })
  .map((members) => ({ ...(Object.fromEntries(members) as object), name: "search" }));

test("any two definitions are compared, and nothing differs only where their digests are the same", () => {
  fc.assert(
    fc.property(definition, definition, (one, other) => {
      const found = differences(one, other);
      expect(found.length === 0).toBe(digestOf(one) === digestOf(other));
      expect(found.flatMap((each) => inWords(each)).join()).not.toMatch(/native code|\[object/);
      expect(differences(one, structuredClone(one))).toEqual([]);
      expect(
        contentsOf(one)
          .flatMap((each) => inWords(each))
          .join(),
      ).not.toMatch(/native code|\[object/);
    }),
    { numRuns: 2_000 },
  );
});

test.each<[string, unknown, unknown]>([
  ["enum", null, ["a"]],
  ["enum", ["a"], null],
  ["enum", "a", {}],
  ["required", null, {}],
  ["required", "x", ["x"]],
  ["properties", null, {}],
  ["properties", { constructor: { type: "string" } }, {}],
  ["properties", JSON.parse('{"__proto__":{"type":"string"}}'), {}],
  ["anyOf", null, [null]],
  ["items", null, false],
  ["type", null, []],
  ["$defs", [], null],
  ["constructor", 1, undefined],
])("a schema whose %s is %j is compared with one where it is %j", (keyword, before, after) => {
  const schema = (value: unknown): object => ({ name: "search", inputSchema: { [keyword]: value } });
  for (const [one, other] of [
    [before, after],
    [after, before],
  ]) {
    expect(differences(schema(one) as never, schema(other) as never)).not.toEqual([]);
  }
});

/** So many that a time which grows with their square would never end. */
const many = 200_000;
const values = Array.from({ length: many }, (_, index) => `value-${index}`);

test("an enum of as many values as an upstream likes is compared, in whatever order", () => {
  const schema = (list: unknown): object => ({ name: "search", inputSchema: { enum: list } });
  const kinds = [values.toReversed(), values.with(7, "other"), values.slice(1), [...values, "more"]].map(
    (list) => differences(schema(values) as never, schema(list) as never)[0]?.kind,
  );
  expect(kinds).toEqual(["enumChanged", "enumChanged", "enumNarrowed", "enumWidened"]);
});

test("as many tools of one name as an upstream likes are one that is not as it was reviewed", () => {
  const [reviewed] = [tool("search")];
  const tools = values.map((description) => tool("search", { description }));
  const { tools: judged } = judge(lockOf([reviewed]), observed([reviewed, ...tools]));
  expect(judged).toMatchObject([{ name: "search", standing: "changed", isAmbiguous: true }]);
});

test("as many tools that are the same but for their names as an upstream likes are no renames", () => {
  const tools = values.slice(0, 50_000).map((name) => tool(name, { description: "Reads." }));
  expect(likelyRenames(judge(lockOf([]), observed(tools)).tools, [])).toEqual([]);
});

test("what is deep and large is compared as a whole, not once for each level", () => {
  const chain = (leaf: unknown): unknown => Array.from({ length: 95 }).reduce((inner) => ({ a: inner }), leaf);
  const [before, after] = [values, values.with(-1, "other")].map((list) => ({ name: "search", _meta: chain(list) }));
  expect(differences(before as never, after as never)).toMatchObject([{ kind: "textChanged", before: values.at(-1) }]);
});

test("names that are too long to tell each place that changed make a definition that cannot be compared", () => {
  const schema = (type: string): object => ({
    name: "search",
    inputSchema: {
      properties: {
        ["n".repeat(1_000_000)]: {
          properties: Object.fromEntries(values.slice(0, 100).map((name) => [name, { type }])),
        },
      },
    },
  });
  expect(differences(schema("string") as never, schema("number") as never)).toEqual([
    { kind: "notComparable", pointer: "", facts: ["its names are too long to tell the places of its changes"] },
  ]);
});
