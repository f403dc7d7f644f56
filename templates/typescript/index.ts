/** An MCP server in your Cloudflare account. */
import { McpServer } from "pulumi-cloudflare-mcp";

// Its id in the account is the name of the resource: "docs".
const docs = new McpServer("docs", {
  name: "Cloudflare documentation",
  description: "Search the documentation of Cloudflare's products",
  hostname: "https://docs.mcp.cloudflare.com/mcp",
  authType: "unauthenticated",
});

// A server that wants a token: `pulumi config set --secret ticketsToken`, then
//
// import * as pulumi from "@pulumi/pulumi";
//
// const tickets = new McpServer("tickets", {
//   hostname: "https://tickets.example.com/mcp",
//   authType: "bearer",
//   authCredentials: new pulumi.Config().requireSecret("ticketsToken"),
// });

/** What agents can call, once a portal shows the server: McpPortal. */
export const tools = docs.tools.apply((list) => list.map(({ name }) => name));
