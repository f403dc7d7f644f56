/** Where in a lock file an entry stands, for those who show a finding at a line. */
import { visibleJson } from "../../lock/characters";
import type { Catalogue } from "../../lock/file";

export interface LockEntryPlace {
  readonly kind: Catalogue;
  readonly name: string;
}

/**
 * The line of an entry, from 1; that of its list where it has none, as a tool that nobody has reviewed. By the form in
 * which the commands write the file: in one that somebody formatted otherwise, the first line.
 */
export function lineOf(lockText: string, { kind, name }: LockEntryPlace): number {
  const lines = lockText.split(/\r?\n/);
  const list = lines.findIndex((line) => line.startsWith(`  "${kind}": {`));
  if (list === -1) {
    return 1;
  }
  const after = lines.slice(list + 1);
  const end = after.findIndex((line) => !line.startsWith("    "));
  const entry = after.slice(0, Math.max(end, 0)).indexOf(`    ${visibleJson(JSON.stringify(name))}: {`);
  return list + 1 + (entry + 1);
}
