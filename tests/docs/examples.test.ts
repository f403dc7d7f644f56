import { codeBlocksOf } from "../support/codeBlocks";
import { exampleNames } from "../support/examples";
import { filesOfTheRepository, findAll, repository, textOf } from "./tree";
import { join } from "node:path";

const overview = textOf("docs/get-started.md");
const page = "docs/portals.md";

test("the program of a portal that answers is, word for word, the example", () => {
  const programs = codeBlocksOf(page).filter(
    ({ heading, language }) => heading === "The whole program" && language === "ts",
  );
  expect(programs.map(({ text }) => text)).toEqual([textOf("examples/full-stack/index.ts")]);
});

test.each([
  ["yaml", "examples/yaml/Pulumi.yaml"],
  ["python", "examples/python/__main__.py"],
  ["go", "examples/go/main.go"],
])("programs in %s in documents are, word for word, the example", (language, example) => {
  const blocks = filesOfTheRepository()
    .filter((path) => path.endsWith(".md"))
    .flatMap(codeBlocksOf)
    .filter((block) => block.language === language);
  expect(blocks.map(({ text }) => text)).toEqual([textOf(example)]);
});

test("the project at the top runs the quickstart, with the same configuration", () => {
  const settings = (project: string): string | undefined => /^config:\n(?: .*\n)*/m.exec(textOf(project))?.[0];
  expect(textOf("Pulumi.yaml")).toMatch(/^name: quickstart\n[^]*^main: examples\/quickstart$/m);
  expect(settings("Pulumi.yaml")).toBe(settings("examples/quickstart/Pulumi.yaml"));
});

test("the first page lists all examples, and no others", () => {
  expect(findAll(overview, /\| \[([\w-]+)\]\(\.\.\/examples\/[\w-]+\)/g)).toEqual(exampleNames.toSorted());
});

test.each(exampleNames)("%s says in its Pulumi.yaml what it needs, and asks for nothing else", (name) => {
  const files = filesOfTheRepository(join(repository, "examples", name));
  const project = join("examples", name, "Pulumi.yaml");
  const isYaml = textOf(project).includes("\nruntime: yaml\n");
  const [settings = ""] = /^config:\n(?: .*\n)*/m.exec(textOf(project)) ?? [];
  const declared = findAll(settings, /^ {2}(\w+):\n {4}type:/gm);
  const sources = files
    .filter((path) => (isYaml ? path === project : /\.(?:ts|py|go)$/.test(path)))
    .map(textOf)
    .join("\n");
  const read = findAll(
    sources,
    isYaml ? /\$\{(\w+)\}/g : /\b(?:config|settings)\.(?:get|require)_?(?:Secret)?\("(\w+)"\)/gi,
  );
  const optional = isYaml ? [] : findAll(sources, /\bconfig\.get(?:Secret)?\("(\w+)"\)/g);
  expect(declared.filter((key) => !read.includes(key))).toEqual([]);
  expect(read.filter((key) => !declared.includes(key))).toEqual(optional);
});
