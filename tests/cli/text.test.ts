import { printable, printableLines, printableStart } from "../../provider/src/cli/text";

test("text from outside moves no cursor, hides nothing and turns nothing around", () => {
  expect(printable("a\u001b[31mb\u009bc\r\n\td")).toBe("a\\u{1b}[31mb\\u{9b}c\\r\\n\\td");
  expect(printable("\u202eabc\u2066\u200b\u00ad\u{e0041}\u3164\u2028")).toBe(
    "\\u{202e}abc\\u{2066}\\u{200b}\\u{ad}\\u{e0041}\\u{3164}\\u{2028}",
  );
  expect(printable("half \ud83d pair, whole 😀, ünïcödé ✓ ❤️")).toBe("half \\u{d83d} pair, whole 😀, ünïcödé ✓ ❤️");
  expect(printableLines("a\nb\u0007")).toBe("a\nb\\u{7}");
  expect(printableStart("ab😀cd", 3)).toBe("ab… (6 characters)");
  expect(printableStart("abc", 3)).toBe("abc");
  expect(printableStart("a\u202eb", 9)).toBe("a\\u{202e}… (3 characters)");
});
