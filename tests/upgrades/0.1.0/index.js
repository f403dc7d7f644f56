// One of everything that state can hold. `changed` in config changes what can be changed.
"use strict";
const pulumi = require("@pulumi/pulumi");
const { McpPortal, McpServer, Provider } = require("pulumi-cloudflare-mcp");

const config = new pulumi.Config();
const changed = config.get("changed") ?? "";
const url = (name) => `https://${name}.example.com/mcp`;
const quiet = { sync: "never" };

const docs = new McpServer("docs", {
  ...quiet,
  name: `Documentation${changed}`,
  description: "Search the documentation",
  hostname: url("docs"),
  authType: "unauthenticated",
  secureWebGateway: true,
  definitions: "digest",
  updatedTools: [
    { name: "search", alias: "find" },
    { name: "not-yet-there", enabled: false },
  ],
});

const tickets = new McpServer("tickets", {
  ...quiet,
  hostname: url("tickets"),
  authType: "bearer",
  authCredentials: pulumi.interpolate`${config.requireSecret("ticketsToken")}${changed}`,
});

const access = new McpServer("behind-access", {
  ...quiet,
  hostname: url("access"),
  authType: "bearer",
  authCredentials: { headers: { "cf-access-client-secret": config.requireSecret("accessSecret") } },
});

const login = new McpServer("login", {
  ...quiet,
  hostname: url("login"),
  authType: "oauth",
  description: `Login${changed}`,
});

const client = new McpServer("client", {
  ...quiet,
  hostname: url("client"),
  authType: "oauth",
  authCredentials: {
    config: { authorizationEndpoint: `${url("idp")}/authorize`, tokenEndpoint: `${url("idp")}/token` },
    registrationInfo: { clientId: "portal", redirectUris: ["https://mcp.example.com/servers-callback"], scope: "read" },
  },
  clientSecret: pulumi.interpolate`${config.requireSecret("clientSecret")}${changed}`,
});

const adopted = new McpServer(
  "adopted",
  { ...quiet, hostname: url("adopted"), authType: "unauthenticated", adopt: true, description: `Ours now${changed}` },
  { ignoreChanges: ["name"] },
);

const locked = new McpServer("locked", {
  ...quiet,
  hostname: url("locked"),
  authType: "unauthenticated",
  toolLock: "mcp-locks/locked.json",
});

const partner = new Provider("partner", {
  apiToken: config.requireSecret("partnerToken"),
  accountId: config.require("partnerAccountId"),
});
new McpServer(
  "theirs",
  { ...quiet, serverId: "docs", name: `Theirs${changed}`, hostname: url("theirs"), authType: "unauthenticated" },
  { provider: partner },
);

const seen = McpServer.get("seen", `${config.require("accountId")}/seen`);

const portal = new McpPortal("team", {
  name: `Team tools${changed}`,
  description: "One of each kind of row",
  hostname: "mcp.example.com",
  codeMode: "off",
  servers: [
    docs,
    { server: tickets, tools: ["list"], updatedTools: [{ name: "list", alias: "list-tickets" }] },
    { server: access, defaultDisabled: true, updatedTools: [{ name: "pay", description: "Pays.", enabled: true }] },
    { server: locked, onBehalf: false },
    { serverId: "seen", prompts: ["greeting"] },
  ],
});

module.exports = {
  ids: [docs, tickets, access, login, client, adopted, locked, seen].map((server) => server.serverId),
  url: portal.url,
};
