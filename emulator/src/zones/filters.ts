/** The filters of the lists of zones and of records, as far as the published SDK types document them. */
import type { StoredRecord, StoredZone } from "../store/storedZone";

export type Query = Readonly<Record<string, unknown>>;

type Comparison = (text: string, wanted: string) => boolean;

const equal: Comparison = (text, wanted) => text === wanted;

/** As in `name=ends_with:example.com`. Without one of them a name is compared whole. */
const operators: Readonly<Record<string, Comparison>> = {
  equal,
  not_equal: (text, wanted) => text !== wanted,
  starts_with: (text, wanted) => text.startsWith(wanted),
  ends_with: (text, wanted) => text.endsWith(wanted),
  contains: (text, wanted) => text.includes(wanted),
};

/** As in `name.exact=mcp.example.com`. */
const suffixes: Readonly<Record<string, Comparison>> = {
  exact: equal,
  startswith: (text, wanted) => text.startsWith(wanted),
  endswith: (text, wanted) => text.endsWith(wanted),
  contains: (text, wanted) => text.includes(wanted),
};

export function matchesZone(zone: StoredZone, query: Query): boolean {
  const { account } = zone;
  return matches(query, [
    ...filter(query.name, (wanted) => isName(zone.name, wanted)),
    ...filter(query["account.id"], (wanted) => account?.id === wanted),
    ...filter(query["account.name"], (wanted) => isName(account?.name ?? "", wanted)),
    ...filter(query.status, (wanted) => zone.status === wanted),
    ...filter(query.type, (wanted) => wanted.split(",").some((type) => type === zone.type)),
  ]);
}

export function matchesRecord(record: StoredRecord, query: Query): boolean {
  return matches(query, recordFilters(record, query));
}

/** Whether a query asks for some of the records only. */
export function isFiltered(query: Query): boolean {
  return recordFilters({ id: "", zone_id: "", name: "", type: "" }, query).length > 0;
}

function recordFilters(record: StoredRecord, query: Query): boolean[] {
  const texts = { name: record.name, content: record.content ?? "" };
  return [
    ...filter(query.name, (wanted) => record.name.toLowerCase() === wanted.toLowerCase()),
    ...filter(query.type, (wanted) => record.type === wanted.toUpperCase()),
    ...filter(query.proxied, (wanted) => String(record.proxied ?? false) === wanted),
    ...Object.entries(texts).flatMap(([member, text]) =>
      Object.entries(suffixes).flatMap(([suffix, compare]) =>
        filter(query[`${member}.${suffix}`], (wanted) => compare(text.toLowerCase(), wanted.toLowerCase())),
      ),
    ),
  ];
}

function isName(name: string, wanted: string): boolean {
  const [, operator = "", rest = ""] = /^(\w+):(.*)$/.exec(wanted) ?? [];
  const compare = operators[operator];
  return compare === undefined
    ? equal(name.toLowerCase(), wanted.toLowerCase())
    : compare(name.toLowerCase(), rest.toLowerCase());
}

function filter(wanted: unknown, holds: (wanted: string) => boolean): boolean[] {
  return typeof wanted === "string" ? [holds(wanted)] : [];
}

function matches({ match }: Query, holding: readonly boolean[]): boolean {
  return match === "any" && holding.length > 0 ? holding.includes(true) : !holding.includes(false);
}
