import {
  describe as linesOf,
  headline,
  plainPaint,
  present,
  word,
  type Paint,
} from "../../../provider/src/lock/describe";
import { say } from "../../../provider/src/text/shown";
import type { Difference, DifferenceKind } from "../../../provider/src/lock/difference";

const difference = (kind: DifferenceKind, more: Partial<Difference> = {}): Difference => ({
  kind,
  pointer: "/description",
  facts: [],
  ...more,
});
/** Marks what is painted, so that a test sees it. */
const paint: Paint = {
  removed: (text) => say`<r>${text}</r>`,
  added: (text) => say`<a>${text}</a>`,
  strong: (text) => say`<b>${text}</b>`,
  fact: (text) => say`<f>${text}</f>`,
};

test.each<[DifferenceKind, Partial<Difference>, string]>([
  ["textChanged", {}, "description changed"],
  ["constraintChanged", { pointer: "/inputSchema/properties/q/pattern" }, "pattern of parameter q changed"],
  ["changed", { pointer: "/_meta/x" }, "_meta/x changed"],
  [
    "annotationChanged",
    { pointer: "/annotations/readOnlyHint", before: true, after: false },
    "annotation readOnlyHint: true -> false",
  ],
  ["typeChanged", { pointer: "/inputSchema/type", before: "object" }, 'type of the parameters: "object" -> not given'],
  ["defaultChanged", { pointer: "/outputSchema/default", after: 1 }, "default of the result: not given -> 1"],
  ["parameterAdded", { pointer: "/inputSchema/properties/q" }, "parameter q added"],
  ["added", { pointer: "/title" }, "title added"],
  ["parameterRemoved", { pointer: "/arguments/topic" }, "argument topic removed"],
  ["removed", { pointer: "/arguments/topic/description" }, "description of argument topic removed"],
  ["madeRequired", { pointer: "/inputSchema/properties/q" }, "parameter q is required now"],
  ["madeOptional", { pointer: "/inputSchema/properties/q" }, "parameter q is optional now"],
  ["enumWidened", { pointer: "/inputSchema/properties/q/enum" }, "enum of parameter q widened"],
  ["enumNarrowed", { pointer: "/inputSchema/properties/q/enum" }, "enum of parameter q narrowed"],
  ["enumChanged", { pointer: "/inputSchema/properties/q/enum" }, "enum of parameter q changed"],
  [
    "opened",
    { pointer: "/inputSchema/additionalProperties" },
    "additionalProperties of the parameters: additional parameters are allowed now",
  ],
  [
    "closed",
    { pointer: "/inputSchema/additionalProperties" },
    "additionalProperties of the parameters: additional parameters are rejected now",
  ],
  ["notComparable", { pointer: "" }, "cannot be compared"],
])("the headline of %s", (kind, more, expected) => {
  expect(headline(difference(kind, more))).toBe(expected);
});

test.each([
  ["/inputSchema", "the parameters"],
  ["/outputSchema", "the result"],
  ["/inputSchema/properties", "properties of the parameters"],
  ["/inputSchema/properties/owner/properties/name", "parameter owner.name"],
  ["/inputSchema/properties/owner/properties/name/minLength", "minLength of parameter owner.name"],
  ["/inputSchema/properties/rows/items/properties/id/type", "type of parameter rows[].id"],
  ["/inputSchema/properties/rows/items/items", "parameter rows[][]"],
  ["/inputSchema/items/type", "items/type of the parameters"],
  ["/inputSchema/properties/a b", 'parameter "a b"'],
  ["/outputSchema/properties/total", "result total"],
  ["/arguments", "arguments"],
  ["/arguments/a b/required", 'required of argument "a b"'],
  ["/annotations", "annotations"],
  ["/annotations/a/b", "annotation a/b"],
  ["/_meta/a~1b/c", '_meta/"a/b"/c'],
  ["/title", "title"],
])("the place %s is called %s", (pointer, name) => {
  expect(headline(difference("added", { pointer }))).toBe(`${name} added`);
});

test.each([
  ["plain-word_$1", "plain-word_$1"],
  ["two words", '"two words"'],
  ["", '""'],
  ["a\u200b", '"a‹U+200B ZERO WIDTH SPACE›"'],
])("a name from outside, %j, is written %s", (name, written) => {
  expect(word(name)).toBe(written);
});

