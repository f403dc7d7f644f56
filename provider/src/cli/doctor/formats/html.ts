/** The report as one HTML file: what is wrong and how to mend it, then who reaches what as a picture. */
import { joined, say, visible, type Shown } from "../../../text/shown";
import { shortenName } from "../../drift/formats/words";
import { formatGroup, formatList, formatPage } from "../../html/page";
import { formatPicture } from "../../html/picture";
import { element, escapeHtml, markCode } from "../../html/text";
import { formatCount, lineStart } from "../../text";
import type { Check, Finding, Report, Subject, Verdict } from "../report";
import { drawReach } from "./reachPicture";
import { tones } from "./tones";

const longestText = 500;
/** Of a program to paste, in lines. */
const longestProgram = 60;
/** More servers with something wrong begin folded. */
const mostOpen = 8;

/** Everything that was checked of a portal or a server. */
interface Examined {
  readonly subject: Subject;
  readonly checks: readonly Check[];
  readonly worst: Verdict;
}

export function formatHtmlReport(report: Report): Shown {
  const { portal, reach, accountId, checkedAt, summary } = report;
  const examined = groupBySubject(report.checks);
  const isWrong = ({ worst }: Examined): boolean => worst !== "ok" && worst !== "skipped";
  const [portals, servers] = [examined.filter(isOf("portal")), examined.filter(isOf("server"))];
  const wrong = servers.filter(isWrong);
  const fine = servers.filter((each) => !isWrong(each));
  const groups = [
    ...portals.map((each) => formatExamined(each, isWrong(each))),
    ...wrong.map((each) => formatExamined(each, wrong.length <= mostOpen)),
  ];
  return formatPage({
    title: say`Doctor of portal ${shortenName(portal.name)}`,
    summary: describeAnswer(report),
    tone: summary.problem > 0 ? "unread" : summary.unknown > 0 ? "unknown" : summary.warning > 0 ? "finding" : "quiet",
    about: say`${lineStart(portal.hostname, longestText)}, account ${shortenName(accountId)}; checked ${visible(checkedAt)}`,
    content: joined([
      ...groups,
      ...(reach.length === 0 ? [] : [formatReach(report)]),
      ...(fine.length === 0 ? [] : [formatFine(fine)]),
    ]),
  });
}

function groupBySubject(checks: readonly Check[]): Examined[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const key = `${check.subject.kind} ${check.subject.id}`;
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].flatMap((own) =>
    own[0] === undefined ? [] : [{ subject: own[0].subject, checks: own, worst: worstOf(own) }],
  );
}

/** From the worst. */
const severity = ["problem", "unknown", "warning", "note", "skipped", "ok"] as const satisfies readonly Verdict[];

function worstOf(checks: readonly Check[]): Verdict {
  return severity.find((verdict) => checks.some((check) => check.verdict === verdict)) ?? "ok";
}

function isOf(kind: Subject["kind"]): (each: Examined) => boolean {
  return ({ subject }) => subject.kind === kind;
}

function formatExamined({ subject, checks, worst }: Examined, isOpen: boolean): Shown {
  const found = checks.flatMap(({ findings: own }) => own);
  return formatGroup({
    kind: tones[worst],
    heading: nameSubject(subject),
    tag: escapeHtml(countVerdicts(found)),
    count: checks.length,
    content: formatList(checks.map(formatCheck)),
    isOpen,
  });
}

function nameSubject({ kind, id, name }: Subject): Shown {
  const named = name === "" || name === id ? say`` : say` (${shortenName(name)})`;
  return say`${visible(kind === "portal" ? "Portal" : "Server")} ${shortenName(id)}${named}`;
}

/** `2 problems, 1 note` */
function countVerdicts(found: readonly Finding[]): Shown {
  const counts = severity.flatMap((verdict) => {
    const count = found.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [countVerdict(count, verdict)];
  });
  return counts.length === 0 ? say`ok` : joined(counts, ", ");
}

function countVerdict(count: number, verdict: Verdict): Shown {
  return verdict === "problem" || verdict === "warning" || verdict === "note"
    ? formatCount(count, verdict)
    : say`${count} ${visible(verdict)}`;
}

function formatCheck({ id, verdict, seen, findings: found }: Check): Shown {
  const head = say`<p>${formatVerdict(verdict)} <strong>${visible(id)}</strong> ${escapeHtml(lineStart(seen, longestText))}</p>`;
  return joined([head, ...found.map(formatFinding)], "");
}

function formatVerdict(verdict: Verdict): Shown {
  return element("span", `verdict ${tones[verdict]}`, visible(verdict));
}

function formatFinding({ id, message, fix, program, anchor }: Finding): Shown {
  return joined(
    [
      say`<div class="fault"><p>${escapeHtml(lineStart(message, longestText))}</p>`,
      fix === undefined ? say`` : say`<p><strong>Fix:</strong> ${markCode(lineStart(fix, longestText))}</p>`,
      program === undefined ? say`` : formatProgram(program),
      say`<p class="help"><code>${visible(id)}</code> docs/working-portal.md#${visible(anchor)}</p></div>`,
    ],
    "",
  );
}

function formatProgram(program: string): Shown {
  const lines = program.split("\n").slice(0, longestProgram).map((each) => lineStart(each, longestText));
  return say`<pre><code>${escapeHtml(joined(lines))}</code></pre>`;
}

function formatReach(report: Report): Shown {
  return say`<section class="group"><h2>Who reaches what</h2>
${formatPicture(drawReach(report))}
</section>`;
}

/** One line each: there is nothing to be done about them. */
function formatFine(fine: readonly Examined[]): Shown {
  const items = fine.map(({ subject, checks }) => {
    const seen = joined(
      checks.map(({ id, seen: words }) => say`${visible(id)}: ${lineStart(words, longestText)}`),
      "; ",
    );
    return say`<p><strong>${escapeHtml(nameSubject(subject))}</strong> ${escapeHtml(seen)}</p>`;
  });
  return formatGroup({
    kind: "inventory",
    heading: say`Servers with nothing to mend`,
    count: fine.length,
    content: formatList(items),
  });
}

/** The answer in a sentence. */
function describeAnswer({ portal, summary, reach }: Report): Shown {
  const name = say`Portal ${shortenName(portal.name)}`;
  const counts = (["problem", "unknown", "warning", "note"] as const).flatMap((verdict) =>
    summary[verdict] === 0 ? [] : [countVerdict(summary[verdict], verdict)],
  );
  const found = counts.length === 0 ? say`` : say` ${joined(counts, ", ")}.`;
  const reached = reach.filter(({ people, machines }) => [people, machines].some(({ answer }) => answer === "yes"));
  const reaching = reach.length === 0 ? say`` : say` Somebody reaches ${reached.length} of ${formatCount(reach.length, "server")}.`;
  if (summary.problem > 0) {
    return say`${name} does not work for everybody.${found}${reaching}`;
  }
  return summary.unknown > 0
    ? say`Not everything about portal ${shortenName(portal.name)} could be found out.${found}${reaching}`
    : say`${name} is ready.${found}${reaching}`;
}
