/** Keeps web pages out of the emulator. */
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyReply } from "fastify";
import { failureEnvelope } from "./envelopes";

/**
 * A web page in a browser on this machine can reach the emulator: from its own origin, or through a host name of its own
 * that resolves to this machine. The back door needs no credentials, and those of the API are known to everybody.
 * Programs send no Origin, and the host that the emulator prints. For an image or a frame a browser sends no Origin
 * either, but says from which site it comes; "none" is the address bar.
 */
export function refuseWebPages(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (isFromProgram(request.headers)) {
      done();
    } else {
      refuse(reply);
    }
  });
}

export function isFromProgram({ origin, host = "", "sec-fetch-site": site = "none" }: IncomingHttpHeaders): boolean {
  return origin === undefined && site === "none" && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}

export function refuse(reply: FastifyReply): void {
  const message =
    "The emulator refused the request: it answers programs on this machine, not web pages. Use 127.0.0.1 or localhost as the host, and send no Origin header.";
  void reply.code(403).send(failureEnvelope([{ message }]));
}
