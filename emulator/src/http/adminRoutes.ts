import type { FastifyInstance } from "fastify";
import type { Emulator } from "../emulator";
import type { PortalChanges } from "../portals/storedPortal";
import type { StoredServer } from "../servers/storedServer";
import { switchTable, type Switches } from "../switches";
import type { Fault } from "./faults";
import { refuseWebPages } from "./refuseWebPages";

interface ObjectRequest {
  Params: { readonly id: string };
  Querystring: { readonly account_id?: string };
}

export interface AdminOptions {
  readonly emulator: () => Emulator;
  readonly openApi: () => unknown;
}

/**
 * The back door, for tests in any language: the methods of the library over HTTP. It wants no credentials, is not
 * logged and counts for no limit. Servers and portals are those of the first account, unless `?account_id=` names another.
 */
export function adminRoutes(app: FastifyInstance, { emulator, openApi }: AdminOptions): void {
  refuseWebPages(app);
  app.setErrorHandler((error, _request, reply) => reply.code(400).send({ error: (error as Error).message }));

  app.get("/openapi.json", openApi);

  app.get("/requests", () => emulator().requests());
  app.delete("/requests", (_request, reply) => {
    emulator().clearRequests();
    return reply.code(204).send();
  });

  app.get("/faults", () => emulator().faults());
  app.post("/faults", (request, reply) => {
    emulator().addFault(request.body as Fault);
    return reply.code(201).send(emulator().faults());
  });
  app.delete("/faults", (_request, reply) => {
    emulator().clearFaults();
    return reply.code(204).send();
  });

  app.get("/switches", () => ({ values: emulator().switches(), table: switchTable }));
  app.put("/switches", (request) => {
    emulator().setSwitches(request.body as Partial<Switches>);
    return emulator().switches();
  });

  objectRoutes<Partial<StoredServer>>(app, "server", {
    all: (accountId) => emulator().servers(accountId),
    one: (id, accountId) => emulator().server(id, accountId),
    seed: (server, accountId) => {
      emulator().seedServer(server, accountId);
    },
    edit: (id, changes, accountId) => {
      emulator().editServer(id, changes, accountId);
    },
    remove: (id, accountId) => {
      emulator().removeServer(id, accountId);
    },
  });
  app.post<ObjectRequest>("/servers/:id/login", ({ params, query, body }) => {
    const { access_token: accessToken } = (body ?? {}) as { access_token?: string };
    return emulator().login(params.id, query.account_id, accessToken);
  });

  objectRoutes<PortalChanges>(app, "portal", {
    all: (accountId) => emulator().portals(accountId),
    one: (id, accountId) => emulator().portal(id, accountId),
    seed: (portal, accountId) => {
      emulator().seedPortal(portal, accountId);
    },
    edit: (id, changes, accountId) => {
      emulator().editPortal(id, changes, accountId);
    },
    remove: (id, accountId) => {
      emulator().removePortal(id, accountId);
    },
  });
  app.get<ObjectRequest>("/portals/:id/tools", ({ params, query }) =>
    emulator().portalTools(params.id, query.account_id),
  );
  app.get<ObjectRequest>("/portals/:id/prompts", ({ params, query }) =>
    emulator().portalPrompts(params.id, query.account_id),
  );
}

interface ObjectMethods<Changes> {
  readonly all: (accountId?: string) => unknown[];
  readonly one: (id: string, accountId?: string) => unknown;
  readonly seed: (fields: Changes & { id: string }, accountId?: string) => void;
  readonly edit: (id: string, changes: Changes, accountId?: string) => void;
  readonly remove: (id: string, accountId?: string) => void;
}

/** The routes that servers and portals both have. */
function objectRoutes<Changes>(
  app: FastifyInstance,
  noun: "server" | "portal",
  { all, one, seed, edit, remove }: ObjectMethods<Changes>,
): void {
  app.get<ObjectRequest>(`/${noun}s`, ({ query }) => all(query.account_id));
  app.post<ObjectRequest>(`/${noun}s`, ({ body, query }, reply) => {
    seed(body as Changes & { id: string }, query.account_id);
    return reply.code(201).send();
  });
  app.get<ObjectRequest>(`/${noun}s/:id`, ({ params, query }, reply) => {
    const object = one(params.id, query.account_id);
    return object ?? reply.code(404).send({ error: `There is no ${noun} "${params.id}".` });
  });
  app.patch<ObjectRequest>(`/${noun}s/:id`, ({ params, query, body }) => {
    edit(params.id, body as Changes, query.account_id);
    return one(params.id, query.account_id);
  });
  app.delete<ObjectRequest>(`/${noun}s/:id`, ({ params, query }, reply) => {
    remove(params.id, query.account_id);
    return reply.code(204).send();
  });
}
