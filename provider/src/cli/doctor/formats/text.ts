/** The report for a terminal: the portal, then its servers, then who reaches what. Explains only problems. */
import { describeLock } from "../../drift/formats/words";
import { joined, say, visible, type Shown } from "../../../text/shown";
import type { Colours, Style } from "../../terminal";
import { formatCount } from "../../text";
import { worstVerdict, type Check, type Finding, type Reach, type Report, type Verdict } from "../report";
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
  marks,
  programLines,
  type ServerChecks,
} from "./words";
import { beside, wrap } from "./wrap";

type Paint = Readonly<Record<Verdict, Style>>;

/** The width of the mark, the name of a check, and two spaces. */
const nameWidth = 18;

/** From this number on, servers without problems share a line. */
const mostGoodServers = 10;

export function formatText(report: Report, colours: Colours): Shown {
  const plain: Style = (text) => text;
  const paint: Paint = {
    problem: colours.red,
    unknown: colours.red,
    warning: colours.yellow,
    note: colours.cyan,
    skipped: colours.dim,
    ok: colours.green,
  };
  const { problem, unknown } = report.summary;
  const emphasis = problem + unknown > 0 ? colours.bold : plain;
  return joined([
    colours.bold(say`Portal ${describeName(report.portal)}`),
    colours.dim(say`${describeAddress(report)}, ${describeTime(report)}`),
    say``,
    ...checksOfPortal(report).flatMap((check) => formatCheck(check, paint, colours)),
    ...formatServers(report, paint, colours),
    ...formatReach(report, colours),
    say``,
    emphasis(describeResult(report)),
    say``,
  ]);
}

function formatCheck(check: Check, paint: Paint, colours: Colours): Shown[] {
  const label = say`${paint[check.verdict](marks[check.verdict])} ${visible(check.id)}`;
  return [
    ...beside(label, check.id.length + 2, nameWidth, describeSeen(check)),
    ...check.findings.flatMap((finding) => formatFinding(finding, colours)),
  ];
}

function formatFinding(finding: Finding, colours: Colours): Shown[] {
  const fix = finding.fix === undefined ? [] : wrap(say`Fix: ${describeFix(finding)}`, 4);
  return [
    ...wrap(describeMessage(finding), 4),
    ...fix,
    ...programLines(finding).map((each) => say`      ${each}`),
    ...(finding.verdict === "skipped" ? [] : [colours.dim(say`    ${describePage(finding)} (${visible(finding.id)})`)]),
  ];
}

function formatServers(report: Report, paint: Paint, colours: Colours): Shown[] {
  const lines = groupServers(report).flatMap((group) => formatGroup(group, paint, colours));
  return lines.length === 0 ? [] : [say``, colours.bold(say`Servers`), ...lines];
}

/** The first server stands for all, because they have the same findings. */
function formatGroup(group: readonly ServerChecks[], paint: Paint, colours: Colours): Shown[] {
  const [first] = group;
  const found = first?.checks.flatMap(({ findings }) => findings) ?? [];
  if (first === undefined) {
    return [];
  }
  if (found.length === 0 && group.length <= mostGoodServers) {
    return group.flatMap((each) => formatServer(each, paint));
  }
  const names = describeNames(group.map(({ subject }) => subject));
  const subject = group.length === 1 ? describeName(first.subject) : formatCount(group.length, "server");
  const verdict = worstVerdict(first.checks);
  const mark = paint[verdict](marks[verdict]);
  const text = group.length === 1 ? describeFacts(first) : names;
  return [
    ...beside(say`${mark} ${subject}`, subject.length + 2, nameWidth, text),
    ...(group.length === 1 || found.length === 0
      ? []
      : [say`    Of ${describeName(first.subject)}, and of each of the others:`]),
    ...found.flatMap((finding) => formatFinding(finding, colours)),
  ];
}

function formatServer(server: ServerChecks, paint: Paint): Shown[] {
  const name = describeNames([server.subject]);
  return beside(say`${paint.ok(marks.ok)} ${name}`, name.length + 2, nameWidth, describeFacts(server));
}

function describeFacts({ checks }: ServerChecks): Shown {
  return joined(checks.map(describeSeen), "; ");
}

function formatReach(report: Report, colours: Colours): Shown[] {
  const groups = groupReach(report);
  return groups.length === 0
    ? []
    : [say``, colours.bold(say`Who reaches what`), ...groups.flatMap((rows) => formatRows(report, rows, colours))];
}

function formatRows(report: Report, rows: readonly Reach[], colours: Colours): Shown[] {
  const [first] = rows;
  if (first === undefined) {
    return [];
  }
  const row = (label: Shown, text: Shown): Shown[] =>
    beside(say`    ${colours.dim(label)}`, label.length + 4, nameWidth, text);
  return [
    ...wrap(say`${describeRows(rows)}, ${describeLock(first.lock)}`, 2),
    ...row(say`people`, describeAudience(first.people)),
    ...row(say`machines`, describeAudience(first.machines)),
    ...(first.as === undefined
      ? []
      : beside(
          say`    ${visible(report.as ?? "")}`,
          (report.as?.length ?? 0) + 4,
          nameWidth,
          say`${answerWords[first.as.answer]}: ${visible(first.as.because)}`,
        )),
  ];
}
