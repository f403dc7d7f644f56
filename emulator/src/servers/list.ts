import { listLimits } from "pulumi-cloudflare-mcp/wire";
import { checkedListParameters } from "../openapi/validate";
import type { Switches } from "../switches";
import type { StoredServer } from "./storedServer";

export interface Page {
  readonly servers: readonly StoredServer[];
  readonly info: Readonly<Record<string, number>>;
}

/** One page of a list. `search` looks into id and name (documented), without regard to case [guess]. */
export function page(
  servers: readonly StoredServer[],
  query: Readonly<Record<string, unknown>>,
  switches: Switches,
): Page {
  const parameters = checkedListParameters(switches.perPageOutOfRange === "clamp" ? clamped(query) : query);
  const search = parameters.search?.toLowerCase() ?? "";
  const found = ordered(servers, switches).filter((server) =>
    [server.id, server.name].some((text) => text.toLowerCase().includes(search)),
  );
  const start = (parameters.page - 1) * parameters.per_page;
  const rows = found.slice(start, start + parameters.per_page);
  return {
    servers: rows,
    info: {
      page: parameters.page,
      per_page: parameters.per_page,
      count: rows.length,
      total_count: found.length,
      ...(switches.resultInfoTotalPages && { total_pages: Math.ceil(found.length / parameters.per_page) }),
    },
  };
}

function ordered(servers: readonly StoredServer[], switches: Switches): StoredServer[] {
  const byId = (one: StoredServer, other: StoredServer): number => (one.id < other.id ? -1 : 1);
  switch (switches.listOrder) {
    case "created":
      return [...servers];
    case "id":
      return [...servers].sort(byId);
    case "idDescending":
      return [...servers].sort(byId).reverse();
  }
}

function clamped(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const perPage = Number(query.per_page);
  return perPage > listLimits.perPage ? { ...query, per_page: listLimits.perPage } : query;
}
