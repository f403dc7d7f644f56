/**
 * For pull requests. Everything from outside stands in code spans: there, no forge reads markup, mentions, references or
 * addresses out of it.
 */
import { byRule, type Finding, type Report } from "../report";
import { rules } from "../rules";
import { visible } from "../../text";
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

interface Section {
  readonly heading: string;
  readonly help?: string;
  readonly items: readonly string[];
  /** Closed until somebody opens it. */
  readonly folded: boolean;
}

/** GitHub takes 65,536 characters for a comment. What is not an item has its place in the rest. */
const mostOfItems = 55_000;

/** What is longer is folded, so that the other kinds are still seen. */
const longList = 20;

export function markdownReport(report: Report): string {
  const lines = [`## ${headline(report)}`, "", `**${summaryWords(report)}** ${code(accountWords(report))}`];
  let left = mostOfItems;
  for (const { heading, help, items, folded } of sectionsOf(report)) {
    const head = `${heading} (${items.length.toLocaleString("en-US")})`;
    lines.push("", folded ? `<details><summary>${head}</summary>` : `### ${head}`, "");
    if (help !== undefined) {
      lines.push(help, "");
    }
    const firstTooMany = items.findIndex((item) => (left -= item.length + 1) < 0);
    const shown = firstTooMany === -1 ? items : items.slice(0, firstTooMany);
    lines.push(...shown);
    if (shown.length < items.length) {
      const more = (items.length - shown.length).toLocaleString("en-US");
      lines.push(`- … and ${more} more, which this has no room for: every other format has all of them.`);
    }
    if (folded) {
      lines.push("", "</details>");
    }
  }
  return `${lines.join("\n")}\n`;
}

function sectionsOf(report: Report): Section[] {
  const { findings, inventory, scope } = report;
  const open = findings.filter(({ waived }) => waived === undefined);
  const sections: Section[] = byRule(open).map(([rule, list]) => ({
    heading: `${rules[rule].title}: <code>${rule}</code>`,
    help: rules[rule].help,
    items: list.map(findingItem),
    folded: list.length > longList,
  }));
  const add = (heading: string, items: readonly string[]): void => {
    if (items.length > 0) {
      sections.push({ heading, items, folded: true });
    }
  };
  add("Waived", findings.filter(({ waived }) => waived !== undefined).map(findingItem));
  // For a stack it would be a list of what everybody knows.
  if (scope.kind === "account") {
    add("Servers", inventory.servers.map(inventoryServerWords).map(codeItem));
    add("Portals", inventory.portals.map(inventoryPortalWords).map(codeItem));
  }
  const exposed = byPortal(report).flatMap(({ portal, rows }) =>
    rows.map((row) => codeItem(`${portal}: ${[exposureWords(row), toolWords(row).join(", ")].join(": ")}`)),
  );
  add("Tools that agents can call now, if Access lets them in, by portal and server", exposed);
  return sections;
}

function headline(report: Report): string {
  const { scope } = report;
  if (scope.kind === "account") {
    return title(report);
  }
  return scope.kind === "stack"
    ? `Drift of stack ${code(scope.name ?? "")}`
    : `Drift of the state in ${code(scope.file)}`;
}

function findingItem(each: Finding): string {
  const more = [...(each.differences ?? []).map(differenceWords), waivedWords(each)].filter((words) => words !== "");
  return [
    `- ${code(subjectWords(each.subject))}: ${code(messageWords(each))}`,
    ...more.map((words) => `  - ${code(words)}`),
  ].join("\n");
}

function codeItem(words: string): string {
  return `- ${code(words)}`;
}

/** A code span whose fence is in no part of its text. */
function code(text: string): string {
  const shown = visible(text);
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const padded = /^`|`$|^ .* $/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${padded === "" ? " " : padded}${fence}`;
}
