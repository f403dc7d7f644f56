import { minimumPulumi } from "../../tools/pulumi/installedPulumi";
import { codeBlocksOf } from "../support/codeBlocks";
import { filesOfTheRepository, findAll, sourcesBelow, textOf } from "./tree";

const readme = textOf("README.md");
const start = textOf("docs/get-started.md");
const manifest = JSON.parse(textOf("package.json")) as { scripts: Record<string, string>; engines: { node: string } };

test("the program in the README is, word for word, the last one of Get started, which a test runs", () => {
  const program = /## A program\n\n```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(program).toBe(codeBlocksOf("docs/get-started.md").findLast(({ language }) => language === "ts")?.text);
});

test("the two pictures differ in colors only, and have no text under 12 pixels", () => {
  const [light = "", dark = ""] = ["docs/picture-light.svg", "docs/picture-dark.svg"].map(textOf);
  expect(light.replaceAll(/#[0-9a-f]{6}/g, "")).toBe(dark.replaceAll(/#[0-9a-f]{6}/g, ""));
  // Shown as wide as its own units, so that a pixel is a pixel.
  const [, width = ""] = /viewBox="0 0 (\d+) /.exec(light) ?? [];
  expect(readme).toContain(`<img src="docs/picture-light.svg" width="${width}"`);
  const sizes = findAll(light, /(\d+)px/g).map(Number);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
});

test("Get started names exactly the environment variables that the provider reads", () => {
  const read = findAll(sourcesBelow("provider/src"), /\bCLOUDFLARE_[A-Z_]+\b/g);
  expect(findAll(start, /\bCLOUDFLARE_[A-Z_]+\b/g)).toEqual(read);
});

test("Get started names exactly the config keys that the provider reads", () => {
  const read = findAll(sourcesBelow("provider/src"), /\bcloudflare:[a-z][a-zA-Z]+\b/g);
  expect(findAll(start, /\bcloudflare:[a-z][a-zA-Z]+\b/g)).toEqual(read);
});

test("the README asks for the Node and the Pulumi that the code asks for", () => {
  expect(readme).toContain(`Node ${manifest.engines.node.replace(">=", "")} or later`);
  expect(minimumPulumi).toContain(/`pulumi` \(([\d.]+) or later\)/.exec(readme)?.[1] ?? "no version");
});

const documents = filesOfTheRepository().filter((path) => path.endsWith(".md"));

test.each(documents)("every npm script that %s names exists", (document) => {
  const named = findAll(textOf(document), /npm (?:run (?:--silent )?|(?=test\b))([a-z][a-z:-]*)/g);
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
});
