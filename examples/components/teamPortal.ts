/** A component: the servers of a team, and a portal that shows them. */
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "pulumi-cloudflare-mcp";

/** A server of a team. */
export interface TeamServer {
  /** Short and without underscores: its tools are called `<team>-<name>_<tool>`. */
  name: string;
  /** The whole URL of the MCP endpoint. */
  url: pulumi.Input<string>;
  /** Its bearer token, if it wants one. */
  token?: pulumi.Input<string>;
  /** The only tools that the team gets. Default: all of them. */
  tools?: string[];
}

export interface TeamPortalArgs {
  /** Where the team's clients find the portal. */
  hostname: pulumi.Input<string>;
  servers: TeamServer[];
}

/** A portal of a team, and the servers in it. */
export class TeamPortal extends pulumi.ComponentResource {
  /** Where clients connect. */
  readonly url: pulumi.Output<string>;
  /** The names of all tools that Cloudflare found, by the name of the server. */
  readonly tools: pulumi.Output<Record<string, string[]>>;

  constructor(name: string, args: TeamPortalArgs, opts?: pulumi.ComponentResourceOptions) {
    super("examples:teams:TeamPortal", name, {}, opts);

    // As children they are shown below the component, go where it goes, and take its providers.
    const children = { parent: this };

    const servers = args.servers.map(({ name: serverName, url, token, tools }) => {
      const common = { name: `${serverName} (${name})`, hostname: url };
      const server = new McpServer(
        // The name of the resource is the id of the server, so two teams can have a server of the same name.
        `${name}-${serverName}`,
        token === undefined
          ? { ...common, authType: "unauthenticated" }
          : { ...common, authType: "bearer", authCredentials: token },
        children,
      );
      return { serverName, server, row: tools === undefined ? server : { server, tools } };
    });

    const portal = new McpPortal(
      name,
      { name: `Tools of ${name}`, hostname: args.hostname, servers: servers.map(({ row }) => row) },
      children,
    );

    this.url = portal.url;
    this.tools = pulumi.all(
      Object.fromEntries(
        servers.map(({ serverName, server }) => [
          serverName,
          server.tools.apply((all) => all.map((tool) => tool.name)),
        ]),
      ),
    );
    this.registerOutputs({ url: this.url, tools: this.tools });
  }
}
