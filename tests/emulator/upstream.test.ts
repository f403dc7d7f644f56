import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { startMcpServer } from "../../emulator/src";
import { closeLater, listen } from "../support/mcpClosing";
import { call, useEmulator } from "../support/mcpEmulator";
import { startSseServer } from "../support/mcpSseServer";

const emulator = useEmulator();

async function sync(hostname: string): Promise<{ success: boolean; result: { status: string } }> {
  emulator().seedServer({ id: "docs", hostname });
  return (await call(emulator(), "POST", "/servers/docs/sync")).body as never;
}

const toolNames = (): unknown[] => (emulator().server("docs")?.tools ?? []).map(({ name }) => name);

/** Something that passes requests on below a path, or answers as told, and writes down what was asked for. */
async function gateway(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const origin = await listen(
    createServer((request, response) => {
      asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
      answer(request, response);
    }),
  );
  return { origin, asked };
}

describe("the URL of an upstream", () => {
  const everything = ["POST /docs?key=1", "GET /docs?key=1", "POST /docs/mcp?key=1", "GET /docs/sse?key=1"];

  test.each([404, 405, 406])(
    "is tried by both transports, then with /mcp, then with /sse, while it answers %i",
    async (status) => {
      const { origin, asked } = await gateway((_request, response) => response.writeHead(status).end());
      expect((await sync(`${origin}/docs?key=1`)).success).toBe(false);
      expect(asked).toEqual(everything);
    },
  );

  test.each([
    ["/docs/mcp", ["POST /docs/mcp"]],
    ["/docs/sse", ["GET /docs/sse"]],
    ["/docs/", ["POST /docs/", "GET /docs/", "POST /docs/mcp", "GET /docs/sse"]],
    ["", ["POST /", "GET /", "POST /mcp", "GET /sse"]],
  ])("that ends like %j is tried as %j", async (path, expected) => {
    const { origin, asked } = await gateway((_request, response) => response.writeHead(404).end());
    await sync(`${origin}${path}`);
    expect(asked).toEqual(expected);
  });

  test.each([401, 403, 500])("is tried no further after an answer of %i", async (status) => {
    const { origin, asked } = await gateway((_request, response) => response.writeHead(status).end());
    expect((await sync(`${origin}/docs`)).success).toBe(false);
    expect(asked).toEqual(["POST /docs"]);
  });

  test("may leave out /mcp, or /sse", async () => {
    const streamable = closeLater(await startMcpServer({ tools: [{ name: "search" }] }));
    expect((await sync(new URL("/", streamable.url).href)).success).toBe(true);
    expect(toolNames()).toEqual(["search"]);

    const old = closeLater(await startSseServer("/sse"));
    expect((await sync(old.url("/"))).success).toBe(true);
    expect(toolNames()).toEqual(["old"]);
  });
});

/** An upstream whose list of tools has these pages, whatever the cursor says. */
async function paged(
  pageAt: (call: number, cursor: unknown) => { tools: unknown; nextCursor?: unknown },
): Promise<{ url: string; lists: () => number }> {
  let lists = 0;
  const { origin } = await gateway((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString() || "{}") as {
        id?: number;
        method?: string;
        params?: { cursor?: unknown; protocolVersion?: string };
      };
      if (id === undefined) {
        response.writeHead(method === undefined ? 405 : 202).end();
        return;
      }
      const result =
        method === "initialize"
          ? {
              protocolVersion: params?.protocolVersion,
              capabilities: { tools: {} },
              serverInfo: { name: "x", version: "1" },
            }
          : pageAt(lists++, params?.cursor);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
  });
  return { url: `${origin}/mcp`, lists: () => lists };
}

describe("pages of an upstream", () => {
  const [one, two] = [{ name: "one" }, { name: "two" }];

  test.each<[string, Parameters<typeof paged>[0], unknown[], number]>([
    ["whose cursor stays", () => ({ tools: [one], nextCursor: "again" }), ["one"], 2],
    [
      "whose cursors go in a circle",
      (call) => ({ tools: [{ name: `tool-${call}` }], nextCursor: String(call % 2) }),
      ["tool-0", "tool-1", "tool-2"],
      3,
    ],
    ["that repeat under new cursors", (call) => ({ tools: [one, two], nextCursor: String(call) }), ["one", "two"], 2],
    ["that stay empty under new cursors", (call) => ({ tools: [], nextCursor: String(call) }), [], 2],
    [
      "with an empty one between",
      (call) =>
        [{ tools: [one], nextCursor: "a" }, { tools: [], nextCursor: "b" }, { tools: [two] }][call] ?? { tools: [] },
      ["one", "two"],
      3,
    ],
    ["whose cursor is no text", () => ({ tools: [one], nextCursor: 7 }), ["one"], 1],
  ])("%s end with what is new", async (_pages, pageAt, expected, lists) => {
    const server = await paged(pageAt);
    expect((await sync(server.url)).result.status).toBe("ready");
    expect(toolNames()).toEqual(expected);
    expect(server.lists()).toBe(lists);
  });

  test("that bring new tools for ever end, too", async () => {
    const server = await paged((call) => ({ tools: [{ name: `tool-${call}` }], nextCursor: `${call}` }));
    await sync(server.url);
    expect(server.lists()).toBe(200);
  });
});
