import * as pulumi from "@pulumi/pulumi";
import { McpServer } from "pulumi-cloudflare-mcp";

const config = new pulumi.Config();

// A server that anybody may use. Its id in the account is the name of the resource: "docs".
const docs = new McpServer("docs", {
  name: config.get("docsName") ?? "Documentation",
  description: "Search the product documentation",
  hostname: config.require("docsUrl"),
  authType: "unauthenticated",
});

// A server that wants a token. Cloudflare never gives it back; Pulumi keeps it encrypted.
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
