/**
 * One file to open anywhere: no network, no framework, and nothing that needs a script. The script there is only adds a
 * filter. Nothing else can run: the policy in the head allows this style and this script by their digests.
 */
import { createHash } from "node:crypto";
import { groupsOf, waivedIn, type Difference, type Finding, type Report } from "../report";
import { script, style } from "./htmlAssets";
import {
  accountWords,
  byPortal,
  differenceParts,
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

/** What is longer begins folded. */
const longList = 50;

export function htmlReport(report: Report): string {
  const { inventory } = report;
  const waived = waivedIn(report);
  const groups = groupsOf(report).map(({ rule, title: kind, help, level, findings }) =>
    group(
      level,
      kind,
      `<code>${rule}</code>`,
      findings.length,
      `<p class="help">${withCode(help)}</p>`,
      findings.map(findingItem),
      true,
    ),
  );
  if (waived.length > 0) {
    groups.push(group("waived", "Waived", "", waived.length, "", waived.map(findingItem), false));
  }
  const exposures = byPortal(report).map(({ portal, rows }) =>
    group(
      "exposure",
      `Callable through ${portal}`,
      "",
      rows.reduce((count, { tools }) => count + tools.length, 0),
      '<p class="help">Tools that agents can call now, if Access lets them in.</p>',
      rows.map(
        (row) =>
          `<p>${escaped(exposureWords(row))}</p><p class="tools">${toolWords(row).map(toolTag).join(" ") || "none"}</p>`,
      ),
      false,
    ),
  );
  const lists = [
    group("inventory", "Servers", "", inventory.servers.length, "", inventory.servers.map(line), false),
    group("inventory", "Portals", "", inventory.portals.length, "", inventory.portals.map(portalLine), false),
  ];
  return page(report, [...groups, ...exposures, ...lists].filter((each) => each !== "").join("\n"));
}

function page(report: Report, content: string): string {
  const { summary } = report;
  const state = summary.unread > 0 ? "unread" : summary.findings > 0 ? "finding" : "quiet";
  const policy = `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escaped(title(report))}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(title(report))}</h1>
<p class="summary ${state}">${escaped(summaryWords(report))}</p>
<p class="about">${escaped(accountWords(report))}</p>
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

function group(
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
<summary><h2>${withCode(heading)}</h2> <span class="count">${count.toLocaleString("en-US")}</span> ${tag}</summary>
${help}
<ul>
${items.map((item) => `<li>${item}</li>`).join("\n")}
</ul>
</details>`;
}

function findingItem(each: Finding): string {
  const words = waivedWords(each);
  return [
    `<p><strong>${escaped(subjectWords(each.subject))}</strong> ${escaped(messageWords(each))}</p>`,
    each.differences === undefined ? "" : `<dl>${each.differences.map(differenceItem).join("")}</dl>`,
    words === "" ? "" : `<p class="help">${escaped(words)}</p>`,
  ].join("");
}

function differenceItem(difference: Difference): string {
  const { path, declared, found } = differenceParts(difference);
  return `<dt><code>${escaped(path)}</code></dt><dd><span>declared</span> <del>${escaped(declared)}</del></dd><dd><span>found</span> <ins>${escaped(found)}</ins></dd>`;
}

function toolTag(name: string): string {
  return `<code>${escaped(name)}</code>`;
}

function line(server: Parameters<typeof inventoryServerWords>[0]): string {
  return `<p>${escaped(inventoryServerWords(server))}</p>`;
}

function portalLine(portal: Parameters<typeof inventoryPortalWords>[0]): string {
  return `<p>${escaped(inventoryPortalWords(portal))}</p>`;
}

/** Words of ours, in which backticks are around what is typed. */
function withCode(words: string): string {
  return escaped(words).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
