/** The subjects of checks: the portal, and each of its servers. */
import type { WireMappedServer, WireServer } from "../../../cloudflare/wire";
import { rowsOf } from "../../../rows/overrides";
import { serverIdOf, wireMappings } from "../../../rows/rows";
import type { Evidence, Unknown } from "../evidence";
import type { Subject } from "../report";

/** The place of a server on the dashboard. */
export const serverPage = "on the dashboard: Zero Trust > Access controls > AI controls > MCP servers > the server";

/** A server of the portal: its row, and the known part of the server itself. */
export interface ShownServer {
  readonly id: string;
  readonly subject: Subject;
  readonly row: WireMappedServer;
  /** The server in the row, which is all that is known without the list. */
  readonly server: WireServer;
  /** From the row; the default is true. */
  readonly onBehalf: boolean;
}

export function portalSubject({ portal }: Pick<Evidence, "portal">): Subject {
  return { kind: "portal", id: portal.id, name: textOr(portal.name, portal.id) };
}

/** In the order of the portal. */
export function shownServers({ portal, servers }: Pick<Evidence, "portal" | "servers">): ShownServer[] {
  const listed = servers.known ? servers.value : new Map<string, WireServer>();
  return wireMappings(portal.servers).flatMap((row) => {
    const id = serverIdOf(row);
    if (typeof id !== "string" || id === "") {
      return [];
    }
    const server = listed.get(id) ?? withoutRow(row, id);
    const subject = { kind: "server", id, name: textOr(server.name, id) } as const;
    return [{ id, subject, row, server, onBehalf: row.on_behalf !== false }];
  });
}

/** The overrides of a row apply to this portal, and those of a server to all portals. */
function withoutRow(row: WireMappedServer, id: string): WireServer {
  const { updated_tools: _tools, updated_prompts: _prompts, ...server } = row;
  return { ...server, id };
}

/** The permission that is probably missing. Any other reason has its own remedy. */
export function givePermission({ permission }: Unknown, where = ""): { readonly fix?: string } {
  return permission === undefined ? {} : { fix: `Give the API token the permission ${permission}${where}.` };
}

/** The same, and the other meaning of an empty list. */
export function givePermissionOrAdd(lack: Unknown, where: string): { readonly fix?: string } {
  const give = givePermission(lack, `, ${where}`);
  return give.fix !== undefined && lack.isEmpty === true
    ? { fix: `${give.fix} If it has that, there is none, so add it:` }
    : give;
}

export function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** The objects of a list in an answer; none if it is not a list. */
export function objectsOf<Item extends object>(list: readonly Item[] | null | undefined): Item[] {
  return rowsOf(list) as unknown as Item[];
}

export function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item: unknown): item is string => typeof item === "string") : [];
}
