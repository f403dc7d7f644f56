import fc from "fast-check";
import { cleaned, harmless, inWordsOf } from "../../../provider/src/text/outside";
import { unknownMark } from "../../support/hostile";

const signature = "4dabf18193072939515e22adb298388d";

test("what comes from outside is taken for nothing else, in texts, lists and objects", () => {
  expect(harmless({ a: ["<{%fg 1%}>", unknownMark], [signature]: { b: `${String.fromCharCode(0xd800)}x` } })).toEqual({
    a: ["<{ %fg 1%}>", `${unknownMark} `],
    [`${signature} `]: { b: "\ufffdx" },
  });
  expect([7, true, null, "plain"].map(harmless)).toEqual([7, true, null, "plain"]);
});

test("what acts on a terminal, on Pulumi's display or on a build agent is marked, in texts, keys and names", () => {
  const value = { "<{%evil%}>": { "\u001b[31m\n::error::": ["a\n  ::error::b\t\u202ec##[d]", "\u200b é ‹"] } };
  expect(harmless(value)).toEqual({
    "<{ %evil%}>": {
      "‹U+001B ESCAPE›[31m‹U+000A LINE FEED›::error::": [
        "a\n  :‹›:error::b\t‹U+202E RIGHT-TO-LEFT OVERRIDE›c##‹›[d]",
        "\u200b é ‹",
      ],
    },
  });
});

test("Pulumi's marks are no keys and no values, also in the words of a program", () => {
  for (const mark of [signature, unknownMark]) {
    expect(harmless({ [mark]: mark })).toEqual({ [`${mark} `]: `${mark} ` });
    expect(inWordsOf([{ name: "search" }], [{ [mark]: mark }], [])).toEqual([{ [`${mark} `]: `${mark} ` }]);
  }
});

describe("what Pulumi would decode before it shows it", () => {
  test.each([
    ['{"\\u001b[2J": 1}', '‹›{"\\u001b[2J": 1}'],
    [' [{"::error::x": 1}]', '‹› [{"::error::x": 1}]'],
    // Go's decoder takes that for JSON, too.
    ['{"\\u001b": 1}]', '‹›{"\\u001b": 1}]'],
    ['a: 1\n"\\x1b[2J": 2', '‹›a: 1\n"\\x1b[2J": 2\n‹›'],
    ["a: 1\n? !!binary G1syMA==\n: 2", "‹›a: 1\n? !!binary G1syMA==\n: 2\n‹›"],
    ["a: 1\n&b::error::c: 2", "‹›a: 1\n&b::error::c: 2\n‹›"],
    ['{"a":\n!!binary IyM=}', '‹›{"a":\n!!binary IyM=}\n‹›'],
    ["{?!!binary IyM=: 1,\n a: 2}", "‹›{?!!binary IyM=: 1,\n a: 2}\n‹›"],
    ['{"a": "b"}\n"#\\\n  #vso[x]": 2', '‹›{"a": "b"}\n"#\\\n  #vso[x]": 2\n‹›'],
  ])("is neither JSON nor YAML any more where it hides something: %j", (text, shown) => {
    expect(harmless(text)).toBe(shown);
    expect(harmless(shown)).toBe(shown);
  });

  test.each([
    '{"type": "object"}',
    "- one\n- two: three",
    "Usage: it works!\nArgs:\n  query: text",
    'a "quoted" text',
    "calls: std::move\nand: works!",
    "a path: C:\\Temp\nand: more",
    'on one line: "\\n" std::vector ![image](x)',
  ])("stays as it is where it hides nothing, or is not decoded: %j", (text) => {
    expect(harmless(text)).toBe(text);
  });
});

test("members that are named like parts of JavaScript stay members", () => {
  const value: unknown = JSON.parse('{"__proto__": "a", "constructor": {"__proto__": ["b"]}}');
  expect(JSON.stringify(harmless(value))).toBe('{"__proto__":"a","constructor":{"__proto__":["b"]}}');
});

test("what was made harmless stays as it is, whatever it was", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(fc.dictionary(text, fc.array(text)), (value) => {
      const once = harmless(value);
      expect(harmless(once)).toEqual(once);
    }),
  );
});

test("secrets go before characters are marked, so that no mark hides one", () => {
  expect(cleaned({ "key s<{%ret": ["is s<{%ret"] }, ["s<{%ret"])).toEqual({ "key [secret]": ["is [secret]"] });
});

test("text of the program stays as it is, also where Cloudflare returns it, and other text is cleaned", () => {
  const said = [{ name: "a\u202e", description: "the token-123" }];
  expect(inWordsOf(said, said, ["token-123"])).toBe(said);
  const found = [{ name: "b\u202e", description: "a token-123" }];
  const shown = [{ name: "b‹U+202E RIGHT-TO-LEFT OVERRIDE›", description: "a [secret]" }];
  expect(inWordsOf(said, [...structuredClone(said), ...found], ["token-123"])).toEqual([...said, ...shown]);
  // Another secret in the same place is no secret of the program's.
  expect(inWordsOf(["is token-123"], ["is token-456"], ["token-123", "token-456"])).toEqual(["is [secret]"]);
  // State holds what an earlier step cleaned.
  expect(inWordsOf(shown, found, ["token-123"])).toEqual(shown);
});
