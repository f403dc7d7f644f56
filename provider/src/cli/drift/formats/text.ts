/** The report for a terminal. */
import type { Colours } from "../../terminal";
import { groupFindings, listWaived, type Finding, type Report } from "../report";
import type { Level } from "../rules";
import {
  describeAccounts,
  groupByPortal,
  describeDifference,
  describeExposure,
  describePortal,
  describeServer,
  shortenMessage,
  describeSubject,
  describeSummary,
  formatTitle,
  describeTools,
  describeWaiver,
} from "./words";

export function formatTextReport(report: Report, colours: Colours): string {
  const paint: Record<Level, (text: string) => string> = {
    unread: colours.red,
    finding: colours.yellow,
    note: colours.cyan,
  };
  const lines = [colours.bold(formatTitle(report)), colours.dim(describeAccounts(report))];
  for (const { rule, title: kind, help, level, findings } of groupFindings(report)) {
    lines.push("", `${paint[level](kind)} ${colours.dim(`(${rule}, ${findings.length})`)}`);
    lines.push(...findings.flatMap(formatFinding), colours.dim(`  ${help}`));
  }
  const waived = listWaived(report);
  if (waived.length > 0) {
    lines.push("", `Waived ${colours.dim(`(${waived.length})`)}`);
    lines.push(...waived.flatMap((each) => [...formatFinding(each), `    ${describeWaiver(each)}`]));
  }
  lines.push(...formatInventory(report, colours), ...formatExposure(report, colours));
  lines.push("", colours.bold(describeSummary(report)), "");
  return lines.join("\n");
}

function formatFinding(each: Finding): string[] {
  const differences = (each.differences ?? []).map((difference) => `    ${describeDifference(difference)}`);
  const head = `  ${describeSubject(each.subject)}`;
  // The differences say the same.
  return each.rule === "changed-argument" && differences.length > 0 && !each.message.includes(";")
    ? [head, ...differences]
    : [`${head}: ${shortenMessage(each)}`, ...differences];
}

/** Only without a stack: its owners know what it declares. */
function formatInventory({ scope, inventory }: Report, colours: Colours): string[] {
  if (scope.kind !== "account") {
    return [];
  }
  return [
    ...formatSection("Servers", inventory.servers.map(describeServer), colours),
    ...formatSection("Portals", inventory.portals.map(describePortal), colours),
  ];
}

function formatSection(name: string, lines: readonly string[], colours: Colours): string[] {
  return lines.length === 0
    ? []
    : ["", `${name} ${colours.dim(String(lines.length))}`, ...lines.map((line) => `  ${line}`)];
}

function formatExposure(report: Report, colours: Colours): string[] {
  const portals = groupByPortal(report);
  if (portals.length === 0) {
    return [];
  }
  const lines = ["", "Tools that agents can call now, if Access lets them in"];
  for (const { portal, rows } of portals) {
    lines.push(`  ${portal}`);
    for (const row of rows) {
      const names = describeTools(row);
      lines.push(`    ${describeExposure(row)}${names.length === 0 ? "" : colours.dim(`: ${names.join(", ")}`)}`);
    }
  }
  return lines;
}
