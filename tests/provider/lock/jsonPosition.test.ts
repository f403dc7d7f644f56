import fc from "fast-check";
import { jsonPosition } from "../../../provider/src/lock/jsonPosition";

test.each([
  ["", "line 1, column 1"],
  ["{", "line 1, column 2"],
  ["[", "line 1, column 2"],
  ["[1,]", "line 1, column 4"],
  ['{"a": 1,}', "line 1, column 9"],
  ['{"a" 1}', "line 1, column 6"],
  ['{\n  "a": 1\n  "b": 2\n}', "line 3, column 3"],
  ['{"a": 1]', "line 1, column 8"],
  ["[1}", "line 1, column 3"],
  ["]", "line 1, column 1"],
  ["{]", "line 1, column 2"],
  ["[1 2]", "line 1, column 4"],
  ["[01]", "line 1, column 2"],
  ["[truely]", "line 1, column 2"],
  ["{1: 2}", "line 1, column 2"],
  ['["never ends]', "line 1, column 2"],
  ['["a\nb"]', "line 1, column 2"],
  ['["\\x"]', "line 1, column 2"],
  ["{} {}", "line 1, column 4"],
  ["root:x:0:0", "line 1, column 1"],
  ["[".repeat(200_000), "line 1, column 200001"],
])("%# the first fault is found", (json, position) => {
  expect(() => JSON.parse(json) as unknown).toThrow();
  expect(jsonPosition(json)).toBe(position);
});

test("long texts cost no more than a look at each character", () => {
  const long = `["${"x".repeat(5_000_000)}", "${'\\"'.repeat(1_000_000)}" oops]`;
  expect(jsonPosition(long)).toBe(`line 1, column ${long.indexOf("oops") + 1}`);
});

/** JSON text with one character taken out, added or replaced. */
const damaged = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.nat(),
    fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "1", "x", "\\", "\n"),
  )
  .chain(([json, at, put]) => {
    const index = at % (json.length + 1);
    return fc.constantFrom(
      json.slice(0, index) + put + json.slice(index),
      json.slice(0, index) + put + json.slice(index + 1),
    );
  });

test("what stands before the fault can be the beginning of JSON, and no more", () => {
  const isRefused = (json: string): boolean => {
    try {
      JSON.parse(json);
      return false;
    } catch {
      return true;
    }
  };
  fc.assert(
    fc.property(damaged, (json) => {
      fc.pre(isRefused(json));
      const [, line, column] = /^line (\d+), column (\d+)$/.exec(jsonPosition(json)) ?? [];
      const lines = json.split("\n").slice(0, Number(line));
      const before = [...lines.slice(0, -1), (lines.at(-1) ?? "").slice(0, Number(column) - 1)].join("\n");
      expect(json.startsWith(before)).toBe(true);
      // Something completes it.
      expect(completions(before).some((whole) => !isRefused(whole))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

/** The text with what is open closed, where a value or a key can be missing. */
function completions(before: string): string[] {
  const open: string[] = [];
  for (const [token] of before.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? "}" : "]");
    } else if (!token.startsWith('"')) {
      open.pop();
    }
  }
  const end = open.reverse().join("");
  return ["", "1", '"":1', ":1"].map((missing) => `${before}${missing}${end}`);
}
