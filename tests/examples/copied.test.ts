/** An example is a project of its own: copied to anywhere, it compiles by its own settings and names what it needs. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { filesOfTheRepository, findAll, repository, textOf } from "../docs/tree";

// One compilation, with all of Pulumi's types.
jest.setTimeout(120_000);

const files = filesOfTheRepository(join(repository, "examples"));
const nameOf = (path: string): string => path.split("/")[1] ?? "";
const names = [...new Set(files.map(nameOf))].filter((name) => files.includes(join("examples", name, "package.json")));
const others = [...new Set(files.map(nameOf))].filter((name) => name !== "tsconfig.json" && !names.includes(name));
const filesOf = (name: string): string[] => files.filter((path) => nameOf(path) === name);

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

test.each([...names, ...others])("%s names no file outside of its folder", (name) => {
  // Lock files of other ecosystems hold checksums.
  const texts = filesOf(name).filter((path) => !path.endsWith("go.sum"));
  expect(texts.filter((path) => textOf(path).includes("../"))).toEqual([]);
});

test.each(names)("%s depends on every package that it imports, and has what TypeScript needs", (name) => {
  const { dependencies, devDependencies } = JSON.parse(textOf(`examples/${name}/package.json`)) as Manifest;
  const imported = filesOf(name)
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => findAll(textOf(path), /from "([^."][^"]*)"/g));
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(imported));
  expect(Object.keys(devDependencies)).toEqual(["@types/node", "typescript"]);
});

describe("in a folder far from the repository", () => {
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "examples-")));
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
    for (const path of names.flatMap(filesOf)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), textOf(path));
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("all examples compile by their own settings", () => {
    const settings = names.map((name) => {
      const place = join(folder, "examples", name);
      const config: unknown = JSON.parse(textOf(join("examples", name, "tsconfig.json")));
      return ts.parseJsonConfigFileContent(config, ts.sys, place);
    });
    const options = settings.map((each) => ({ ...each.options, configFilePath: undefined }));
    expect(options).toEqual(options.map(() => options[0]));
    const program = ts.createProgram({
      rootNames: settings.flatMap(({ fileNames }) => fileNames),
      options: settings[0]?.options ?? {},
    });
    const sources = names.flatMap(filesOf).filter((path) => path.endsWith(".ts"));
    expect(settings.flatMap(({ fileNames }) => fileNames)).toHaveLength(sources.length);
    const faults = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
    expect(faults).toEqual([]);
  });
});
