/** The servers of servers.json with the native plugin, by its token as a generated SDK registers them. */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Declarations } from "../declarations";

class McpServer extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("cloudflare-mcp:index:McpServer", name, args, { deleteBeforeReplace: true });
  }
}

const { servers, definitions, adopt } = JSON.parse(readFileSync("servers.json", "utf8")) as Declarations;

for (const { serverId, name, hostname } of servers) {
  new McpServer(serverId, { name, hostname, authType: "unauthenticated", sync: "never", definitions, adopt });
}
