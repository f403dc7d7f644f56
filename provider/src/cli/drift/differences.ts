/** Where two values of an argument differ, as small as it can be said. */
import { isObject, isSet, equal, type Properties } from "../../lifecycle/values";
import { compareText } from "../order";
import type { Difference } from "./report";

/** `path` is that of the whole. What is null is not there. */
export function differencesOf(path: string, declared: unknown, found: unknown): Difference[] {
  if (equal(declared, found)) {
    return [];
  }
  const [one, other] = [membersOf(declared), membersOf(found)];
  if (one === undefined || one.kind !== other?.kind) {
    return [
      {
        path,
        ...(isSet(declared) ? { declared } : {}),
        ...(isSet(found) ? { found } : {}),
      },
    ];
  }
  const names = [...new Set([...Object.keys(one.members), ...Object.keys(other.members)])].sort(compareText);
  const inner = names.flatMap((name) =>
    differencesOf(one.at(path, name), one.members[name] ?? null, other.members[name] ?? null),
  );
  // Only the order differs, which means nothing here; but somebody has to say something.
  return inner.length > 0 ? inner : [{ path, declared, found }];
}

interface Members {
  readonly kind: "object" | "rows" | "names";
  readonly members: Properties;
  at(path: string, name: string): string;
}

const rowKeys = ["serverId", "name"] as const;

/** Rows are about something by name, and their order means nothing. */
function membersOf(value: unknown): Members | undefined {
  if (isObject(value)) {
    return { kind: "object", members: value, at: (path, name) => `${path}.${name}` };
  }
  if (!Array.isArray(value)) {
    return undefined;
  }
  const at = (path: string, name: string): string => `${path}[${JSON.stringify(name)}]`;
  const list = value as unknown[];
  if (list.every((item) => typeof item === "string")) {
    return { kind: "names", members: Object.fromEntries(list.map((name) => [name, true])), at };
  }
  const key = rowKeys.find((name) => list.every((item) => isObject(item) && typeof item[name] === "string"));
  return key === undefined
    ? undefined
    : {
        kind: "rows",
        members: Object.fromEntries(list.map((row) => withoutKey(row as Properties, key))),
        at,
      };
}

function withoutKey(row: Properties, key: string): [string, Properties] {
  const { [key]: name, ...rest } = row;
  return [String(name), rest];
}
