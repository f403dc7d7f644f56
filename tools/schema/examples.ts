/** Example usage of each resource, in each language, cut from programs that tests run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KindName } from "#provider/kinds";

/** The declaration of a resource in each program: its first line, and the line that ends it. */
interface Excerpt {
  readonly language: string;
  readonly file: string;
  readonly begin: (resource: string) => string;
  readonly end: (line: string) => boolean;
}

const excerpts: readonly Excerpt[] = [
  {
    language: "yaml",
    file: "yaml/Pulumi.yaml",
    begin: (resource) => `  ${resource}:`,
    end: (line) => /^ {0,2}\S/.test(line),
  },
  {
    language: "python",
    file: "python/__main__.py",
    begin: (resource) => `${resource} = `,
    end: (line) => line === ")",
  },
  {
    language: "go",
    file: "go/main.go",
    begin: (resource) => `\t\t${resource}, err := `,
    end: (line) => line === "\t\t}, deleteFirst)",
  },
];

/** What each example shows of a kind. */
const shown: Readonly<Record<KindName, string>> = { McpServer: "tickets", McpPortal: "team" };

/** In the form in which Pulumi's generators pick the blocks of their language. */
export function exampleUsage(folder: string, kind: KindName): string {
  const blocks = excerpts.map(
    (excerpt) => `\`\`\`${excerpt.language}\n${cut(folder, excerpt, shown[kind]).join("\n")}\n\`\`\``,
  );
  return [
    "{{% examples %}}",
    "## Example Usage",
    "{{% example %}}",
    ...blocks,
    "{{% /example %}}",
    "{{% /examples %}}",
  ].join("\n");
}

function cut(folder: string, { language, file, begin, end }: Excerpt, resource: string): string[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  const first = lines.findIndex((line) => line.startsWith(begin(resource)));
  const length = lines.slice(first + 1).findIndex(end);
  if (first === -1 || length === -1) {
    throw new Error(`examples/${file} declares no ${resource} that ends.`);
  }
  // The line that ends a declaration belongs to it, but in YAML, where it begins the next one.
  const declared = lines.slice(first, first + length + (language === "yaml" ? 1 : 2));
  const indent = Math.min(...declared.filter((line) => line !== "").map((line) => /^\s*/.exec(line)?.[0].length ?? 0));
  return declared.map((line) => line.slice(indent));
}
