/** The servers of servers.json as resources whose provider does nothing: the cost of Pulumi itself. */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Declarations, Server } from "../declarations";

const provider: pulumi.dynamic.ResourceProvider<Server, Server> = {
  create: (inputs) => Promise.resolve({ id: inputs.serverId, outs: inputs }),
  read: (id, props) => Promise.resolve({ id, ...(props !== undefined && { props }) }),
  update: (_id, _olds, news) => Promise.resolve({ outs: news }),
  delete: () => Promise.resolve(),
};

class Bare extends pulumi.dynamic.Resource {
  constructor(server: Server) {
    super(provider, server.serverId, server);
  }
}

const { servers } = JSON.parse(readFileSync("servers.json", "utf8")) as Declarations;

for (const server of servers) {
  new Bare(server);
}
