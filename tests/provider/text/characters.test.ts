import { firstUnseen, nameOf, tagText, unseenIn, visibleJson } from "../../../provider/src/text/characters";
import { visible } from "../../../provider/src/text/shown";

const half = String.fromCharCode(0xd800);

test.each([
  ["\u0000", "NULL"],
  ["\u0001", "CONTROL"],
  ["\u0009", "TAB"],
  ["\u000a", "LINE FEED"],
  ["\u001b", "ESCAPE"],
  ["\u0080", "CONTROL"],
  ["\u00a0", "NO-BREAK SPACE"],
  ["\u2003", "SPACE OF ANOTHER WIDTH"],
  ["\u2800", "BRAILLE PATTERN BLANK"],
  ["\u206a", "SHOWN AS NOTHING"],
  ["\ue000", "PRIVATE USE"],
  ["\u0378", "UNASSIGNED"],
  [half, "HALF OF A PAIR"],
  ["\ufe00", "VARIATION SELECTOR-1"],
  ["\ufe0f", "VARIATION SELECTOR-16"],
  ["\u{e0100}", "VARIATION SELECTOR-17"],
  ["\u{e01ef}", "VARIATION SELECTOR-256"],
  ["\u{e01f0}", "UNASSIGNED"],
  ["\u{e0001}", "LANGUAGE TAG"],
  ["\u{e007f}", "CANCEL TAG"],
  ["‹", "OPENING MARK"],
  ["›", "CLOSING MARK"],
])("%j is called %s and shown so", (character, name) => {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  expect(nameOf(character)).toBe(`U+${code} ${name}`);
  expect(visible(`a${character}b`)).toBe(`a‹U+${code} ${name}›b`);
});

test("a character that is seen has no name of its own, and stays", () => {
  expect(nameOf("a")).toBe("U+0061 CHARACTER");
  expect(visible("plain text, ünïcödé ✓ 😀")).toBe("plain text, ünïcödé ✓ 😀");
});

test("characters that a file can hide are found, but letters of other scripts and JSON white space are not", () => {
  for (const character of [
    "\u0001",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\u2028",
    "\ufe0f",
    "\u{e0041}",
    "\u{e01f0}",
    half,
  ]) {
    expect(firstUnseen(`a ${character}b`)).toEqual({ character, index: 2 });
    expect(firstUnseen(visibleJson(`a ${character}b`))).toBeUndefined();
  }
  expect(firstUnseen('{\r\n\t"ünïcödé ✓ 😀 \u0378": 1 }')).toBeUndefined();
});

test("a text in tag characters is shown as what it spells, each run by itself", () => {
  const tagged = (text: string): string =>
    Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
  expect(visible(`a${tagged('say "hi"')}b${tagged("~")}`)).toBe(
    'a‹tag characters that spell "say \\"hi\\""›b‹tag characters that spell "~"›',
  );
  expect(tagText(`x${tagged("one")}y${tagged(" two")}`)).toBe("one two");
  expect(tagText("nothing")).toBe("");
  expect(unseenIn(tagged("hidden"))).toEqual(new Map());
});

test("in JSON text it is written as an escape, and means what it meant", () => {
  const value = { text: "a\u200b\u{e0068}\n##[x]##vso[y]" };
  const json = visibleJson(JSON.stringify(value, null, 1));
  expect(json).toBe('{\n "text": "a\\u200b\\udb40\\udc68\\n\\u0023\\u0023[x]\\u0023\\u0023vso[y]"\n}');
  expect(JSON.parse(json)).toEqual(value);
  expect(visibleJson('"\u0085"')).toBe('"\\u0085"');
});

test("each kind is counted by name in order of appearance, but for line breaks and tabs", () => {
  expect([...unseenIn("\u200d\n\t\u200b\u200d")]).toEqual([
    ["U+200D ZERO WIDTH JOINER", 2],
    ["U+200B ZERO WIDTH SPACE", 1],
  ]);
});
