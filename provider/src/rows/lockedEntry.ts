/** What a locked row says of one tool (or prompt): the one place where all that have a say about it meet. */
import * as v from "valibot";
import { overrideForm, type WireOverride } from "../cloudflare/wire";
import { textSchema } from "../lifecycle/schemas";
import { isSet, noneIfEmpty } from "../lifecycle/values";
import type { Entry } from "./entries";

export interface Say {
  readonly name: string;
  /** Whether the lock allows it, and it is as it was reviewed. */
  readonly isApproved: boolean;
  /** The reviewed text (pin.ts); undefined where none was reviewed. */
  readonly pin: string | undefined;
  /** Whether the row's own list (`tools`) names it; undefined where the row has none. */
  readonly isListed: boolean | undefined;
  /** What the row's overrides (`updatedTools`) say of it. */
  readonly row: Partial<WireOverride> | undefined;
  /** What the overrides of the McpServer say of it. */
  readonly server: Partial<WireOverride> | undefined;
  /** What the server at Cloudflare says of it for all portals, whoever wrote it. */
  readonly atServer: Pick<Entry, "alias" | "description">;
  /** A description that Cloudflare does not keep, since it equals the upstream's; undefined where it keeps all. */
  readonly notKept: unknown;
}

/**
 * Nobody can show what another one hides. The words of the program stand: those of the row before those of the McpServer.
 * Otherwise the tool has its own name and the reviewed text. A write overrides whatever others wrote on the server.
 */
export function lockedEntry(say: Say): Entry {
  const { isApproved, isListed, row, server } = say;
  const isWanted = isApproved && isListed !== false && row?.enabled !== false && server?.enabled !== false;
  return isWanted && isSayable(say)
    ? { enabled: true, alias: aliasOf(say), description: textOf(say) }
    : { enabled: false, alias: row?.alias ?? null, description: noneIfEmpty(row?.description) };
}

/** Whether Cloudflare can show the tool under no other words than these. */
export function isSayable(say: Say): boolean {
  const { server, atServer, notKept } = say;
  const [alias, text] = [aliasOf(say), textOf(say)];
  const isForeign =
    isSet(atServer.description) && ![text, server?.description].includes(atServer.description as string);
  return (alias === null || v.is(textSchema(overrideForm.alias), alias)) && !(isForeign && isDropped(text, notKept));
}

/** Whether Cloudflare does not keep a text, so that its absence means nothing. */
export function isDropped(text: unknown, notKept: unknown): boolean {
  return isSet(text) && text === notKept;
}

/** None where the tool has its name without. */
function aliasOf({ name, row, server, atServer }: Say): string | null {
  const called = server?.alias ?? name;
  return row?.alias ?? (called === (atServer.alias ?? name) ? null : called);
}

function textOf({ row, server, pin }: Say): string | null {
  return (noneIfEmpty(row?.description) ?? noneIfEmpty(server?.description) ?? pin ?? null) as string | null;
}
