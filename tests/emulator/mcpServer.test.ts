import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { startMcpServer, type McpServer } from "../../emulator/src";

let server: McpServer;
beforeEach(async () => {
  server = await startMcpServer({ tools: [{ name: "search", inputSchema: { type: "object" } }] });
});
afterEach(() => server.close());

/** The names of its tools, as an MCP client with these headers sees them. */
async function toolNames(headers: Record<string, string> = {}): Promise<string[]> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }));
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

test("publishes its tools, and others from one request to the next", async () => {
  expect(await toolNames()).toEqual(["search"]);
  server.setTools([{ name: "find" }]);
  expect(await toolNames()).toEqual(["find"]);
});

test("publishes prompts only when it has some", async () => {
  const client = new Client({ name: "test", version: "1" });
  server.setPrompts([{ name: "summarise" }]);
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  expect((await client.listPrompts()).prompts).toEqual([{ name: "summarise" }]);
  server.setPrompts([]);
  await expect(client.listPrompts()).rejects.toThrow("Method not found");
  await client.close();
});

test("wants the token when told to, answers 401 otherwise, and records what it was sent", async () => {
  server.setToken("right");
  await expect(toolNames()).rejects.toThrow("Unauthorized");
  await expect(toolNames({ authorization: "Bearer wrong" })).rejects.toThrow("Unauthorized");
  expect(await toolNames({ authorization: "Bearer right" })).toEqual(["search"]);
  expect(server.received.map(({ authorization }) => authorization).slice(0, 3)).toEqual([
    undefined,
    "Bearer wrong",
    "Bearer right",
  ]);
  server.setToken(undefined);
  expect(await toolNames()).toEqual(["search"]);
});

test("wants headers when told to", async () => {
  server.setHeaders({ "X-Key": "right" });
  await expect(toolNames({ "x-key": "wrong" })).rejects.toThrow("Unauthorized");
  expect(await toolNames({ "x-key": "right" })).toEqual(["search"]);
});

test("answers 503 while it is down", async () => {
  server.setDown(true);
  expect((await fetch(server.url, { method: "POST" })).status).toBe(503);
  server.setDown(false);
  expect(await toolNames()).toEqual(["search"]);
});

test("is at /mcp only", async () => {
  expect((await fetch(new URL("/other", server.url), { method: "POST" })).status).toBe(404);
});
