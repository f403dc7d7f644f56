import fc from "fast-check";
import { joined, line, say, shownJson, styled, visible } from "../../../provider/src/text/shown";

test("commands to a machine that runs a build are broken up, and nothing else with signs", () => {
  expect(visible("##[error] ##vso[task]")).toBe("##‹›[error] ##‹›vso[task]");
  expect(visible("## Heading #1 ##x")).toBe("## Heading #1 ##x");
});

test.each([
  ["Pulumi's colours", "a<{%fg 1%}>b", "a<{ %fg 1%}>b"],
  ["a command of GitHub's agent", "::error file=a::b", ":‹›:error file=a::b"],
  ["the same behind spaces", "  ::stop-commands::x", "  :‹›:stop-commands::x"],
  ["a command of Azure's agent", "a ##vso[task.setvariable]b", "a ##‹›vso[task.setvariable]b"],
  ["a colour of a terminal", "a\u001b[31mb", "a‹U+001B ESCAPE›[31mb"],
  ["a control of eight bits", "a\u009b31mb", "a‹U+009B CONTROL SEQUENCE INTRODUCER›31mb"],
  ["a change of direction", "a\u202eb", "a‹U+202E RIGHT-TO-LEFT OVERRIDE›b"],
  ["a line break", "a\n::error::b", "a‹U+000A LINE FEED›::error::b"],
  ["a carriage return", "a\rb", "a‹U+000D CARRIAGE RETURN›b"],
])("%s does nothing, as a piece and in a line", (_name, text, shown) => {
  expect([visible(text), line(text)]).toEqual([shown, shown]);
});

test("an emoji keeps its coloured form, and the selector alone is marked", () => {
  expect(visible("❤️ a\ufe0f")).toBe("❤️ a‹U+FE0F VARIATION SELECTOR-16›");
});

test("a joiner in an emoji or a script that needs it is shown; in Latin words and tags it is marked", () => {
  const ordinary = "👩‍💻 👁️‍🗨️ 1️⃣ می\u200cخواهم";
  expect([visible(ordinary), line(ordinary)]).toEqual([ordinary, ordinary]);
  expect(visible("pass\u200cword")).toBe("pass‹U+200C ZERO WIDTH NON-JOINER›word");
  expect(visible("👩\u200d")).toBe("👩‹U+200D ZERO WIDTH JOINER›");
  expect(visible("🏴\u{e0067}\u{e007f}")).toBe('🏴‹tag characters that spell "g"›‹U+E007F CANCEL TAG›');
});

test("a piece cannot forge a mark; a line keeps the marks of its pieces, however often it passes", () => {
  expect(visible("‹U+200B›")).toBe("‹U+2039 OPENING MARK›U+200B‹U+203A CLOSING MARK›");
  const once = line(`name ${visible("a\u200b‹b›")}`);
  expect(once).toBe("name a‹U+200B ZERO WIDTH SPACE›‹U+2039 OPENING MARK›b‹U+203A CLOSING MARK›");
  expect(line(once)).toBe(once);
});

test("words of ours and shown pieces make a text", () => {
  expect(say`${visible("a\n")} has ${2} of \n`).toBe("a‹U+000A LINE FEED› has 2 of \n");
  expect(joined([line("a"), line("b")])).toBe("a\nb");
  expect(joined([line("a"), line("b")], ", ")).toBe("a, b");
  expect(styled(visible("a\r"), (text) => `<b>${text}</b>`)).toBe("<b>a‹U+000D CARRIAGE RETURN›</b>");
  expect(shownJson({ a: "\u001b\u202e" }, 1)).toBe('{\n "a": "\\u001b\\u202e"\n}');
});

test("whatever the text, nothing in it acts", () => {
  const nasty = fc.constantFrom(
    "<{%",
    "<",
    "{%",
    "##",
    "[",
    "vso",
    "::",
    ":",
    "\n",
    "\r",
    "\u001b[",
    "\u009b",
    "\u202e",
    " ",
  );
  const text = fc.array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 12 });
  fc.assert(
    fc.property(text, (parts) => {
      for (const shown of [visible(parts.join("")), line(parts.join(""))]) {
        expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|<\{%|##\w*\[|^\s*::/u);
      }
    }),
  );
});
