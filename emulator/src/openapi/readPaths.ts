/** The operations that only read, under the names of Cloudflare's API reference. */
import { accessPath, zonesPath } from "../apiPaths";
import { envelopeSchema, listEnvelopeSchema, reference, responses } from "./envelopes";
import type { Schema } from "./formSchema";

const accountParameter: Schema = inPath("account_id");

/** The filters of these lists that the emulator applies. */
const zoneFilters = ["name", "account.id", "account.name", "status", "type", "match"];
const textFilters = ["exact", "startswith", "endswith", "contains"];
const recordFilters = [
  ...["name", "type", "proxied", "match"],
  ...["name", "content"].flatMap((member) => textFilters.map((suffix) => `${member}.${suffix}`)),
];

export function readPaths(): Schema {
  const access = accessPath("{account_id}");
  const zone = `${zonesPath}/{zone_id}`;
  return {
    [zonesPath]: list("zones-get", "Zone", [], zoneFilters),
    [zone]: one("zones-0-get", "Zone", [inPath("zone_id")]),
    [`${zone}/dns_records`]: list(
      "dns-records-for-a-zone-list-dns-records",
      "DnsRecord",
      [inPath("zone_id")],
      recordFilters,
    ),
    [`${access}/apps`]: list("access-applications-list-access-applications", "Application"),
    [`${access}/apps/{app_id}`]: one("access-applications-get-an-access-application", "Application", [
      accountParameter,
      inPath("app_id"),
    ]),
    [`${access}/apps/{app_id}/policies`]: list("access-policies-list-access-app-policies", "Policy", [
      accountParameter,
      inPath("app_id"),
    ]),
    [`${access}/policies`]: list("access-policies-list-access-reusable-policies", "Policy"),
    [`${access}/groups`]: list("access-groups-list-access-groups", "Group"),
    [`${access}/identity_providers`]: list(
      "access-identity-providers-list-access-identity-providers",
      "IdentityProvider",
    ),
    [`${access}/service_tokens`]: list("access-service-tokens-list-service-tokens", "ServiceToken"),
    [`${access}/organizations`]: one("zero-trust-organization-get-your-zero-trust-organization", "Organization"),
  };
}

function list(
  operationId: string,
  object: string,
  parameters: readonly Schema[] = [accountParameter],
  filters: readonly string[] = [],
): Schema {
  const query = [...paging, ...filters.map((name) => inQuery(name, { type: "string" }))];
  return get(operationId, parameters, listEnvelopeSchema(reference(object)), query);
}

function one(operationId: string, object: string, parameters: readonly Schema[] = [accountParameter]): Schema {
  return get(operationId, parameters, envelopeSchema(reference(object)));
}

function get(
  operationId: string,
  parameters: readonly Schema[],
  answer: Schema,
  query: readonly Schema[] = [],
): Schema {
  return {
    ...(parameters.length > 0 && { parameters }),
    get: { operationId, ...(query.length > 0 && { parameters: query }), responses: responses({ 200: answer }) },
  };
}

function inPath(name: string): Schema {
  return { name, in: "path", required: true, schema: { type: "string" } };
}

function inQuery(name: string, schema: Schema): Schema {
  return { name, in: "query", schema };
}

const paging: readonly Schema[] = ["page", "per_page"].map((name) => inQuery(name, { type: "integer" }));
