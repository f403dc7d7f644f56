/**
 * No two tools of a server share a name or alias (documented). When the API looks, and what it answers, are guesses: here
 * it refuses each alias that a request sets anew, and knows a tool once a sync has found it.
 */
import type { WireDefinition, WireOverride } from "pulumi-cloudflare-mcp/wire";
import type { Issue, RequestPath } from "../refusals";

export interface AliasesBeside {
  /** What the server's last sync found. */
  readonly definitions: readonly WireDefinition[] | null;
  /** What the list was before. */
  readonly before: readonly WireOverride[] | null | undefined;
  /** The server's own overrides, for a list of a portal. */
  readonly ofServer?: readonly WireOverride[] | null;
}

/** Refusals of the aliases in a list at a path of the request. */
export function aliasIssues(
  sent: readonly WireOverride[] | undefined,
  { definitions, before, ofServer }: AliasesBeside,
  path: RequestPath,
): Issue[] {
  const overrides = sent ?? [];
  const names = new Set((definitions ?? []).map(({ name }) => name));
  const old = aliasesOf(before);
  const own = aliasesOf(overrides);
  const elsewhere = [...aliasesOf(ofServer)].filter(([name]) => !own.has(name));
  return overrides.flatMap(({ name, alias }, index) => {
    if (!isText(alias)) {
      return [];
    }
    const isNew = (override: WireOverride): boolean => old.get(override.name) !== override.alias;
    const isRepeated = overrides.some(
      (other, place) => place < index && other.alias === alias && (isNew(other) || isNew({ name, alias })),
    );
    const isTaken =
      names.has(name) &&
      old.get(name) !== alias &&
      ((alias !== name && names.has(alias)) || elsewhere.some(([of, other]) => of !== name && other === alias));
    return isRepeated || isTaken
      ? [
          {
            message: `"${alias}" is already the name or alias of another tool`,
            path: [...path, String(index), "alias"],
          },
        ]
      : [];
  });
}

function aliasesOf(overrides: readonly WireOverride[] | null | undefined): Map<string, string> {
  return new Map((overrides ?? []).flatMap(({ name, alias }) => (isText(alias) ? [[name, alias]] : [])));
}

function isText(value: string | null | undefined): value is string {
  return value !== undefined && value !== null && value !== "";
}
