/** The report for a pipe or a file: one line for each finding, and for each check without one, to grep in. */
import { describeLock } from "../../drift/formats/words";
import { joined, say, visible, type Shown } from "../../../text/shown";
import type { Check, Finding, Report } from "../report";
import {
  answerWords,
  describeAddress,
  describeAudience,
  describeFix,
  describeMessage,
  describeName,
  describeResult,
  describeSeen,
  describeSubject,
  describeTime,
  describeTools,
} from "./words";

export function formatLines(report: Report): Shown {
  const { portal, reach } = report;
  return joined([
    say`portal ${describeName(portal)} at ${describeAddress(report)}, ${describeTime(report)}`,
    ...report.checks.flatMap(formatCheck),
    ...reach.flatMap(({ serverId, name, people, machines, as, lock, ...row }) => {
      const about = say`reach server ${describeName({ id: serverId, name })}`;
      return [
        say`${about}: people: ${describeAudience(people)}`,
        say`${about}: machines: ${describeAudience(machines)}`,
        say`${about}: ${describeTools({ serverId, name, people, machines, ...row })}, ${describeLock(lock)}`,
        ...(as === undefined
          ? []
          : [say`${about}: ${visible(report.as ?? "")}: ${answerWords[as.answer]}, ${visible(as.because)}`]),
      ];
    }),
    describeResult(report),
    say``,
  ]);
}

function formatCheck(check: Check): Shown[] {
  const about = say`${visible(check.id)} ${describeSubject(check.subject)}`;
  return check.findings.length === 0
    ? [say`ok ${about}: ${describeSeen(check)}`]
    : check.findings.map((finding) => say`${visible(finding.verdict)} ${about}: ${describeFinding(finding)}`);
}

/** A program has several lines, so only the other formats contain it. */
function describeFinding(finding: Finding): Shown {
  const program = finding.program === undefined ? say`` : say` (the code: --format markdown)`;
  const fix = finding.fix === undefined ? say`` : say` ${describeFix(finding)}`;
  return say`${describeMessage(finding)}${fix}${program} [${visible(finding.id)}]`;
}
