import { layersOf, placeIn } from "../../../provider/src/text/decode";

const layers = (text: string): string[] => layersOf(text).map((layer) => layer.text);

test.each([
  ["nothing", "plain, 7+8", []],
  ["JSON", String.raw`a\"b\\c\/d\u00e9\n`, ['a"b\\c/dé\n']],
  ["bytes of UTF-8, in digits of either case", "%C3%a9%41", ["éA"]],
  ["bytes of Latin-1", "%E9", ["é"]],
  ["HTML", "&lt;&#60;&#x3C;&#X003c;&QUOT;", ['<<<<"']],
  ["two encodings, whichever came last", "%26amp;", ["&amp;", "&"]],
  ["what only looks encoded", "100% of &that; \\q &#9999999;", []],
])("of %s, every text that it can say is a layer", (_what, text, more) => {
  expect(layers(text)).toEqual([text, ...more]);
});

test("encodings that are mixed come off in each order", () => {
  // Percent in JSON in JSON: a backslash of the percent encoding beside one of JSON.
  expect(layers(String.raw`%5C\\u0041`)).toContain("\\A");
  expect(layers(String.raw`%C3%\u00419`)).toContain("é");
});

test("each layer knows where its units stand", () => {
  const text = "a &#128512; b %C3%A9";
  const last = layersOf(text).find((layer) => layer.text === "a 😀 b é");
  const place = (part: string): string => {
    const at = last?.text.indexOf(part) ?? -1;
    const [start, end] = last === undefined ? [0, 0] : placeIn(last, at, at + part.length);
    return text.slice(start, end);
  };
  expect(["a", "😀", "b é", "é", "😀 b"].map(place)).toEqual(["a", "&#128512;", "b %C3%A9", "%C3%A9", "&#128512; b"]);
});

test("a text of endless encodings has an end", () => {
  const deep = `${"%25".repeat(1)}${"25".repeat(100)}41`;
  expect(layers(deep).length).toBeLessThan(30);
  expect(layers("\\&amp;%25".repeat(10_000)).length).toBeLessThan(30);
});
