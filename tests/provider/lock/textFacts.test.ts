import { contentsOf } from "../../../provider/src/lock/compare";
import { nameFacts, textFacts } from "../../../provider/src/lock/textFacts";

const tags = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
const flag = (region: string): string => `\u{1f3f4}${tags(region)}\u{e007f}`;

describe("of a new text", () => {
  test.each([
    ["emoji", "🚀 😀 ❤️ ☎︎ ✅ ⚠️ 1️⃣ #️⃣ *️⃣"],
    ["emoji of several", "👩‍💻 🏃🏽‍♀️ 👁️‍🗨️ 👨‍👩‍👧‍👦 🏳️‍🌈 🏴‍☠️ ❤️‍🔥"],
    ["emoji with a colour of skin", "👍🏽 🙌🏿"],
    ["flags", `🇩🇪 🇺🇸 ${flag("gbeng")} ${flag("gbsct")} ${flag("gbwls")}`],
    ["Persian with joiners", "می\u200cخواهم نامه\u200cها"],
    ["Hindi with joiners", "क्\u200dष और क्\u200cष"],
    ["Sinhala with joiners", "ශ්\u200dරී"],
    ["other scripts", "Поиск документов. 検索します。 البحث חיפוש"],
  ])("%s are no fact", (_what, text) => {
    expect(textFacts(undefined, text)).toEqual([]);
    expect(nameFacts(text)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ["a joiner in a Latin word", "pass\u200dword", "not seen: U+200D ZERO WIDTH JOINER"],
    ["a non-joiner in a Latin word", "pass\u200cword", "not seen: U+200C ZERO WIDTH NON-JOINER"],
    ["a space of no width", "pass\u200bword", "not seen: U+200B ZERO WIDTH SPACE"],
    ["a joiner after an emoji, before none", "🚀\u200d ship", "not seen: U+200D ZERO WIDTH JOINER"],
    ["a joiner at the end of a Persian word", "می\u200c text", "not seen: U+200C ZERO WIDTH NON-JOINER"],
    ["the second of two joiners", "می\u200c\u200cخ", "not seen: U+200C ZERO WIDTH NON-JOINER, 2 times"],
    ["a selector after a letter", "a\ufe0f", "not seen: U+FE0F VARIATION SELECTOR-16"],
    ["a second selector after an emoji", "❤\ufe0f\ufe0f", "not seen: U+FE0F VARIATION SELECTOR-16"],
    ["another selector after an emoji", "❤\ufe01", "not seen: U+FE01 VARIATION SELECTOR-2"],
    ["a selector of the supplement", "❤\u{e0150}", "not seen: U+E0150 VARIATION SELECTOR-97"],
    ["a change of direction", "a\u202eb", "not seen: U+202E RIGHT-TO-LEFT OVERRIDE"],
    ["an isolate", "a\u2066b", "not seen: U+2066 LEFT-TO-RIGHT ISOLATE"],
    ["a mark of direction in Hebrew", "חי\u200fפוש", "not seen: U+200F RIGHT-TO-LEFT MARK"],
    ["tags", `a${tags("do it")}`, 'written in tag characters, which are not seen: "do it"'],
    ["a hyphen that is not seen", "pass\u00adword", "not seen: U+00AD SOFT HYPHEN"],
    ["a space of another kind", "pass\u00a0word", "not seen: U+00A0 NO-BREAK SPACE"],
  ])("%s is a fact", (_what, text, fact) => {
    expect(textFacts(undefined, text)).toContain(fact);
    expect(textFacts("before", text)).toContain(fact);
  });

  test("a flag with another text in its tags is a fact", () => {
    expect(textFacts(undefined, `\u{1f3f4}${tags("ignore all")}\u{e007f}`)).toEqual([
      "not seen: U+E007F CANCEL TAG",
      'written in tag characters, which are not seen: "ignore all"',
    ]);
  });

  test("letters that look like others are a fact, with the word and the code of each, and a limit", () => {
    expect(textFacts(undefined, { description: "s\u0435arch" })).toEqual([
      'letter that looks like e in "s\u0435arch": \u0435 (U+0435, Cyrillic)',
    ]);
    const many = Array.from({ length: 15 }, (_, index) => `s\u0435arch${index}`).join(" ");
    expect(textFacts(undefined, many)).toHaveLength(13);
    expect(textFacts(undefined, many).at(-1)).toBe("3 more letters that look like others");
    expect(textFacts(undefined, `${"a".repeat(100)}\u0435`)).toEqual([
      `letter that looks like e in "${"a".repeat(64)}…": \u0435 (U+0435, Cyrillic)`,
    ]);
  });
});

test("an emoji that was not there before is no letter that was not there before", () => {
  expect(textFacts("Ships.", "Ships 🚀👍🏽🇩🇪1️⃣.")).toEqual([]);
  expect(textFacts("Ships.", "Shi\u0440s 🚀.")).toEqual([
    "letter that was not there before: \u0440 (U+0440, Cyrillic)",
  ]);
});

test("of a new definition the name comes first, then the parameters by theirs", () => {
  const definition = {
    name: "s\u0435arch",
    description: "Finds.",
    inputSchema: { type: "object", properties: { "qu\u0435ry": { type: "string" }, "na\u200bme": { type: "string" } } },
  };
  const facts = contentsOf(definition).map(({ pointer, facts: found }) => [pointer, found]);
  expect(facts[0]).toEqual(["/name", ['letter that looks like e in "s\u0435arch": \u0435 (U+0435, Cyrillic)']]);
  expect(facts.slice(1)).toEqual(
    expect.arrayContaining([
      ["/description", []],
      ["/inputSchema/properties/qu\u0435ry", ['letter that looks like e in "qu\u0435ry": \u0435 (U+0435, Cyrillic)']],
      ["/inputSchema/properties/na\u200bme", ["not seen: U+200B ZERO WIDTH SPACE"]],
    ]),
  );
  expect(contentsOf({ name: "search", description: "🚀 Finds." }).flatMap(({ facts: found }) => found)).toEqual([]);
});
