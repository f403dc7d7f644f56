/** The HTTP routes of the operations on servers. */
import type { FastifyInstance } from "fastify";
import type { Servers } from "../servers/servers";
import { serverAnswer } from "../servers/answer";
import type { StoredServer } from "../store/storedServer";
import type { Switches } from "../switches";
import { failedSyncEnvelope, successEnvelope } from "./envelopes";

interface Parameters {
  readonly accountId: string;
  readonly id: string;
}

/** The operations on servers, below the path of an account. */
export function serverRoutes(app: FastifyInstance, servers: Servers, switches: () => Switches): void {
  const answer = (server: StoredServer): unknown => successEnvelope(serverAnswer(server, switches()), switches());

  app.get<{ Params: Parameters; Querystring: Record<string, unknown> }>("/servers", ({ params, query }) => {
    const page = servers.list(params.accountId, query);
    const rows = page.rows.map((server) => serverAnswer(server, switches()));
    return { ...successEnvelope(rows, switches()), result_info: page.info };
  });

  app.post<{ Params: Parameters }>("/servers", ({ params, body }, reply) => {
    const server = servers.create(params.accountId, body);
    return reply.code(switches().createStatus).send(answer(server));
  });

  app.get<{ Params: Parameters }>("/servers/:id", ({ params }) => answer(servers.get(params.accountId, params.id)));

  app.put<{ Params: Parameters }>("/servers/:id", ({ params, body }) =>
    answer(servers.update(params.accountId, params.id, body)),
  );

  app.delete<{ Params: Parameters }>("/servers/:id", ({ params }) =>
    answer(servers.delete(params.accountId, params.id)),
  );

  app.post<{ Params: Parameters }>("/servers/:id/sync", async ({ params }, reply) => {
    const { success, result } = await servers.sync(params.accountId, params.id);
    return success
      ? successEnvelope(result, switches())
      : reply.code(switches().failedSyncStatus).send(failedSyncEnvelope(result, switches()));
  });
}
