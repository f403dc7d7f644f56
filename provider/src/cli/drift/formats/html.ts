/** The report as one HTML file. */
import { joined, say, visible, type Shown } from "../../../text/shown";
import { formatGroup, formatList, formatPage, type Group } from "../../html/page";
import { escapeHtml, markCode } from "../../html/text";
import { groupFindings, listWaived, type FieldDifference, type Finding, type Report } from "../report";
import { formatExposures } from "./exposurePicture";
import {
  describeAccounts,
  describeChanges,
  describePortal,
  describeServer,
  describeSubject,
  describeSummary,
  describeWaiver,
  formatTitle,
  shortenMessage,
  splitDifference,
} from "./words";

/** From this length on, groups are collapsed. */
const longList = 50;

export function formatHtmlReport(report: Report): Shown {
  const { inventory, summary } = report;
  const findings = groupFindings(report).map(({ rule, title: kind, help, level, findings: own }) =>
    formatGroup({
      kind: level,
      heading: visible(kind),
      tag: say`<code>${visible(rule)}</code>`,
      count: own.length,
      content: say`<p class="help">${markCode(visible(help))}</p>
${formatList(own.map(formatFinding))}`,
      isOpen: own.length <= longList,
    }),
  );
  const lists = [
    formatItems("waived", say`Waived`, listWaived(report).map(formatFinding)),
    ...formatExposures(report),
    formatItems("inventory", say`Servers`, inventory.servers.map(formatServer)),
    formatItems("inventory", say`Portals`, inventory.portals.map(formatPortal)),
  ];
  return formatPage({
    title: formatTitle(report),
    summary: describeSummary(report),
    tone: summary.unread > 0 ? "unread" : summary.findings > 0 ? "finding" : "quiet",
    about: describeAccounts(report),
    content: joined([...findings, ...lists].filter((each) => each !== "")),
  });
}

function formatItems(kind: Group["kind"], heading: Shown, items: readonly Shown[]): Shown {
  return items.length === 0 ? say`` : formatGroup({ kind, heading, count: items.length, content: formatList(items) });
}

function formatFinding(each: Finding): Shown {
  const words = describeWaiver(each);
  const changes = describeChanges(each);
  return joined(
    [
      say`<p><strong>${escapeHtml(describeSubject(each.subject))}</strong> ${escapeHtml(shortenMessage(each))}</p>`,
      changes.length === 0 ? say`` : say`<pre><code>${escapeHtml(joined(changes))}</code></pre>`,
      each.differences === undefined ? say`` : say`<dl>${joined(each.differences.map(formatDifference), "")}</dl>`,
      words === "" ? say`` : say`<p class="help">${escapeHtml(words)}</p>`,
    ],
    "",
  );
}

function formatDifference(difference: FieldDifference): Shown {
  const { path, declared, found } = splitDifference(difference);
  return say`<dt><code>${escapeHtml(path)}</code></dt><dd><span>declared</span> <code>${escapeHtml(declared)}</code></dd><dd><span>found</span> <mark>${escapeHtml(found)}</mark></dd>`;
}

function formatServer(server: Parameters<typeof describeServer>[0]): Shown {
  return say`<p>${escapeHtml(describeServer(server))}</p>`;
}

function formatPortal(portal: Parameters<typeof describePortal>[0]): Shown {
  return say`<p>${escapeHtml(describePortal(portal))}</p>`;
}
