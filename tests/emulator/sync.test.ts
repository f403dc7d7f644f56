import { createServer } from "node:http";
import { startMcpServer, type McpServer, type McpServerOptions } from "../../emulator/src";
import { call, useEmulator } from "../support/mcpEmulator";
import { startSseServer } from "../support/mcpSseServer";
import { closeLater, listen } from "../support/mcpClosing";

const emulator = useEmulator({ now: () => Date.UTC(2026, 8, 10, 12) });
const sync = () => call(emulator(), "POST", "/servers/docs/sync");

async function upstream(options: Partial<McpServerOptions> = {}): Promise<McpServer> {
  return closeLater(await startMcpServer({ tools: [{ name: "search" }], ...options }));
}

/** Something that listens and is no MCP server. */
async function startPlain(status: number, body: string, contentType = "text/plain"): Promise<string> {
  const http = createServer((_request, response) => {
    response.writeHead(status, { "content-type": contentType }).end(body);
  });
  return `${await listen(http)}/mcp`;
}

const seed = (hostname: string, credentials?: string) => {
  emulator().seedServer({
    id: "docs",
    hostname,
    ...(credentials !== undefined && { auth_type: "bearer", auth_credentials: credentials }),
  });
};

describe("a sync that succeeds", () => {
  test("answers with the state, not with the server, and stamps the times as SQLite writes them", async () => {
    seed((await upstream()).url);
    const { status, body } = await sync();
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, result: { status: "ready" } });
    expect(emulator().server("docs")).toMatchObject({
      status: "ready",
      error: null,
      error_details: null,
      last_synced: "2026-09-10 12:00:00",
      last_successful_sync: "2026-09-10 12:00:00",
    });
  });

  test("stores tools and prompts whole, with members that no specification names", async () => {
    const tool = {
      name: "search",
      title: "Search",
      description: "Searches.",
      inputSchema: { type: "object", properties: { q: { type: "string", "x-hint": 1 } } },
      outputSchema: { type: "object" },
      annotations: { readOnlyHint: true, custom: "kept" },
      _meta: { "example.com/owner": "team" },
      unheardOf: [1, { deep: true }],
    };
    const prompt = { name: "summarise", arguments: [{ name: "text", required: true }], unheardOf: 1 };
    seed((await upstream({ tools: [tool], prompts: [prompt] })).url);
    await sync();
    expect(emulator().server("docs")).toMatchObject({ tools: [tool], prompts: [prompt] });
    expect(emulator().server("docs")?.tools).toEqual([tool]);
  });

  test("reads all pages", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const definitions = names.map((name) => ({ name }));
    seed((await upstream({ tools: definitions, prompts: definitions, pageSize: 2 })).url);
    await sync();
    expect(
      emulator()
        .server("docs")
        ?.tools?.map(({ name }) => name),
    ).toEqual(names);
    expect(
      emulator()
        .server("docs")
        ?.prompts?.map(({ name }) => name),
    ).toEqual(names);
  });

  test("forgets tools that are no longer published, and leaves overrides alone", async () => {
    const server = await upstream({ tools: [{ name: "search" }, { name: "drop" }] });
    seed(server.url);
    emulator().editServer("docs", { updated_tools: [{ name: "drop", enabled: false }] });
    await sync();
    server.setTools([{ name: "search" }]);
    await sync();
    expect(emulator().server("docs")).toMatchObject({
      tools: [{ name: "search" }],
      updated_tools: [{ name: "drop", enabled: false }],
    });
  });

  test("sends a raw token as bearer", async () => {
    const server = await upstream({ token: "tok_1234" });
    seed(server.url, "tok_1234");
    expect((await sync()).body.success).toBe(true);
    expect(new Set(server.received.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer tok_1234"]));
  });

  test("sends headers as they are, without an authorization of its own", async () => {
    const headers = { "cf-access-client-id": "abc.access", "cf-access-client-secret": "xyz" };
    const server = await upstream({ headers });
    seed(server.url, JSON.stringify({ headers }));
    expect((await sync()).body.success).toBe(true);
    expect(server.received[0]?.headers).toMatchObject(headers);
    expect(server.received[0]?.authorization).toBeUndefined();
  });

  test("uses new credentials after an update", async () => {
    const server = await upstream({ token: "second" });
    seed(server.url, "first");
    expect((await sync()).body.success).toBe(false);
    await call(emulator(), "PUT", "/servers/docs", { auth_credentials: "second" });
    expect((await sync()).body.success).toBe(true);
  });
});

