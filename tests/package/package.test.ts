import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository, textOf } from "../docs/tree";
import { packInto, type Packed } from "./packed";

// npm and the two checkers are processes of their own.
jest.setTimeout(60_000);

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "packed-"));
let packed: Packed;

beforeAll(async () => {
  packed = await packInto(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("it holds what is compiled from today's sources, and the texts that belong to it", () => {
  const compiled = readdirSync(join(repository, "provider/src"), { recursive: true, encoding: "utf8" })
    // The plugin is bundled, and is part of no npm package.
    .filter((path) => path.endsWith(".ts") && !path.startsWith("plugin/"))
    // Nobody imports the commands, so they come without declarations.
    .flatMap((path) =>
      (path.startsWith("cli/") ? [".js"] : [".js", ".d.ts"]).map(
        (extension) => `dist/${path.replace(/\.ts$/, extension)}`,
      ),
    );
  const others = [
    "LICENSE",
    "README.md",
    "bin/pulumi-cloudflare-mcp.js",
    "package.json",
    // Not the Pulumi schema: it belongs to the plugin.
    ...readdirSync(join(repository, "provider/schema"))
      .filter((name) => name.endsWith(".schema.json"))
      .map((name) => `schema/${name}`),
  ];
  // What a deleted source has left in dist is none of a release, which is packed from a clean checkout.
  const leftOver = (path: string): boolean =>
    /^dist\/.*(?<!\.test)(?:\.js|\.d\.ts)$/.test(path) && !compiled.includes(path);
  const paths = packed.files.map(({ path }) => path).filter((path) => !leftOver(path));
  expect(paths.toSorted()).toEqual([...compiled, ...others].toSorted());
});

test("nothing in it knows the machine that it was packed on", () => {
  const texts = packed.files.map(
    ({ path }) => [path, readFileSync(join(repository, "provider", path), "utf8")] as const,
  );
  expect(texts.filter(([, text]) => text.includes(repository)).map(([path]) => path)).toEqual([]);
  expect(texts.filter(([, text]) => text.includes("sourceMappingURL")).map(([path]) => path)).toEqual([]);
});

test("the template asks for this version", () => {
  const versionOf = (path: string): string => (JSON.parse(textOf(path)) as { version: string }).version;
  expect(textOf("templates/typescript/package.json")).toContain(
    `"pulumi-cloudflare-mcp": "^${versionOf("provider/package.json")}"`,
  );
});

test("its licence is that of the repository", () => {
  expect(textOf("provider/LICENSE")).toBe(textOf("LICENSE"));
});

/**
 * Kilobytes, unpacked. Whoever needs more raises the line, and sees beside it what a deployment pays: `cli` is only
 * loaded by the command, all else by deployments.
 */
const limits: Readonly<Record<string, number>> = {
  "dist/cli": 466,
  "dist/cloudflare": 165,
  "dist/lifecycle": 168,
  "dist/lock": 92,
  "dist/portal": 44,
  "dist/program": 80,
  "dist/rows": 100,
  "dist/server": 96,
  "dist/text": 40,
  "dist/toolLock": 36,
  dist: 30,
  schema: 28,
  "": 25,
  bin: 1,
};

test("no part of it has outgrown its limit", () => {
  const sizes = new Map<string, number>();
  for (const { path, size } of packed.files) {
    const room = /^(?:dist\/\w+(?=\/)|\w+(?=\/))/.exec(path)?.[0] ?? "";
    sizes.set(room, (sizes.get(room) ?? 0) + size);
  }
  const outgrown = [...sizes].filter(([room, size]) => size > (limits[room] ?? 0) * 1024);
  expect(outgrown.map(([room, size]) => `${room}: ${Math.ceil(size / 1024)} of ${limits[room] ?? 0} KB`)).toEqual([]);
  expect(Object.keys(limits).toSorted()).toEqual([...sizes.keys()].toSorted());
});

test("it is a small download", () => {
  expect(packed.size).toBeLessThan(400 * 1024);
});

test("publint finds nothing, and its types are right for every way of resolving modules", async () => {
  const { stdout } = await run(process.execPath, [join(__dirname, "examine.mjs"), packed.tarball]);
  expect(JSON.parse(stdout)).toEqual({ types: [], publint: [] });
});
