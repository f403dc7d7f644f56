/** The report for pull requests. Text from outside is in code spans, where markup and mentions have no effect. */
import { groupFindings, listWaived, type Finding, type Report } from "../report";
import { joined, say, styled, visible, type Shown } from "../../../text/shown";
import { formatNumber, lineStart } from "../../text";
import {
  describeAccounts,
  describeChanges,
  groupByPortal,
  describeDifference,
  describeExposure,
  describePortal,
  describeServer,
  shortenMessage,
  describeSubject,
  describeSummary,
  describeScope,
  describeTools,
  describeWaiver,
} from "./words";

interface Section {
  readonly heading: Shown;
  readonly help?: Shown;
  readonly items: readonly Item[];
  /** Whether the section is collapsed. */
  readonly folded: boolean;
}

/** Lines of Markdown, with the subject first. The last lines can be omitted. */
type Item = readonly Shown[];

/** GitHub's limit for a comment is 65,536 characters. Headings need the rest. */
const mostOfItems = 55_000;
/** The limit of an item, so that others fit too. */
const longestItem = 10_000;
/** The limit of a list in words. */
const longestLine = 1_000;

/** Longer sections are collapsed. */
const longList = 20;

export function formatMarkdownReport(report: Report): Shown {
  const lines = [
    say`## ${formatHeadline(report)}`,
    say``,
    say`**${describeSummary(report)}** ${formatCodeSpan(describeAccounts(report))}`,
  ];
  const sections = listSections(report);
  const needs = sections.map(({ items }) => items.reduce((sum, item) => sum + Math.min(measure(item), longestItem), 0));
  const shares = divideRoom(mostOfItems, needs);
  lines.push(...sections.flatMap((section, index) => formatSection(section, shares[index] ?? 0)));
  return say`${joined(lines)}\n`;
}

/** Distributes the space: each section gets what it needs, or an equal share. */
function divideRoom(room: number, needs: readonly number[]): number[] {
  const shares = needs.map(() => 0);
  let left = room;
  const smallestFirst = [...needs.entries()].sort(([, one], [, other]) => one - other);
  for (const [position, [index, need]] of smallestFirst.entries()) {
    const share = Math.min(need, Math.floor(left / (needs.length - position)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

function formatSection({ heading, help, items, folded }: Section, room: number): Shown[] {
  const head = say`${heading} (${formatNumber(items.length)})`;
  const lines = [say``, folded ? say`<details><summary>${head}</summary>` : say`### ${head}`, say``];
  if (help !== undefined) {
    lines.push(help, say``);
  }
  let left = room;
  let shown = 0;
  for (const item of items) {
    const fitting = fitItem(item, Math.min(left, longestItem));
    if (fitting.length === 0) {
      break;
    }
    lines.push(...fitting);
    left -= measure(fitting);
    shown += 1;
  }
  if (shown < items.length) {
    lines.push(say`- ${describeRest(items.length - shown)}`);
  }
  if (folded) {
    lines.push(say``, say`</details>`);
  }
  return lines;
}

/** The lines that fit, and the number of those that do not. */
function fitItem(item: Item, room: number): Shown[] {
  if (measure(item) <= room) {
    return [...item];
  }
  const noteFor = (count: number): Shown => say`  - ${describeRest(count)}`;
  let left = room - measure([noteFor(item.length)]);
  const firstTooMany = item.findIndex((line) => (left -= measure([line])) < 0);
  return firstTooMany < 1 ? [] : [...item.slice(0, firstTooMany), noteFor(item.length - firstTooMany)];
}

function describeRest(count: number): Shown {
  return say`… and ${formatNumber(count)} more, which this has no room for: every other format has all of them.`;
}

/** The length of the lines, including line breaks. */
function measure(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function listSections(report: Report): Section[] {
  const { inventory, scope } = report;
  const sections: Section[] = groupFindings(report).map(({ rule, title, help, findings }) => ({
    heading: say`${visible(title)}: <code>${visible(rule)}</code>`,
    help: visible(help),
    items: findings.map(formatFinding),
    folded: findings.length > longList,
  }));
  const add = (heading: Shown, items: readonly Item[]): void => {
    if (items.length > 0) {
      sections.push({ heading, items, folded: true });
    }
  };
  add(say`Waived`, listWaived(report).map(formatFinding));
  // The owners of a stack know its declarations.
  if (scope.kind === "account") {
    add(
      say`Servers`,
      inventory.servers.map((server) => formatItem(describeServer(server))),
    );
    add(
      say`Portals`,
      inventory.portals.map((portal) => formatItem(lineStart(describePortal(portal), longestLine))),
    );
  }
  const exposed = groupByPortal(report).flatMap(({ portal, rows }) =>
    rows.map((row) => formatItem(say`${portal}: ${describeExposure(row)}`, wrapList(describeTools(row)))),
  );
  add(say`Tools that agents can call now, if Access lets them in, by portal and server`, exposed);
  return sections;
}

function formatHeadline({ scope }: Report): Shown {
  const [words, name] = describeScope(scope);
  return name === undefined ? words : say`${words} ${formatCodeSpan(name)}`;
}

function formatFinding(each: Finding): Item {
  const more = [
    ...(each.differences ?? []).map(describeDifference),
    ...describeChanges(each),
    describeWaiver(each),
  ].filter((words) => words !== "");
  return [
    say`- ${formatCodeSpan(describeSubject(each.subject))}: ${formatCodeSpan(shortenMessage(each))}`,
    ...more.map(formatSubLine),
  ];
}

function formatItem(words: Shown, more: readonly Shown[] = []): Item {
  return [say`- ${formatCodeSpan(words)}`, ...more.map(formatSubLine)];
}

function formatSubLine(words: Shown): Shown {
  return say`  - ${formatCodeSpan(words)}`;
}

/** Joins words with commas, on as many lines as necessary. */
function wrapList(words: readonly Shown[]): Shown[] {
  const lines: Shown[] = [];
  for (const word of words) {
    const longer = joined([...lines.slice(-1), word], ", ");
    if (lines.length > 0 && longer.length <= longestLine) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** A code span that no text can end. */
export function formatCodeSpan(text: Shown): Shown {
  return styled(text, fence);
}

function fence(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const ticks = "`".repeat(Math.max(0, ...runs) + 1);
  // A backtick next to the fence would make it longer. Markdown strips a space at each end.
  const needsSpaces = /^`|`$/.test(text) || /^ .*[^ ].* $/.test(text);
  const content = needsSpaces ? ` ${text} ` : text;
  // Markdown has no empty span.
  return `${ticks}${content === "" ? " " : content}${ticks}`;
}
