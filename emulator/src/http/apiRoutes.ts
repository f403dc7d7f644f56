import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Portals } from "../portals/portals";
import type { Servers } from "../servers/servers";
import type { Store } from "../store";
import type { Switches } from "../switches";
import { accountRoute, shortPath } from "./apiPaths";
import { checkAccount, checkPermission, type Authenticator } from "./authenticate";
import { failureEnvelope, toApiError } from "./envelopes";
import { ApiError, InvalidRequest, noRoute } from "./errors";
import type { Fault, Faults } from "./faults";
import { isUnanswered, playAfter, playBefore, type FaultEffects } from "./playFaults";
import { portalRoutes } from "./portalRoutes";
import type { RateLimit } from "./rateLimit";
import type { Entry, RequestLog } from "./requestLog";
import { serverRoutes } from "./serverRoutes";

/** An answer of the API itself, as opposed to one that a fault made up. */
export interface Answer {
  readonly method: string;
  readonly fullPath: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface ApiOptions {
  readonly store: Store;
  readonly servers: Servers;
  readonly portals: Portals;
  readonly switches: () => Switches;
  readonly authenticator: Authenticator;
  readonly rateLimit: RateLimit;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly onAnswer: (answer: Answer) => void;
  readonly onHeld: () => void;
  readonly now: () => number;
  /** Ends delays. */
  readonly signal: AbortSignal;
}

/** What is going on with one call. */
interface Exchange {
  readonly entry: Entry;
  readonly faults: readonly Fault[];
  isForged: boolean;
}

/**
 * Everything that a call passes before and after its operation, in order: the log, faults, who calls, the limit of
 * calls, the account, the permission; then, on the way out, faults again.
 */
export function apiRoutes(app: FastifyInstance, options: ApiOptions): void {
  const { switches } = options;
  const exchanges = new WeakMap<FastifyRequest, Exchange>();
  const effects = ({ entry }: Exchange): FaultEffects => ({
    signal: options.signal,
    hold: () => {
      entry.isHeld = true;
      options.onHeld();
    },
    exceedRateLimit: () => {
      options.rateLimit.exceed();
    },
  });

  app.addHook("preHandler", async (request, reply) => {
    const { fullPath, path, query } = splitUrl(request.url);
    const exchange: Exchange = {
      entry: options.log.record({
        method: request.method,
        path,
        fullPath,
        query,
        body: request.body,
        credential: options.authenticator.credential(request.headers),
      }),
      faults: options.faults.hit(request.method, path),
      isForged: true,
    };
    exchanges.set(request, exchange);
    // The times in answers are by this clock, too, and whoever reads them compares.
    void reply.header("date", new Date(options.now()).toUTCString());
    if (await playBefore(exchange.faults, request, reply, effects(exchange))) {
      return reply;
    }
    exchange.isForged = false;
    admit(request, reply, options);
    return undefined;
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const exchange = exchanges.get(request);
    const body = typeof payload === "string" ? payload : "";
    if (exchange === undefined) {
      return payload;
    }
    if (exchange.isForged) {
      exchange.entry.status = reply.statusCode;
      return payload;
    }
    exchange.entry.status = exchange.faults.some(isUnanswered) ? null : reply.statusCode;
    options.onAnswer({
      method: request.method,
      fullPath: splitUrl(request.url).fullPath,
      status: reply.statusCode,
      contentType: String(reply.getHeader("content-type")),
      body,
    });
    return playAfter(exchange.faults, request, reply, body, effects(exchange));
  });

  app.setErrorHandler((error, _request, reply) => sendError(error, reply, switches()));

  app.setNotFoundHandler({ preHandler: [] }, (request) => {
    throw noRoute(400, splitUrl(request.url).fullPath);
  });

  void app.register(
    (account, _options, done) => {
      serverRoutes(account, options.servers, switches);
      portalRoutes(account, options.portals, switches);
      done();
    },
    { prefix: accountRoute },
  );
}

/** Refuses calls that do not reach an operation. */
function admit(request: FastifyRequest, reply: FastifyReply, options: ApiOptions): void {
  const switches = options.switches();
  const caller = options.authenticator.caller(request.headers);
  if (switches.rateLimit) {
    void reply.headers(options.rateLimit.count());
  }
  const { accountId } = request.params as { accountId?: string };
  if (accountId === undefined) {
    return; // No such route: the not-found handler says so.
  }
  const { fullPath } = splitUrl(request.url);
  checkAccount(accountId, options.store.hasAccount(accountId), caller, fullPath);
  checkPermission(request.method, caller, switches.missingPermissionStatus);
}

function sendError(error: unknown, reply: FastifyReply, switches: Switches): FastifyReply {
  const refusal = error instanceof ApiError || error instanceof InvalidRequest ? error : unexpected(error);
  const { status, errors, headers } = toApiError(refusal, switches);
  return reply.code(status).headers(headers).send(failureEnvelope(errors));
}

/** A request that fastify refused, or a fault of the emulator itself, such as a data file that cannot be written. */
function unexpected(error: unknown): ApiError {
  const { message, statusCode = 500 } = error as Error & { statusCode?: number };
  return new ApiError(statusCode, [{ message }]);
}

function splitUrl(url: string): { fullPath: string; path: string; query: Record<string, string> } {
  const parsed = new URL(`http://emulator${url}`);
  return {
    fullPath: parsed.pathname,
    path: shortPath(parsed.pathname),
    query: Object.fromEntries(parsed.searchParams),
  };
}