describe("the transport", () => {
  test("is SSE for an URL that ends in /sse", async () => {
    const server = closeLater(await startSseServer());
    seed(server.url("/sse"));
    expect((await sync()).body).toEqual({ success: true, result: { status: "ready" } });
    expect(emulator().server("docs")?.tools).toMatchObject([{ name: "old" }]);
  });

  test("falls back to SSE for an URL that says nothing", async () => {
    const server = closeLater(await startSseServer());
    seed(server.url("/"));
    expect((await sync()).body.success).toBe(true);
  });

  test("is only Streamable HTTP for an URL that ends in /mcp", async () => {
    const server = closeLater(await startSseServer());
    seed(server.url("/mcp"));
    expect((await sync()).body.result.error_details).toMatchObject({ status_code: 405 });
  });
});

describe("a sync that fails", () => {
  test("is 200 with success false, a result and no errors", async () => {
    const server = await upstream({ token: "right" });
    seed(server.url, "wrong");
    const { status, body } = await sync();
    expect(status).toBe(200);
    expect(body).toEqual({
      success: false,
      result: {
        status: "error",
        error: "Unauthorized: HTTP 401",
        error_details: { cause: "HTTP 401", is_upstream: true, retryable: false, status_code: 401 },
      },
    });
  });

  test("keeps the catalogue of the last success, and shows on the server until the next one", async () => {
    const server = await upstream();
    seed(server.url);
    await sync();
    emulator().editServer("docs", { last_successful_sync: "2026-01-01 00:00:00" });
    server.setDown(true);
    await sync();
    expect(emulator().server("docs")).toMatchObject({
      status: "error",
      error: "Server error: HTTP 503",
      error_details: { is_upstream: true, retryable: true, status_code: 503 },
      tools: [{ name: "search" }],
      last_synced: "2026-09-10 12:00:00",
      last_successful_sync: "2026-01-01 00:00:00",
    });

    server.setDown(false);
    await sync();
    expect(emulator().server("docs")).toMatchObject({ status: "ready", error: null, error_details: null });
  });

  test("says that nobody listens, as retryable and not from the server", async () => {
    const server = await startMcpServer({ tools: [] });
    await server.close();
    seed(server.url);
    expect((await sync()).body.result).toEqual({
      status: "error",
      error: "Could not connect to the server: ECONNREFUSED",
      error_details: { cause: "ECONNREFUSED", is_upstream: false, retryable: true },
    });
  });

  test("says that a server which wants a login was registered without one", async () => {
    seed((await upstream({ token: "some" })).url);
    expect((await sync()).body.result.error).toBe("Authorization failed");
  });

  test("says that credentials are missing", async () => {
    const server = await upstream();
    seed(server.url, "some");
    emulator().editServer("docs", { auth_credentials: null });
    const { result } = (await sync()).body;
    expect(result.error).toBe("Bearer credentials missing headers");
    expect(result.error_details).toMatchObject({ is_upstream: false, retryable: false });
    expect(server.received).toEqual([]);
  });

  test.each(['{"headers":[{"name":"authorization","value":"Bearer right"}]}', '[{"name":"a","value":"b"}]'])(
    "sends nothing of the header rows %s, which are accepted without effect",
    async (credentials) => {
      const server = await upstream({ token: "right" });
      seed(server.url);
      await call(emulator(), "PUT", "/servers/docs", { auth_type: "bearer", auth_credentials: credentials });
      expect((await sync()).body.result.error_details?.status_code).toBe(401);
      expect(server.received[0]?.authorization).toBeUndefined();
    },
  );

  test("reports the JSON-RPC error of the server", async () => {
    const refusal = { jsonrpc: "2.0", id: 0, error: { code: -32_601, message: "Method not found" } };
    seed(await startPlain(200, JSON.stringify(refusal), "application/json"));
    expect((await sync()).body.result).toMatchObject({
      status: "error",
      error: expect.stringContaining("Method not found") as unknown,
      error_details: { is_upstream: true, mcp_code: -32_601, retryable: false },
    });
  });

  test("fails on a web page", async () => {
    seed(await startPlain(200, "<html></html>", "text/html"));
    expect((await sync()).body.result.status).toBe("error");
  });

  test("never repeats a credential, not even one that is no valid header", async () => {
    const server = await upstream();
    seed(server.url, "secret-with-a\nline-break");
    const { body } = await sync();
    expect(body.success).toBe(false);
    expect(JSON.stringify(body)).not.toContain("secret-with");
  });

  test("is 404 for a server that is not there", async () => {
    const { status, body } = await sync();
    expect([status, body.errors[0]?.code]).toEqual([404, 7002]);
  });
});
