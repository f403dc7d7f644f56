/**
 * All of a portal that answers. Servers and portal come from this package; what the API for portals leaves to you comes
 * from Pulumi's own Cloudflare package: the DNS record, and in Access an application for the portal and for each server,
 * with policies for people and for a machine.
 *
 * Both packages take the API token from `cloudflare:apiToken` or CLOUDFLARE_API_TOKEN. It needs MCP Portals Write,
 * Access: Apps and Policies Write, Access: Service Tokens Write, and DNS Write for the zone.
 */
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "pulumi-cloudflare-mcp";

const config = new pulumi.Config();

// Not `cloudflare:accountId`: Pulumi's Cloudflare package refuses stack config that it does not know.
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
  // A machine gets only servers that are not called with the login of a person.
  servers: Object.values(servers).map((server) => ({ server, onBehalf: false })),
});

// Without this record the host name leads nowhere. It has to be proxied, or Cloudflare never sees the request.
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

// A service token has no identity: only a policy of this kind lets it in ("Service Auth" on the dashboard).
const robot = new cloudflare.ZeroTrustAccessServiceToken("robot", { accountId, name: "Robot of the team" });
const machines = new cloudflare.ZeroTrustAccessPolicy("machines", {
  accountId,
  name: "Machines of the team",
  decision: "non_identity",
  includes: [{ serviceToken: { tokenId: robot.id } }],
});

const policies = [people, machines].map(({ id }, index) => ({ id, precedence: index + 1 }));

// The door of the portal, where people log in.
new cloudflare.ZeroTrustAccessApplication("portal", {
  accountId,
  name: portal.name,
  type: "mcp_portal",
  domain: portal.hostname,
  policies,
  // Managed OAuth tells clients how to log in. Without it, a portal does so by an OAuth server of its own (reported).
  oauthConfiguration: {
    enabled: true,
    dynamicClientRegistration: {
      enabled: true,
      // Clients on the machine of a person; and hosted ones, each by the address to which its logins return.
      allowAnyOnLocalhost: true,
      allowAnyOnLoopback: true,
      allowedUris: ["https://playground.ai.cloudflare.com/*"],
    },
  },
});

// Past that door, a server is shown only to whom its own application lets in.
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

/** What the robot sends as `CF-Access-Client-Id` and `CF-Access-Client-Secret`. */
export const robotClientId = robot.clientId;
export const robotClientSecret = pulumi.secret(robot.clientSecret);
