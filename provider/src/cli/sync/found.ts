/** Describes what a sync found, compared with Cloudflare's earlier list. */
import { digestOf } from "../../lock/digest";
import { catalogues, sorted } from "../../lock/file";
import type { WireServer } from "../../cloudflare/wire";
import { rowsOf } from "../../rows/overrides";
import { joined, line, say, visible, type Shown } from "../../text/shown";
import { formatCount } from "../text";

const shownNames = 20;

/** `12 tools and 2 prompts`, then a line each for names that are new, changed or gone. */
export function describeFound(before: WireServer, after: WireServer): Shown {
  const counts = catalogues.map((kind) => formatCount(rowsOf(after[kind]).length, kind.slice(0, -1)));
  const lines = catalogues.flatMap((kind) => describeChanges(digestsOf(before[kind]), digestsOf(after[kind])));
  return joined([joined(counts, " and "), ...lines]);
}

/** An unsynced server has null instead of a list. A map, because an upstream chooses the names. */
function digestsOf(definitions: unknown): ReadonlyMap<string, string> {
  return new Map(
    rowsOf(definitions).flatMap((definition): [string, string][] =>
      typeof definition.name === "string" ? [[definition.name, digestOf(definition)]] : [],
    ),
  );
}

function describeChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Shown[] {
  const [old, now] = [[...before.keys()], [...after.keys()]];
  return [
    ...listNames(
      "new",
      now.filter((name) => !before.has(name)),
    ),
    ...listNames(
      "changed",
      now.filter((name) => before.has(name) && before.get(name) !== after.get(name)),
    ),
    ...listNames(
      "gone",
      old.filter((name) => !after.has(name)),
    ),
  ];
}

function listNames(what: string, names: readonly string[]): Shown[] {
  const shown = joined(sorted(names).slice(0, shownNames).map(visible), ", ");
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : "";
  return names.length === 0 ? [] : [say`  ${visible(what)}: ${shown}${line(more)}`];
}
