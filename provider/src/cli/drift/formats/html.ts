/** The report as one HTML file without network or framework. Its policy allows this style and script by their digests. */
import { createHash } from "node:crypto";
import { joined, say, styled, visible, type Shown } from "../../../text/shown";
import { formatNumber } from "../../text";
import { groupFindings, listWaived, type FieldDifference, type Finding, type Report } from "../report";
import type { Level } from "../rules";
import { script, style } from "./htmlAssets";
import {
  describeAccounts,
  groupByPortal,
  splitDifference,
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

/** Longer groups begin folded. */
const longList = 50;

export function formatHtmlReport(report: Report): Shown {
  const { inventory } = report;
  const waived = listWaived(report);
  const groups = groupFindings(report).map(({ rule, title: kind, help, level, findings }) =>
    formatGroup(
      level,
      visible(kind),
      say`<code>${visible(rule)}</code>`,
      findings.length,
      say`<p class="help">${markCode(visible(help))}</p>`,
      findings.map(formatFinding),
      true,
    ),
  );
  if (waived.length > 0) {
    groups.push(formatGroup("waived", say`Waived`, say``, waived.length, say``, waived.map(formatFinding), false));
  }
  const exposures = groupByPortal(report).map(({ portal, rows }) =>
    formatGroup(
      "exposure",
      say`Callable through ${portal}`,
      say``,
      rows.reduce((count, { tools }) => count + tools.length, 0),
      say`<p class="help">Tools that agents can call now, if Access lets them in.</p>`,
      rows.map(
        (row) =>
          say`<p>${escapeHtml(describeExposure(row))}</p><p class="tools">${formatTools(describeTools(row))}</p>`,
      ),
      false,
    ),
  );
  const lists = [
    formatGroup(
      "inventory",
      say`Servers`,
      say``,
      inventory.servers.length,
      say``,
      inventory.servers.map(formatServer),
      false,
    ),
    formatGroup(
      "inventory",
      say`Portals`,
      say``,
      inventory.portals.length,
      say``,
      inventory.portals.map(formatPortal),
      false,
    ),
  ];
  return formatPage(report, joined([...groups, ...exposures, ...lists].filter((each) => each !== "")));
}

function formatPage(report: Report, content: Shown): Shown {
  const { summary } = report;
  const state = visible(summary.unread > 0 ? "unread" : summary.findings > 0 ? "finding" : "quiet");
  const policy = say`default-src 'none'; style-src '${hashSource(style)}'; script-src '${hashSource(script)}'; base-uri 'none'; form-action 'none'`;
  return say`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(formatTitle(report))}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(formatTitle(report))}</h1>
<p class="summary ${state}">${escapeHtml(describeSummary(report))}</p>
<p class="about">${escapeHtml(describeAccounts(report))}</p>
</header>
<form role="search" id="filter" hidden>
<label for="words">Filter</label>
<input type="search" id="words" autocomplete="off" placeholder="id, argument, text">
<output for="words" id="shown" aria-live="polite"></output>
</form>
<main>
${content}
</main>
<script>${script}</script>
</body>
</html>
`;
}

function formatGroup(
  level: Level | "waived" | "exposure" | "inventory",
  heading: Shown,
  tag: Shown,
  count: number,
  help: Shown,
  items: readonly Shown[],
  isOpenIfShort: boolean,
): Shown {
  if (items.length === 0) {
    return say``;
  }
  const isOpen = isOpenIfShort && items.length <= longList;
  return say`<details class="${visible(level)}"${isOpen ? say` open` : say``}>
<summary><h2>${markCode(heading)}</h2> <span class="count">${formatNumber(count)}</span> ${tag}</summary>
${help}
<ul>
${joined(items.map((item) => say`<li>${item}</li>`))}
</ul>
</details>`;
}

function formatFinding(each: Finding): Shown {
  const words = describeWaiver(each);
  return joined(
    [
      say`<p><strong>${escapeHtml(describeSubject(each.subject))}</strong> ${escapeHtml(shortenMessage(each))}</p>`,
      each.differences === undefined ? say`` : say`<dl>${joined(each.differences.map(formatDifference), "")}</dl>`,
      words === "" ? say`` : say`<p class="help">${escapeHtml(words)}</p>`,
    ],
    "",
  );
}

function formatDifference(difference: FieldDifference): Shown {
  const { path, declared, found } = splitDifference(difference);
  return say`<dt><code>${escapeHtml(path)}</code></dt><dd><span>declared</span> <del>${escapeHtml(declared)}</del></dd><dd><span>found</span> <ins>${escapeHtml(found)}</ins></dd>`;
}

function formatTools(names: readonly Shown[]): Shown {
  return names.length === 0
    ? say`none`
    : joined(
        names.map((name) => say`<code>${escapeHtml(name)}</code>`),
        " ",
      );
}

function formatServer(server: Parameters<typeof describeServer>[0]): Shown {
  return say`<p>${escapeHtml(describeServer(server))}</p>`;
}

function formatPortal(portal: Parameters<typeof describePortal>[0]): Shown {
  return say`<p>${escapeHtml(describePortal(portal))}</p>`;
}

/** Our own words, with code in backticks. */
function markCode(words: Shown): Shown {
  return styled(escapeHtml(words), (escaped) => escaped.replaceAll(/`([^`]+)`/g, "<code>$1</code>"));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: Shown): Shown {
  return styled(text, (words) => words.replaceAll(/[&<>"']/g, (character) => entities[character] ?? ""));
}

function hashSource(text: string): Shown {
  return visible(`sha256-${createHash("sha256").update(text).digest("base64")}`);
}
