import fc from "fast-check";
import { formatCount, lineStart, printableStart } from "../../provider/src/cli/text";
import { line, visible } from "../../provider/src/text/shown";

test("a long text is cut at what is shown of it, and no character or mark in half", () => {
  expect(printableStart("abc", 3)).toBe("abc");
  expect(printableStart("ab😀cd", 3)).toBe("ab… (6 characters)");
  expect(printableStart("a\u202eb", 9)).toBe("a… (3 characters)");
  expect(printableStart("a\u202eb", 100)).toBe("a‹U+202E RIGHT-TO-LEFT OVERRIDE›b");
  expect(printableStart("x".repeat(1_200), 5)).toBe("xxxxx… (1,200 characters)");
});

test("a line that has passed the gate is cut without being marked again", () => {
  const shown = visible("a\u001bb");
  expect(lineStart(shown, 100)).toBe("a‹U+001B ESCAPE›b");
  expect(lineStart(shown, 10)).toBe(`a… (${shown.length} characters)`);
  expect(printableStart(shown, 100)).not.toBe(shown);
});

test("what is cut acts on nothing, and is the beginning of the whole", () => {
  const part = fc.constantFrom(
    "a",
    " ",
    "##",
    "[",
    "<{",
    "%",
    "::",
    "\n",
    "\u001b",
    "‹",
    "›",
    "😀",
    "❤️",
    "\ud83d",
    "\u{e0041}",
  );
  const text = fc.array(part).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, most) => {
      const start = printableStart(whole, most);
      expect(line(start)).toBe(start);
      expect(start.isWellFormed()).toBe(true);
      const cut = start.replace(/… \(\d+ characters\)$/, "");
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(cut === start ? visible(whole) : visible(whole).slice(0, cut.length)).toBe(cut);
    }),
    { numRuns: 2_000 },
  );
});

test("counts have the plural that they need", () => {
  expect([0, 1, 2, 1_200].map((count) => formatCount(count, "server"))).toEqual([
    "0 servers",
    "1 server",
    "2 servers",
    "1,200 servers",
  ]);
});
