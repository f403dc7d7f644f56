/**
 * Portal rows, keyed by server. A program lists allowed or changed tools; Cloudflare keeps an entry for every tool. An
 * undeclared entry counts only if it differs from the default of its row, and an undeclared list is sent back
 * unchanged.
 */
import type { WireMappedServer, WireMapping, WireOverride } from "../cloudflare/wire";
import { rowsOf } from "./overrides";
import { isEnforced, summaryIn, type LockSummary } from "../toolLock/summary";
import { isSet } from "../lifecycle/values";

/** A row in programs and state. Null means not set. */
export interface Mapping {
  readonly serverId: string;
  /**
   * The incarnation of the McpServer in the row; a row by id has none. If it changes, the server must be mapped again.
   */
  readonly incarnation?: string | null;
  readonly defaultDisabled?: boolean | null;
  readonly onBehalf?: boolean | null;
  /** The allow-list of tools. */
  readonly tools?: readonly string[] | null;
  readonly prompts?: readonly string[] | null;
  readonly updatedTools?: readonly WireOverride[] | null;
  readonly updatedPrompts?: readonly WireOverride[] | null;
  /** The overrides of the McpServer for all portals. Only a locked row has them, because it repeats them. */
  readonly serverTools?: readonly WireOverride[] | null;
  readonly serverPrompts?: readonly WireOverride[] | null;
  /** The lock file; once the file is read, its summary. */
  readonly toolLock?: unknown;
}

/** The members for tools and for prompts, which work alike. */
export const lists = [
  { allowed: "tools", overrides: "updatedTools", ofServer: "serverTools", wire: "updated_tools" },
  { allowed: "prompts", overrides: "updatedPrompts", ofServer: "serverPrompts", wire: "updated_prompts" },
] as const;
export type List = (typeof lists)[number];

/** Whether the row hides everything that it does not enable. */
export function hides(row: Mapping): boolean {
  return isLocked(row) || (row.defaultDisabled ?? lists.some(({ allowed }) => isSet(row[allowed])));
}

/** Whether the row has an enforced lock, even if its file is not read yet. */
export function isLocked(row: Mapping): boolean {
  return isEnforced(row.toolLock);
}

/** The enforced lock of a row with its file read; undefined if nothing is enforced. */
export function enforcedLock(row: Mapping): LockSummary | undefined {
  const summary = summaryIn(row.toolLock);
  return summary?.mode === "enforce" ? summary : undefined;
}

export function mappings(value: unknown): Mapping[] {
  return rowsOf(value).map((row) => row as unknown as Mapping);
}

export function wireMappings(value: unknown): WireMappedServer[] {
  return rowsOf(value) as unknown as WireMappedServer[];
}

/** Older answers have no `server_id`. */
export function serverIdOf(row: WireMappedServer | WireMapping): string {
  return row.server_id ?? ("id" in row ? row.id : "");
}
