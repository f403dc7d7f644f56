/** The report for pull requests. Text from outside stands in code spans, where no forge reads markup or mentions. */
import { groupFindings, listWaived, type Finding, type Report } from "../report";
import { printable, printableStart } from "../../text";
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
  describeScope,
  describeTools,
  describeWaiver,
} from "./words";

interface Section {
  readonly heading: string;
  readonly help?: string;
  readonly items: readonly Item[];
  /** Closed at first. */
  readonly folded: boolean;
}

/** Lines of Markdown: the subject first. The last lines can be left out. */
type Item = readonly string[];

/** GitHub takes 65,536 characters for a comment. Headings need the rest. */
const mostOfItems = 55_000;
/** So that one item leaves room for others. */
const longestItem = 10_000;
/** For words that are a list. */
const longestLine = 1_000;

/** Longer sections are folded. */
const longList = 20;

export function formatMarkdownReport(report: Report): string {
  const lines = [
    `## ${formatHeadline(report)}`,
    "",
    `**${describeSummary(report)}** ${formatCodeSpan(describeAccounts(report))}`,
  ];
  const sections = listSections(report);
  const needs = sections.map(({ items }) => items.reduce((sum, item) => sum + Math.min(measure(item), longestItem), 0));
  const shares = divideRoom(mostOfItems, needs);
  lines.push(...sections.flatMap((section, index) => formatSection(section, shares[index] ?? 0)));
  return `${lines.join("\n")}\n`;
}

/** Each gets what it needs, or the same share as every other that does not. */
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

function formatSection({ heading, help, items, folded }: Section, room: number): string[] {
  const head = `${heading} (${items.length.toLocaleString("en-US")})`;
  const lines = ["", folded ? `<details><summary>${head}</summary>` : `### ${head}`, ""];
  if (help !== undefined) {
    lines.push(help, "");
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
    lines.push(`- ${describeRest(items.length - shown)}`);
  }
  if (folded) {
    lines.push("", "</details>");
  }
  return lines;
}

/** As many of its lines as fit, and how many more there are. */
function fitItem(item: Item, room: number): string[] {
  if (measure(item) <= room) {
    return [...item];
  }
  const noteFor = (count: number): string => `  - ${describeRest(count)}`;
  let left = room - measure([noteFor(item.length)]);
  const firstTooMany = item.findIndex((line) => (left -= measure([line])) < 0);
  return firstTooMany < 1 ? [] : [...item.slice(0, firstTooMany), noteFor(item.length - firstTooMany)];
}

function describeRest(count: number): string {
  return `… and ${count.toLocaleString("en-US")} more, which this has no room for: every other format has all of them.`;
}

/** The length of the lines with their line breaks. */
function measure(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function listSections(report: Report): Section[] {
  const { inventory, scope } = report;
  const sections: Section[] = groupFindings(report).map(({ rule, title, help, findings }) => ({
    heading: `${title}: <code>${rule}</code>`,
    help,
    items: findings.map(formatFinding),
    folded: findings.length > longList,
  }));
  const add = (heading: string, items: readonly Item[]): void => {
    if (items.length > 0) {
      sections.push({ heading, items, folded: true });
    }
  };
  add("Waived", listWaived(report).map(formatFinding));
  // The owners of a stack know what it declares.
  if (scope.kind === "account") {
    add(
      "Servers",
      inventory.servers.map((server) => formatItem(describeServer(server))),
    );
    add(
      "Portals",
      inventory.portals.map((portal) => formatItem(printableStart(describePortal(portal), longestLine))),
    );
  }
  const exposed = groupByPortal(report).flatMap(({ portal, rows }) =>
    rows.map((row) => formatItem(`${portal}: ${describeExposure(row)}`, wrapList(describeTools(row)))),
  );
  add("Tools that agents can call now, if Access lets them in, by portal and server", exposed);
  return sections;
}

function formatHeadline({ scope }: Report): string {
  const [words, name] = describeScope(scope);
  return name === undefined ? words : `${words} ${formatCodeSpan(name)}`;
}

function formatFinding(each: Finding): Item {
  const more = [...(each.differences ?? []).map(describeDifference), describeWaiver(each)].filter(
    (words) => words !== "",
  );
  return [
    `- ${formatCodeSpan(describeSubject(each.subject))}: ${formatCodeSpan(shortenMessage(each))}`,
    ...more.map(formatSubLine),
  ];
}

function formatItem(words: string, more: readonly string[] = []): Item {
  return [`- ${formatCodeSpan(words)}`, ...more.map(formatSubLine)];
}

function formatSubLine(words: string): string {
  return `  - ${formatCodeSpan(words)}`;
}

/** Joins words by commas, on as many lines as they need. */
function wrapList(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = [...lines.slice(-1), word].join(", ");
    if (lines.length > 0 && longer.length <= longestLine) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** A span that shows the text, and that nothing in the text can end. */
export function formatCodeSpan(text: string): string {
  const shown = printable(text);
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  // A backtick would lengthen the fence beside it. Markdown strips a space at each end.
  const needsSpaces = /^`|`$/.test(shown) || /^ .*[^ ].* $/.test(shown);
  const content = needsSpaces ? ` ${shown} ` : shown;
  // Markdown has no empty span.
  return `${fence}${content === "" ? " " : content}${fence}`;
}
