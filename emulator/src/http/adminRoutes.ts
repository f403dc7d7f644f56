import type { FastifyInstance } from "fastify";
import type { Emulator } from "../emulator";
import type { StoredServer } from "../servers/storedServer";
import { switchTable, type Switches } from "../switches";
import type { Fault } from "./faults";

interface ServerRequest {
  Params: { readonly id: string };
  Querystring: { readonly account_id?: string };
}

export interface AdminOptions {
  readonly emulator: () => Emulator;
  readonly openApi: () => unknown;
}

/**
 * The back door, for tests in any language: the methods of the library over HTTP. It wants no credentials, is not
 * logged and counts for no limit. Servers are those of the first account, unless `?account_id=` names another.
 */
export function adminRoutes(app: FastifyInstance, { emulator, openApi }: AdminOptions): void {
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

  app.get<ServerRequest>("/servers", ({ query }) => emulator().servers(query.account_id));
  app.post<ServerRequest>("/servers", ({ body, query }, reply) => {
    emulator().seedServer(body as Partial<StoredServer> & { id: string }, query.account_id);
    return reply.code(201).send();
  });
  app.get<ServerRequest>("/servers/:id", ({ params, query }, reply) => {
    const server = emulator().server(params.id, query.account_id);
    return server ?? reply.code(404).send({ error: `There is no server "${params.id}".` });
  });
  app.patch<ServerRequest>("/servers/:id", ({ params, query, body }) => {
    emulator().editServer(params.id, body as Partial<StoredServer>, query.account_id);
    return emulator().server(params.id, query.account_id);
  });
  app.delete<ServerRequest>("/servers/:id", ({ params, query }, reply) => {
    emulator().removeServer(params.id, query.account_id);
    return reply.code(204).send();
  });
  app.post<ServerRequest>("/servers/:id/login", ({ params, query, body }) => {
    const { access_token: accessToken } = (body ?? {}) as { access_token?: string };
    return emulator().login(params.id, query.account_id, accessToken);
  });
}
