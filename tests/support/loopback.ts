/** HTTP and TCP servers on loopback that answer as a test prescribes. */
import http from "node:http";
import net, { type AddressInfo } from "node:net";

/** A request as it really arrived. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** How one request is answered. */
export type Reply = (response: http.ServerResponse, request: Received) => void;

export interface Loopback {
  readonly port: number;
  readonly url: string;
  /** Every request so far, CONNECT included. */
  readonly received: readonly Received[];
}

/** Gives the tests of one file real servers on loopback, closed after each test. */
export function useLoopback(): {
  /** Answers the first request with the first reply and so on; the last one is for all that follow. */
  http(...replies: readonly Reply[]): Promise<Loopback>;
  /** The same on a given port. */
  httpOn(port: number, ...replies: readonly Reply[]): Promise<Loopback>;
  /** Gives each connection to `onConnection` when its first bytes have arrived. */
  tcp(
    onConnection: (socket: net.Socket) => void,
  ): Promise<{ readonly url: string; readonly connections: () => number }>;
  /** A port that nobody listens on. */
  closedPort(): Promise<number>;
} {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
  });

  const httpOn = async (port: number, ...replies: readonly Reply[]): Promise<Loopback> => {
    const received: Received[] = [];
    const server = httpServer(replies, received);
    const actual = await listen(server, port);
    closers.push(() => {
      server.closeAllConnections();
      return closed(server);
    });
    return { port: actual, url: `http://127.0.0.1:${actual}`, received };
  };

  return {
    httpOn,
    http: (...replies) => httpOn(0, ...replies),
    tcp: async (onConnection) => {
      const sockets: net.Socket[] = [];
      const server = net.createServer((socket) => {
        sockets.push(socket);
        socket.on("error", () => undefined);
        socket.once("data", () => {
          onConnection(socket);
        });
      });
      const port = await listen(server, 0);
      closers.push(() => {
        sockets.forEach((socket) => socket.destroy());
        return closed(server);
      });
      return { url: `http://127.0.0.1:${port}`, connections: () => sockets.length };
    },
    closedPort: async () => {
      const server = net.createServer();
      const port = await listen(server, 0);
      await closed(server);
      return port;
    },
  };
}

/** Records each request and answers it with the reply of its turn; a CONNECT gets 502. */
function httpServer(replies: readonly Reply[], received: Received[]): http.Server {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const arrived = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(arrived);
      const reply = replies[Math.min(received.length, replies.length) - 1];
      reply?.(response, arrived);
    });
  });
  server.on("connect", ({ method = "", url = "", headers }: http.IncomingMessage, socket: net.Socket) => {
    received.push({ method, url, headers, body: "" });
    socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n");
  });
  return server;
}

/** An answer with a JSON body, unless the body is a text. */
export function answer(status: number, body: unknown = "", headers: http.OutgoingHttpHeaders = {}): Reply {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

export const success = (result: unknown): Reply => answer(200, { success: true, result });

/** A refusal in Cloudflare's envelope. */
export const refusal = (status: number, code: number, message: string, headers: http.OutgoingHttpHeaders = {}): Reply =>
  answer(status, { success: false, errors: [{ code, message }], messages: [], result: null }, headers);

function listen(server: net.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closed(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
