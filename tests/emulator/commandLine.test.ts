import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

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

test.each(["SIGTERM", "SIGINT"] as const)(
  "prints what to paste, answers to it, and ends with 0 on %s in spite of open connections",
  async (signal) => {
    const { child, output } = await started();
    expect((await list(output)).status).toBe(200);

    const ended = once(child, "close") as Promise<[number | null]>;
    child.kill(signal);
    expect((await ended)[0]).toBe(0);
  },
);

test("keeps servers in the file it is given", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
  const file = join(folder, "data.json");
  const { output } = await started("--data", file);
  await fetch(new URL("/__emulator/servers", exported(output, "CLOUDFLARE_BASE_URL")), {
    method: "POST",
    body: JSON.stringify({ id: "docs" }),
  });
  expect(existsSync(file)).toBe(true);
  rmSync(folder, { recursive: true });
});

test("a port that is in use is one clear line and code 1", async () => {
  const { output } = await started();
  const port = new URL(exported(output, "CLOUDFLARE_BASE_URL")).port;
  expect(await run("--port", port)).toEqual({
    code: 1,
    output: "",
    errors: `cloudflare-mcp-emulator: Port ${port} is in use. Choose another with --port.\n`,
  });
});

test("a damaged data file is one clear line and code 1", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
  const file = join(folder, "data.json");
  writeFileSync(file, "{");
  const { code, errors } = await run("--data", file);
  expect(code).toBe(1);
  expect(errors).toMatch(/^cloudflare-mcp-emulator: The data file .+ is damaged[^\n]+\n$/);
  rmSync(folder, { recursive: true });
});

test.each([
  [["--port", "many"], "--port takes a number"],
  [["--port", "65536"], "--port takes a number"],
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
  expect(output).toContain("Usage: cloudflare-mcp-emulator [--port N] [--data FILE]");
});
