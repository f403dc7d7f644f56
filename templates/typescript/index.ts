/** An MCP server in a Cloudflare account. */
import { McpServer } from "pulumi-cloudflare-mcp";

// Its id in the account is the name of the resource: "docs".
const docs = new McpServer("docs", {
  name: "Cloudflare documentation",
  hostname: "https://docs.mcp.cloudflare.com/mcp",
  authType: "unauthenticated",
});

// A server with a token: run `pulumi config set --secret ticketsToken`, then add
//
// import * as pulumi from "@pulumi/pulumi";
//
// const tickets = new McpServer("tickets", {
//   hostname: "https://tickets.example.com/mcp",
//   authType: "bearer",
//   authCredentials: new pulumi.Config().requireSecret("ticketsToken"),
// });

/** The tools of the server. Expose them to agents with an McpPortal. */
export const tools = docs.tools.apply((list) => list.map(({ name }) => name));
