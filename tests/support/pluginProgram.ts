/** Programs in JavaScript that name the resources of the plugin by their tokens, as a generated SDK does. */
import { pluginsIn } from "./pluginBundle";

/** Pulumi.yaml of such a program. `folder` has the plugin. */
export function pluginProject(folder: string): string {
  return `name: test\nruntime: nodejs\n${pluginsIn(folder)}`;
}

/** `body` has pulumi and the classes McpServer, McpPortal and Provider. */
export function pluginProgram(body: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
const outputs = { serverId: undefined, url: undefined, oauthCallbackUrl: undefined, dnsTarget: undefined, status: undefined, tools: undefined };
const classOf = (kind) => class extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("cloudflare-mcp:index:" + kind, name, { ...outputs, ...args }, { deleteBeforeReplace: true, ...opts });
  }
};
const [McpServer, McpPortal] = ["McpServer", "McpPortal"].map(classOf);
class Provider extends pulumi.ProviderResource {
  constructor(name, args) {
    super("cloudflare-mcp", name, args);
  }
}
${body}
`;
}
