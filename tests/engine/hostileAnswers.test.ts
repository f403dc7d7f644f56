/**
 * What an upstream publishes ends up in state. Some values mean something to the engine: of one that means "not known yet"
 * every later command of the stack would end with an error, and others would become secrets, files or references.
 */
import { startMcpServer } from "cloudflare-mcp-emulator";
import { unknownMarks } from "../../provider/src/pulumiProtocol";
import { useAccount } from "../support/account";
import { unknownMark } from "../support/hostile";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const signature = "4dabf18193072939515e22adb298388d";
const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`) as unknown;
const published: Readonly<Record<string, unknown>> = {
  secret: { [signature]: "1b47061264138c4ac30d75fd1eb44270", value: "x" },
  file: { [signature]: "c44067f5952c0a294b673a41bacd8c17", path: "/etc/hostname", hash: "" },
  reference: { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "x" },
  "no kind that there is": { [signature]: 7 },
  "not known yet": unknownMark,
  "half of a pair": "\ud800",
  "prototype keys": JSON.parse('{"__proto__": {"x": 1}, "constructor": 1, "toString": 2}') as unknown,
  deep: nested(400),
};

test("whatever an upstream publishes, it is text in state, and every command goes on", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({ docs: 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"' }),
  });
  ok(await stack.up());
  const tools = Object.entries(published).map(([name, inputSchema]) => ({ name, inputSchema }));
  cloudflare.editServer("docs", { tools, error: unknownMark });

  ok(await stack.refresh());

  const { resources } = await stack.state();
  const outputs = resources.find(({ urn }) => urn.endsWith("::docs"))?.outputs;
  const stored = JSON.stringify(outputs?.tools);
  expect(outputs?.error).toBe(`${unknownMark} `);
  expect(stored.match(new RegExp(`"${signature} "`, "g"))).toHaveLength(4);
  expect(stored).not.toMatch(new RegExp(`"(?:${signature}|${unknownMark})"`));
  // Pulumi's provider host loses the first.
  expect(outputs?.tools).toContainEqual({ name: "prototype keys", inputSchema: { constructor: 1, toString: 2 } });
  ok(await stack.preview("--expect-no-changes"));
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});

test("tools that are called as the engine writes what is not known are locked like all others", async () => {
  const { cloudflare } = account;
  const tools = [...unknownMarks].map((mark) => ({ name: String(mark) }));
  const upstream = await startMcpServer({ tools });
  try {
    const stack = await createStack(cloudflare, {
      program: servers({
        docs: `hostname: "${upstream.url}", authType: "unauthenticated", toolLock: "mcp-locks/docs.json"`,
      }),
      files: { "mcp-locks/docs.json": "{}" },
    });
    ok(await stack.up());
    ok(await stack.refresh());
    ok(await stack.up("--refresh", "--expect-no-changes"));
    const { resources } = await stack.state();
    const outputs = resources.find(({ urn }) => urn.endsWith("::docs"))?.outputs;
    expect(outputs?.__lockDisabled).toHaveLength(tools.length);
    ok(await stack.destroy());
    expect(cloudflare.servers()).toEqual([]);
  } finally {
    await upstream.close();
  }
});

test("no text of an upstream acts on the terminal, Pulumi's display or a build agent, in any place", async () => {
  const { cloudflare } = account;
  const evil = "<{%evil%}>\u001b[31m\u009b1m\u202e\n::error file=x::y\n  ##[error]z ##vso[task.complete]\r";
  const stack = await createStack(cloudflare, {
    program: `
      const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
      const args = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" };
      const docs = new McpServer("docs", { ...args, name: "Docs", description: "Documentation", toolLock: "mcp-locks/docs.json" });
      const team = new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers: [docs] });
      exports.tools = docs.tools;
      exports.error = docs.error;
      exports.servers = team.servers;`,
    files: { "mcp-locks/docs.json": "{}" },
  });
  ok(await stack.up());
  const inputSchema = { type: "object", properties: { [evil]: { description: evil } } };
  cloudflare.editServer("docs", {
    ...{ name: evil, description: evil, status: evil, error: evil, error_details: { cause: evil }, last_synced: evil },
    tools: [{ name: evil, description: evil, inputSchema }],
  });
  cloudflare.editPortal("team", { name: evil, description: evil });

  const runs = [
    ok(await stack.preview("--refresh", "--diff", "--color", "always")),
    ok(await stack.preview("--refresh", "--diff")),
    ok(await stack.refresh("--diff")),
    ok(await stack.up("--refresh", "--diff", "--color", "always")),
    ok(await stack.up("--refresh", "--diff")),
  ];

  for (const { stdout, stderr } of runs) {
    // Pulumi's own colours have no other form.
    const shown = `${stdout}${stderr}`.replace(/\u001b\[(?:38;5;)?\d*m/g, "");
    expect(shown).not.toMatch(/[\u0080-\u009f\u202a-\u202e\r]|\u001b|^\s*::error|##\w*\[/m);
    expect(shown).not.toContain("<{%");
  }
  expect(runs[1]?.stdout).toContain("U+001B ESCAPE");
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});

test("no text acts on Pulumi's display once that has decoded it as JSON or YAML", async () => {
  const { cloudflare } = account;
  const json = `{"\\u001b[2J\\n\\u003a:error file=x::y": ["\\u0023#vso[task.complete] <\\u007b%evil%}>"], "::error::z": 1}`;
  const yaml = `"\\x1b[2J\\n\\x3a:error::y": 1\n? !!binary G1syMAo6OmVycm9yOjoK\n: "\\x23#vso[task.complete]"\n`;
  const stack = await createStack(cloudflare, {
    program: `
      const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
      const args = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" };
      const docs = new McpServer("docs", { ...args, name: "Docs", description: "Documentation" });
      new McpPortal("team", { name: "Team", hostname: "mcp.example.com" });
      exports.tools = docs.tools;
      exports.error = docs.error;`,
  });
  ok(await stack.up());
  const tools = [json, yaml].map((text) => ({ name: text, description: text, inputSchema: { description: text } }));
  cloudflare.editServer("docs", { name: json, description: yaml, status: json, error: yaml, tools });
  cloudflare.editPortal("team", { name: yaml, description: json });

  const runs = [
    ok(await stack.preview("--refresh", "--diff")),
    ok(await stack.refresh("--diff")),
    ok(await stack.up("--refresh", "--diff")),
    ok(await stack.command(["stack", "output"])),
  ];

  for (const { stdout, stderr } of runs) {
    expect(`${stdout}${stderr}`).not.toMatch(/\u001b|^[\s+~-]*::error|##vso\[/m);
  }
  expect(runs[0]?.stdout).not.toMatch(/\((?:json|yaml)\)/);
  ok(await stack.destroy());
});
