/** Whether two sets of servers are equivalent, in any spelling and order. */
import { equal, isSet, type Properties } from "../lifecycle/values";
import { deviations } from "./entries";
import { sameLock } from "../toolLock/summary";
import { hides, isLocked, lists, mappings, type Mapping } from "./rows";

/** Whether a program and state are equivalent. */
export function sameMappings(declared: unknown, current: unknown): boolean {
  const before = new Map(mappings(current).map((row) => [row.serverId, row]));
  const rows = mappings(declared);
  return (
    rows.length === before.size &&
    rows.every((row) => {
      const old = before.get(row.serverId);
      return (
        old !== undefined &&
        isSameServer(row, old) &&
        sameLock(row.toolLock, old.toolLock) &&
        equal(normalMapping(row), normalMapping(old))
      );
    })
  );
}

function isSameServer({ incarnation }: Mapping, old: Mapping): boolean {
  return !isSet(incarnation) || incarnation === old.incarnation;
}

function normalMapping(row: Mapping): Properties {
  // A locked row always hides by default. One that does not was observed: no program can declare it.
  const shown = row.defaultDisabled === false || !hides(row);
  const normal: Properties = { shown, onBehalf: row.onBehalf ?? true };
  for (const { allowed, overrides, ofServer } of lists) {
    normal[ofServer] = isLocked(row) ? deviations(row[ofServer], true, false) : null;
    normal[allowed] = row[allowed]?.toSorted() ?? null;
    normal[overrides] = isSet(row[overrides]) ? deviations(row[overrides], shown, isSet(row[allowed])) : null;
  }
  return normal;
}
