/** The back door over HTTP, at `/__emulator`, for tests in any language. */
import type { FastifyInstance } from "fastify";
import type { Fault } from "../http/faults";
import type { PortalChanges } from "../store/storedPortal";
import type { StoredServer } from "../store/storedServer";
import { switchTable, type Switches } from "../switches";
import type { Permissions } from "../permissions";
import type {
  BackDoor,
  CallControls,
  OrganizationControls,
  PortalControls,
  ServerControls,
  SurroundingControls,
} from "./backDoor";

interface ObjectRequest {
  Params: { readonly id: string };
  /** Names an account other than the first. */
  Querystring: { readonly account_id?: string };
}

/** Needs no credentials, logs nothing and counts for no rate limit. */
export function backDoorRoutes(app: FastifyInstance, backDoor: BackDoor, openApi: () => unknown): void {
  app.setErrorHandler((error, _request, reply) => reply.code(400).send({ error: (error as Error).message }));

  app.get("/openapi.json", openApi);
  callRoutes(app, backDoor);
  storedServerRoutes(app, backDoor);
  storedPortalRoutes(app, backDoor);
  surroundingRoutes(app, backDoor);
  organizationRoutes(app, backDoor.organization);
}

function callRoutes(app: FastifyInstance, calls: CallControls): void {
  app.get("/requests", () => calls.requests());
  app.delete("/requests", (_request, reply) => {
    calls.clearRequests();
    return reply.code(204).send();
  });

  app.get("/faults", () => calls.faults());
  app.post("/faults", (request, reply) => {
    calls.addFault(request.body as Fault);
    return reply.code(201).send(calls.faults());
  });
  app.delete("/faults", (_request, reply) => {
    calls.clearFaults();
    return reply.code(204).send();
  });

  app.get("/switches", () => ({ values: calls.switches(), table: switchTable }));
  app.put("/switches", (request) => {
    calls.setSwitches(request.body as Partial<Switches>);
    return calls.switches();
  });

  app.get("/permissions", () => calls.permissions());
  app.put("/permissions", (request) => {
    calls.setPermissions(request.body as Partial<Permissions>);
    return calls.permissions();
  });
}

function storedServerRoutes(app: FastifyInstance, servers: ServerControls): void {
  objectRoutes<Partial<StoredServer>>(app, "server", {
    all: (accountId) => servers.servers(accountId),
    one: (id, accountId) => servers.server(id, accountId),
    seed: (server, accountId) => {
      servers.seedServer(server, accountId);
    },
    edit: (id, changes, accountId) => {
      servers.editServer(id, changes, accountId);
    },
    remove: (id, accountId) => {
      servers.removeServer(id, accountId);
    },
  });
  app.post<ObjectRequest>("/servers/:id/login", ({ params, query, body }) => {
    const { access_token: accessToken } = (body ?? {}) as { access_token?: string };
    return servers.login(params.id, query.account_id, accessToken);
  });
}

function storedPortalRoutes(app: FastifyInstance, portals: PortalControls): void {
  objectRoutes<PortalChanges>(app, "portal", {
    all: (accountId) => portals.portals(accountId),
    one: (id, accountId) => portals.portal(id, accountId),
    seed: (portal, accountId) => {
      portals.seedPortal(portal, accountId);
    },
    edit: (id, changes, accountId) => {
      portals.editPortal(id, changes, accountId);
    },
    remove: (id, accountId) => {
      portals.removePortal(id, accountId);
    },
  });
  app.get<ObjectRequest>("/portals/:id/tools", ({ params, query }) => portals.portalTools(params.id, query.account_id));
  app.get<ObjectRequest>("/portals/:id/prompts", ({ params, query }) =>
    portals.portalPrompts(params.id, query.account_id),
  );
}

function surroundingRoutes(app: FastifyInstance, surroundings: SurroundingControls): void {
  const { zones, records, applications, groups, identityProviders, serviceTokens } = surroundings;
  objectRoutes<object>(app, "zone", zones);
  objectRoutes<{ zone_id: string }>(app, "record", records);
  objectRoutes<object>(app, "application", applications);
  objectRoutes<object>(app, "group", groups);
  objectRoutes<object>(app, "identity_provider", identityProviders);
  objectRoutes<object>(app, "service_token", serviceTokens);
}

/** An account has one at most. */
function organizationRoutes(app: FastifyInstance, organization: OrganizationControls): void {
  type OneRequest = Pick<ObjectRequest, "Querystring">;
  app.get<OneRequest>(
    "/organization",
    ({ query }, reply) =>
      organization.one(query.account_id) ?? reply.code(404).send({ error: "There is no organization." }),
  );
  app.post<OneRequest>("/organization", ({ body, query }, reply) => {
    organization.seed(body ?? {}, query.account_id);
    return reply.code(201).send();
  });
  app.patch<OneRequest>("/organization", ({ body, query }) => {
    organization.edit(body as object, query.account_id);
    return organization.one(query.account_id);
  });
  app.delete<OneRequest>("/organization", ({ query }, reply) => {
    organization.remove(query.account_id);
    return reply.code(204).send();
  });
}

interface RoutedControls<Changes> {
  readonly all: (accountId?: string) => unknown[];
  readonly one: (id: string, accountId?: string) => unknown;
  readonly seed: (fields: Changes & { id: string }, accountId?: string) => void;
  readonly edit: (id: string, changes: Changes, accountId?: string) => void;
  readonly remove: (id: string, accountId?: string) => void;
}

/** The routes that all kinds of object share. */
function objectRoutes<Changes>(
  app: FastifyInstance,
  noun: string,
  { all, one, seed, edit, remove }: RoutedControls<Changes>,
): void {
  app.get<ObjectRequest>(`/${noun}s`, ({ query }) => all(query.account_id));
  app.post<ObjectRequest>(`/${noun}s`, ({ body, query }, reply) => {
    seed(spelledAsApi(body) as Changes & { id: string }, query.account_id);
    return reply.code(201).send();
  });
  app.get<ObjectRequest>(`/${noun}s/:id`, ({ params, query }, reply) => {
    const object = one(params.id, query.account_id);
    return object ?? reply.code(404).send({ error: `There is no ${noun} "${params.id}".` });
  });
  app.patch<ObjectRequest>(`/${noun}s/:id`, ({ params, query, body }) => {
    edit(params.id, spelledAsApi(body) as Changes, query.account_id);
    return one(params.id, query.account_id);
  });
  app.delete<ObjectRequest>(`/${noun}s/:id`, ({ params, query }, reply) => {
    remove(params.id, query.account_id);
    return reply.code(204).send();
  });
}

/**
 * Programs and Pulumi write other spellings; the store would keep such a field, and nothing would read it. Definitions of
 * tools and prompts have spellings of their own.
 */
function spelledAsApi(body: unknown): unknown {
  const odd = oddlySpelled(body);
  if (odd !== undefined) {
    const spelled = odd.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    throw new Error(`"${odd}" is not a field of Cloudflare's API: write "${spelled}".`);
  }
  return body;
}

function oddlySpelled(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  for (const [name, member] of Object.entries(value)) {
    const odd = /[A-Z]/.test(name) ? name : ["tools", "prompts"].includes(name) ? undefined : oddlySpelled(member);
    if (odd !== undefined) {
      return odd;
    }
  }
  return undefined;
}
