/** The report as one HTML file without network or framework. Its policy allows this style and script by their digests. */
import { createHash } from "node:crypto";
import { groupFindings, listWaived, type FieldDifference, type Finding, type Report } from "../report";
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

export function formatHtmlReport(report: Report): string {
  const { inventory } = report;
  const waived = listWaived(report);
  const groups = groupFindings(report).map(({ rule, title: kind, help, level, findings }) =>
    formatGroup(
      level,
      kind,
      `<code>${rule}</code>`,
      findings.length,
      `<p class="help">${markCode(help)}</p>`,
      findings.map(formatFinding),
      true,
    ),
  );
  if (waived.length > 0) {
    groups.push(formatGroup("waived", "Waived", "", waived.length, "", waived.map(formatFinding), false));
  }
  const exposures = groupByPortal(report).map(({ portal, rows }) =>
    formatGroup(
      "exposure",
      `Callable through ${portal}`,
      "",
      rows.reduce((count, { tools }) => count + tools.length, 0),
      '<p class="help">Tools that agents can call now, if Access lets them in.</p>',
      rows.map(
        (row) =>
          `<p>${escapeHtml(describeExposure(row))}</p><p class="tools">${describeTools(row).map(formatTool).join(" ") || "none"}</p>`,
      ),
      false,
    ),
  );
  const lists = [
    formatGroup("inventory", "Servers", "", inventory.servers.length, "", inventory.servers.map(formatServer), false),
    formatGroup("inventory", "Portals", "", inventory.portals.length, "", inventory.portals.map(formatPortal), false),
  ];
  return formatPage(report, [...groups, ...exposures, ...lists].filter((each) => each !== "").join("\n"));
}

function formatPage(report: Report, content: string): string {
  const { summary } = report;
  const state = summary.unread > 0 ? "unread" : summary.findings > 0 ? "finding" : "quiet";
  const policy = `default-src 'none'; style-src '${hashSource(style)}'; script-src '${hashSource(script)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
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
  level: string,
  heading: string,
  tag: string,
  count: number,
  help: string,
  items: readonly string[],
  isOpenIfShort: boolean,
): string {
  if (items.length === 0) {
    return "";
  }
  const isOpen = isOpenIfShort && items.length <= longList;
  return `<details class="${level}"${isOpen ? " open" : ""}>
<summary><h2>${markCode(heading)}</h2> <span class="count">${count.toLocaleString("en-US")}</span> ${tag}</summary>
${help}
<ul>
${items.map((item) => `<li>${item}</li>`).join("\n")}
</ul>
</details>`;
}

function formatFinding(each: Finding): string {
  const words = describeWaiver(each);
  return [
    `<p><strong>${escapeHtml(describeSubject(each.subject))}</strong> ${escapeHtml(shortenMessage(each))}</p>`,
    each.differences === undefined ? "" : `<dl>${each.differences.map(formatDifference).join("")}</dl>`,
    words === "" ? "" : `<p class="help">${escapeHtml(words)}</p>`,
  ].join("");
}

function formatDifference(difference: FieldDifference): string {
  const { path, declared, found } = splitDifference(difference);
  return `<dt><code>${escapeHtml(path)}</code></dt><dd><span>declared</span> <del>${escapeHtml(declared)}</del></dd><dd><span>found</span> <ins>${escapeHtml(found)}</ins></dd>`;
}

function formatTool(name: string): string {
  return `<code>${escapeHtml(name)}</code>`;
}

function formatServer(server: Parameters<typeof describeServer>[0]): string {
  return `<p>${escapeHtml(describeServer(server))}</p>`;
}

function formatPortal(portal: Parameters<typeof describePortal>[0]): string {
  return `<p>${escapeHtml(describePortal(portal))}</p>`;
}

/** Our own words, with code in backticks. */
function markCode(words: string): string {
  return escapeHtml(words).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

function hashSource(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
