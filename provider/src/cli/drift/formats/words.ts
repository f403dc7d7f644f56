/** The same words in every format for people. */
import { isSet } from "../../../lifecycle/values";
import { counted, shortened, visible } from "../../text";
import type { Difference, Exposure, Finding, InventoryPortal, InventoryServer, Report, Subject } from "../report";

/** Longer values are cut for people; the JSON format has them whole. */
const longestValue = 200;
const longestText = 500;

export function title({ scope }: Report): string {
  switch (scope.kind) {
    case "stack":
      return `Drift of stack ${visible(scope.name ?? "")}`.trim();
    case "state":
      return `Drift of the state in ${visible(scope.file)}`;
    case "account":
      return "MCP servers and portals of the account";
  }
}

export function accountWords({ accounts, checkedAt }: Report): string {
  const each = accounts.map(
    ({ id, servers, portals }) =>
      `account ${visible(id)}: ${counted(servers, "server")}, ${counted(portals, "portal")}`,
  );
  return [...each, `checked ${checkedAt}`].join("; ");
}

/** One sentence that says how it is. */
export function summaryWords(report: Report): string {
  const { scope, summary, compared } = report;
  const { findings, notes, unread, waived } = summary;
  const more = [
    unread === 0 ? "" : `${counted(unread, "thing")} could not be read`,
    findings === 0 ? "" : counted(findings, "finding"),
    notes === 0 ? "" : counted(notes, "note"),
    waived === 0 ? "" : `${waived} waived`,
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

/** `server docs`, and the name in the program where it is another one. */
export function subjectWords({ kind, id, resource }: Subject): string {
  const named = resource === undefined || resource === id ? "" : ` ("${visible(resource)}" in the program)`;
  return `${kind === "waiver" ? "waiver for" : kind} ${visible(id)}${named}`;
}

export function messageWords({ message }: Finding): string {
  return visible(shortened(message, longestText));
}

/** `description: "Documentation" → "Edited by hand"`: declared, then found. */
export function differenceWords(difference: Difference): string {
  const { path, declared, found } = differenceParts(difference);
  return `${path}: ${declared} → ${found}`;
}

export function differenceParts(difference: Difference): Record<"path" | "declared" | "found", string> {
  const { secret, declared, found } = difference;
  const path = visible(shortened(difference.path, longestValue));
  return secret === true
    ? { path, declared: "[secret]", found: "another value" }
    : { path, declared: valueWords(declared), found: valueWords(found) };
}

function valueWords(value: unknown): string {
  return isSet(value) ? visible(shortened(JSON.stringify(value), longestValue)) : "nothing";
}

export function waivedWords({ waived }: Finding): string {
  return waived === undefined ? "" : `waived until ${waived.until}: ${visible(shortened(waived.why, longestText))}`;
}

/** `12 of 14 tools of docs, no tool lock` */
export function exposureWords({ serverId, tools, hidden, lock }: Exposure): string {
  const all = tools.length + hidden;
  return `${tools.length} of ${counted(all, "tool")} of ${visible(serverId)} (${lock === null ? "no tool lock" : visible(lock)})`;
}

/** `docs: https://docs.example.com/mcp, unauthenticated, ready, 3 tools` */
export function inventoryServerWords(server: InventoryServer): string {
  const { id, hostname, authType, status, tools, declaredBy } = server;
  const facts = [hostname, authType, status ?? "no status"].map(shortWords);
  return `${visible(id)}: ${[...facts, counted(tools, "tool"), ...byWords(declaredBy)].join(", ")}`;
}

export function inventoryPortalWords({ id, hostname, servers, declaredBy }: InventoryPortal): string {
  const list = servers.length === 0 ? "no servers" : servers.map(visible).join(", ");
  return `${visible(id)}: ${[shortWords(hostname), list, ...byWords(declaredBy)].join(", ")}`;
}

function byWords(declaredBy: string | null): string[] {
  return declaredBy === null ? [] : [visible(declaredBy)];
}

function shortWords(text: string): string {
  return visible(shortened(text, longestValue));
}

/** How each callable tool is shown in a list. */
export function toolWords({ tools }: Exposure): string[] {
  return tools.map(({ calledAs, approval, certain }) => {
    const marks = [approval === "none" || approval === "approved" ? "" : approval, certain ? "" : "perhaps"].filter(
      (mark) => mark !== "",
    );
    return `${visible(shortened(calledAs, longestValue))}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}`;
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
    portal: `portal ${visible(rows[0]?.portalId ?? "")} (${visible(shortened(rows[0]?.hostname ?? "", longestValue))})`,
    rows,
  }));
}
