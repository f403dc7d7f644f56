/** The tools and prompts that a portal offers its clients. */
import { toolNameSeparator, type WireDefinition } from "pulumi-cloudflare-mcp/wire";
import type { Catalogue } from "../store/storedServer";
import type { Switches } from "../switches";
import type { MappedRow } from "./answer";

/**
 * Each definition as the server's last sync found it, with the texts of the portal before those of the server before
 * those of the upstream (documented). Its name is `<server id>_<alias or name>` (documented); the alias after the
 * prefix, and that nothing else can be overridden, are guesses. The portal's own tools (`portal_…`) and code mode are
 * left out.
 */
export function offeredDefinitions(
  rows: readonly MappedRow[],
  catalogue: Catalogue,
  switches: Switches,
): WireDefinition[] {
  return rows.flatMap(({ server, ...row }) => {
    const entries = byName(row[`updated_${catalogue}`]);
    const overrides = byName(server[`updated_${catalogue}`] ?? []);
    return (server[catalogue] ?? []).flatMap((definition) => {
      const entry = entries.get(definition.name);
      const override = overrides.get(definition.name);
      const isTurnedOff = override?.enabled === false && switches.serverDisabledWins;
      if (entry?.enabled !== true || isTurnedOff) {
        return [];
      }
      const description = text(entry.description) ?? text(override?.description);
      return [
        {
          ...definition,
          name: server.id + toolNameSeparator + (text(entry.alias) ?? text(override?.alias) ?? definition.name),
          ...(description !== undefined && { description }),
        },
      ];
    });
  });
}

function byName<Row extends { readonly name: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.name, row]));
}

/** Null and "" are no text. */
function text(value: string | null | undefined): string | undefined {
  return value === null || value === "" ? undefined : value;
}
