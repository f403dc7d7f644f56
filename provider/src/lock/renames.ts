/** Likely renames: a removed tool and a new one that differ only in their names. */
import { digestOf } from "./digest";
import type { Judged } from "./verdict";

export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** Ambiguous matches do not count. */
export function likelyRenames(judged: readonly Judged[], ignore: readonly string[]): Rename[] {
  const nameless = (definition: object): string => digestOf({ ...definition, name: "" }, ignore);
  const [gone, fresh] = (["gone", "new"] as const).map((standing) => {
    const byRest = new Map<string, string[]>();
    for (const each of judged.filter((one) => one.standing === standing)) {
      const rest = nameless(each.reviewed?.definition ?? each.observed?.definition ?? {});
      const names = byRest.get(rest);
      if (names === undefined) {
        byRest.set(rest, [each.name]);
      } else {
        names.push(each.name);
      }
    }
    return byRest;
  });
  return [...(gone ?? [])].flatMap(([rest, [from, ...others]]) => {
    const [to, ...more] = fresh?.get(rest) ?? [];
    return from !== undefined && to !== undefined && others.length + more.length === 0 ? [{ from, to }] : [];
  });
}
