import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { codeBlocksOf } from "../support/codeBlocks";

const main = join(__dirname, "../../emulator/dist/main.js");
const running = new Set<ChildProcessWithoutNullStreams>();

afterEach(() => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
  running.clear();
});

function start(...parameters: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [main, ...parameters]);
  running.add(child);
  return child;
}

/** Runs to the end. */
async function run(...parameters: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  const child = start(...parameters);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { code, output, errors };
}

/** Starts and returns what it prints, up to the last line to paste. */
async function started(...parameters: string[]): Promise<{ child: ChildProcessWithoutNullStreams; output: string }> {
  const child = start(...parameters);
  let output = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (/^export CLOUDFLARE_API_TOKEN=.+\n/m.test(output)) {
      return { child, output };
    }
  }
  throw new Error(`It ended before it was ready:\n${output}`);
}

const exported = (output: string, name: string): string =>
  new RegExp(`^export ${name}=(.+)$`, "m").exec(output)?.[1] ?? "";

const list = (output: string): Promise<Response> =>
  fetch(
    `${exported(output, "CLOUDFLARE_BASE_URL")}/accounts/${exported(output, "CLOUDFLARE_ACCOUNT_ID")}/access/ai-controls/mcp/servers`,
    { headers: { authorization: `Bearer ${exported(output, "CLOUDFLARE_API_TOKEN")}` } },
  );

/** Sends the signal and returns the exit code. */
async function ended(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(child, "close") as Promise<[number | null]>;
  child.kill(signal);
  return (await closed)[0];
}

test("prints what to paste, answers to it, and ends with 0 on SIGTERM in spite of open connections", async () => {
  const { child, output } = await started();
  expect((await list(output)).status).toBe(200);
  expect(await ended(child, "SIGTERM")).toBe(0);
});

test("keeps servers in the file it is given, and ends with 0 on SIGINT", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
  const file = join(folder, "data.json");
  const { child, output } = await started("--data", file);
  await fetch(new URL("/__emulator/servers", exported(output, "CLOUDFLARE_BASE_URL")), {
    method: "POST",
    body: JSON.stringify({ id: "docs" }),
  });
  expect(await ended(child, "SIGINT")).toBe(0);
  expect(readFileSync(file, "utf8")).toContain('"id": "docs"');
  rmSync(folder, { recursive: true });
});

test("runs an MCP server beside it, whose tools are those of a file, also after an edit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
  const file = join(folder, "tools.json");
  const { output } = await started("--mcp-server", file);
  const hostname = /^ {2}MCP server {2}(\S+)$/m.exec(output)?.[1];
  const account = `${exported(output, "CLOUDFLARE_BASE_URL")}/accounts/${exported(output, "CLOUDFLARE_ACCOUNT_ID")}`;
  const servers = `${account}/access/ai-controls/mcp/servers`;
  const headers = {
    authorization: `Bearer ${exported(output, "CLOUDFLARE_API_TOKEN")}`,
    "content-type": "application/json",
  };
  const create = { id: "docs", name: "Docs", hostname, auth_type: "unauthenticated" };
  await fetch(servers, { method: "POST", headers, body: JSON.stringify(create) });
  const synced = async (): Promise<string[]> => {
    await fetch(`${servers}/docs/sync`, { method: "POST", headers });
    const answer = await fetch(`${servers}/docs`, { headers });
    const { result } = (await answer.json()) as { result: { tools: { name: string }[] } };
    return result.tools.map(({ name }) => name);
  };
  expect((await synced()).toSorted()).toEqual(["read", "search"]);
  writeFileSync(file, '[{ "name": "search", "description": "Searches elsewhere." }, { "name": "delete" }]');
  expect((await synced()).toSorted()).toEqual(["delete", "search"]);
  rmSync(folder, { recursive: true });
});

test("starts as docs/get-started.md says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
  const command =
    codeBlocksOf("docs/get-started.md").find(({ text }) => text.startsWith("npm run emulator"))?.text ?? "";
  const [, words = ""] = /^npm run emulator -- (.*)\n$/.exec(command) ?? [];
  // Another port and folder: what is on this machine is no part of the test.
  const { output } = await started(
    ...words.split(" ").map((word) => word.replace("8787", "0").replace(/^tools\.json$/, join(folder, "tools.json"))),
  );
  expect(output).toMatch(/^ {2}MCP server {2}http:\/\/127\.0\.0\.1:\d+\/mcp$/m);
  rmSync(folder, { recursive: true });
});

test("tools that cannot be read are one clear line and code 1", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
  const file = join(folder, "tools.json");
  writeFileSync(file, "{}");
  expect(await run("--mcp-server", file)).toEqual({
    code: 1,
    output: "",
    errors: `cloudflare-mcp-emulator: ${file} must hold a JSON array of tools, as MCP's tools/list returns them.\n`,
  });
  rmSync(folder, { recursive: true });
});

test("a port that is in use is one clear line and code 1", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  expect(await run("--port", String(port))).toEqual({
    code: 1,
    output: "",
    errors: `cloudflare-mcp-emulator: Port ${port} is in use. Choose another with --port.\n`,
  });
  other.close();
});

test.each([
  [["--port", "65536"], "--port takes a number"],
  [["--mcp-token", "t0ken"], "--mcp-token is for --mcp-server."],
  [["--colour"], "Unknown option '--colour'"],
])("%j is one clear line and code 1", async (parameters, message) => {
  const { code, errors } = await run(...parameters);
  expect(code).toBe(1);
  expect(errors).toContain(message);
  expect(errors.trimEnd().split("\n")).toHaveLength(1);
});

test("--help says how to use it", async () => {
  const { code, output } = await run("--help");
  expect(code).toBe(0);
  expect(output).toContain("Usage: cloudflare-mcp-emulator [--port N] [--data FILE] [--mcp-server FILE");
});
