/** Renders Markdown as a forge does. */
import MarkdownIt from "markdown-it";

export interface Shown {
  /** The kinds of blocks and of what is in them, without the ends. */
  readonly kinds: ReadonlySet<string>;
  /** What is in code spans, in order. */
  readonly code: readonly string[];
  /** What is between them. */
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

export function shownBy(markdown: string): Shown {
  const tokens = new MarkdownIt({ html: true, linkify: true })
    .parse(markdown, {})
    .flatMap((token) => [token, ...(token.children ?? [])]);
  const contents = (kind: RegExp): string[] =>
    tokens.filter(({ type }) => kind.test(type)).map(({ content }) => content.trim());
  return {
    kinds: new Set(tokens.map(({ type }) => type.replace(/_(?:open|close)$/, ""))),
    code: tokens.filter(({ type }) => type === "code_inline").map(({ content }) => content),
    words: contents(/^text$/).filter((words) => words !== ""),
    tags: contents(/^html/),
  };
}
