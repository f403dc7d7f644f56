/** The HTTP routes of the operations on portals. */
import type { FastifyInstance } from "fastify";
import type { Portals } from "../portals/portals";
import type { StoredPortal } from "../store/storedPortal";
import type { Switches } from "../switches";
import { successEnvelope } from "./envelopes";

interface Parameters {
  readonly accountId: string;
  readonly id: string;
}

interface RowParameters {
  readonly accountId: string;
  readonly portalId: string;
  readonly serverId: string;
}

/** The operations on portals, below the path of an account. */
export function portalRoutes(app: FastifyInstance, portals: Portals, switches: () => Switches): void {
  const answer = (accountId: string, portal: StoredPortal): unknown =>
    successEnvelope(portals.answer(accountId, portal), switches());

  app.get<{ Params: Parameters; Querystring: Record<string, unknown> }>("/portals", ({ params, query }) => {
    const page = portals.list(params.accountId, query);
    const rows = page.rows.map((portal) => portals.answer(params.accountId, portal));
    return { ...successEnvelope(rows, switches()), result_info: page.info };
  });

  app.post<{ Params: Parameters }>("/portals", ({ params, body }, reply) => {
    const portal = portals.create(params.accountId, body);
    return reply.code(switches().createStatus).send(answer(params.accountId, portal));
  });

  app.get<{ Params: Parameters }>("/portals/:id", ({ params }) =>
    answer(params.accountId, portals.get(params.accountId, params.id)),
  );

  app.put<{ Params: Parameters }>("/portals/:id", ({ params, body }) =>
    answer(params.accountId, portals.update(params.accountId, params.id, body)),
  );

  app.delete<{ Params: Parameters }>("/portals/:id", ({ params }) => {
    const portal = portals.delete(params.accountId, params.id);
    // The answer to a deletion leaves out the servers (specification).
    const { servers: _, ...rest } = portals.answer(params.accountId, portal);
    return successEnvelope(rest, switches());
  });

  app.get<{ Params: RowParameters }>(
    "/portals/:portalId/servers/:serverId/effective-redirect-uri",
    ({ params: { accountId, portalId, serverId } }) =>
      successEnvelope(portals.effectiveRedirectUri(accountId, portalId, serverId), switches()),
  );
}
