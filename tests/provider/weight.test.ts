import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

// Each test starts processes that load everything anew.
jest.setTimeout(30_000);

const run = promisify(execFile);
const repository = resolve(__dirname, "../..");

/** The packages that a fresh Node process has loaded after some lines, below a folder where a program would stand. */
async function loadedBy(lines: string): Promise<string[]> {
  const script = `${lines}; console.log(JSON.stringify(Object.keys(require.cache)))`;
  const { stdout } = await run(process.execPath, ["-e", script], { cwd: join(repository, "examples/quickstart") });
  const files = JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]") as string[];
  const names = files.map((file) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

test("a program loads Pulumi, and neither the HTTP client nor the checks", async () => {
  const bare = await loadedBy('require("@pulumi/pulumi")');
  const withPackage = await loadedBy('require("pulumi-cloudflare-mcp")');
  expect(withPackage).toContain("@pulumi/pulumi");
  expect(withPackage.filter((name) => !bare.includes(name))).toEqual([]);
});

test("the provider process loads the HTTP client only when it has something to ask", async () => {
  const before = await loadedBy('require("pulumi-cloudflare-mcp/dynamic").provider("McpServer")');
  expect(before).toContain("valibot");
  expect(before).not.toContain("axios");
});

test("only the command line loads what is for the command line, and its help nothing to ask with", async () => {
  const program = await loadedBy('require("pulumi-cloudflare-mcp"); require("pulumi-cloudflare-mcp/dynamic")');
  expect(program).not.toContain("commander");
  const path = JSON.stringify(join(repository, "provider/dist/cli/program.js"));
  const commandLine = await loadedBy(`require(${path}).runCommandLine(["--version"], { out: { write() {} } })`);
  expect(commandLine).toContain("commander");
  expect(commandLine).not.toContain("axios");
  expect(commandLine).not.toContain("valibot");
});

test("the facts of the API are data: loading them loads nothing else", async () => {
  expect(await loadedBy('require("pulumi-cloudflare-mcp/wire")')).toEqual([]);
});
