/** The report for a terminal. */
import { joined, say, visible, type Shown } from "../../../text/shown";
import type { Colours, Style } from "../../terminal";
import { groupFindings, listWaived, type Finding, type Report } from "../report";
import type { Level } from "../rules";
import {
  describeAccounts,
  groupByPortal,
  splitDifference,
  describeChanges,
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

export function formatTextReport(report: Report, colours: Colours): Shown {
  const paint: Record<Level, Style> = {
    unread: colours.red,
    finding: colours.yellow,
    note: colours.cyan,
  };
  const lines = [colours.bold(formatTitle(report)), colours.dim(describeAccounts(report))];
  for (const { rule, title: kind, help, level, findings } of groupFindings(report)) {
    lines.push(say``, say`${paint[level](visible(kind))} ${colours.dim(say`(${visible(rule)}, ${findings.length})`)}`);
    lines.push(...findings.flatMap((each) => formatFinding(each, colours)), colours.dim(say`  ${visible(help)}`));
  }
  const waived = listWaived(report);
  if (waived.length > 0) {
    lines.push(say``, say`Waived ${colours.dim(say`(${waived.length})`)}`);
    lines.push(...waived.flatMap((each) => [...formatFinding(each, colours), say`    ${describeWaiver(each)}`]));
  }
  lines.push(...formatInventory(report, colours), ...formatExposure(report, colours));
  lines.push(say``, colours.bold(describeSummary(report)), say``);
  return joined(lines);
}

/** The declared value is plain, and the found value is highlighted. */
function formatFinding(each: Finding, colours: Colours): Shown[] {
  const differences = [
    ...(each.differences ?? []).map((difference) => {
      const { path, declared, found } = splitDifference(difference);
      return say`    ${path}: ${declared} → ${colours.yellow(found)}`;
    }),
    ...describeChanges(each).map((words) => say`    ${/^ *[+!] /.test(words) ? colours.yellow(words) : words}`),
  ];
  const head = say`  ${describeSubject(each.subject)}`;
  // The differences have the same content.
  return each.rule === "changed-argument" && differences.length > 0 && !each.message.includes(";")
    ? [head, ...differences]
    : [say`${head}: ${shortenMessage(each)}`, ...differences];
}

/** Only without a stack: its owners know its declarations. */
function formatInventory({ scope, inventory }: Report, colours: Colours): Shown[] {
  if (scope.kind !== "account") {
    return [];
  }
  return [
    ...formatSection(say`Servers`, inventory.servers.map(describeServer), colours),
    ...formatSection(say`Portals`, inventory.portals.map(describePortal), colours),
  ];
}

function formatSection(name: Shown, lines: readonly Shown[], colours: Colours): Shown[] {
  return lines.length === 0
    ? []
    : [say``, say`${name} ${colours.dim(say`${lines.length}`)}`, ...lines.map((line) => say`  ${line}`)];
}

function formatExposure(report: Report, colours: Colours): Shown[] {
  const portals = groupByPortal(report);
  if (portals.length === 0) {
    return [];
  }
  const lines = [say``, say`Tools that agents can call now, if Access lets them in`];
  for (const { portal, rows } of portals) {
    lines.push(say`  ${portal}`);
    for (const row of rows) {
      const names = describeTools(row);
      lines.push(
        say`    ${describeExposure(row)}${names.length === 0 ? say`` : colours.dim(say`: ${joined(names, ", ")}`)}`,
      );
    }
  }
  return lines;
}
