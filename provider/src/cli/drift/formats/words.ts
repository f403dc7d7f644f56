/** The wording that all formats for people share. Long texts are shortened; the JSON format has them in full. */
import { isSet } from "../../../lifecycle/values";
import { joined, say, styled, visible, type Shown } from "../../../text/shown";
import { formatCount, formatNumber, lineStart, printableStart } from "../../text";
import type {
  ExposedTool,
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
const mostLines = 40;

/** The scope in our own words, and its name, which is text from outside. */
export function describeScope(scope: Scope): readonly [words: Shown, name?: Shown] {
  switch (scope.kind) {
    case "stack":
      return scope.name === null ? [say`Drift of the stack`] : [say`Drift of stack`, shortenName(scope.name)];
    case "state":
      return [say`Drift of the state in`, printableStart(scope.file, longestValue)];
    case "account":
      return [say`MCP servers and portals of the account`];
  }
}

export function formatTitle({ scope }: Report): Shown {
  return joined(
    describeScope(scope).filter((part) => part !== undefined),
    " ",
  );
}

export function describeAccounts({ accounts, checkedAt }: Report): Shown {
  const each = accounts
    .slice(0, mostAccounts)
    .map(
      ({ id, servers, portals }) =>
        say`account ${shortenName(id)}: ${formatCount(servers, "server")}, ${formatCount(portals, "portal")}`,
    );
  const more = accounts.length - each.length;
  return joined(
    [...each, ...(more === 0 ? [] : [formatCount(more, "more account")]), say`checked ${visible(checkedAt)}`],
    "; ",
  );
}

/** The result in one sentence. */
export function describeSummary(report: Report): Shown {
  const { scope, summary, compared } = report;
  const { findings, notes, unread, waived } = summary;
  const more = [
    unread === 0 ? say`` : say`${formatCount(unread, "thing")} could not be read`,
    findings === 0 ? say`` : formatCount(findings, "finding"),
    notes === 0 ? say`` : formatCount(notes, "note"),
    waived === 0 ? say`` : say`${formatNumber(waived)} waived`,
  ].filter((part) => part !== "");
  const found = more.length === 0 ? say`` : say` ${capitalize(joined(more, ", "))}.`;
  if (unread > 0) {
    return say`Not everything could be read.${found}`;
  }
  if (scope.kind === "account") {
    const all = report.accounts.reduce((count, { servers, portals }) => count + servers + portals, 0);
    return say`${capitalize(formatCount(all, "object"))} listed. Drift was not checked, because no stack was read.${found}`;
  }
  return findings === 0
    ? say`No drift: what Cloudflare has is as declared (${formatCount(compared, "resource")}).${found}`
    : say`Drift:${styled(found, (words) => words.toLowerCase())} ${capitalize(formatCount(compared, "resource"))} compared.`;
}

function capitalize(text: Shown): Shown {
  return styled(text, (words) => words.charAt(0).toUpperCase() + words.slice(1));
}

/** An id, or a name in a program. */
export function shortenName(text: string): Shown {
  return printableStart(text, longestName);
}

/** `server docs`, with the name in the program if it differs. */
export function describeSubject({ kind, id, resource }: Subject): Shown {
  const named = resource === undefined || resource === id ? say`` : say` ("${shortenName(resource)}" in the program)`;
  return say`${visible(kind === "waiver" ? "waiver for" : kind)} ${shortenName(id)}${named}`;
}

export function shortenMessage({ message }: Finding): Shown {
  return lineStart(message, longestText);
}

/** `description: "Documentation" → "Edited by hand"`: declared, then found. */
export function describeDifference(difference: FieldDifference): Shown {
  const { path, declared, found } = splitDifference(difference);
  return say`${path}: ${declared} → ${found}`;
}

export function splitDifference(difference: FieldDifference): Record<"path" | "declared" | "found", Shown> {
  const { secret, declared, found } = difference;
  const path = printableStart(difference.path, longestValue);
  return secret === true
    ? { path, declared: say`[secret]`, found: say`another value` }
    : { path, declared: describeValue(declared), found: describeValue(found) };
}

/** The changes of a definition, at most a screen of them. */
export function describeChanges({ changes = [] }: Finding): Shown[] {
  const rest = changes.length - mostLines;
  return [
    ...changes.slice(0, mostLines).map((each) => lineStart(each, longestText)),
    ...(rest > 0 ? [say`… and ${formatCount(rest, "more line")}`] : []),
  ];
}

function describeValue(value: unknown): Shown {
  return isSet(value) ? printableStart(JSON.stringify(value), longestValue) : say`nothing`;
}

export function describeWaiver({ waived }: Finding): Shown {
  return waived === undefined
    ? say``
    : say`waived until ${visible(waived.until)}: ${printableStart(waived.why, longestText)}`;
}

/** `12 of 14 tools of docs, no tool lock` */
export function describeExposure({ serverId, tools, hidden, lock }: Exposure): Shown {
  const all = tools.length + hidden;
  return say`${formatNumber(tools.length)} of ${formatCount(all, "tool")} of ${shortenName(serverId)} (${describeLock(lock)})`;
}

/** Only the state of a stack tells which locks there are. */
export function describeLock(lock: Exposure["lock"]): Shown {
  if (lock === undefined) {
    return say`tool lock unknown without a stack`;
  }
  return lock === null ? say`no tool lock` : lineStart(lock, longestText);
}

/** `docs: https://docs.example.com/mcp, unauthenticated, ready, 3 tools` */
export function describeServer(server: InventoryServer): Shown {
  const { id, hostname, authType, status, tools, declaredBy } = server;
  const facts = [hostname, authType, status ?? "no status"].map((fact) => printableStart(fact, longestValue));
  return say`${shortenName(id)}: ${joined([...facts, formatCount(tools, "tool"), ...describeDeclarer(declaredBy)], ", ")}`;
}

export function describePortal({ id, hostname, servers, declaredBy }: InventoryPortal): Shown {
  const list = servers.length === 0 ? say`no servers` : joined(servers.map(shortenName), ", ");
  const facts = [printableStart(hostname, longestValue), list, ...describeDeclarer(declaredBy)];
  return say`${shortenName(id)}: ${joined(facts, ", ")}`;
}

function describeDeclarer(declaredBy: string | null): Shown[] {
  return declaredBy === null ? [] : [printableStart(declaredBy, longestValue)];
}

export function describeTools({ tools }: Exposure): Shown[] {
  return tools.map(describeTool);
}

/** A callable tool, with uncertainties in brackets. */
export function describeTool({ calledAs, approval, certain }: ExposedTool): Shown {
  const doubts = [
    ...(approval === "none" || approval === "approved" ? [] : [visible(approval)]),
    ...(certain ? [] : [say`perhaps`]),
  ];
  return say`${printableStart(calledAs, longestValue)}${doubts.length === 0 ? say`` : say` (${joined(doubts, ", ")})`}`;
}

/** Groups exposures by portal. */
export function groupByPortal(report: Report): { readonly portal: Shown; readonly rows: Exposure[] }[] {
  const portals = new Map<string, Exposure[]>();
  for (const row of report.exposure) {
    const key = `${row.accountId} ${row.portalId}`;
    portals.set(key, [...(portals.get(key) ?? []), row]);
  }
  return [...portals.values()].map((rows) => ({
    portal: say`portal ${shortenName(rows[0]?.portalId ?? "")} (${printableStart(rows[0]?.hostname ?? "", longestValue)})`,
    rows,
  }));
}
