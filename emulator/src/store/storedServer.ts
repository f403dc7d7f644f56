/** A server as the emulator stores it. */
import type { WireServer } from "pulumi-cloudflare-mcp/wire";

/** The two lists of definitions that a server has and a portal offers. */
export type Catalogue = "tools" | "prompts";

/** All that the emulator knows of a server: the fields that the API returns, and those that it never returns. */
export interface StoredServer extends Required<WireServer> {
  auth_credentials: string | null;
  client_secret: string | null;
  /** Grows with every client_secret sent, also across a change of auth_type, which clears the summary that shows it. */
  client_secret_version: number;
  /** The access token of the administrator's login, with which an OAuth server is synced. */
  login_token: string | null;
}
