import { join } from "node:path";
import ts from "typescript";
import { codeBlocksOf, type CodeBlock } from "../support/codeBlocks";
import { filesOfTheRepository, findAll, repository, textOf } from "./tree";

// One compilation of all snippets, with all of Pulumi's types.
jest.setTimeout(120_000);

const files = filesOfTheRepository();
const blocks = files.filter((path) => path.endsWith(".md")).flatMap(codeBlocksOf);

/** What programs import from the package, by its own list. */
const exported = findAll(textOf("provider/src/index.ts"), /^\s*(?:export \{ )?([A-Za-z]+)(?:,| \})/gm);

test("every block is of a kind that a test looks at, or plain text", () => {
  const known = ["ts", "json", "sh", "yaml", "python", "go", "text", ""];
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ place }) => place)).toEqual([]);
});

test.each(blocks.filter(({ language }) => language === "json"))("the JSON at $place is JSON", ({ text }) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

describe("TypeScript", () => {
  const snippets = [
    ...blocks.filter(({ language }) => language === "ts"),
    ...files.filter((path) => /^(provider|emulator)\/src\/.*\.ts$/.test(path)).flatMap(examplesOf),
  ];
  const wrong: CodeBlock = {
    ...block("docs/wrong.md", 7),
    text: 'import { McpServer } from "pulumi-cloudflare-mcp";\nnew McpServer();\n',
  };
  let faults: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    faults = compile([...snippets, wrong]);
  });

  test("snippets are found in the documents and in the documentation of the classes", () => {
    const places = snippets.map(({ document }) => document);
    expect(places).toEqual(
      expect.arrayContaining(["README.md", "emulator/README.md", "provider/src/program/mcpServer.ts"]),
    );
  });

  test.each(snippets)("the program at $place compiles by itself", ({ place }) => {
    expect(faults.get(place)).toEqual([]);
  });

  test("a program that is wrong is found, with its file and line", () => {
    expect(faults.get(wrong.place)).toEqual([expect.stringMatching(/^docs\/wrong\.md:8: Expected 2/)]);
  });
});

/** What `@example` shows, with the imports that such a program has. */
function examplesOf(path: string): CodeBlock[] {
  const lines = textOf(path).split("\n");
  return lines.flatMap((line, index) => {
    if (!/^\s*\* @example\s*$/.test(line)) {
      return [];
    }
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((each) => /^\s*\*\/|^\s*\* @/.test(each));
    const text = rest.slice(0, end).map((each) => each.replace(/^\s*\* ?/, ""));
    return [{ ...block(path, index + 2), text: `${importsOf(text.join("\n"))} ${text.join("\n")}\n` }];
  });
}

function importsOf(program: string): string {
  const names = exported.filter((name) => new RegExp(`\\b${name}\\b`).test(program));
  return [
    /\bpulumi\./.test(program) ? 'import * as pulumi from "@pulumi/pulumi";' : "",
    names.length > 0 ? `import { ${names.join(", ")} } from "pulumi-cloudflare-mcp";` : "",
  ].join(" ");
}

function block(document: string, line: number): CodeBlock {
  return { place: `${document}:${line}`, document, line, heading: "", section: "", language: "ts", text: "" };
}

/** Compiles each as a program in the folder of the quickstart, by its settings. Gives the errors by place. */
function compile(snippets: readonly CodeBlock[]): Map<string, string[]> {
  const examples = join(repository, "examples");
  const folder = join(examples, "quickstart");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(examples, "tsconfig.json"), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    examples,
  );
  const inMemory = new Map(
    snippets.map((snippet, index) => {
      // `await` outside of functions makes it a module.
      const extension = /^(?:const .+ = )?await /m.test(snippet.text) ? "mts" : "ts";
      return [join(folder, `snippet${index}.${extension}`), snippet];
    }),
  );
  const disk = ts.createCompilerHost(options, true);
  const textAt = (path: string): string | undefined => inMemory.get(path)?.text;
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => inMemory.has(path) || disk.fileExists(path),
    readFile: (path) => textAt(path) ?? disk.readFile(path),
    getSourceFile: (path, target, ...rest) => {
      const text = textAt(path);
      return text === undefined
        ? disk.getSourceFile(path, target, ...rest)
        : ts.createSourceFile(path, text, target, true);
    },
  };
  const program = ts.createProgram({
    rootNames: [...inMemory.keys()],
    options: { ...options, composite: false, noEmit: true },
    host,
  });
  return new Map(
    [...inMemory].map(([path, { place, document, line }]) => {
      const file = program.getSourceFile(path);
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [
        place,
        found.map(({ start = 0, messageText }) => {
          const offset = file?.getLineAndCharacterOfPosition(start).line ?? 0;
          return `${document}:${line + offset}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
        }),
      ];
    }),
  );
}
