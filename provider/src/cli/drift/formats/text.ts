/** For a terminal. */
import type { Colours } from "../../colours";
import { groupsOf, waivedIn, type Finding, type Report } from "../report";
import type { Level } from "../rules";
import {
  accountWords,
  byPortal,
  differenceWords,
  exposureWords,
  inventoryPortalWords,
  inventoryServerWords,
  messageWords,
  subjectWords,
  summaryWords,
  title,
  toolWords,
  waivedWords,
} from "./words";

export function textReport(report: Report, colours: Colours): string {
  const paint: Record<Level, (text: string) => string> = {
    unread: colours.red,
    finding: colours.yellow,
    note: colours.cyan,
  };
  const lines = [colours.bold(title(report)), colours.dim(accountWords(report))];
  for (const { rule, title: kind, help, level, findings } of groupsOf(report)) {
    lines.push("", `${paint[level](kind)} ${colours.dim(`(${rule}, ${findings.length})`)}`);
    lines.push(...findings.flatMap(findingLines), colours.dim(`  ${help}`));
  }
  const waived = waivedIn(report);
  if (waived.length > 0) {
    lines.push("", `Waived ${colours.dim(`(${waived.length})`)}`);
    lines.push(...waived.flatMap((each) => [...findingLines(each), `    ${waivedWords(each)}`]));
  }
  lines.push(...inventoryLines(report, colours), ...exposureLines(report, colours));
  lines.push("", colours.bold(summaryWords(report)), "");
  return lines.join("\n");
}

function findingLines(each: Finding): string[] {
  const differences = (each.differences ?? []).map((difference) => `    ${differenceWords(difference)}`);
  const head = `  ${subjectWords(each.subject)}`;
  // A difference says by itself that it is one.
  return each.rule === "changed-argument" && differences.length > 0 && !each.message.includes(";")
    ? [head, ...differences]
    : [`${head}: ${messageWords(each)}`, ...differences];
}

/** Only where nothing is declared: for a stack it would be a list of what everybody knows. */
function inventoryLines({ scope, inventory }: Report, colours: Colours): string[] {
  if (scope.kind !== "account") {
    return [];
  }
  return [
    ...section("Servers", inventory.servers.map(inventoryServerWords), colours),
    ...section("Portals", inventory.portals.map(inventoryPortalWords), colours),
  ];
}

function section(name: string, lines: readonly string[], colours: Colours): string[] {
  return lines.length === 0
    ? []
    : ["", `${name} ${colours.dim(String(lines.length))}`, ...lines.map((line) => `  ${line}`)];
}

function exposureLines(report: Report, colours: Colours): string[] {
  const portals = byPortal(report);
  if (portals.length === 0) {
    return [];
  }
  const lines = ["", "Tools that agents can call now, if Access lets them in"];
  for (const { portal, rows } of portals) {
    lines.push(`  ${portal}`);
    for (const row of rows) {
      const names = toolWords(row);
      lines.push(`    ${exposureWords(row)}${names.length === 0 ? "" : colours.dim(`: ${names.join(", ")}`)}`);
    }
  }
  return lines;
}
