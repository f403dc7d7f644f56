/** The API: the steps that every call passes before its operation, and the answer to every refusal. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { accessRoute, accountRoute, splitUrl, zonesRoute } from "../apiPaths";
import type { Portals } from "../portals/portals";
import { ApiError, InvalidRequest, noRoute } from "../refusals";
import type { Servers } from "../servers/servers";
import type { Store } from "../store/store";
import type { Switches } from "../switches";
import type { Access } from "../access/access";
import type { Permission, PermissionBoard } from "../permissions";
import type { Zones } from "../zones/zones";
import { checkAccount, missingPermission, portalPermission } from "./access";
import { accessRoutes } from "./accessRoutes";
import { emptyListEnvelope, failureEnvelope, toApiError } from "./envelopes";
import { Exchange, type ExchangeOptions } from "./exchange";
import { portalRoutes } from "./portalRoutes";
import { serverRoutes } from "./serverRoutes";
import { zoneRoutes } from "./zoneRoutes";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What an operation takes that is not about servers and portals. */
    readonly permission?: Permission;
    /** Whether it might look empty without the permission. */
    readonly looksEmpty?: boolean;
  }
}

export interface ApiOptions extends ExchangeOptions {
  readonly store: Store;
  readonly servers: Servers;
  readonly portals: Portals;
  readonly zones: Zones;
  readonly access: Access;
  readonly permissions: PermissionBoard;
  readonly switches: () => Switches;
  readonly now: () => number;
}

/** In this order: log, faults, credentials, rate limit, account, permission, operation, and faults again. */
export function apiRoutes(app: FastifyInstance, options: ApiOptions): void {
  const { servers, portals, zones, access, authenticator, switches, now } = options;
  const exchanges = new WeakMap<FastifyRequest, Exchange>();

  app.addHook("preHandler", async (request, reply) => {
    const exchange = new Exchange(request, options);
    exchanges.set(request, exchange);
    // Clients compare it with the times in answers, which are by this clock too.
    void reply.header("date", new Date(now()).toUTCString());
    if (await exchange.begin(reply)) {
      return reply;
    }
    return admit(request, reply, options) ? undefined : reply.send(emptyListEnvelope);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const exchange = exchanges.get(request);
    return exchange === undefined ? payload : exchange.end(reply, payload);
  });

  app.setErrorHandler((error, _request, reply) => sendError(error, reply, switches()));

  app.setNotFoundHandler({ preHandler: [] }, (request) => {
    throw noRoute(400, splitUrl(request.url).fullPath);
  });

  void app.register(
    (account, _options, done) => {
      serverRoutes(account, servers, switches);
      portalRoutes(account, portals, switches);
      done();
    },
    { prefix: accountRoute },
  );
  void app.register(
    (account, _options, done) => {
      accessRoutes(account, access);
      done();
    },
    { prefix: accessRoute },
  );
  void app.register(
    (all, _options, done) => {
      zoneRoutes(all, zones, ({ headers }) => authenticator.caller(headers));
      done();
    },
    { prefix: zonesRoute },
  );
}

/** Refuses calls that do not reach an operation. False for a list that looks empty to the caller. */
function admit(request: FastifyRequest, reply: FastifyReply, options: ApiOptions): boolean {
  const switches = options.switches();
  const caller = options.authenticator.caller(request.headers);
  if (switches.rateLimit) {
    void reply.headers(options.rateLimit.count());
  }
  const { permission, looksEmpty = false } = request.routeOptions.config;
  const { accountId } = request.params as { accountId?: string };
  if (accountId !== undefined) {
    const { fullPath } = splitUrl(request.url);
    checkAccount(accountId, options.store.hasAccount(accountId), caller, fullPath);
  } else if (permission === undefined) {
    return true; // The not-found handler refuses it.
  }
  const isAllowed = options.permissions.allows(caller.name, permission ?? portalPermission(request.method));
  if (!isAllowed && !(looksEmpty && switches.listWithoutPermission === "empty")) {
    throw missingPermission(switches.missingPermissionStatus);
  }
  return isAllowed;
}

function sendError(error: unknown, reply: FastifyReply, switches: Switches): FastifyReply {
  const refusal = error instanceof ApiError || error instanceof InvalidRequest ? error : unexpected(error);
  const { status, errors, headers } = toApiError(refusal, switches);
  return reply.code(status).headers(headers).send(failureEnvelope(errors));
}

/** A request that fastify refused, or a fault of the emulator itself, such as a data file that it cannot write. */
function unexpected(error: unknown): ApiError {
  const { message, statusCode = 500 } = error as Error & { statusCode?: number };
  return new ApiError(statusCode, [{ message }]);
}
