/** A small MCP server on loopback, as an upstream for examples and tests. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer as Protocol } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { ListPromptsRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { WireDefinition } from "pulumi-cloudflare-mcp/wire";

export interface McpServerOptions {
  /** On 127.0.0.1; a free one when left out. */
  readonly port?: number;
  /** Callers must send it as a bearer token. */
  readonly token?: string;
  /** Callers must send these headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The published tools, exactly as given. A tool without an input schema takes an object. A function is called at each request. */
  readonly tools: readonly WireDefinition[] | (() => readonly WireDefinition[]);
  readonly prompts?: readonly WireDefinition[];
  /** How many tools or prompts one page of a list has; all when left out. */
  readonly pageSize?: number;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** A running MCP server on loopback. Changes count from the next request on. */
export interface McpServer {
  readonly url: string;
  setTools(tools: readonly WireDefinition[]): void;
  setPrompts(prompts: readonly WireDefinition[]): void;
  /** Undefined: callers need no token any more. */
  setToken(token: string | undefined): void;
  setHeaders(headers: Readonly<Record<string, string>>): void;
  /** While it is down it answers everything with 503. */
  setDown(isDown: boolean): void;
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/** Starts a real MCP server (Streamable HTTP at /mcp, without sessions). */
export async function startMcpServer(options: McpServerOptions): Promise<McpServer> {
  let { token, headers: wanted = {}, tools, prompts = [] } = options;
  let isDown = false;
  const received: ReceivedRequest[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", headers } = request;
    received.push({ method, authorization: headers.authorization, headers });
    if (isDown) {
      response.writeHead(503).end("Service Unavailable");
    } else if (new URL(request.url ?? "/", "http://server").pathname !== "/mcp") {
      response.writeHead(404).end("Not Found");
    } else if (!isAdmitted(headers, token, wanted)) {
      response.writeHead(401, { "www-authenticate": "Bearer" }).end("Unauthorized");
    } else if (method !== "POST") {
      response.writeHead(405, { allow: "POST" }).end("Method Not Allowed");
    } else {
      const published = typeof tools === "function" ? tools() : tools;
      await serve(request, response, protocol(published, prompts, options.pageSize ?? Infinity));
    }
  };

  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    setTools: (changed) => {
      tools = changed;
    },
    setPrompts: (changed) => {
      prompts = changed;
    },
    setToken: (changed) => {
      token = changed;
    },
    setHeaders: (changed) => {
      wanted = changed;
    },
    setDown: (changed) => {
      isDown = changed;
    },
    received,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}

function isAdmitted(
  headers: IncomingHttpHeaders,
  token: string | undefined,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return (
    (token === undefined || headers.authorization === `Bearer ${token}`) &&
    Object.entries(wanted).every(([name, value]) => headers[name.toLowerCase()] === value)
  );
}

/** The protocol for one request, because a server without sessions keeps nothing between them. */
function protocol(tools: readonly WireDefinition[], prompts: readonly WireDefinition[], pageSize: number): Protocol {
  const server = new Protocol(
    { name: "example-mcp-server", version: "1" },
    { capabilities: { tools: {}, ...(prompts.length > 0 && { prompts: {} }) } },
  );
  // Not registerTool, which builds definitions itself: these are published exactly as given.
  server.server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const { rows, nextCursor } = page(tools, pageSize, params?.cursor);
    return { tools: rows.map((tool) => ({ inputSchema: { type: "object" }, ...tool })), ...nextCursor };
  });
  if (prompts.length > 0) {
    server.server.setRequestHandler(ListPromptsRequestSchema, ({ params }) => {
      const { rows, nextCursor } = page(prompts, pageSize, params?.cursor);
      return { prompts: rows, ...nextCursor };
    });
  }
  return server;
}

function page(
  rows: readonly WireDefinition[],
  size: number,
  cursor: string | undefined,
): { rows: WireDefinition[]; nextCursor: { nextCursor?: string } } {
  const start = Number(cursor ?? 0);
  const end = Math.min(start + size, rows.length);
  return { rows: rows.slice(start, end), nextCursor: end < rows.length ? { nextCursor: String(end) } : {} };
}

async function serve(request: IncomingMessage, response: ServerResponse, server: Protocol): Promise<void> {
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on("close", () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
}
