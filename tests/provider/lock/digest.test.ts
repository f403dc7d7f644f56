import { digestOf, pointerSteps, pointerTo, same, withoutIgnored } from "../../../provider/src/lock/digest";

test.each<[string, unknown, string[], unknown]>([
  ["a member", { a: 1, b: 2 }, ["/a"], { b: 2 }],
  ["a member of a member", { a: { b: 1, c: 2 } }, ["/a/b"], { a: { c: 2 } }],
  ["an item of a list", { a: [1, 2, 3] }, ["/a/1"], { a: [1, 3] }],
  ["several items of a list, by their places before", { a: [1, 2, 3, 4] }, ["/a/0", "/a/1", "/a/3"], { a: [3] }],
  ["a list and an item of it", { a: [1, 2], b: 1 }, ["/a/1", "/a", "/a/0/x"], { b: 1 }],
  ["below an item, and another item", { a: [{ b: 1, c: 2 }, 2] }, ["/a/1", "/a/0/b"], { a: [{ c: 2 }] }],
  ["a member of an item", { a: [{ b: 1, c: 2 }] }, ["/a/0/b"], { a: [{ c: 2 }] }],
  ["several", { a: 1, b: 2, c: 3 }, ["/a", "/c"], { b: 2 }],
  ["what is not there", { a: { b: 1 } }, ["/x", "/a/x", "/a/x/y"], { a: { b: 1 } }],
  ["what every object has", {}, ["/constructor", "/toString/name"], {}],
  [
    "below a text, a number and null",
    { a: "text", b: 1, c: null },
    ["/a/0", "/b/x", "/c/x"],
    { a: "text", b: 1, c: null },
  ],
  ["a name with signs", { "a/b": 1, "c~d": 2, "e~1f": 3 }, ["/a~1b", "/c~0d", "/e~01f"], {}],
  ["the whole, which is no member", { a: 1 }, [""], { a: 1 }],
  ["nothing", { a: 1 }, [], { a: 1 }],
])("%s can be ignored", (_what, definition, ignore, rest) => {
  expect(withoutIgnored(definition, ignore)).toEqual(rest);
  expect(digestOf(definition, ignore)).toBe(digestOf(rest));
});

test("a pointer and its steps are the same, whatever the names", () => {
  for (const steps of [[], ["a"], ["a/b", "c~d", "~1", "~0", "/~", ""]]) {
    expect(pointerSteps(pointerTo(...steps))).toEqual(steps);
  }
  expect(pointerTo("list", 0, "a/b~c")).toBe("/list/0/a~1b~0c");
  expect(pointerSteps("/a~1b~0c/~01")).toEqual(["a/b~c", "~1"]);
});

test("values are the same whatever the order of their members, and not with other letters of the same look", () => {
  expect(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(same([1, 2], [2, 1])).toBe(false);
  expect(same("e\u0301", "\u00e9")).toBe(false);
  expect(same(undefined, undefined)).toBe(true);
});

test("a digest is that of the canonical form; what has none says why, and equals none", () => {
  expect(digestOf({ name: "a" })).toBe("sha256:d9d719b27480b55cd4918020e7473e716ed3569c8adafe926cf9b10b4f8ef064");
  expect(digestOf({ x: 1e400 })).toBe("none: it has a number that is too large");
});
