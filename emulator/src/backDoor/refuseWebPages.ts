/** Keeps web pages out of the back door. */
import type { FastifyInstance } from "fastify";

/**
 * Refuses web pages, where no credentials are wanted. They reach this machine as programs do: from their own origin, or by
 * a name of their own that resolves to it. Programs send no Origin, and name the host that they connect to.
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
