import { parseJson, scanJson } from "../../../provider/src/cloudflare/jsonText";

/** Whether the one object or list of a text holds an integer that was rounded. */
function isRounded(text: string): boolean {
  const { value, rounded } = parseJson(text);
  return rounded?.has(value as object) === true;
}

test.each([
  ["9007199254740991", false],
  ["-9007199254740991", false],
  ["9007199254740992", false],
  ["9007199254740993", true],
  ["-9007199254740993", true],
  ["18446744073709551615", true],
  ["18446744073709552000", false],
  ["-18446744073709552000", false],
  ["100000000000000000000", false],
  ["1000000000000000000000", true],
  ["1e21", false],
  ["1e400", false],
  ["0.12345678901234567890", false],
  ["12345678901234567.5", false],
  ["0", false],
])("of the literal %s it is told whether JavaScript rounds it to another integer: %j", (literal, expected) => {
  expect(isRounded(`[${literal}]`)).toBe(expected);
  expect(isRounded(`{ "a" :${literal} }`)).toBe(expected);
  expect(isRounded(`[1,\n${literal}\t,2]`)).toBe(expected);
});

test("digits inside of strings and keys are no number", () => {
  expect(parseJson('{"9007199254740993":[",9007199254740993,","\\",9007199254740993,"]}').rounded).toBeUndefined();
});

test("only the object that holds the number is told, wherever it is", () => {
  const { value, rounded } = parseJson('{"a":[{"x":9007199254740993},{"x":1}],"__proto__":{"y":[9007199254740993]}}');
  const { a, ["__proto__"]: own } = value as { a: object[]; ["__proto__"]: { y: object } };
  expect([value as object, a, ...a, own, own.y].map((each) => rounded?.has(each))).toEqual([
    ...[false, false, true, false],
    ...[false, true],
  ]);
});

test("of a key that stands twice, what was lost counts against what is left", () => {
  expect(isRounded('{"a":{"x":9007199254740993},"a":5}')).toBe(true);
});

test("a text that is nested without end is scanned without recursion", () => {
  const inner = `[${"9007199254740993,".repeat(100_000)}1]`;
  const text = `${'{"a":'.repeat(100_000)}${inner}${"}".repeat(100_000)}`;
  expect(parseJson(text).rounded).toBeDefined();
});

test("each key that its object has already is told, with its place", () => {
  const found: unknown[] = [];
  const text = '{"a":1,"b":[{"c":1,"\\u0063":2}],"a":{"a":3}}';
  scanJson(text, JSON.parse(text), { repeated: (path) => found.push(path()) });
  expect(found).toEqual([["b", 0, "c"], ["a"]]);
});
