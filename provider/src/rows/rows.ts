/**
 * The servers of a portal: a set of rows, keyed by server.
 *
 * A row of a program and a row of Cloudflare are different things. A program says which tools are allowed, or which
 * differ; Cloudflare keeps one entry for each tool of the server, also where nobody said anything. So an entry that
 * nobody declared counts only if it differs from what the row does with all others, and a list that a program does not
 * set is nobody's business: it is sent back as it was read, since an update replaces all rows.
 */
import type { WireMappedServer, WireMapping, WireOverride } from "../cloudflare/wire";
import { rowsOf } from "./overrides";
import { isEnforced, summaryIn, type LockSummary } from "../toolLock/summary";
import { isSet } from "../lifecycle/values";

/** A row as programs and state have it. Null is the same as left out. */
export interface Mapping {
  readonly serverId: string;
  /** Of the server that the row was made for; a row by id has none. Another one means: map it again. */
  readonly incarnation?: string | null;
  readonly defaultDisabled?: boolean | null;
  readonly onBehalf?: boolean | null;
  /** The only tools that are shown. */
  readonly tools?: readonly string[] | null;
  readonly prompts?: readonly string[] | null;
  readonly updatedTools?: readonly WireOverride[] | null;
  readonly updatedPrompts?: readonly WireOverride[] | null;
  /** What the McpServer says of its tools for all portals. Beside a lock only: the row says it again. */
  readonly serverTools?: readonly WireOverride[] | null;
  readonly serverPrompts?: readonly WireOverride[] | null;
  /** A file, and once it was read what it says. */
  readonly toolLock?: unknown;
}

/** Tools and prompts are treated alike. */
export const lists = [
  { allowed: "tools", overrides: "updatedTools", ofServer: "serverTools", wire: "updated_tools" },
  { allowed: "prompts", overrides: "updatedPrompts", ofServer: "serverPrompts", wire: "updated_prompts" },
] as const;
export type List = (typeof lists)[number];

/** Whether the row hides what nobody turned on. */
export function hides(row: Mapping): boolean {
  return isLocked(row) || (row.defaultDisabled ?? lists.some(({ allowed }) => isSet(row[allowed])));
}

/** Whether the row hides what a lock does not approve, whether or not its file was read yet. */
export function isLocked(row: Mapping): boolean {
  return isEnforced(row.toolLock);
}

/** The lock of a row, as its file was read; undefined where nothing is enforced. */
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
