import { LockError } from "../../../provider/src/lock/parse";
import { reasonsOf } from "../../../provider/src/text/reasons";

test("an error is one line, whatever stands in it", () => {
  expect(reasonsOf(new Error("a\nb <{%red%}>"))).toBe("a‹U+000A LINE FEED›b <{ %red%}>");
  expect(reasonsOf("no error\r")).toBe("no error‹U+000D CARRIAGE RETURN›");
});

test("an error with several reasons has a line for each", () => {
  const problems = [
    { pointer: "/a", text: "is missing." },
    { pointer: "", text: "is broken\nhere." },
  ];
  expect(reasonsOf(new LockError("x.json", "invalid", problems))).toBe(
    "x.json at /a: is missing.\nx.json: is broken‹U+000A LINE FEED›here.",
  );
});
