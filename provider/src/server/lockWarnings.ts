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
      `${file} was reviewed for another URL (at ${originOf(summary.hostname)}) than hostname (at ${originOf(hostname)}): it approves nothing. Run \`pulumi-cloudflare-mcp lock update ${asText(serverId)}\`, and review the file.`,
    );
  }
  if (sync === "never") {
    found.push(
      'sync is "never": portals show no tools of a new server until Cloudflare syncs it by itself. Run `pulumi up --refresh` after it.',
    );
  }
  const { tools, prompts } = lockFrom(asText(serverId), summary);
  const turnsOff = (overrides: unknown, entries: LockEntries): Properties[] =>
    rowsOf(overrides).filter(({ name, enabled }) => enabled === false && entries.get(asText(name))?.allow === true);
  const turnedOff = [...turnsOff(updatedTools, tools), ...turnsOff(updatedPrompts, prompts)];
  if (turnedOff.length > 0) {
    const words = turnedOff.map(({ name }: Properties) => `"${asText(name)}"`).join(", ");
    found.push(
      `${file} allows ${words}, which updatedTools or updatedPrompts turns off (enabled: false). Rows that reference this McpServer hide them; other rows might show them. Set allow to false in the lock instead.`,
    );
  }
  return found;
}
