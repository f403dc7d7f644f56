/**
 * A whole portal. Servers and portal come from this package. The DNS record and the Access applications and policies, for
 * people and for a machine, come from @pulumi/cloudflare.
 *
 * Both packages take the API token from `cloudflare:apiToken` or CLOUDFLARE_API_TOKEN. It needs MCP Portals Write,
 * Access: Apps and Policies Write, Access: Service Tokens Write, and DNS Write for the zone.
 */
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "pulumi-cloudflare-mcp";

const config = new pulumi.Config();

// Not `cloudflare:accountId`: @pulumi/cloudflare rejects unknown stack config.
const accountId = config.require("accountId");

const servers = {
  handbook: new McpServer("handbook", {
    accountId,
    name: "Handbook",
    hostname: config.require("handbookUrl"),
    authType: "unauthenticated",
  }),
  tickets: new McpServer("tickets", {
    accountId,
    name: "Tickets",
    hostname: config.require("ticketsUrl"),
    authType: "bearer",
    authCredentials: config.requireSecret("ticketsToken"),
  }),
};

const portal = new McpPortal("team", {
  accountId,
  name: "Team tools",
  hostname: config.require("portalHost"),
  // A machine sees only servers that are called with their own credentials.
  servers: Object.values(servers).map((server) => ({ server, onBehalf: false })),
});

// The record has to be proxied: otherwise Cloudflare never sees the request.
new cloudflare.DnsRecord("portal", {
  zoneId: config.require("zoneId"),
  name: portal.hostname,
  type: "CNAME",
  content: portal.dnsTarget,
  proxied: true,
  ttl: 1,
});

const people = new cloudflare.ZeroTrustAccessPolicy("people", {
  accountId,
  name: "People of the team",
  decision: "allow",
  includes: [{ emailDomain: { domain: config.require("emailDomain") } }],
});

// A service token has no identity: only a "Service Auth" policy lets it in.
const robot = new cloudflare.ZeroTrustAccessServiceToken("robot", { accountId, name: "Robot of the team" });
const machines = new cloudflare.ZeroTrustAccessPolicy("machines", {
  accountId,
  name: "Machines of the team",
  decision: "non_identity",
  includes: [{ serviceToken: { tokenId: robot.id } }],
});

const policies = [people, machines].map(({ id }, index) => ({ id, precedence: index + 1 }));

// People log in at this application.
new cloudflare.ZeroTrustAccessApplication("portal", {
  accountId,
  name: portal.name,
  type: "mcp_portal",
  domain: portal.hostname,
  policies,
  // Managed OAuth tells clients how to log in. Without it, the portal has an OAuth server of its own (reported).
  oauthConfiguration: {
    enabled: true,
    dynamicClientRegistration: {
      enabled: true,
      // Clients on a person's machine, and hosted clients by the redirect address of their login.
      allowAnyOnLocalhost: true,
      allowAnyOnLoopback: true,
      allowedUris: ["https://playground.ai.cloudflare.com/*"],
    },
  },
});

// Each server has an application that decides who sees it.
for (const [name, server] of Object.entries(servers)) {
  new cloudflare.ZeroTrustAccessApplication(name, {
    accountId,
    name: server.name,
    type: "mcp",
    destinations: [{ type: "via_mcp_server_portal", mcpServerId: server.serverId }],
    policies,
  });
}

/** Where clients connect. */
export const url = portal.url;

/** The robot sends these as `CF-Access-Client-Id` and `CF-Access-Client-Secret`. */
export const robotClientId = robot.clientId;
export const robotClientSecret = pulumi.secret(robot.clientSecret);
