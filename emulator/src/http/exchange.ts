/** One call from its arrival to its answer: the log records it, and faults hit it on the way in and out. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { splitUrl } from "../apiPaths";
import type { Authenticator } from "./access";
import type { Fault, Faults } from "./faults";
import { isUnanswered, playAfter, playBefore, type FaultEffects } from "./playFaults";
import type { RateLimit } from "./rateLimit";
import type { PendingRequest, RequestLog } from "./requestLog";

/** An answer of the API itself, as opposed to one that a fault forges. */
export interface Answer {
  readonly method: string;
  readonly fullPath: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface ExchangeOptions {
  readonly authenticator: Authenticator;
  readonly rateLimit: RateLimit;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly onAnswer: (answer: Answer) => void;
  readonly onHeld: () => void;
  /** Ends delays. */
  readonly signal: AbortSignal;
}

export class Exchange {
  private readonly entry: PendingRequest;
  private readonly faults: readonly Fault[];
  private readonly effects: FaultEffects;
  private isForged = true;

  constructor(
    private readonly request: FastifyRequest,
    private readonly options: ExchangeOptions,
  ) {
    const { method, url, headers, body } = request;
    const { fullPath, path, query } = splitUrl(url);
    const credential = options.authenticator.credential(headers);
    this.entry = options.log.record({ method, path, fullPath, query, body, credential });
    this.faults = options.faults.hit(method, path);
    this.effects = {
      signal: options.signal,
      hold: () => {
        this.entry.isHeld = true;
        options.onHeld();
      },
      exceedRateLimit: () => {
        options.rateLimit.exceed();
      },
    };
  }

  /** Plays the faults before the operation. Returns whether they end the call. */
  async begin(reply: FastifyReply): Promise<boolean> {
    const isOver = await playBefore(this.faults, this.request, reply, this.effects);
    this.isForged = isOver;
    return isOver;
  }

  /** Plays the faults after the operation. Returns what leaves as its answer. */
  async end(reply: FastifyReply, payload: unknown): Promise<unknown> {
    if (this.isForged) {
      this.entry.status = reply.statusCode;
      return payload;
    }
    const body = typeof payload === "string" ? payload : "";
    this.entry.status = this.faults.some(isUnanswered) ? null : reply.statusCode;
    this.options.onAnswer({
      method: this.entry.method,
      fullPath: this.entry.fullPath,
      status: reply.statusCode,
      contentType: String(reply.getHeader("content-type")),
      body,
    });
    return playAfter(this.faults, this.request, reply, body, this.effects);
  }
}
