/** Pages of a list, with search and order. */
import { listLimits } from "pulumi-cloudflare-mcp/wire";
import { checkedListParameters } from "../openapi/validate";
import type { Switches } from "../switches";

export interface Page<Stored> {
  readonly rows: readonly Stored[];
  readonly info: Readonly<Record<string, number>>;
}

/** One page of a list. `search` looks into certain texts of each object (documented), in any letter case [guess]. */
export function page<Stored extends { readonly id: string }>(
  objects: readonly Stored[],
  query: Readonly<Record<string, unknown>>,
  switches: Switches,
  searched: (object: Stored) => readonly string[],
): Page<Stored> {
  const parameters = checkedListParameters(switches.perPageOutOfRange === "clamp" ? clamped(query) : query);
  const search = parameters.search?.toLowerCase() ?? "";
  const found = ordered(objects, switches).filter((object) =>
    searched(object).some((text) => text.toLowerCase().includes(search)),
  );
  const start = (parameters.page - 1) * parameters.per_page;
  const rows = found.slice(start, start + parameters.per_page);
  return {
    rows,
    info: {
      page: parameters.page,
      per_page: parameters.per_page,
      count: rows.length,
      total_count: found.length,
      ...(switches.resultInfoTotalPages && { total_pages: Math.ceil(found.length / parameters.per_page) }),
    },
  };
}

export interface PageSize {
  readonly usual: number;
  readonly most: number;
}

/**
 * One page of a list of Cloudflare's API in general. What is no size or number of a page becomes the nearest that is one
 * [guess]. Without a total, the rows are all.
 */
export function pageOf<Stored extends { readonly id: string }>(
  objects: readonly Stored[],
  query: Readonly<Record<string, unknown>>,
  size: PageSize,
  switches: Switches,
  total = objects.length,
): Page<Stored> {
  const number = within(query.page, 1, Infinity) ?? 1;
  const perPage = within(query.per_page, 1, size.most) ?? size.usual;
  const rows = ordered(objects, switches).slice((number - 1) * perPage, number * perPage);
  return {
    rows,
    info: {
      page: number,
      per_page: perPage,
      count: rows.length,
      total_count: total,
      total_pages: Math.ceil(total / perPage),
    },
  };
}

function within(value: unknown, least: number, most: number): number | undefined {
  const number = Number(value);
  return value === undefined || !Number.isInteger(number) ? undefined : Math.min(Math.max(number, least), most);
}

function ordered<Stored extends { readonly id: string }>(objects: readonly Stored[], switches: Switches): Stored[] {
  const byId = (one: Stored, other: Stored): number => (one.id < other.id ? -1 : 1);
  switch (switches.listOrder) {
    case "created":
      return [...objects];
    case "id":
      return [...objects].sort(byId);
    case "idDescending":
      return [...objects].sort(byId).reverse();
  }
}

function clamped(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const perPage = Number(query.per_page);
  return perPage > listLimits.perPage ? { ...query, per_page: listLimits.perPage } : query;
}
