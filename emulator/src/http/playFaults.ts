/** Plays the faults that hit a call, before and after its operation. */
import { once } from "node:events";
import { Readable } from "node:stream";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Fault } from "./faults";
import { failureEnvelope } from "./envelopes";

/** The effects of faults beyond the call that they hit. */
export interface FaultEffects {
  /** Ends delays. */
  readonly signal: AbortSignal;
  /** Marks a call as held: nothing more happens to it. */
  readonly hold: () => void;
  readonly exceedRateLimit: () => void;
}

/** Plays the faults that come before the operation. Returns whether they end the call. */
export async function playBefore(
  faults: readonly Fault[],
  request: FastifyRequest,
  reply: FastifyReply,
  { signal, hold, exceedRateLimit }: FaultEffects,
): Promise<boolean> {
  for (const fault of faults) {
    switch (fault.action) {
      case "delay":
        await wait(fault.milliseconds, undefined, { signal }).catch(() => undefined);
        break;
      case "cutBeforeCommit":
        cut(request, reply);
        return true;
      case "holdBeforeCommit":
        reply.hijack();
        hold();
        return true;
      case "exceedRateLimit":
        exceedRateLimit();
        break;
      case "answer":
        await reply
          .code(fault.status)
          .headers(fault.headers ?? {})
          .type(fault.contentType ?? "application/json")
          .send(typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body ?? null));
        return true;
      case "html":
        await reply
          .code(fault.status ?? 502)
          .type("text/html")
          .send("<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>");
        return true;
      case "echoCredential": {
        const message = `Invalid value: ${encode(sentCredential(request), fault.encoding ?? "plain")}`;
        await reply.code(fault.status ?? 400).send(failureEnvelope([{ code: 7001, message }]));
        return true;
      }
      case "cutAfterCommit":
      case "holdAfterCommit":
      case "truncate":
        break;
    }
  }
  return false;
}

/** Plays the faults that come after the operation. Returns the answer that leaves. */
export async function playAfter(
  faults: readonly Fault[],
  request: FastifyRequest,
  reply: FastifyReply,
  answer: string,
  { hold }: Pick<FaultEffects, "hold">,
): Promise<string | Readable> {
  if (faults.some((fault) => fault.action === "cutAfterCommit")) {
    cut(request, reply);
    return "";
  }
  if (faults.some((fault) => fault.action === "holdAfterCommit")) {
    const closed = once(request.raw.socket, "close");
    hold();
    await closed;
  }
  if (faults.some((fault) => fault.action === "truncate")) {
    void reply.header("content-length", Buffer.byteLength(answer));
    return Readable.from(half(answer));
  }
  return answer;
}

/** Whether the caller gets no answer although the operation ran. */
export const isUnanswered = (fault: Fault): boolean =>
  fault.action === "cutAfterCommit" || fault.action === "holdAfterCommit";

function cut(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.destroy();
}

async function* half(answer: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(answer);
  yield bytes.subarray(0, Math.floor(bytes.length / 2));
  // The connection can break in the middle only after the first half has left.
  await turn();
  throw new Error("This answer was truncated by a fault.");
}

function sentCredential(request: FastifyRequest): string {
  const body = (request.body ?? {}) as { auth_credentials?: unknown; client_secret?: unknown };
  const key = request.headers["x-auth-key"];
  const candidates = [body.auth_credentials, body.client_secret, request.headers.authorization, key];
  return candidates.find((candidate) => typeof candidate === "string") ?? "";
}

function encode(text: string, encoding: "plain" | "base64" | "url"): string {
  switch (encoding) {
    case "plain":
      return text;
    case "base64":
      return Buffer.from(text).toString("base64");
    case "url":
      return encodeURIComponent(text);
  }
}
