/** The report as one HTML file: problems and fixes, then a picture of who reaches what. */
import { joined, say, visible, type Shown } from "../../../text/shown";
import { formatGroup, formatList, formatPage } from "../../html/page";
import { formatPicture } from "../../html/picture";
import { element, escapeHtml, markCode } from "../../html/text";
import { formatCount } from "../../text";
import { worstVerdict, type Check, type Finding, type Report, type Verdict } from "../report";
import { drawReach } from "./reachPicture";
import { tones } from "./tones";
import {
  checksOfPortal,
  describeAddress,
  describeFix,
  describeMessage,
  describeName,
  describeNames,
  describePage,
  describeResult,
  describeSeen,
  describeTime,
  groupServers,
  programLines,
  titleOf,
  type ServerChecks,
} from "./words";

/** From this number on, groups of servers with problems are collapsed. */
const mostOpen = 8;

export function formatHtml(report: Report): Shown {
  const { portal, reach, summary } = report;
  const groups = groupServers(report);
  const wrong = groups.filter((group) => !isFine(group));
  return formatPage({
    title: say`Portal ${describeName(portal)}`,
    summary: describeResult(report),
    tone: summary.problem > 0 ? "unread" : summary.unknown > 0 ? "unknown" : summary.warning > 0 ? "finding" : "quiet",
    about: say`${describeAddress(report)}, ${describeTime(report)}`,
    content: joined([
      ...formatPortal(report),
      ...wrong.flatMap((group) => formatServers(group, wrong.length <= mostOpen)),
      ...(reach.length === 0 ? [] : [formatReach(report)]),
      ...groups.filter(isFine).map(formatFine),
    ]),
  });
}

function formatPortal(report: Report): Shown[] {
  const checks = checksOfPortal(report);
  const worst = worstVerdict(checks);
  return checks.length === 0
    ? []
    : [
        formatGroup({
          kind: tones[worst],
          heading: say`The portal`,
          tag: describeWorst(worst),
          count: checks.length,
          content: formatList(checks.map(formatCheck)),
          isOpen: worst !== "ok",
        }),
      ];
}

/** The first server stands for all, because they have the same findings. */
function formatServers(group: readonly ServerChecks[], isOpen: boolean): Shown[] {
  return group.slice(0, 1).map(({ subject, checks }) => {
    const worst = worstVerdict(checks);
    const others = group.slice(1).map((each) => each.subject);
    const names = say`The same was found of each of the others: ${joined(others.map(describeName), ", ")}.`;
    return formatGroup({
      kind: tones[worst],
      heading:
        others.length === 0
          ? say`Server ${describeName(subject)}`
          : say`${formatCount(group.length, "server")}: ${describeNames(group.map((each) => each.subject))}`,
      tag: describeWorst(worst),
      count: checks.length,
      content: joined([
        ...(others.length === 0
          ? []
          : [say`<p class="help">Of ${escapeHtml(describeName(subject))}. ${escapeHtml(names)}</p>`]),
        formatList(checks.map(formatCheck)),
      ]),
      isOpen,
    });
  });
}

function isFine(group: readonly ServerChecks[]): boolean {
  return group.every(({ checks }) => checks.every(({ findings }) => findings.length === 0));
}

function describeWorst(verdict: Verdict): Shown {
  return element("span", `verdict ${tones[verdict]}`, visible(verdict));
}

function formatCheck(check: Check): Shown {
  const { id, verdict, findings } = check;
  const head = say`<p>${describeWorst(verdict)} <strong>${visible(id)}</strong> ${escapeHtml(describeSeen(check))}</p>`;
  return joined([head, ...findings.map(formatFinding)], "");
}

function formatFinding(finding: Finding): Shown {
  const { id, fix, verdict } = finding;
  const program = programLines(finding);
  return joined(
    [
      say`<div class="fault"><p><strong>${markCode(titleOf(id))}.</strong> ${markCode(describeMessage(finding))}</p>`,
      fix === undefined ? say`` : say`<p><strong>Fix:</strong> ${markCode(describeFix(finding))}</p>`,
      program.length === 0 ? say`` : say`<pre><code>${escapeHtml(joined(program))}</code></pre>`,
      verdict === "skipped" ? say`` : say`<p class="help"><code>${visible(id)}</code> ${describePage(finding)}</p>`,
      say`</div>`,
    ],
    "",
  );
}

function formatReach(report: Report): Shown {
  return say`<section class="group"><h2>Who reaches what</h2>
${formatPicture(drawReach(report))}
</section>`;
}

function formatFine(fine: readonly ServerChecks[]): Shown {
  const items = fine.map(
    ({ subject, checks }) =>
      say`<p><strong>${escapeHtml(describeName(subject))}</strong> ${escapeHtml(joined(checks.map(describeSeen), "; "))}</p>`,
  );
  return formatGroup({
    kind: "inventory",
    heading: say`Servers without a finding`,
    count: fine.length,
    content: formatList(items),
  });
}
