import { depthFault, jsonFault, objectFault } from "../../../provider/src/cloudflare/shape";
import type { WireField, WireForm } from "../../../provider/src/cloudflare/wire";

const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`) as unknown;

test("what is nested too deeply is told from what is not, in lists and in objects", () => {
  expect(depthFault(nested(5), 5)).toBeUndefined();
  expect(depthFault(nested(6), 5)).toBe("is nested more than 5 levels deep");
  expect(depthFault({ a: { b: {} }, c: 1 }, 3)).toBeUndefined();
  expect(depthFault({ a: 1, b: { c: [{}] } }, 3)).toBe("is nested more than 3 levels deep");
  expect([7, "text", null, undefined].map((value) => depthFault(value, 0))).toEqual(Array(4).fill(undefined));
});

test.each<[unknown, string | undefined]>([
  [{ a: [1, "x", null, true] }, undefined],
  [Infinity, "has a number that is too large"],
  [{ a: { b: [0, -Infinity] } }, "has a number that is too large"],
  [[1, Infinity, nested(9)], "is nested more than 8 levels deep"],
  [undefined, undefined],
])("the fault of a value %#", (value, fault) => {
  expect(jsonFault(value, 8)).toBe(fault);
});

const field = (form: WireForm, more: Partial<WireField> = {}): WireField => ({ form, returned: true, ...more });
const faultOf = (
  form: WireForm,
  value: unknown,
  more: Partial<WireField> = { update: "optional" },
): string | undefined => objectFault({ it: field(form, more) }, { it: value });
const otherForm = "its it has another form";

describe("an object of the API", () => {
  test.each([undefined, null, 7, "text", [], true])("is none when it is %j", (object) => {
    expect(objectFault({}, object)).toBe("it should be an object");
  });

  test("must be the one that was asked for, where one was", () => {
    expect(objectFault({}, { id: "docs" }, "docs")).toBeUndefined();
    expect(objectFault({}, { id: "docs" })).toBeUndefined();
    expect(objectFault({}, { id: "other" }, "docs")).toBe('it is about "other"');
    expect(objectFault({}, {}, "docs")).toBe("it is about undefined");
  });

  test("must have what a create has to give, and may lack everything else", () => {
    for (const missing of [undefined, null]) {
      expect(faultOf({ type: "string" }, missing, { create: "required" })).toBe("it has no it");
      expect(faultOf({ type: "string" }, missing, { create: "optional", update: "optional" })).toBeUndefined();
      expect(faultOf({ type: "definitions" }, missing, {})).toBeUndefined();
    }
  });

  test("is held to the forms of what can be set and of definitions; what is only shown may have any form", () => {
    expect(faultOf({ type: "string" }, 7, { create: "optional" })).toBe(otherForm);
    expect(faultOf({ type: "string" }, 7, { update: "optional" })).toBe(otherForm);
    expect(faultOf({ type: "string" }, 7, { create: "required" })).toBe(otherForm);
    expect(faultOf({ type: "definitions" }, 7, {})).toBe(otherForm);
    expect(faultOf({ type: "string" }, 7, {})).toBeUndefined();
    expect(faultOf({ type: "object" }, 7, {})).toBeUndefined();
  });

  test.each<[WireForm["type"], unknown[], unknown[]]>([
    ["string", ["", "x"], [7, true, [], {}]],
    ["boolean", [true, false], ["true", 0, {}]],
    ["object", [{}, { a: 1 }], [[], "x", 7]],
    ["definitions", [[], [1, null, "x"]], [{}, "x", 7]],
    [
      "overrides",
      [
        [],
        [{ name: "a" }],
        [{ name: "a", enabled: true, alias: "b", description: null, portal_alias: "x", more: 7 }],
        [{ name: "a", enabled: null, server_alias: undefined }],
      ],
      [
        {},
        "x",
        ["a"],
        [null],
        [[]],
        [{}],
        [{ name: 7 }],
        [{ name: "a" }, { name: null }],
        [{ name: "a", enabled: "true" }],
        [{ name: "a", enabled: 0 }],
        ...["alias", "description", "portal_alias", "portal_description", "server_alias", "server_description"].map(
          (text) => [{ name: "a", [text]: 7 }],
        ),
      ],
    ],
    [
      "mappings",
      [
        [],
        [{ server_id: "docs" }],
        [{ id: "docs" }],
        [{ server_id: null, id: "docs" }],
        [{ id: "docs", updated_tools: null, updated_prompts: [{ name: "a" }] }],
        [{ id: "docs", updated_tools: [{ name: "a" }], updated_prompts: undefined }],
      ],
      [
        {},
        [null],
        ["docs"],
        [{}],
        [{ server_id: 7, id: "docs" }],
        [{ id: 7 }],
        [{ id: "docs" }, {}],
        [{ id: "docs", updated_tools: 7 }],
        [{ id: "docs", updated_tools: [], updated_prompts: [{}] }],
        [{ id: "docs", updated_tools: [{}], updated_prompts: [] }],
      ],
    ],
  ])("takes for %s what has its form, and nothing else", (type, good, bad) => {
    const form = { type } as WireForm;
    expect(good.map((value) => faultOf(form, value))).toEqual(good.map(() => undefined));
    expect(bad.map((value) => faultOf(form, value))).toEqual(bad.map(() => otherForm));
  });

  test("names the first field that is wrong", () => {
    const fields = {
      name: field({ type: "string" }, { create: "required" }),
      on: field({ type: "boolean" }, { update: "optional" }),
    };
    expect(objectFault(fields, { name: "x", on: true })).toBeUndefined();
    expect(objectFault(fields, { name: 7, on: 7 })).toBe("its name has another form");
    expect(objectFault(fields, { name: "x", on: 7 })).toBe("its on has another form");
  });
});
