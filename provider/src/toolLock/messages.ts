/** Messages about a lock: what is not as reviewed, and what awaits a review. */
import { firstOf } from "../lifecycle/values";
import { short } from "../text/short";
import { keyOf, type LockMode } from "./summary";
import type { Deviation } from "./observe";

const mostNames = 5;

export function deviationMessage(
  serverId: string,
  { file, mode }: { readonly file: string; readonly mode: LockMode },
  deviations: readonly Deviation[],
): string {
  const words = deviations.map(
    ({ kind, name, standing }) =>
      `${short(name)} (${kind === "tools" ? "" : "prompt, "}${standing === "void" ? "of another hostname" : standing})`,
  );
  const effect =
    mode === "enforce"
      ? "Portal rows with this lock hide them until they are reviewed"
      : "Report mode hides none of them";
  return `Not as reviewed in ${file}: ${firstOf(words, mostNames)}. ${effect}. ${showsChanges(serverId)}`;
}

/** `1 approved tool of MCP server "docs" is hidden, review pending: search.` */
export function pendingMessage(serverId: string, names: readonly string[]): string {
  const [count, verb] = names.length === 1 ? ["1 approved tool", "is"] : [`${names.length} approved tools`, "are"];
  return `${count} of MCP server "${serverId}" ${verb} hidden, review pending: ${firstOf(names.map(keyOf).map(short), mostNames)}. ${showsChanges(serverId)}`;
}

function showsChanges(serverId: string): string {
  return `\`npx pulumi-cloudflare-mcp lock check ${serverId}\` shows what changed.`;
}
