/** The words that all formats for people share. Long texts are cut; the JSON format has them whole. */
import { isSet } from "../../../lifecycle/values";
import { formatCount, printableStart } from "../../text";
import type {
  FieldDifference,
  Exposure,
  Finding,
  InventoryPortal,
  InventoryServer,
  Report,
  Scope,
  Subject,
} from "../report";

const longestName = 100;
const longestValue = 200;
const longestText = 500;
const mostAccounts = 10;

/** The scope in our own words, and its name, which is text from outside. */
export function describeScope(scope: Scope): readonly [words: string, name?: string] {
  switch (scope.kind) {
    case "stack":
      return scope.name === null ? ["Drift of the stack"] : ["Drift of stack", shortenName(scope.name)];
    case "state":
      return ["Drift of the state in", printableStart(scope.file, longestValue)];
    case "account":
      return ["MCP servers and portals of the account"];
  }
}

export function formatTitle({ scope }: Report): string {
  return describeScope(scope).join(" ");
}

export function describeAccounts({ accounts, checkedAt }: Report): string {
  const each = accounts
    .slice(0, mostAccounts)
    .map(
      ({ id, servers, portals }) =>
        `account ${shortenName(id)}: ${formatCount(servers, "server")}, ${formatCount(portals, "portal")}`,
    );
  const more = accounts.length - each.length;
  return [...each, ...(more === 0 ? [] : [formatCount(more, "more account")]), `checked ${checkedAt}`].join("; ");
}

/** The result in one sentence. */
export function describeSummary(report: Report): string {
  const { scope, summary, compared } = report;
  const { findings, notes, unread, waived } = summary;
  const more = [
    unread === 0 ? "" : `${formatCount(unread, "thing")} could not be read`,
    findings === 0 ? "" : formatCount(findings, "finding"),
    notes === 0 ? "" : formatCount(notes, "note"),
    waived === 0 ? "" : `${waived.toLocaleString("en-US")} waived`,
  ].filter((part) => part !== "");
  const found = more.length === 0 ? "" : ` ${capitalize(more.join(", "))}.`;
  if (unread > 0) {
    return `Not everything could be read.${found}`;
  }
  if (scope.kind === "account") {
    const all = report.accounts.reduce((count, { servers, portals }) => count + servers + portals, 0);
    return `${capitalize(formatCount(all, "object"))}, compared with no program: nothing here can have drifted.${found}`;
  }
  return findings === 0
    ? `No drift: what Cloudflare has is as declared (${formatCount(compared, "resource")}).${found}`
    : `Drift, in ${formatCount(compared, "resource")}.${found}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An id, or a name in a program. */
export function shortenName(text: string): string {
  return printableStart(text, longestName);
}

/** `server docs`, with the name in the program where it differs. */
export function describeSubject({ kind, id, resource }: Subject): string {
  const named = resource === undefined || resource === id ? "" : ` ("${shortenName(resource)}" in the program)`;
  return `${kind === "waiver" ? "waiver for" : kind} ${shortenName(id)}${named}`;
}

export function shortenMessage({ message }: Finding): string {
  return printableStart(message, longestText);
}

/** `description: "Documentation" → "Edited by hand"`: declared, then found. */
export function describeDifference(difference: FieldDifference): string {
  const { path, declared, found } = splitDifference(difference);
  return `${path}: ${declared} → ${found}`;
}

export function splitDifference(difference: FieldDifference): Record<"path" | "declared" | "found", string> {
  const { secret, declared, found } = difference;
  const path = printableStart(difference.path, longestValue);
  return secret === true
    ? { path, declared: "[secret]", found: "another value" }
    : { path, declared: describeValue(declared), found: describeValue(found) };
}

function describeValue(value: unknown): string {
  return isSet(value) ? printableStart(JSON.stringify(value), longestValue) : "nothing";
}

export function describeWaiver({ waived }: Finding): string {
  return waived === undefined ? "" : `waived until ${waived.until}: ${printableStart(waived.why, longestText)}`;
}

/** `12 of 14 tools of docs, no tool lock` */
export function describeExposure({ serverId, tools, hidden, lock }: Exposure): string {
  const all = tools.length + hidden;
  return `${tools.length.toLocaleString("en-US")} of ${formatCount(all, "tool")} of ${shortenName(serverId)} (${lock === null ? "no tool lock" : printableStart(lock, longestValue)})`;
}

/** `docs: https://docs.example.com/mcp, unauthenticated, ready, 3 tools` */
export function describeServer(server: InventoryServer): string {
  const { id, hostname, authType, status, tools, declaredBy } = server;
  const facts = [hostname, authType, status ?? "no status"].map((fact) => printableStart(fact, longestValue));
  return `${shortenName(id)}: ${[...facts, formatCount(tools, "tool"), ...describeDeclarer(declaredBy)].join(", ")}`;
}

export function describePortal({ id, hostname, servers, declaredBy }: InventoryPortal): string {
  const list = servers.length === 0 ? "no servers" : servers.map(shortenName).join(", ");
  return `${shortenName(id)}: ${[printableStart(hostname, longestValue), list, ...describeDeclarer(declaredBy)].join(", ")}`;
}

function describeDeclarer(declaredBy: string | null): string[] {
  return declaredBy === null ? [] : [printableStart(declaredBy, longestValue)];
}

/** The callable tools, with doubts in brackets. */
export function describeTools({ tools }: Exposure): string[] {
  return tools.map(({ calledAs, approval, certain }) => {
    const marks = [approval === "none" || approval === "approved" ? "" : approval, certain ? "" : "perhaps"].filter(
      (mark) => mark !== "",
    );
    return `${printableStart(calledAs, longestValue)}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}`;
  });
}

/** Exposures under their portals. */
export function groupByPortal(report: Report): { readonly portal: string; readonly rows: Exposure[] }[] {
  const portals = new Map<string, Exposure[]>();
  for (const row of report.exposure) {
    const key = `${row.accountId} ${row.portalId}`;
    portals.set(key, [...(portals.get(key) ?? []), row]);
  }
  return [...portals.values()].map((rows) => ({
    portal: `portal ${shortenName(rows[0]?.portalId ?? "")} (${printableStart(rows[0]?.hostname ?? "", longestValue)})`,
    rows,
  }));
}
