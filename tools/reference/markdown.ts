/** Markdown as the formatter leaves it: aligned tables, filled paragraphs, nested lists. */

const width = 120;

/** A table. Cells hold one line each. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const printed = cells.map(
    (row) => `| ${widths.map((most, column) => (row[column] ?? "").padEnd(most)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((most) => "-".repeat(most)).join(" | ")} |`;
  return [printed[0], rule, ...printed.slice(1)].join("\n");
}

/** A list. The text of an item can have paragraphs and a list of its own; a blank line then ends it. */
export function list(items: readonly string[]): string {
  return items
    .map((text, index) => {
      const blocks = blocksOf(text);
      const isLoose = blocks.filter((block) => !isItem(block)).length > 1;
      const filled = fillBlocks(blocks, width - 2, isLoose ? "\n\n" : "\n");
      const end = index === items.length - 1 ? "" : isLoose ? "\n\n" : "\n";
      return `- ${filled.replaceAll(/\n(?=.)/g, "\n  ")}${end}`;
    })
    .join("");
}

/** Paragraphs and list items. */
export function prose(text: string): string {
  return fillBlocks(blocksOf(text), width, "\n\n");
}

/** `before` separates a list from the paragraph before it. */
function fillBlocks(blocks: readonly string[], most: number, before: string): string {
  return blocks
    .map((block, index) => {
      if (!isItem(block)) {
        return `${index === 0 ? "" : "\n\n"}${fill(block, most)}`;
      }
      const separator = index === 0 ? "" : isItem(blocks[index - 1] ?? "") ? "\n" : before;
      return `${separator}- ${fill(block.slice(2), most - 2).replaceAll("\n", "\n  ")}`;
    })
    .join("");
}

function blocksOf(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .map((block) => block.replaceAll(/\s*\n\s*/g, " ").trim())
    .filter((block) => block !== "");
}

function isItem(block: string): boolean {
  return block.startsWith("- ");
}

/** Code stays on one line. */
function fill(text: string, most: number): string {
  const lines: string[] = [];
  for (const word of text.match(/(?:`[^`]*`|\S)+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines.join("\n");
}
