/** The servers of servers.json with this package. */
import { readFileSync } from "node:fs";
import { McpServer } from "pulumi-cloudflare-mcp";
import type { Declarations } from "../declarations";

const { servers, definitions, adopt } = JSON.parse(readFileSync("servers.json", "utf8")) as Declarations;

for (const { serverId, name, hostname } of servers) {
  new McpServer(serverId, { name, hostname, authType: "unauthenticated", sync: "never", definitions, adopt });
}
