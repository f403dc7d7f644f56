/** Documentation of TypeScript declarations as every language can show it. */

/** With the plugin's keys of stack config. */
export function inEveryLanguage(words: string): string {
  return plainWords(words).replaceAll("`cloudflare:", "`cloudflare-mcp:");
}

/** Without links that only TypeScript resolves, on one line a paragraph. */
export function plainWords(words: string): string {
  return words
    .replaceAll(/\{@link (?<name>[^}]+)\}/g, "`$<name>`")
    .split(/\n{2,}|\n(?=- )/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " ").trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

export function joinParagraphs(...paragraphs: readonly string[]): string {
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

/** The documentation of a member that several forms of an object have: the sentences of all, else a paragraph a form. */
export function mergeWords(all: readonly { readonly words: string; readonly form: string }[]): string {
  const distinct = [...new Map(all.map((each) => [each.words, each])).values()];
  const [first] = distinct;
  if (first === undefined || distinct.length === 1) {
    return first?.words ?? "";
  }
  const sentences = distinct.map(({ words }) => plainWords(words).split(/(?<=[.!?])\s+(?=[A-Z`])/));
  const shared = (sentences[0] ?? []).filter((sentence) => sentences.every((list) => list.includes(sentence)));
  return shared.length > 0 ? shared.join(" ") : joinParagraphs(...distinct.map(({ form, words }) => `${form}${words}`));
}
