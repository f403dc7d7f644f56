/** The HTTP routes of the reads of zones and DNS records. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { readPermissions } from "pulumi-cloudflare-mcp/wire";
import { splitUrl } from "../apiPaths";
import type { Caller } from "../identities";
import type { FoundZone, Zones } from "../zones/zones";
import { otherAccount } from "./access";
import { fullEnvelope, fullListEnvelope } from "./envelopes";

interface Request {
  Params: { readonly id: string };
  Querystring: Readonly<Record<string, unknown>>;
}

/** Below the path of all zones. */
export function zoneRoutes(app: FastifyInstance, zones: Zones, callerOf: (request: FastifyRequest) => Caller): void {
  const found = (request: FastifyRequest<Request>): FoundZone => {
    const zone = zones.get(request.params.id, splitUrl(request.url).fullPath);
    if (!callerOf(request).accountIds.includes(zone.accountId)) {
      throw otherAccount();
    }
    return zone;
  };

  app.get<Request>("", { config: { permission: readPermissions.zones, looksEmpty: true } }, (request) =>
    fullListEnvelope(zones.list(callerOf(request as FastifyRequest).accountIds, request.query)),
  );

  app.get<Request>("/:id", { config: { permission: readPermissions.zones } }, (request) =>
    fullEnvelope(found(request).zone),
  );

  app.get<Request>(
    "/:id/dns_records",
    { config: { permission: readPermissions.records, looksEmpty: true } },
    (request) => fullListEnvelope(zones.records(found(request), request.query)),
  );
}
