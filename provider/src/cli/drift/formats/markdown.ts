/** For pull requests. Everything from outside stands in code spans. */
import { groupsOf, waivedIn, type Finding, type Report } from "../report";
import { visibleStart } from "../../text";
import { codeSpan } from "./codeSpan";
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
  titleParts,
  toolWords,
  waivedWords,
} from "./words";

interface Section {
  readonly heading: string;
  readonly help?: string;
  readonly items: readonly Item[];
  /** Closed until somebody opens it. */
  readonly folded: boolean;
}

/** Lines of Markdown: what it is about, then the rest, of which some can be left out. */
type Item = readonly string[];

/** GitHub takes 65,536 characters for a comment. What is not an item has its place in the rest. */
const mostOfItems = 55_000;
/** More of one item would only be in the way of the others. */
const longestItem = 10_000;
/** Of words that are a list in themselves. */
const longestLine = 1_000;

/** What is longer is folded, so that the other kinds are still seen. */
const longList = 20;

export function markdownReport(report: Report): string {
  const lines = [`## ${headline(report)}`, "", `**${summaryWords(report)}** ${codeSpan(accountWords(report))}`];
  const sections = sectionsOf(report);
  const needs = sections.map(({ items }) =>
    items.reduce((sum, item) => sum + Math.min(lengthOf(item), longestItem), 0),
  );
  const shares = sharesOf(mostOfItems, needs);
  lines.push(...sections.flatMap((section, index) => sectionLines(section, shares[index] ?? 0)));
  return `${lines.join("\n")}\n`;
}

/** What each gets of the room: what it needs, or as much as any other that does not get that. */
function sharesOf(room: number, needs: readonly number[]): number[] {
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

function sectionLines({ heading, help, items, folded }: Section, room: number): string[] {
  const head = `${heading} (${items.length.toLocaleString("en-US")})`;
  const lines = ["", folded ? `<details><summary>${head}</summary>` : `### ${head}`, ""];
  if (help !== undefined) {
    lines.push(help, "");
  }
  let left = room;
  let shown = 0;
  for (const item of items) {
    const fitting = startOf(item, Math.min(left, longestItem));
    if (fitting.length === 0) {
      break;
    }
    lines.push(...fitting);
    left -= lengthOf(fitting);
    shown += 1;
  }
  if (shown < items.length) {
    lines.push(`- ${leftOut(items.length - shown)}`);
  }
  if (folded) {
    lines.push("", "</details>");
  }
  return lines;
}

/** As many of its lines as there is room for, and how many there are besides. */
function startOf(item: Item, room: number): string[] {
  if (lengthOf(item) <= room) {
    return [...item];
  }
  const noteFor = (count: number): string => `  - ${leftOut(count)}`;
  let left = room - lengthOf([noteFor(item.length)]);
  const firstTooMany = item.findIndex((line) => (left -= lengthOf([line])) < 0);
  return firstTooMany < 1 ? [] : [...item.slice(0, firstTooMany), noteFor(item.length - firstTooMany)];
}

function leftOut(count: number): string {
  return `… and ${count.toLocaleString("en-US")} more, which this has no room for: every other format has all of them.`;
}

/** Written one below the other. */
function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function sectionsOf(report: Report): Section[] {
  const { inventory, scope } = report;
  const sections: Section[] = groupsOf(report).map(({ rule, title, help, findings }) => ({
    heading: `${title}: <code>${rule}</code>`,
    help,
    items: findings.map(findingItem),
    folded: findings.length > longList,
  }));
  const add = (heading: string, items: readonly Item[]): void => {
    if (items.length > 0) {
      sections.push({ heading, items, folded: true });
    }
  };
  add("Waived", waivedIn(report).map(findingItem));
  // For a stack it would be a list of what everybody knows.
  if (scope.kind === "account") {
    add(
      "Servers",
      inventory.servers.map((server) => itemOf(inventoryServerWords(server))),
    );
    add(
      "Portals",
      inventory.portals.map((portal) => itemOf(visibleStart(inventoryPortalWords(portal), longestLine))),
    );
  }
  const exposed = byPortal(report).flatMap(({ portal, rows }) =>
    rows.map((row) => itemOf(`${portal}: ${exposureWords(row)}`, listLines(toolWords(row)))),
  );
  add("Tools that agents can call now, if Access lets them in, by portal and server", exposed);
  return sections;
}

function headline({ scope }: Report): string {
  const [words, name] = titleParts(scope);
  return name === undefined ? words : `${words} ${codeSpan(name)}`;
}

function findingItem(each: Finding): Item {
  const more = [...(each.differences ?? []).map(differenceWords), waivedWords(each)].filter((words) => words !== "");
  return [`- ${codeSpan(subjectWords(each.subject))}: ${codeSpan(messageWords(each))}`, ...more.map(subLine)];
}

function itemOf(words: string, more: readonly string[] = []): Item {
  return [`- ${codeSpan(words)}`, ...more.map(subLine)];
}

function subLine(words: string): string {
  return `  - ${codeSpan(words)}`;
}

/** Joined by commas, in as many lines as that takes. */
function listLines(words: readonly string[]): string[] {
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
