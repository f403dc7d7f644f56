/**
 * What must not compile, and what must. There is nothing to run: `npm run typecheck` fails when one of these lines stops
 * being an error, or another one starts to be one.
 */
import * as pulumi from "@pulumi/pulumi";
import type { McpPortal, McpPortalArgs, McpServer } from "pulumi-cloudflare-mcp";
import {
  getMcpPortals,
  getMcpServer,
  getMcpServerOutput,
  type GetMcpServerResult,
  type McpServerArgs,
  type ProviderArgs,
} from "pulumi-cloudflare-mcp";

const hostname = "https://docs.example.com/mcp";
const token = pulumi.secret("token");
const client = {
  config: {
    authorizationEndpoint: "https://idp.example.com/authorize",
    tokenEndpoint: "https://idp.example.com/token",
  },
  registrationInfo: { clientId: token, redirectUris: ["https://mcp.example.com/servers-callback"] },
};

export const right: McpServerArgs[] = [
  { hostname, authType: "unauthenticated" },
  { hostname: pulumi.output(hostname), authType: "unauthenticated", name: token, sync: "require" },
  { hostname, authType: "bearer", authCredentials: token },
  { hostname, authType: "bearer", authCredentials: { headers: { "cf-access-client-id": "id", "x-key": token } } },
  { hostname, authType: "bearer", authCredentials: pulumi.output({ headers: { "x-key": token } }) },
  { hostname, authType: "bearer", adopt: true },
  { hostname, authType: "bearer", authCredentials: new pulumi.Config().getSecret("token") },
  { hostname, authType: "oauth" },
  { hostname, authType: "oauth", authCredentials: client, clientSecret: token },
  { hostname, authType: "oauth", authCredentials: client, clientSecret: new pulumi.Config().getSecret("secret") },
  { hostname, authType: "oauth", authCredentials: pulumi.secret(JSON.stringify(client)), clientSecret: token },
  { hostname, authType: "unauthenticated", updatedTools: [{ name: "search", enabled: pulumi.output(false) }] },
];

// @ts-expect-error -- hostname is required
export const withoutHostname: McpServerArgs = { authType: "unauthenticated" };
// @ts-expect-error -- authType is required
export const withoutAuthType: McpServerArgs = { hostname };
// @ts-expect-error -- not one of the three
export const wrongAuthType: McpServerArgs = { hostname, authType: "baerer", authCredentials: token };
// @ts-expect-error -- a bearer server needs its credentials
export const withoutCredentials: McpServerArgs = { hostname, authType: "bearer" };
// @ts-expect-error -- nothing would send them
export const uselessCredentials: McpServerArgs = { hostname, authType: "unauthenticated", authCredentials: token };
// @ts-expect-error -- an OAuth client is no bearer credential
export const clientForBearer: McpServerArgs = { hostname, authType: "bearer", authCredentials: client };
// @ts-expect-error -- headers are no OAuth client
export const headersForOauth: McpServerArgs = { hostname, authType: "oauth", authCredentials: { headers: { a: "b" } } };
// @ts-expect-error -- a secret of which client?
export const secretWithoutClient: McpServerArgs = { hostname, authType: "oauth", clientSecret: token };
// @ts-expect-error -- headers have string values
export const wrongHeader: McpServerArgs = { hostname, authType: "bearer", authCredentials: { headers: { a: 1 } } };
// @ts-expect-error -- a misspelt argument
export const misspelt: McpServerArgs = { hostname, authType: "unauthenticated", descripton: "x" };
// @ts-expect-error -- a misspelt member of an override
export const wrongOverride: McpServerArgs = { hostname, authType: "unauthenticated", updatedTools: [{ nmae: "x" }] };
// @ts-expect-error -- not one of the three
export const wrongSync: McpServerArgs = { hostname, authType: "unauthenticated", sync: "always" };

export const rightProviders: ProviderArgs[] = [
  { apiToken: token },
  { apiToken: "token", accountId: pulumi.output("account"), baseUrl: "https://api.example.com" },
  { apiKey: token, email: "me@example.com" },
];

