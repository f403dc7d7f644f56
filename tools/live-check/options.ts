/** What the command line says. */
export interface LiveCheckOptions {
  readonly account?: string;
  readonly write?: true;
  readonly clean?: true;
  /** An MCP server without a login that Cloudflare can reach. */
  readonly upstream: string;
  /** The hostnames of scratch portals are below it. */
  readonly portalDomain: string;
  readonly format: "text" | "json";
}

/** What is nobody's secret. */
export const defaults = {
  upstream: "https://docs.mcp.cloudflare.com/mcp",
  portalDomain: "example.com",
} as const;
