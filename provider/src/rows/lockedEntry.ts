/** Combines all settings of one tool (or prompt) in a locked row. */
import * as v from "valibot";
import { overrideForm, type WireOverride } from "../cloudflare/wire";
import { textSchema } from "../lifecycle/schemas";
import { isSet, noneIfEmpty } from "../lifecycle/values";
import type { Entry } from "./entries";

export interface Say {
  readonly name: string;
  /** Whether the lock allows it, and it is as reviewed. */
  readonly isApproved: boolean;
  /** The reviewed text (pin.ts); undefined if there is none. */
  readonly pin: string | undefined;
  /** Whether the row's allow-list (`tools`) contains it; undefined if the row has none. */
  readonly isListed: boolean | undefined;
  /** Its override in the row (`updatedTools`). */
  readonly row: Partial<WireOverride> | undefined;
  /** Its override on the McpServer. */
  readonly server: Partial<WireOverride> | undefined;
  /** Its override on the server at Cloudflare, whoever wrote it. */
  readonly atServer: Pick<Entry, "alias" | "description">;
  /** A description that Cloudflare drops because it equals the upstream's; undefined if it keeps all. */
  readonly notKept: unknown;
}

/**
 * No setting exposes what another one hides. Texts of the row take precedence over those of the McpServer. Without
 * either, the tool has its own name and the reviewed text. A write overrides what others set on the server.
 */
export function lockedEntry(say: Say): Entry {
  const { isApproved, isListed, row, server } = say;
  const isWanted = isApproved && isListed !== false && row?.enabled !== false && server?.enabled !== false;
  return isWanted && isSayable(say)
    ? { enabled: true, alias: aliasOf(say), description: textOf(say) }
    : { enabled: false, alias: row?.alias ?? null, description: noneIfEmpty(row?.description) };
}

/** Whether Cloudflare can expose the tool under exactly this name and description. */
export function isSayable(say: Say): boolean {
  const { server, atServer, notKept } = say;
  const [alias, text] = [aliasOf(say), textOf(say)];
  const isForeign =
    isSet(atServer.description) && ![text, server?.description].includes(atServer.description as string);
  return (alias === null || v.is(textSchema(overrideForm.alias), alias)) && !(isForeign && isDropped(text, notKept));
}

/** Whether Cloudflare drops a text, so that a missing one means nothing. */
export function isDropped(text: unknown, notKept: unknown): boolean {
  return isSet(text) && text === notKept;
}

/** None if the alias equals the name. */
function aliasOf({ name, row, server, atServer }: Say): string | null {
  const called = server?.alias ?? name;
  return row?.alias ?? (called === (atServer.alias ?? name) ? null : called);
}

function textOf({ row, server, pin }: Say): string | null {
  return (noneIfEmpty(row?.description) ?? noneIfEmpty(server?.description) ?? pin ?? null) as string | null;
}