// @ts-expect-error -- no credentials
export const noCredentials: ProviderArgs = { accountId: "account" };
// @ts-expect-error -- two kinds of credentials
export const twoKinds: ProviderArgs = { apiToken: token, apiKey: token, email: "me@example.com" };
// @ts-expect-error -- whose token is it?
export const tokenWithEmail: ProviderArgs = { apiToken: token, email: "me@example.com" };
// @ts-expect-error -- a key needs its email address
export const keyAlone: ProviderArgs = { apiKey: token };
// @ts-expect-error -- might not be there
export const perhaps: ProviderArgs = { apiToken: new pulumi.Config().getSecret("token") };
// @ts-expect-error -- a misspelt argument
export const misspeltProvider: ProviderArgs = { apiToken: token, acountId: "account" };

/** The arguments of a portal with one row. */
type RowOf<Args> = Args extends { servers?: pulumi.Input<pulumi.Input<infer Row>[]> } ? Row : never;
type Row = RowOf<McpPortalArgs>;

export function portals(server: McpServer): McpPortalArgs[] {
  const host = { hostname: "mcp.example.com" };
  return [
    host,
    { ...host, servers: [server, { server }, { serverId: "wiki" }, pulumi.output(server)] },
    { ...host, servers: pulumi.output([server]) },
    { ...host, codeMode: pulumi.output("off" as const), servers: [{ server: pulumi.output(server), tools: ["a"] }] },
    { ...host, servers: [pulumi.output({ serverId: server.serverId, updatedTools: [{ name: token }] })] },
    { ...host, servers: [{ serverId: "wiki", toolLock: { file: "wiki.json", mode: "report" } }] },
  ];
}

// @ts-expect-error -- hostname is required
export const portalWithoutHostname: McpPortalArgs = { servers: [] };
// @ts-expect-error -- not one of the four
export const wrongCodeMode: McpPortalArgs = { hostname, codeMode: "on" };
// @ts-expect-error -- the id of a server is not a server; there is serverId for it
export const idAsRow: Row = "docs";
// @ts-expect-error -- which server?
export const rowOfNothing: Row = { tools: ["search"] };
// @ts-expect-error -- a list of names
export const oneTool: Row = { serverId: "docs", tools: "search" };
// @ts-expect-error -- a misspelt setting
export const misspeltSetting: Row = { serverId: "docs", onBehalfOf: false };

/** A server brings its lock; and it is the server, or its id. */
export function wrongRows(server: McpServer): Row[] {
  return [
    // @ts-expect-error -- the lock is that of the server
    { server, toolLock: "mcp-locks/docs.json" },
    // @ts-expect-error -- one of the two
    { server, serverId: "docs" },
    // @ts-expect-error -- the id of a server is not a server
    { server: "docs" },
  ];
}

/** What state holds of a row may be absent. */
export function portalOutputs(portal: McpPortal): void {
  portal.servers.apply((rows) => rows.map(({ serverId }): string => serverId));
  portal.url.apply((url): string => url);
  // @ts-expect-error -- may be null
  portal.servers.apply((rows) => rows.map(({ tools }) => tools.length));
}

/** Outputs are typed down to what can be relied on. */
export function outputs(server: McpServer): void {
  server.tools.apply((tools) => tools.map((tool): string => tool.name));
  server.authConfigSummary.apply((summary) => summary?.registrationInfo?.scope?.split(" "));
  server.errorDetails.apply((details): number | null | undefined => details?.statusCode);
  // @ts-expect-error -- may be null
  server.description.apply((description) => description.length);
}

// @ts-expect-error -- Cloudflare never tells it
export const told: keyof GetMcpServerResult = "authCredentials";

/** Look-ups have the types of outputs. */
export async function lookUps(server: McpServer): Promise<void> {
  const found = await getMcpServer({ serverId: "docs" });
  found.tools.map((tool): string => tool.name);
  found.description?.at(0);
  // @ts-expect-error -- may be null
  found.description.at(0);
  (await getMcpPortals()).portals.map(({ servers }) => servers.map(({ serverId }): string => serverId));
  const output = getMcpServerOutput({ serverId: server.serverId }, { dependsOn: server });
  output.hostname.apply((hostname): string => hostname);
  // @ts-expect-error -- which one?
  await getMcpServer({});
  // @ts-expect-error -- for Outputs there is another form
  await getMcpServer({ serverId: server.serverId });
}
