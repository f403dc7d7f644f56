/**
 * What must not compile, and what must. There is nothing to run: `npm run typecheck` fails when one of these lines stops
 * being an error, or another one starts to be one.
 */
import * as pulumi from "@pulumi/pulumi";
import type { McpServer } from "pulumi-cloudflare-mcp";
import { type McpServerArgs } from "pulumi-cloudflare-mcp";

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
  { hostname, authType: "oauth" },
  { hostname, authType: "oauth", authCredentials: client, clientSecret: token },
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

/** Outputs are typed down to what can be relied on. */
export function outputs(server: McpServer): void {
  server.tools.apply((tools) => tools.map((tool): string => tool.name));
  server.authConfigSummary.apply((summary) => summary?.registrationInfo?.scope?.split(" "));
  server.errorDetails.apply((details): number | null | undefined => details?.statusCode);
  // @ts-expect-error -- may be null
  server.description.apply((description) => description.length);
}
