import { minimumPulumi } from "../../tools/pulumi/installedPulumi";
import { filesOfTheRepository, findAll, sourcesBelow, textOf } from "./tree";

const readme = textOf("README.md");
const manifest = JSON.parse(textOf("package.json")) as { scripts: Record<string, string>; engines: { node: string } };

test("the program in the README is, word for word, the example that the quickstart runs", () => {
  const program = /## A program\n\n```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(program).toBe(textOf("examples/quickstart/index.ts"));
});

test("the README names exactly the environment variables that the provider reads", () => {
  const read = findAll(sourcesBelow("provider/src"), /\bCLOUDFLARE_[A-Z_]+\b/g);
  expect(findAll(readme, /\bCLOUDFLARE_[A-Z_]+\b/g)).toEqual(read);
});

test("the README names exactly the config keys that the provider reads", () => {
  const read = findAll(sourcesBelow("provider/src"), /\bcloudflare:[a-z][a-zA-Z]+\b/g);
  expect(findAll(readme, /\bcloudflare:[a-z][a-zA-Z]+\b/g)).toEqual(read);
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
