/** Finds the smallest differences between two values of an argument. */
import { isObject, isSet, equal, ownMember, type Properties } from "../../lifecycle/values";
import { asText } from "../../text/asText";
import { compareText } from "../order";
import type { FieldDifference } from "./report";

/** `path` is the path of the whole value. Null means absent. */
export function compareValues(path: string, declared: unknown, found: unknown): FieldDifference[] {
  if (equal(declared, found)) {
    return [];
  }
  const [one, other] = [splitMembers(declared), splitMembers(found)];
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
    compareValues(one.at(path, name), ownMember(one.members, name) ?? null, ownMember(other.members, name) ?? null),
  );
  // Only the order is different.
  return inner.length > 0 ? inner : [{ path, declared, found }];
}

interface Members {
  readonly kind: "object" | "rows" | "names";
  readonly members: Properties;
  at(path: string, name: string): string;
}

const rowKeys = ["serverId", "name"] as const;

/** Rows and names are sets, so their order means nothing. */
function splitMembers(value: unknown): Members | undefined {
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
        members: Object.fromEntries(list.map((row) => splitKey(row as Properties, key))),
        at,
      };
}

function splitKey(row: Properties, key: string): [string, Properties] {
  const { [key]: name, ...rest } = row;
  return [asText(name), rest];
}
