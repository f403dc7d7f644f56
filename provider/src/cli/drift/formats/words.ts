/** The same words in every format for people. */
import { isSet } from "../../../lifecycle/values";
import { counted, visibleStart } from "../../text";
import type {
  Difference,
  Exposure,
  Finding,
  InventoryPortal,
  InventoryServer,
  Report,
  Scope,
  Subject,
} from "../report";

/** What is longer is cut for people; the JSON format has it whole. */
const longestName = 100;
const longestValue = 200;
const longestText = 500;
const mostAccounts = 10;

/** What was looked at, in words of ours, and the name that somebody gave to it. */
export function titleParts(scope: Scope): readonly [words: string, name?: string] {
  switch (scope.kind) {
    case "stack":
      return scope.name === null ? ["Drift of the stack"] : ["Drift of stack", nameWords(scope.name)];
    case "state":
      return ["Drift of the state in", visibleStart(scope.file, longestValue)];
    case "account":
      return ["MCP servers and portals of the account"];
  }
}

export function title({ scope }: Report): string {
  return titleParts(scope).join(" ");
}

export function accountWords({ accounts, checkedAt }: Report): string {
  const each = accounts
    .slice(0, mostAccounts)
    .map(
      ({ id, servers, portals }) =>
        `account ${nameWords(id)}: ${counted(servers, "server")}, ${counted(portals, "portal")}`,
    );
  const more = accounts.length - each.length;
  return [...each, ...(more === 0 ? [] : [counted(more, "more account")]), `checked ${checkedAt}`].join("; ");
}

/** One sentence that says how it is. */
export function summaryWords(report: Report): string {
  const { scope, summary, compared } = report;
  const { findings, notes, unread, waived } = summary;
  const more = [
    unread === 0 ? "" : `${counted(unread, "thing")} could not be read`,
    findings === 0 ? "" : counted(findings, "finding"),
    notes === 0 ? "" : counted(notes, "note"),
    waived === 0 ? "" : `${waived.toLocaleString("en-US")} waived`,
  ].filter((part) => part !== "");
  const found = more.length === 0 ? "" : ` ${capital(more.join(", "))}.`;
  if (unread > 0) {
    return `Not everything could be read.${found}`;
  }
  if (scope.kind === "account") {
    const all = report.accounts.reduce((count, { servers, portals }) => count + servers + portals, 0);
    return `${capital(counted(all, "object"))}, compared with no program: nothing here can have drifted.${found}`;
  }
  return findings === 0
    ? `No drift: what Cloudflare has is as declared (${counted(compared, "resource")}).${found}`
    : `Drift, in ${counted(compared, "resource")}.${found}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An id, or a name in a program. */
export function nameWords(text: string): string {
  return visibleStart(text, longestName);
}

/** `server docs`, and the name in the program where it is another one. */
export function subjectWords({ kind, id, resource }: Subject): string {
  const named = resource === undefined || resource === id ? "" : ` ("${nameWords(resource)}" in the program)`;
  return `${kind === "waiver" ? "waiver for" : kind} ${nameWords(id)}${named}`;
}

export function messageWords({ message }: Finding): string {
  return visibleStart(message, longestText);
}

/** `description: "Documentation" → "Edited by hand"`: declared, then found. */
export function differenceWords(difference: Difference): string {
  const { path, declared, found } = differenceParts(difference);
  return `${path}: ${declared} → ${found}`;
}

export function differenceParts(difference: Difference): Record<"path" | "declared" | "found", string> {
  const { secret, declared, found } = difference;
  const path = visibleStart(difference.path, longestValue);
  return secret === true
    ? { path, declared: "[secret]", found: "another value" }
    : { path, declared: valueWords(declared), found: valueWords(found) };
}

function valueWords(value: unknown): string {
  return isSet(value) ? visibleStart(JSON.stringify(value), longestValue) : "nothing";
}

export function waivedWords({ waived }: Finding): string {
  return waived === undefined ? "" : `waived until ${waived.until}: ${visibleStart(waived.why, longestText)}`;
}

/** `12 of 14 tools of docs, no tool lock` */
export function exposureWords({ serverId, tools, hidden, lock }: Exposure): string {
  const all = tools.length + hidden;
  return `${tools.length.toLocaleString("en-US")} of ${counted(all, "tool")} of ${nameWords(serverId)} (${lock === null ? "no tool lock" : visibleStart(lock, longestValue)})`;
}

/** `docs: https://docs.example.com/mcp, unauthenticated, ready, 3 tools` */
export function inventoryServerWords(server: InventoryServer): string {
  const { id, hostname, authType, status, tools, declaredBy } = server;
  const facts = [hostname, authType, status ?? "no status"].map((fact) => visibleStart(fact, longestValue));
  return `${nameWords(id)}: ${[...facts, counted(tools, "tool"), ...byWords(declaredBy)].join(", ")}`;
}

export function inventoryPortalWords({ id, hostname, servers, declaredBy }: InventoryPortal): string {
  const list = servers.length === 0 ? "no servers" : servers.map(nameWords).join(", ");
  return `${nameWords(id)}: ${[visibleStart(hostname, longestValue), list, ...byWords(declaredBy)].join(", ")}`;
}

function byWords(declaredBy: string | null): string[] {
  return declaredBy === null ? [] : [visibleStart(declaredBy, longestValue)];
}

/** How each callable tool is shown in a list. */
export function toolWords({ tools }: Exposure): string[] {
  return tools.map(({ calledAs, approval, certain }) => {
    const marks = [approval === "none" || approval === "approved" ? "" : approval, certain ? "" : "perhaps"].filter(
      (mark) => mark !== "",
    );
    return `${visibleStart(calledAs, longestValue)}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}`;
  });
}

/** Exposures under their portals. */
export function byPortal(report: Report): { readonly portal: string; readonly rows: Exposure[] }[] {
  const portals = new Map<string, Exposure[]>();
  for (const row of report.exposure) {
    const key = `${row.accountId} ${row.portalId}`;
    portals.set(key, [...(portals.get(key) ?? []), row]);
  }
  return [...portals.values()].map((rows) => ({
    portal: `portal ${nameWords(rows[0]?.portalId ?? "")} (${visibleStart(rows[0]?.hostname ?? "", longestValue)})`,
    rows,
  }));
}