test.each<DifferenceKind>([
  "annotationChanged",
  "typeChanged",
  "defaultChanged",
  "madeRequired",
  "madeOptional",
  "notComparable",
])("the headline of %s says it all, but for facts", (kind) => {
  const found = difference(kind, { before: 1, after: 2, facts: ["a fact\u200b"] });
  expect(linesOf(found)).toEqual([headline(found), "    ! a fact‹U+200B ZERO WIDTH SPACE›"]);
});

test.each<DifferenceKind>([
  "parameterAdded",
  "parameterRemoved",
  "added",
  "removed",
  "changed",
  "constraintChanged",
  "enumWidened",
  "enumNarrowed",
  "enumChanged",
  "opened",
  "closed",
])("of %s the values are shown", (kind) => {
  expect(linesOf(difference(kind, { before: [1], after: { a: "x" } })).slice(1)).toEqual([
    "    - [1]",
    '    + {"a":"x"}',
  ]);
  expect(linesOf(difference(kind, { after: "text\nin two lines" })).slice(1)).toEqual([
    "    + text",
    "    + in two lines",
  ]);
  expect(linesOf(difference(kind, { before: null })).slice(1)).toEqual(["    - null"]);
});

test("the description of a parameter stands by itself, before the rest", () => {
  const value = { description: "Who\nowns it", type: "string" };
  const [, ...lines] = linesOf(difference("parameterAdded", { after: value }));
  expect(lines).toEqual(["    + Who", "    + owns it", '    + {"type":"string"}']);
  const [, ...only] = linesOf(difference("parameterAdded", { after: { description: "Who" } }));
  expect(only).toEqual(["    + Who"]);
  const [, ...number] = linesOf(difference("parameterAdded", { after: { description: 7 } }));
  expect(number).toEqual(['    + {"description":7}']);
});

test("a changed text is shown line by line, with the change set off and facts below", () => {
  const found = difference("textChanged", {
    before: "It reads.\nAlways.",
    after: "It writes.\nAlways.",
    facts: ["a fact"],
  });
  expect(linesOf(found, paint)).toEqual([
    "description changed",
    "    <r>- It <b>reads</b>.</r>",
    "    <r>- Always.</r>",
    "    <a>+ It <b>writes</b>.</a>",
    "    <a>+ Always.</a>",
    "    <f>! a fact</f>",
  ]);
  expect(linesOf(found)).toEqual(linesOf(found, plainPaint));
  expect(linesOf(found)[1]).toBe("    - It reads.");
});

test("a line break that is added sets nothing off", () => {
  const found = difference("textChanged", { before: "one two", after: "one\n\ntwo" });
  expect(linesOf(found, paint).join("\n")).not.toContain("<b></b>");
});

test("what is not seen is shown, in values and texts", () => {
  expect(linesOf(difference("added", { after: "a\u202eb" }))[1]).toBe("    + a‹U+202E RIGHT-TO-LEFT OVERRIDE›b");
  expect(headline(difference("defaultChanged", { before: "\u200b", after: 1 }))).toBe(
    'description: "‹U+200B ZERO WIDTH SPACE›" -> 1',
  );
});

test("a long text is cut and counted; a short one is not", () => {
  const of = (length: number): string[] => linesOf(difference("added", { after: "x".repeat(length) })).slice(1);
  expect(of(4_000)).toEqual([`    + ${"x".repeat(4_000)}`]);
  expect(of(5_234)).toEqual([`    + ${"x".repeat(4_000)}`, "    + (1,234 more characters: --format json has them)"]);
  const value = (length: number): string =>
    headline(difference("defaultChanged", { before: 1, after: "x".repeat(length) }));
  expect(value(198)).toBe(`description: 1 -> "${"x".repeat(198)}"`);
  expect(value(1_999)).toBe(`description: 1 -> "${"x".repeat(199)}… (2,001 characters)`);
});

test("where a text changes far in, the parts before it count too", () => {
  const [before, after] = ["a ".repeat(3_000), "b ".repeat(3_000)];
  const lines = linesOf(difference("textChanged", { before, after }));
  expect(lines.at(-1)).toMatch(/^    \+ \([\d,]+ more characters: --format json has them\)$/);
  expect(lines.join("").length).toBeLessThan(9_000);
});

test("a definition that is shown as a whole is told by what it has", () => {
  expect(present(difference("added", { after: "Text." }))).toEqual(["description", "    + Text."]);
  expect(
    present(difference("typeChanged", { pointer: "/inputSchema/type", after: "object", facts: ["f"] }), paint),
  ).toEqual(['type of the parameters: "object"', "    <f>! f</f>"]);
});
