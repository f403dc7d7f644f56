/** TLS servers and CONNECT proxies on loopback. */
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { join } from "node:path";

const certificates = join(__dirname, "certificates");

/** The authority that signed the certificate of {@link startTls}: a file for NODE_EXTRA_CA_CERTS. */
export const authorityFile = join(certificates, "authority.crt");

/** A listener on loopback. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Speaks TLS for `localhost` and `api.cloudflare.test` in front of a server on loopback that does not, and asks that one
 * by its own host.
 */
export function startTls(target: string): Promise<Listener> {
  const { hostname, port, host } = new URL(target);
  const sockets = new Set<net.Socket>();
  const server = https.createServer(
    {
      key: readFileSync(join(certificates, "server.key")),
      cert: readFileSync(join(certificates, "server.crt")),
    },
    (request, response) => {
      const { method, url: path, headers } = request;
      const behind = http.request({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      behind.on("error", () => response.destroy());
      request.pipe(behind);
    },
  );
  server.on("secureConnection", (socket) => sockets.add(socket));
  // A client that does not trust the certificate hangs up in the middle of the handshake.
  server.on("tlsClientError", () => undefined);
  return listen(server, sockets);
}

export interface ConnectProxy extends Listener {
  readonly url: string;
  /** The hosts to which tunnels were asked for, such as "localhost:443". */
  readonly tunnels: readonly string[];
  /** Everything that the proxy could read: requests, their headers, and what went through the tunnels to the server. */
  seen(): Buffer;
}

/** A proxy that opens tunnels, whatever their host, to one port on loopback. It serves nothing else. */
export async function startConnectProxy(targetPort: number): Promise<ConnectProxy> {
  const sockets = new Set<net.Socket>();
  const tunnels: string[] = [];
  const seen: Buffer[] = [];
  const read = ({ method, url, rawHeaders }: http.IncomingMessage): void => {
    seen.push(Buffer.from([method, url, ...rawHeaders].join("\n")));
  };
  const server = http.createServer((request, response) => {
    read(request);
    response.writeHead(405).end();
  });
  server.on("connect", (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => {
    read(request);
    tunnels.push(request.url ?? "");
    seen.push(head);
    socket.on("data", (chunk: Buffer) => seen.push(chunk));
    const target = net.connect(targetPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.write(head);
      connect(sockets, socket, target);
    });
  });
  const listener = await listen(server, sockets);
  return { ...listener, url: `http://127.0.0.1:${listener.port}`, tunnels, seen: () => Buffer.concat(seen) };
}

/** Lets two connections talk to each other until one of them ends. */
function connect(sockets: Set<net.Socket>, one: net.Socket, other: net.Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    sockets.add(from);
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}

function listen(server: net.Server, sockets: ReadonlySet<net.Socket>): Promise<Listener> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      resolve({
        port,
        close: () =>
          new Promise((closed) => {
            sockets.forEach((socket) => socket.destroy());
            server.close(() => {
              closed();
            });
          }),
      });
    });
  });
}
