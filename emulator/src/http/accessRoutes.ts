/** The HTTP routes of the reads of Cloudflare Access. */
import type { FastifyInstance } from "fastify";
import { readPermissions, type ReadPermission } from "pulumi-cloudflare-mcp/wire";
import type { Access } from "../access/access";
import type { Page } from "../objects/list";
import { fullEnvelope, fullListEnvelope } from "./envelopes";

interface Request {
  Params: { readonly accountId: string; readonly id: string };
  Querystring: Readonly<Record<string, unknown>>;
}

type Parameters = Request["Params"];

/** Below the path of an account. */
export function accessRoutes(app: FastifyInstance, access: Access): void {
  const list = (
    path: string,
    permission: ReadPermission,
    pageFor: (params: Parameters, query: Request["Querystring"]) => Page<unknown>,
  ): void => {
    app.get<Request>(path, { config: { permission, looksEmpty: true } }, ({ params, query }) =>
      fullListEnvelope(pageFor(params, query)),
    );
  };
  const one = (path: string, permission: ReadPermission, objectFor: (params: Parameters) => unknown): void => {
    app.get<Request>(path, { config: { permission } }, ({ params }) => fullEnvelope(objectFor(params)));
  };
  const { applications, organization, serviceTokens } = readPermissions;

  list("/apps", applications, ({ accountId }, query) => access.applications(accountId, query));
  one("/apps/:id", applications, ({ accountId, id }) => access.application(accountId, id));
  list("/apps/:id/policies", applications, ({ accountId, id }, query) => access.policies(accountId, id, query));
  list("/policies", applications, ({ accountId }, query) => access.reusablePolicies(accountId, query));

  list("/groups", organization, ({ accountId }, query) => access.named("groups", accountId, query));
  list("/identity_providers", organization, ({ accountId }, query) =>
    access.named("identityProviders", accountId, query),
  );
  list("/service_tokens", serviceTokens, ({ accountId }, query) => access.named("serviceTokens", accountId, query));
  one("/organizations", organization, ({ accountId }) => access.organization(accountId));
}
