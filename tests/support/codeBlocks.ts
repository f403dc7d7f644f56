/** The fenced code blocks of a document. */
import { textOf } from "../docs/tree";

/** A fenced block of a document. */
export interface CodeBlock {
  /** Path and line of its first line, as editors and compilers write it. */
  readonly place: string;
  readonly document: string;
  readonly line: number;
  /** The nearest heading above it. */
  readonly heading: string;
  /** The nearest heading of the first or second level. */
  readonly section: string;
  readonly language: string;
  readonly text: string;
}

/** Every fenced block of a document, in order. */
export function codeBlocksOf(document: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = "";
  let section = "";
  let open:
    | {
        readonly fence: string;
        readonly indent: string;
        readonly language: string;
        readonly line: number;
        lines: string[];
      }
    | undefined;
  textOf(document)
    .split("\n")
    .forEach((line, index) => {
      const [, indent = "", fence, language = ""] = /^(\s*)(`{3,}|~{3,})\s*(\S*)/.exec(line) ?? [];
      if (open === undefined) {
        heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
        section = /^##? (.+)$/.exec(line)?.[1] ?? section;
        open = fence === undefined ? undefined : { fence, indent, language, line: index + 2, lines: [] };
      } else if (fence === open.fence) {
        const { language, line, lines } = open;
        blocks.push({
          place: `${document}:${line}`,
          document,
          line,
          heading,
          section,
          language,
          text: `${lines.join("\n")}\n`,
        });
        open = undefined;
      } else {
        // A block in a list is indented as the list is.
        open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
      }
    });
  if (open !== undefined) {
    throw new Error(`${document}:${open.line}: this block has no end.`);
  }
  return blocks;
}
