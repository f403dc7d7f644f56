/** A proxy before an emulated account whose answers say what no object of JavaScript can: raw JSON in place of a text. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator } from "cloudflare-mcp-emulator";

/** A text of an answer, and what stands in its place. */
export type Replacement = readonly [from: string, to: string];

export interface RewritingProxy {
  readonly baseUrl: string;
  replacements: readonly Replacement[];
  close(): Promise<void>;
}

export async function startRewritingProxy(cloudflare: Emulator): Promise<RewritingProxy> {
  const target = new URL(cloudflare.baseUrl);
  const server = http.createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" && !["host", "connection", "content-length", "accept-encoding"].includes(name)
        ? [[name, value]]
        : [],
    );
    const {
      status,
      headers: answered,
      ...real
    } = await fetch(`${target.origin}${request.url ?? ""}`, {
      method: request.method ?? "GET",
      headers,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    }).then(async (each) => ({ status: each.status, headers: each.headers, text: await each.text() }));
    const text = proxy.replacements.reduce((rest, [from, to]) => rest.replaceAll(from, () => to), real.text);
    response.writeHead(status, { "content-type": answered.get("content-type") ?? "application/json" });
    response.end(text);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: RewritingProxy = {
    baseUrl: `http://127.0.0.1:${port}${target.pathname}`,
    replacements: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return proxy;
}
