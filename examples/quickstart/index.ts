import * as pulumi from "@pulumi/pulumi";
import { McpServer } from "pulumi-cloudflare-mcp";

const config = new pulumi.Config();

// A public server. Its id in the account is the name of the resource: "docs".
const docs = new McpServer("docs", {
  name: config.get("docsName") ?? "Documentation",
  description: "Search the product documentation",
  hostname: config.require("docsUrl"),
  authType: "unauthenticated",
});

// A server with a token. Cloudflare never returns it; Pulumi encrypts it.
const tickets = new McpServer("tickets", {
  name: "Tickets",
  description: "Read and comment on tickets",
  hostname: config.require("ticketsUrl"),
  authType: "bearer",
  authCredentials: config.requireSecret("ticketsToken"),
});

export const tools = pulumi
  .all({ docs: docs.tools, tickets: tickets.tools })
  .apply((servers) =>
    Object.entries(servers).flatMap(([server, list]) => list.map((tool) => `${server}_${tool.name}`)),
  );
