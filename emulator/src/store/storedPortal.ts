/** A portal as the emulator stores it. */
import type { CodeMode, WireMapping, WireOverride, WirePortal } from "pulumi-cloudflare-mcp/wire";

/** All that the emulator knows of a portal, without values that follow from others, such as allow_code_mode. */
export interface StoredPortal extends Required<Omit<WirePortal, "code_mode" | "allow_code_mode" | "servers">> {
  code_mode: CodeMode;
  servers: StoredRow[];
}

/** How a portal shows one server. */
export interface StoredRow {
  server_id: string;
  default_disabled: boolean;
  on_behalf: boolean;
  updated_tools: StoredEntry[];
  updated_prompts: StoredEntry[];
}

/** The entry of one tool or prompt in a row. A row has one for each that the server has (observed). */
export interface StoredEntry {
  name: string;
  enabled: boolean;
  alias: string | null;
  description: string | null;
}

/** A row as a request sends it. A stored row is one too. */
export type SentRow = Omit<WireMapping, "updated_tools" | "updated_prompts"> & {
  readonly updated_tools?: readonly WireOverride[];
  readonly updated_prompts?: readonly WireOverride[];
};

/** Changes to a portal through the back door: any field, and rows that may be as short as in a request. */
export type PortalChanges = Partial<Omit<StoredPortal, "servers">> & { readonly servers?: readonly SentRow[] };
