import {
  camelCase,
  canonicalText,
  equal,
  hasUnknown,
  isSet,
  isUnknown,
  noneIfEmpty,
  ownMember,
  renameKeys,
  shown,
  snakeCase,
} from "../../../provider/src/lifecycle/values";
import { unknownMark } from "../../support/hostile";

test("what is not known yet is found wherever it is, and nothing else is taken for it", () => {
  expect([unknownMark, { a: [{ b: unknownMark, c: 1 }] }, [1, unknownMark]].map(hasUnknown)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["text", 7, null, undefined, {}, [], { a: ["b"] }].map(hasUnknown)).toEqual(Array(7).fill(false));
  expect([unknownMark, [unknownMark], `${unknownMark} `].map(isUnknown)).toEqual([true, false, false]);
});

test("null and undefined are not set, and everything else is", () => {
  expect([null, undefined].map(isSet)).toEqual([false, false]);
  expect([false, 0, "", [], {}].map(isSet)).toEqual(Array(5).fill(true));
  expect(["", null, undefined, "a", false].map(noneIfEmpty)).toEqual([null, null, null, "a", false]);
});

test("a value is shown as it is, or as JSON if that has at most 200 characters", () => {
  expect(["a b", 7, { a: 1 }, null, undefined].map(shown)).toEqual(["a b", "7", '{"a":1}', "unknown", "unknown"]);
  expect(["https://x.example.com/mcp?key=abc", "https://x.example.com", "a: b?c=d"].map(shown)).toEqual([
    "https://x.example.com/mcp?…",
    "https://x.example.com",
    "a: b?c=d",
  ]);
  expect(shown("x".repeat(300))).toHaveLength(300);
  expect(shown(["x".repeat(196)])).toHaveLength(200);
  expect(shown(["x".repeat(197)])).toBe("a value of 201 characters");
});

test("the order of keys makes no difference, that of lists does", () => {
  const one = { b: [{ y: 1, x: 2 }], a: null };
  expect(canonicalText(one)).toBe('{"a":null,"b":[{"x":2,"y":1}]}');
  expect(equal(one, { a: null, b: [{ x: 2, y: 1 }] })).toBe(true);
  expect(equal([1, 2], [2, 1])).toBe(false);
  expect(equal(undefined, null)).toBe(true);
  expect(equal(undefined, "")).toBe(false);
});

test("names go from one notation to the other and back, deeply", () => {
  expect([camelCase("updated_tools"), camelCase("a_1b_c"), camelCase("plain")]).toEqual([
    "updatedTools",
    "a1bC",
    "plain",
  ]);
  expect([snakeCase("updatedTools"), snakeCase("plain")]).toEqual(["updated_tools", "plain"]);
  expect(renameKeys({ a_b: [{ c_d: "e_f" }, 7, null] }, camelCase)).toEqual({ aB: [{ cD: "e_f" }, 7, null] });
});

test.each(["constructor", "__proto__", "toString"])("%s is a member only of an object that has it itself", (name) => {
  expect(ownMember({}, name)).toBeUndefined();
  expect(ownMember(JSON.parse(`{"${name}": 1}`) as Record<string, unknown>, name)).toBe(1);
});
