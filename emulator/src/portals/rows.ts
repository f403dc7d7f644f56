/** Rows of a portal with one entry for each tool and prompt, after a write and after a change of a server. */
import type { WireDefinition, WireOverride } from "pulumi-cloudflare-mcp/wire";
import type { Catalogue, StoredServer } from "../store/storedServer";
import type { Account } from "../store/store";
import type { Switches } from "../switches";
import type { SentRow, StoredEntry, StoredPortal, StoredRow } from "../store/storedPortal";

/** The stored row of a request, with one entry for each tool and prompt that the server has. */
export function rowFrom(sent: SentRow, server: StoredServer, switches: Switches): StoredRow {
  const { server_id, default_disabled = false, on_behalf = true } = sent;
  const entriesOf = (catalogue: Catalogue): StoredEntry[] => {
    const overrides = sent[`updated_${catalogue}`] ?? [];
    const kept = switches.equalDescription === "kept" ? overrides : withoutEqual(overrides, server[catalogue]);
    return entries(kept, server[catalogue], !default_disabled);
  };
  return {
    server_id,
    default_disabled,
    on_behalf,
    updated_tools: entriesOf("tools"),
    updated_prompts: entriesOf("prompts"),
  };
}

/** Overrides without descriptions that equal the upstream's own. */
function withoutEqual(
  overrides: readonly WireOverride[],
  definitions: readonly WireDefinition[] | null,
): readonly WireOverride[] {
  const own = new Map((definitions ?? []).map(({ name, description }) => [name, description]));
  return overrides.map((override) =>
    override.description === own.get(override.name) ? { ...override, description: null } : override,
  );
}

/**
 * The account with rows that match its servers as they are now. A deleted server takes its rows with it [guess]. A sync
 * adds entries for new tools, removes those of removed tools, and keeps all others.
 */
export function withCurrentRows(account: Account, switches: Switches): Account {
  const current = (portal: StoredPortal): StoredPortal => ({
    ...portal,
    servers: portal.servers.flatMap((row) => {
      const server = account.servers.get(row.server_id);
      return server === undefined ? [] : [currentRow(row, server, switches)];
    }),
  });
  return { ...account, portals: new Map([...account.portals].map(([id, portal]) => [id, current(portal)])) };
}

function currentRow(row: StoredRow, server: StoredServer, switches: Switches): StoredRow {
  const isLaterShown = !row.default_disabled || !switches.defaultDisabledHidesLaterTools;
  return {
    ...row,
    updated_tools: entries(row.updated_tools, server.tools, isLaterShown),
    updated_prompts: entries(row.updated_prompts, server.prompts, isLaterShown),
  };
}

/** One entry for each definition, in order. The API drops overrides of anything else (observed). */
function entries(
  overrides: readonly WireOverride[],
  definitions: readonly WireDefinition[] | null,
  isShown: boolean,
): StoredEntry[] {
  const byName = new Map(overrides.map((override) => [override.name, override]));
  const names = new Set((definitions ?? []).map(({ name }) => name));
  return [...names].map((name) => {
    const { enabled, alias, description } = byName.get(name) ?? { name };
    return { name, enabled: enabled ?? isShown, alias: alias ?? null, description: description ?? null };
  });
}
