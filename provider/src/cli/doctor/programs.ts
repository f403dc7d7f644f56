/** Fixes as parts of a Pulumi program in TypeScript. Values are literals, so that a part can be pasted unchanged. */
import { portalDnsTarget, type WirePortal } from "../../cloudflare/wire";
import { serverIdOf } from "../../rows/rows";
import { visibleJson } from "../../text/characters";
import type { Subject } from "./report";

/** A policy of an application, in its declaration. */
export type PolicyCode =
  | { readonly id: string }
  | { readonly name: string; readonly decision: "allow" | "non_identity"; readonly includes: string };

export function recordProgram(hostname: string, zoneId: string): string {
  return declaration("cloudflare.DnsRecord", hostname, [
    ["zoneId", literal(zoneId)],
    ["name", literal(hostname)],
    ["type", literal("CNAME")],
    ["content", literal(portalDnsTarget)],
    ["proxied", "true"],
    ["ttl", "1"],
  ]);
}

/** The application of a portal. It leaves out managed OAuth, because portals answer clients without it too. */
export function doorProgram(
  accountId: string,
  portal: Subject,
  hostname: string,
  policies: readonly PolicyCode[],
): string {
  return declaration("cloudflare.ZeroTrustAccessApplication", portal.id, [
    ["accountId", literal(accountId)],
    ["name", literal(portal.name)],
    ["type", literal("mcp_portal")],
    ["domain", literal(hostname)],
    ["policies", policyList(policies)],
  ]);
}

/** The application of a server. */
export function serverProgram(accountId: string, server: Subject, policies: readonly PolicyCode[]): string {
  return declaration("cloudflare.ZeroTrustAccessApplication", server.id, [
    ["accountId", literal(accountId)],
    ["name", literal(server.name)],
    ["type", literal("mcp")],
    ["destinations", list([`{ type: "via_mcp_server_portal", mcpServerId: ${literal(server.id)} }`])],
    ["policies", policyList(policies)],
  ]);
}

/** Policies that admit only a machine, by its token. */
export function machinePolicy(name: string, tokenId: string): PolicyCode {
  return { name, decision: "non_identity", includes: `[{ serviceToken: { tokenId: ${literal(tokenId)} } }]` };
}

/** The portal with rows for these servers beside its current ones. */
export function rowProgram(portal: WirePortal, serverIds: readonly string[]): string {
  const all = [...(portal.servers ?? []).map(serverIdOf), ...serverIds];
  return declaration("McpPortal", portal.id, [
    ["name", literal(portal.name)],
    ["hostname", literal(portal.hostname)],
    ["servers", list(all.map((serverId) => `{ serverId: ${literal(serverId)} }`))],
  ]);
}

function policyList(policies: readonly PolicyCode[]): string {
  return list(
    policies.map((policy, index) =>
      "id" in policy
        ? `{ id: ${literal(policy.id)}, precedence: ${index + 1} }`
        : [
            "{",
            `      name: ${literal(policy.name)},`,
            `      decision: ${literal(policy.decision)},`,
            `      includes: ${policy.includes},`,
            `      precedence: ${index + 1},`,
            "    }",
          ].join("\n"),
    ),
  );
}

function declaration(type: string, name: string, members: readonly (readonly [name: string, value: string])[]): string {
  const lines = members.map(([member, value]) => `  ${member}: ${value},`);
  return [`new ${type}(${literal(name)}, {`, ...lines, "});"].join("\n");
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "[]" : `[\n${items.map((item) => `    ${item},\n`).join("")}  ]`;
}

/** Escapes every invisible character, so that the pasted text is the text that was read. */
function literal(text: unknown): string {
  return visibleJson(JSON.stringify(typeof text === "string" ? text : ""));
}
