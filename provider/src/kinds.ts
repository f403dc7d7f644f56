/** The names of the resources in state. They are permanent. */

export const kindNames = ["McpServer", "McpPortal"] as const;

/** The kinds by their names in state. */
export type KindName = (typeof kindNames)[number];

/** Pulumi's package of all dynamic resources. */
export const pulumiPackage = "pulumi-nodejs";

/** The token of a kind of resource, or of a function. */
export function typeToken(name: string): string {
  return `${pulumiPackage}:dynamic/cloudflare-mcp:${name}`;
}

/** Pulumi's package of the native plugin: also the namespace of its configuration. */
export const pluginPackage = "cloudflare-mcp";

/** The token of a kind of resource, or of a function, of the native plugin. */
export function pluginToken(name: string): string {
  return `${pluginPackage}:index:${name}`;
}

/** The lookup functions of each kind: one object, and all objects as a list of that name. */
export const lookUpNames = {
  McpServer: { one: "getMcpServer", all: "getMcpServers", list: "servers" },
  McpPortal: { one: "getMcpPortal", all: "getMcpPortals", list: "portals" },
} as const satisfies Record<KindName, { readonly one: string; readonly all: string; readonly list: string }>;

/**
 * The text that Pulumi stores as the code of the provider. It replaces Pulumi's serialized closures: it is the same in
 * each release and on each machine, and it loads the installed package instead of an old copy.
 */
export function providerText(kind: KindName): string {
  return `exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("${kind}")`;
}
