/** The policies of the pack, apart from it so that a test can run them alone. */
import type { ResourceValidationPolicy } from "@pulumi/policy";

// A policy sees resources by type, and their arguments as plain values.
const serverType = "pulumi-nodejs:dynamic/cloudflare-mcp:McpServer";
const portalType = "pulumi-nodejs:dynamic/cloudflare-mcp:McpPortal";

interface ServerArguments {
  readonly authType: string;
  readonly hostname: string;
  readonly toolLock?: Lock | null;
}

interface PortalArguments {
  readonly servers?: readonly { readonly serverId: string; readonly toolLock?: Lock | null }[];
}

/** The file's name, or what the provider made of it. */
type Lock = string | { readonly file: string; readonly mode?: string };

const authenticated: ResourceValidationPolicy = {
  name: "mcp-server-authenticated",
  description: "Who calls an MCP server has to say who they are.",
  validateResource: (resource, report) => {
    if (resource.type === serverType && (resource.props as ServerArguments).authType === "unauthenticated") {
      report('authType is "unauthenticated": use "bearer" or "oauth".');
    }
  },
};

const hostAllowed: ResourceValidationPolicy = {
  name: "mcp-server-host-allowed",
  description: "MCP servers are only those of hosts that somebody allowed.",
  configSchema: {
    properties: { hosts: { type: "array", items: { type: "string" }, default: [] } },
  },
  validateResource: (resource, report) => {
    if (resource.type !== serverType) {
      return;
    }
    const { hosts } = resource.getConfig<{ readonly hosts: readonly string[] }>();
    const { hostname } = new URL((resource.props as ServerArguments).hostname);
    if (!hosts.some((host) => covers(host, hostname))) {
      report(`${hostname} is none of the allowed hosts: ${hosts.join(", ") || "there are none"}.`);
    }
  },
};

const toolsReviewed: ResourceValidationPolicy = {
  name: "mcp-tools-reviewed",
  description:
    "Agents get only tools that were reviewed: each server has a tool lock, and so has each row of a portal.",
  validateResource: (resource, report) => {
    if (resource.type === serverType && !isEnforced((resource.props as ServerArguments).toolLock)) {
      report("There is no toolLock that is enforced: `npx pulumi-cloudflare-mcp lock init` writes the file.");
    }
    if (resource.type === portalType) {
      for (const { serverId, toolLock } of (resource.props as PortalArguments).servers ?? []) {
        if (!isEnforced(toolLock)) {
          report(
            `The portal shows tools of "${serverId}" that nobody has to have reviewed: it has no enforced toolLock.`,
          );
        }
      }
    }
  },
};

export const policies = [authenticated, hostAllowed, toolsReviewed];

/** `*.example.com` stands for all below example.com, and not for example.com itself. */
function covers(allowed: string, hostname: string): boolean {
  return allowed.startsWith("*.") ? hostname.endsWith(allowed.slice(1)) : hostname === allowed;
}

function isEnforced(lock: Lock | null | undefined): boolean {
  return typeof lock === "string" || (lock !== undefined && lock !== null && lock.mode !== "report");
}
