/** Cloudflare's rule on aliases: no two tools (or prompts) of a server share a name or alias. */
import { isSet } from "../lifecycle/values";
import { names, rowsOf } from "./overrides";

/**
 * Describes the aliases of a list that collide with a tool of the server. An override whose tool does not exist yet
 * takes no name.
 */
export function aliasConflicts(
  overrides: unknown,
  catalogue: unknown,
  aliasesElsewhere: ReadonlyMap<string, unknown> = new Map(),
): string[] {
  const offered = names(catalogue);
  const own = new Map(
    rowsOf(overrides).flatMap(({ name, alias }) => (typeof name === "string" ? [[name, alias] as const] : [])),
  );
  const inUse = new Map(
    [...aliasesElsewhere].flatMap(([name, alias]) => (isSet(own.get(name)) || !isSet(alias) ? [] : [[alias, name]])),
  );
  return [...own].flatMap(([name, alias]) => {
    if (typeof alias !== "string" || alias === name || !offered.has(name)) {
      return [];
    }
    const isAlias = inUse.has(alias) && inUse.get(alias) !== name;
    return offered.has(alias) || isAlias
      ? [
          `alias "${alias}" of "${name}" is ${offered.has(alias) ? "the name" : "an alias"} of another tool of the server, and Cloudflare requires unique names. Choose another alias. If the upstream has renamed that tool, run \`pulumi refresh\` first.`,
        ]
      : [];
  });
}
