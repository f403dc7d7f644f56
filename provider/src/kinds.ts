/** The resources of this package as state names them: permanent. */

export const kindNames = ["McpServer", "McpPortal"] as const;

/** By the name that state has for them. */
export type KindName = (typeof kindNames)[number];

/** The package of all dynamic resources, to Pulumi. */
export const pulumiPackage = "pulumi-nodejs";

/** The full name of a kind of resource, or of a function. */
export function typeToken(name: string): string {
  return `${pulumiPackage}:dynamic/cloudflare-mcp:${name}`;
}

/** The package of the native plugin, to Pulumi: also the namespace of its configuration. */
export const pluginPackage = "cloudflare-mcp";

/** The full name of a kind of resource, or of a function, of the native plugin. */
export function pluginToken(name: string): string {
  return `${pluginPackage}:index:${name}`;
}

/** The functions that look up objects of each kind: one, and all as a list of that name. */
export const lookUpNames = {
  McpServer: { one: "getMcpServer", all: "getMcpServers", list: "servers" },
  McpPortal: { one: "getMcpPortal", all: "getMcpPortals", list: "portals" },
} as const satisfies Record<KindName, { readonly one: string; readonly all: string; readonly list: string }>;

/**
 * What Pulumi stores as the code of the provider. A text of our own instead of Pulumi's serialized closures: the same
 * in each release and on each machine, and it loads the installed package instead of what was installed back then.
 */
export function providerText(kind: KindName): string {
  return `exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("${kind}")`;
}
