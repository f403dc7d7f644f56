/** The options of `live-check`. */
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

/** Documented defaults, and so no secrets. */
export const defaults = {
  upstream: "https://docs.mcp.cloudflare.com/mcp",
  portalDomain: "example.com",
} as const;
