/** What a program should know of the lock of a server before anything is done. */
import { isBoundTo, originOf } from "../lock/upstream";
import { rowsOf } from "../rows/overrides";
import { isUnknown, ownMember, type Properties } from "../lifecycle/values";
import type { Given } from "../lifecycle/resourceKind";
import { keyOf, summaryIn } from "../toolLock/summary";
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
      `${file} was reviewed for another URL (at ${originOf(summary.hostname)}) than hostname (at ${originOf(hostname)}): nothing is approved until \`pulumi-cloudflare-mcp lock update ${String(serverId)}\` and a review.`,
    );
  }
  if (sync === "never") {
    found.push(
      'sync is "never": of a new server nothing is known, and nothing shown, until Cloudflare has synced it by itself and `pulumi up --refresh` was run.',
    );
  }
  const turnedOff = [
    ...rowsOf(updatedTools).map((row) => ({ ...row, lines: summary.tools })),
    ...rowsOf(updatedPrompts).map((row) => ({ ...row, lines: summary.prompts })),
  ].filter(({ name, enabled, lines }: Properties) => {
    const line = ownMember(lines as Properties, keyOf(String(name)));
    return enabled === false && typeof line === "string" && line.startsWith("approved");
  });
  if (turnedOff.length > 0) {
    const words = turnedOff.map(({ name }: Properties) => `"${String(name)}"`).join(", ");
    found.push(
      `${file} allows ${words}, which updatedTools or updatedPrompts turns off (enabled: false). Rows that pass this McpServer hide them; other rows might show them. Set allow to false in the lock instead.`,
    );
  }
  return found;
}
