/** Warnings about the lock of a server before any change. */
import type { LockEntries } from "../lock/file";
import { isBoundTo, originOf } from "../lock/upstream";
import { rowsOf } from "../rows/overrides";
import { isUnknown, type Properties } from "../lifecycle/values";
import type { Given } from "../lifecycle/resourceKind";
import { asText } from "../text/asText";
import { lockFrom, summaryIn } from "../toolLock/summary";
import type { ServerArguments } from "./table";

export function lockWarnings({
  toolLock,
  hostname,
  sync,
  serverId,
  updatedTools,
  updatedPrompts,
}: Given<ServerArguments>): string[] {
  const summary = summaryIn(toolLock);
  if (summary === undefined) {
    return [];
  }
  const found: string[] = [];
  const { file } = summary;
  if (
    summary.hostname !== undefined &&
    typeof hostname === "string" &&
    !isUnknown(hostname) &&
    !isBoundTo(summary.hostname, hostname)
  ) {
    found.push(
      `${file} approves nothing, because it was reviewed for another URL at ${originOf(summary.hostname)}; hostname is at ${originOf(hostname)}. Run \`npx pulumi-cloudflare-mcp lock update ${asText(serverId)}\`, and review the file.`,
    );
  }
  if (sync === "never") {
    found.push(
      'sync is "never": portals expose no tools of a new server until Cloudflare syncs it. After that, run `pulumi up --refresh`.',
    );
  }
  const { tools, prompts } = lockFrom(asText(serverId), summary);
  const disabledIn = (overrides: unknown, entries: LockEntries): Properties[] =>
    rowsOf(overrides).filter(({ name, enabled }) => enabled === false && entries.get(asText(name))?.allow === true);
  const disabled = [...disabledIn(updatedTools, tools), ...disabledIn(updatedPrompts, prompts)];
  if (disabled.length > 0) {
    const pronoun = disabled.length === 1 ? "it" : "them";
    const words = disabled.map(({ name }: Properties) => `"${asText(name)}"`).join(", ");
    found.push(
      `${file} allows ${words}, but updatedTools or updatedPrompts disables ${pronoun} (enabled: false). Rows that reference this McpServer hide ${pronoun}; other rows might expose ${pronoun}. Set allow to false in the lock instead.`,
    );
  }
  return found;
}
