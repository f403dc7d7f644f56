/** Any value as text. */
import { asText } from "../../../provider/src/text/asText";

test.each<[unknown, string]>([
  ["docs", "docs"],
  [7, "7"],
  [null, "null"],
  [undefined, "undefined"],
  [["a", 1], '["a",1]'],
  [{ toString: 1, valueOf: 2 }, '{"toString":1,"valueOf":2}'],
  [{ name: { toString: null } }, '{"name":{"toString":null}}'],
])("%p is %s as text", (value, text) => {
  expect(asText(value)).toBe(text);
});

test("an error is what it says", () => {
  expect(asText(new Error("refused"))).toBe("Error: refused");
});
