/** The prose of a Markdown file: paragraphs, list items, headings, table cells. Code counts as one word, and can begin a sentence. */
import MarkdownIt from "markdown-it";
import type { Passage } from "./rules";

export function passagesOf(file: string, markdown: string): Passage[] {
  const passages: Passage[] = [];
  let inCell = false;
  let line = 1;
  for (const token of new MarkdownIt({ html: true }).parse(markdown, {})) {
    // Cells have no line of their own.
    line = token.map === null ? line : token.map[0] + 1;
    if (/^t[hd]_/.test(token.type)) {
      inCell = token.nesting === 1;
    }
    if (token.type === "inline") {
      const text = (token.children ?? [])
        .map(({ type, content }) => {
          if (type === "text") {
            return content;
          }
          return type === "code_inline" ? (inCell ? content : "Code") : type.endsWith("break") ? " " : "";
        })
        .join("");
      passages.push({ place: `${file}:${line}`, text, kind: inCell ? "cell" : "sentences" });
    }
  }
  return passages;
}
