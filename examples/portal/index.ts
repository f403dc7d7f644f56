/**
 * Three servers in one portal, each exposed in its own way. Pulumi.yaml lists the configuration.
 *
 * One has a tool with a name and description for agents, one an allow-list, and one hides all but some tools.
 */
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "pulumi-cloudflare-mcp";

const config = new pulumi.Config();

// Agents see tools as `<id of the server>_<tool>`, so short ids without underscores read best: handbook_search.
const handbook = new McpServer("handbook", {
  name: "Handbook",
  hostname: config.require("handbookUrl"),
  authType: "unauthenticated",
});

const tickets = new McpServer("tickets", {
  name: "Tickets",
  hostname: config.require("ticketsUrl"),
  authType: "bearer",
  authCredentials: config.requireSecret("ticketsToken"),
});

// Headers instead of a token: what Cloudflare Access in front of a server asks for.
const billing = new McpServer("billing", {
  name: "Billing",
  hostname: config.require("billingUrl"),
  authType: "bearer",
  authCredentials: {
    headers: {
      "cf-access-client-id": config.require("billingClientId"),
      "cf-access-client-secret": config.requireSecret("billingClientSecret"),
    },
  },
});

const portal = new McpPortal("team", {
  name: "Team tools",
  description: "What support and engineering may use",
  hostname: config.require("portalHost"),
  // Agents get the tools themselves, instead of one tool that runs code which calls them.
  codeMode: "off",
  servers: [
    // All of it, but the search says in this portal what it is for: agents choose tools by name and description.
    {
      server: handbook,
      updatedTools: [
        {
          name: "search",
          alias: "search_handbook",
          description: "Searches the handbook. Use this before asking people.",
        },
      ],
    },
    // These two only, even if the server offers more.
    { server: tickets, tools: ["list_tickets", "add_comment"] },
    // The same in Cloudflare's own terms, which can also rename what they turn on.
    {
      server: billing,
      defaultDisabled: true,
      updatedTools: [{ name: "list_invoices", alias: "invoices", enabled: true }],
    },
  ],
});

/** Where clients connect, once what is listed below exists. */
export const url = portal.url;

/** What the portals API leaves to you. docs/portals.md says how, and examples/full-stack declares it. */
export const stillNeeded = [
  pulumi.interpolate`DNS: a proxied record, CNAME ${portal.hostname} to ${portal.dnsTarget}`,
  pulumi.interpolate`Access: an application of type "mcp_portal" for ${portal.hostname}, with a policy`,
  ...[handbook, tickets, billing].map(
    ({ serverId }) => pulumi.interpolate`Access: an application of type "mcp" for server "${serverId}", with a policy`,
  ),
];
