import { likelyRenames } from "../../../provider/src/lock/renames";
import type { Judged, Standing } from "../../../provider/src/lock/verdict";

const of = (standing: Standing, name: string, more: object = {}): Judged => {
  const definition = { name, description: "Searches.", ...more };
  const known = { digest: "sha256:any", definition };
  return {
    kind: "tools",
    name,
    standing,
    ...(standing === "new" ? { observed: known } : { reviewed: { ...known, allow: true } }),
  };
};

test.each<[string, Judged[], { from: string; to: string }[]]>([
  ["only the name differs", [of("gone", "find"), of("new", "search")], [{ from: "find", to: "search" }]],
  ["another text", [of("gone", "find"), of("new", "search", { description: "Other." })], []],
  ["only gone", [of("gone", "find")], []],
  ["only new", [of("new", "search")], []],
  ["not gone", [of("approved", "find"), of("new", "search")], []],
  ["not new", [of("gone", "find"), of("approved", "search")], []],
  ["two that may have been it", [of("gone", "a"), of("gone", "b"), of("new", "c")], []],
  ["two that it may have become", [of("gone", "a"), of("new", "b"), of("new", "c")], []],
  [
    "two pairs",
    [of("gone", "a"), of("gone", "b", { title: "B" }), of("new", "c"), of("new", "d", { title: "B" })],
    [
      { from: "a", to: "c" },
      { from: "b", to: "d" },
    ],
  ],
])("%s", (_what, judged, expected) => {
  expect(likelyRenames(judged, [])).toEqual(expected);
});

test("what is ignored may differ", () => {
  const judged = [of("gone", "a", { _meta: 1 }), of("new", "b", { _meta: 2 })];
  expect(likelyRenames(judged, [])).toEqual([]);
  expect(likelyRenames(judged, ["/_meta"])).toEqual([{ from: "a", to: "b" }]);
});
