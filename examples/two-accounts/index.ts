/**
 * One program with two Cloudflare accounts: ours and a partner's. Pulumi.yaml lists the configuration.
 *
 * Ours comes from stack config or the environment as always, the partner's from a provider with its own token.
 */
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer, Provider, type McpServerArgs } from "pulumi-cloudflare-mcp";

const config = new pulumi.Config();

const partner = new Provider("partner", {
  apiToken: config.requireSecret("partnerToken"),
  accountId: config.require("partnerAccountId"),
});

/** Ids belong to an account, so both can call the server by the same one. Names of resources belong to the program. */
const handbookArgs: McpServerArgs = {
  serverId: "handbook",
  name: "Handbook",
  hostname: config.require("handbookUrl"),
  authType: "unauthenticated",
};

const handbook = new McpServer("handbook", handbookArgs);
const portal = new McpPortal("team", { hostname: config.require("portalHost"), servers: [handbook] });

// Resources in a component take a provider from it: `{ providers: [partner] }`.
const partnerHandbook = new McpServer("partner-handbook", handbookArgs, { provider: partner });
const partnerPortal = new McpPortal(
  "partner-team",
  { portalId: "team", hostname: config.require("partnerPortalHost"), servers: [partnerHandbook] },
  { provider: partner },
);

export const urls = { ours: portal.url, partner: partnerPortal.url };
