/** A portal as the API returns it. */
import { portalFields, type WireOverride, type WireReturnedOverride } from "pulumi-cloudflare-mcp/wire";
import { serverAnswer } from "../servers/answer";
import type { StoredServer } from "../store/storedServer";
import type { Switches } from "../switches";
import type { StoredEntry, StoredPortal, StoredRow } from "../store/storedPortal";

/** A row with the server that it maps. */
export type MappedRow = StoredRow & { readonly server: StoredServer };

/** The portal as the API returns it. */
export function portalAnswer(
  portal: StoredPortal,
  rows: readonly MappedRow[],
  switches: Switches,
): Record<string, unknown> {
  const values: Readonly<Record<string, unknown>> = {
    ...portal,
    hostname: switches.hostnameInAnswers === "canonical" ? portal.hostname.toLowerCase() : portal.hostname,
    allow_code_mode: portal.code_mode !== "off",
    servers: rows.map((row) => rowAnswer(row, switches)),
  };
  return Object.fromEntries(Object.keys(portalFields).map((name) => [name, values[name]]));
}

/** The whole server, and how the portal shows it (specification). */
function rowAnswer(row: MappedRow, switches: Switches): Record<string, unknown> {
  const { server, server_id, default_disabled, on_behalf } = row;
  return {
    ...serverAnswer(server, switches),
    server_id,
    default_disabled,
    on_behalf,
    updated_tools: withServerValues(row.updated_tools, server.updated_tools),
    updated_prompts: withServerValues(row.updated_prompts, server.updated_prompts),
  };
}

/** The entries of the portal, with the server's own overrides beside them. */
function withServerValues(
  entries: readonly StoredEntry[],
  overrides: readonly WireOverride[] | null,
): WireReturnedOverride[] {
  return entries.map(({ name, enabled, alias, description }) => {
    const own = overrides?.find((override) => override.name === name);
    return {
      name,
      enabled,
      portal_alias: alias,
      portal_description: description,
      server_alias: own?.alias ?? null,
      server_description: own?.description ?? null,
    };
  });
}
