import { passagesOf } from "../../../tools/prose/markdown";
import { documentationOf, messagesOf } from "../../../tools/prose/source";

test("the prose of a page is its paragraphs, items and cells, each with its line", () => {
  const page =
    "# Title\n\nOne `code span` and\nanother line.\n\n```ts\nno prose\n```\n\n- item\n\n| a | b |\n| - | - |\n| `x` | y |\n";
  expect(passagesOf("page.md", page)).toEqual([
    { place: "page.md:1", text: "Title", kind: "sentences" },
    { place: "page.md:3", text: "One Code and another line.", kind: "sentences" },
    { place: "page.md:10", text: "item", kind: "sentences" },
    { place: "page.md:12", text: "a", kind: "cell" },
    { place: "page.md:12", text: "b", kind: "cell" },
    { place: "page.md:14", text: "x", kind: "cell" },
    { place: "page.md:14", text: "y", kind: "cell" },
  ]);
});

test("the messages of a source are its texts, whole where it joins them, with a word for each value", () => {
  const source =
    'const a = "short";\nconst b = `Could not read ${name} of it.`;\nconst c = "One part, " + "and another part.";\n';
  expect(messagesOf("file.ts", source)).toEqual([
    { place: "file.ts:2", text: "Could not read value of it.", kind: "sentences" },
    { place: "file.ts:3", text: "One part, and another part.", kind: "sentences" },
  ]);
});

test("the documentation of a source is its doc comments without code", () => {
  const source = "/** What `it` is.\n *\n * ```ts\n * code\n * ```\n */\nexport const it = 1;\n// No documentation.\n";
  expect(documentationOf("file.ts", source).map(({ text }) => text.trim())).toEqual(["What Code is."]);
});
