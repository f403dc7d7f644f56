/** Servers that the behaviours use. */
import { serverFields } from "../../provider/src/cloudflare/wire";
import { serverTable } from "../../provider/src/server/table";
import type { Properties } from "../support/deployment";
import { allOf, examplesOf } from "./exampleValues";
import type { Subject } from "./subject";

export const examples = examplesOf(serverTable, serverFields, "docs");

export const everything = allOf(examples);

/** A server with nothing but what it needs, and no sync unless a behaviour is about it. */
export const plain: Properties = {
  hostname: "https://docs.example.com/mcp",
  authType: "unauthenticated",
  sync: "never",
};

export const token = "the-token-of-the-upstream";

export const bearer: Properties = { ...plain, authType: "bearer", authCredentials: token };

export const bearerHeaders: Properties = {
  ...plain,
  authType: "bearer",
  authCredentials: { headers: { "CF-Access-Client-Id": "the-client", "CF-Access-Client-Secret": "the-client-secret" } },
};

export const oauth: Properties = { ...plain, authType: "oauth" };

export const oauthClient: Properties = {
  ...plain,
  authType: "oauth",
  authCredentials: {
    config: {
      authorizationEndpoint: "https://idp.example.com/authorize",
      tokenEndpoint: "https://idp.example.com/token",
    },
    registrationInfo: {
      clientId: "portal",
      redirectUris: ["https://mcp.example.com/servers-callback"],
      scope: "read write",
    },
  },
  clientSecret: "the-secret-of-the-client",
};

/** One server for each way in which Cloudflare can authenticate. */
export const servers: Readonly<Record<string, Properties>> = {
  "an unauthenticated server": plain,
  "a bearer server with a token": bearer,
  "a bearer server with headers": bearerHeaders,
  "an OAuth server that waits for a login": oauth,
  "an OAuth server with a client of one's own": oauthClient,
};

/** Servers, as far as they are like everything else. */
export const server: Subject = {
  kind: "McpServer",
  noun: "MCP server",
  id: "docs",
  idArgument: "serverId",
  path: "/servers",
  table: serverTable,
  examples,
  plain,
  everything,
  seeded: { hostname: "https://docs.example.com/mcp" },
  prepare: () => undefined,
  stored: (cloudflare) => cloudflare.server("docs") as Properties | undefined,
  all: (cloudflare, accountId) => cloudflare.servers(accountId),
  seed: (cloudflare, fields) => {
    cloudflare.seedServer({ id: "docs", ...fields });
  },
  edit: (cloudflare, changes) => {
    cloudflare.editServer("docs", changes);
  },
  remove: (cloudflare) => {
    cloudflare.removeServer("docs");
  },
};
