/** Two teams with a portal each, both from the component in teamPortal.ts. Pulumi.yaml lists the configuration. */
import * as pulumi from "@pulumi/pulumi";
import { TeamPortal, type TeamServer } from "./teamPortal";

const config = new pulumi.Config();
const domain = config.require("domain");

const handbook: TeamServer = { name: "handbook", url: config.require("handbookUrl") };
const tickets: TeamServer = {
  name: "tickets",
  url: config.require("ticketsUrl"),
  token: config.requireSecret("ticketsToken"),
};

// Support works on tickets, engineering only looks at them.
const support = new TeamPortal("support", {
  hostname: `mcp-support.${domain}`,
  servers: [handbook, tickets],
});
const engineering = new TeamPortal("engineering", {
  hostname: `mcp-engineering.${domain}`,
  servers: [handbook, { ...tickets, tools: ["list_tickets"] }],
});

export const urls = { support: support.url, engineering: engineering.url };
export const tools = { support: support.tools, engineering: engineering.tools };
