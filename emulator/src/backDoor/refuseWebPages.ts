/** Keeps web pages out of the back door. */
import type { FastifyInstance } from "fastify";

/**
 * The back door needs no credentials, and a web page in a browser here can reach it: from its own origin, or through a
 * host name of its own that resolves to this machine. Programs send no Origin, and a loopback host.
 */
export function refuseWebPages(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { origin, host } = request.headers;
    if (origin === undefined && (host === undefined || isLoopback(host))) {
      done();
    } else {
      void reply.code(403).send({ error: "The back door is for programs on this machine, not for web pages." });
    }
  });
}

function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}
