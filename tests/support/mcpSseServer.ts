/** An upstream that speaks only the deprecated SSE transport of MCP. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";

/** An MCP server of the older kind: one tool, over SSE only, at any path or at one. */
export async function startSseServer(
  only?: string,
): Promise<{ url: (path: string) => string; close: () => Promise<void> }> {
  /* eslint-disable @typescript-eslint/no-deprecated -- the deprecated transport is what is being tested */
  let transport: SSEServerTransport | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isMessage = request.url?.startsWith("/messages") === true;
    if (only !== undefined && !isMessage && request.url !== only) {
      response.writeHead(404).end();
    } else if (request.method === "GET") {
      const server = new McpServer({ name: "sse", version: "1" });
      server.registerTool("old", {}, () => ({ content: [] }));
      transport = new SSEServerTransport("/messages", response);
      await server.connect(transport);
    } else if (isMessage && transport !== undefined) {
      await transport.handlePostMessage(request, response);
    } else {
      response.writeHead(405).end();
    }
  };
  /* eslint-enable @typescript-eslint/no-deprecated */

  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: (path) => `http://127.0.0.1:${(http.address() as AddressInfo).port}${path}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}
