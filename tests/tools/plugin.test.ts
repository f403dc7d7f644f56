/** The bundle of the native plugin, as a user has it. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { archive, platforms } from "../../tools/plugin/archive";
import { bundle } from "../../tools/plugin/bundle";

const place = mkdtempSync(join(tmpdir(), "plugin-bundle-"));
const folder = join(place, "plugin");
let version: string;

beforeAll(async () => {
  ({ version } = await bundle(resolve(__dirname, "../.."), folder));
});
afterAll(() => {
  rmSync(place, { recursive: true, force: true });
});

test("it holds what Pulumi starts, and nothing that it needs is elsewhere", async () => {
  const launcher = join(folder, "pulumi-resource-cloudflare-mcp");
  // Neither packages above it nor a home, nor any other command: only Node.js.
  const environment = { PATH: dirname(process.execPath) };
  const child = spawn(launcher, ["127.0.0.1:1"], { cwd: "/", env: environment, stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await new Promise<string[]>((done, reject) => {
    child.once("error", reject);
    child.once("exit", () => {
      done([]);
    });
    createInterface({ input: child.stdout }).once("line", (line) => {
      done([line]);
    });
  })) as [string?];
  child.kill("SIGKILL");
  expect(port).toMatch(/^\d+$/);
});

test("an error that nobody caught is one line, and ends the process at once", () => {
  const fault = join(place, "fault.js");
  writeFileSync(fault, 'setImmediate(() => { throw new Error("a fault\\nof two lines"); });');
  const words = ["--require", fault, join(folder, "bundle.js")];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^pulumi-resource-cloudflare-mcp: a fault[^\n]+\n$/);
});

test("it names the licence of each package in it", () => {
  const notices = readFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8");
  for (const name of ["@grpc/grpc-js", "@pulumi/pulumi", "axios", "google-protobuf", "valibot"]) {
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  }
  expect(readFileSync(join(folder, "LICENSE"), "utf8")).toContain("Apache License");
});

test("it carries the schema of the package", () => {
  const schema = join(resolve(__dirname, "../.."), "provider/schema/schema.json");
  expect(readFileSync(join(folder, "schema.json"), "utf8")).toBe(readFileSync(schema, "utf8"));
});

test("nothing in it knows the machine that it was made on", () => {
  const repository = resolve(__dirname, "../..");
  const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
  expect(texts.filter(([, text]) => text.includes(repository)).map(([name]) => name)).toEqual([]);
});

test("there is an archive for each platform, by the name that Pulumi asks for", () => {
  const files = archive(folder, version, place);
  expect(files).toHaveLength(platforms.length);
  expect(files).toContain(join(place, `pulumi-resource-cloudflare-mcp-v${version}-linux-amd64.tar.gz`));
  const listed = execFileSync("tar", ["-tzf", files.at(-1) ?? ""], { encoding: "utf8" });
  expect(listed.split("\n")).toEqual(
    expect.arrayContaining(["./bundle.js", "./pulumi-resource-cloudflare-mcp", "./pulumi-resource-cloudflare-mcp.cmd"]),
  );
});
