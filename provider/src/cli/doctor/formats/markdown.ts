/** The report for an issue or a pull request. Text from outside is in code spans, where markup has no effect. */
import { describeLock } from "../../drift/formats/words";
import { joined, say, styled, visible, type Shown } from "../../../text/shown";
import { formatCodeSpan } from "../../drift/formats/markdown";
import { formatCount } from "../../text";
import type { Check, Finding, Report } from "../report";
import {
  answerWords,
  checksOfPortal,
  describeAddress,
  describeAudience,
  describeFix,
  describeMessage,
  describeName,
  describeNames,
  describePage,
  describeResult,
  describeRows,
  describeSeen,
  describeTime,
  groupReach,
  groupServers,
  programLines,
  titleOf,
  type ServerChecks,
} from "./words";

export function formatMarkdown(report: Report): Shown {
  return say`${joined([
    say`## Portal ${formatCodeSpan(describeName(report.portal))}`,
    say``,
    say`**${describeResult(report)}** ${formatCodeSpan(say`${describeAddress(report)}, ${describeTime(report)}`)}`,
    say``,
    say`| check | verdict | seen |`,
    say`| --- | --- | --- |`,
    ...checksOfPortal(report).map(formatRow),
    ...checksOfPortal(report).flatMap(({ findings }) => findings.flatMap((finding) => formatFinding(finding))),
    ...formatServers(report),
    ...formatReach(report),
  ])}\n`;
}

function formatRow({ id, verdict, ...check }: Check): Shown {
  return say`| ${visible(id)} | ${visible(verdict)} | ${formatCell(describeSeen({ id, verdict, ...check }))} |`;
}

/** A bar ends a cell, even in a code span. */
function formatCell(text: Shown): Shown {
  return styled(formatCodeSpan(text), (span) => span.replaceAll("|", "\\|"));
}

function formatFinding(finding: Finding, about: readonly Shown[] = []): Shown[] {
  const { verdict, id } = finding;
  return [
    say``,
    say`### ${titleOf(id)}: ${visible(verdict)} <code>${visible(id)}</code>`,
    say``,
    ...about,
    formatCodeSpan(describeMessage(finding)),
    ...(finding.fix === undefined ? [] : [say``, say`Fix: ${formatCodeSpan(describeFix(finding))}`]),
    ...formatProgram(finding),
    ...(verdict === "skipped" ? [] : [say``, say`See ${describePage(finding)}.`]),
  ];
}

function formatProgram(finding: Finding): Shown[] {
  const lines = programLines(finding);
  const fence = say`${styled(say``, () => "`".repeat(Math.max(3, longestRun(lines) + 1)))}`;
  return lines.length === 0 ? [] : [say``, say`${fence}ts`, ...lines, fence];
}

function longestRun(lines: readonly Shown[]): number {
  return Math.max(0, ...lines.flatMap((each) => [...each.matchAll(/`+/g)].map(([run]) => run.length)));
}

function formatServers(report: Report): Shown[] {
  return groupServers(report).flatMap((group) => {
    const found = group[0]?.checks.flatMap(({ findings }) => findings) ?? [];
    return found.length === 0
      ? formatGood(group)
      : found.flatMap((finding) => formatFinding(finding, describeGroup(group)));
  });
}

function formatGood(group: readonly ServerChecks[]): Shown[] {
  const names = describeNames(group.map(({ subject }) => subject));
  return [say``, say`${formatCount(group.length, "server")} without a finding: ${formatCodeSpan(names)}`];
}

/** The first server stands for all, because they have the same findings. */
function describeGroup(group: readonly ServerChecks[]): Shown[] {
  const names = formatCodeSpan(describeNames(group.map(({ subject }) => subject)));
  return group.length === 1
    ? [say`Server ${names}:`, say``]
    : [say`${formatCount(group.length, "server")} (${names}), the first of them:`, say``];
}

function formatReach(report: Report): Shown[] {
  const groups = groupReach(report);
  const as = report.as === undefined ? [] : [formatCell(visible(report.as))];
  const head = [say`servers`, say`people`, say`machines`, say`tool lock`, ...as];
  return groups.length === 0
    ? []
    : [
        say``,
        say`### Who reaches what`,
        say``,
        toTableRow(head),
        toTableRow(head.map(() => say`---`)),
        ...groups.flatMap((rows) =>
          rows
            .slice(0, 1)
            .map(({ people, machines, lock, as: answer }) =>
              toTableRow([
                formatCell(describeRows(rows)),
                formatCell(describeAudience(people)),
                formatCell(describeAudience(machines)),
                formatCell(describeLock(lock)),
                ...(answer === undefined
                  ? []
                  : [formatCell(say`${answerWords[answer.answer]}: ${visible(answer.because)}`)]),
              ]),
            ),
        ),
      ];
}

function toTableRow(cells: readonly Shown[]): Shown {
  return say`| ${joined(cells, " | ")} |`;
}
