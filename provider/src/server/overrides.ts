/**
 * The overrides of a server. With an enforced lock, only the program sets them: texts and aliases that it does not
 * declare are drift. A tool that somebody disabled by hand stays disabled, because a scheduled `up` must not undo an
 * emergency stop.
 */
import type { Catalogue } from "../lock/file";
import type { UnnamedField } from "../lifecycle/fields";
import { isSet } from "../lifecycle/values";
import { names, observeOverrides, overrideRows, rowsOf } from "../rows/overrides";
import { asText } from "../text/asText";
import { isEnforced } from "../toolLock/summary";

export function overridesOf(catalogue: Catalogue): Pick<UnnamedField, "implied" | "observe"> {
  return {
    implied: ({ toolLock }) => (isEnforced(toolLock) ? [] : undefined),
    observe: (declared, remote, { wire, known: { toolLock } }) =>
      observeOverrides(declared, isEnforced(toolLock) ? withoutStops(declared, remote) : remote, wire[catalogue]),
  };
}

/** The names that are disabled at Cloudflare and not set by the program. */
export function stoppedByHand(declared: unknown, remote: unknown): Set<string> {
  const decided = names(rowsOf(declared).filter(({ enabled }) => isSet(enabled)));
  const off = names(rowsOf(remote).filter(({ enabled }) => enabled === false));
  return new Set([...off].filter((name) => !decided.has(name)));
}

/** Overrides that disable these names as well. */
export function withStops(overrides: unknown, stopped: ReadonlySet<string>): Record<string, unknown>[] {
  const present = names(overrides);
  return [
    ...rowsOf(overrides).map((row) => (stopped.has(asText(row.name)) ? { ...row, enabled: false } : row)),
    ...[...stopped].filter((name) => !present.has(name)).map((name) => ({ name, enabled: false })),
  ];
}

function withoutStops(declared: unknown, remote: unknown): Record<string, unknown>[] {
  const stopped = stoppedByHand(declared, remote);
  const present = names(declared);
  return overrideRows(remote).flatMap((row) => {
    if (!stopped.has(asText(row.name))) {
      return [row];
    }
    const { enabled: _, ...words } = row;
    return present.has(asText(row.name)) || isSet(row.alias) || isSet(row.description) ? [words] : [];
  });
}
