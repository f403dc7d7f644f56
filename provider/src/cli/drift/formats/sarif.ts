/** SARIF 2.1.0, for code scanning. What is here and what is not follows what GitHub makes of it. */
import { createHash } from "node:crypto";
import { jsonText } from "../../text";
import { keyOf, type Finding, type Report, type Scope } from "../report";
import { ruleIds, rules, type Level } from "../rules";
import { differenceWords, messageWords, subjectWords, summaryWords, waivedWords } from "./words";

const levels: Record<Level, "error" | "warning" | "note"> = { unread: "error", finding: "warning", note: "note" };

/** `file`: code scanning shows a finding at a line of a file, and a drift has none but that of the project. */
export function sarifReport(report: Report, file: string): string {
  const unread = report.findings.filter(({ level }) => level === "unread");
  return jsonText({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pulumi-cloudflare-mcp drift",
            rules: ruleIds.map((id) => ({
              id,
              shortDescription: { text: rules[id].title },
              help: { text: rules[id].help },
              defaultConfiguration: { level: levels[rules[id].level] },
            })),
          },
        },
        // The alerts of one stack are not those of another.
        automationDetails: { id: `drift/${scopeName(report.scope)}/` },
        invocations: [
          {
            executionSuccessful: unread.length === 0,
            endTimeUtc: report.checkedAt,
            toolExecutionNotifications: unread.map((each) => ({
              level: "error",
              message: { text: textOf(each) },
            })),
          },
        ],
        results: report.findings.map((each) => resultOf(each, file)),
        properties: { summary: summaryWords(report) },
      },
    ],
  });
}

function resultOf(each: Finding, file: string): object {
  const { subject } = each;
  const name = [subject.accountId, subject.id].filter((part) => part !== undefined).join("/");
  return {
    ruleId: each.rule,
    ruleIndex: ruleIds.indexOf(each.rule),
    level: levels[each.level],
    message: { text: textOf(each) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split(/[\\/]/).map(uriPart).join("/") },
          region: { startLine: 1 },
        },
        logicalLocations: [
          {
            name: subject.resource ?? subject.id,
            fullyQualifiedName: subject.urn ?? `${subject.kind} ${name}`,
            kind: "resource",
          },
        ],
      },
    ],
    // The same finding in the next run is the same alert.
    partialFingerprints: {
      primaryLocationLineHash: `${createHash("sha256").update(keyOf(each)).digest("hex").slice(0, 32)}:1`,
    },
    ...(each.waived === undefined ? {} : { suppressions: [{ kind: "external", justification: waivedWords(each) }] }),
  };
}

function scopeName(scope: Scope): string {
  switch (scope.kind) {
    case "stack":
      return `stack/${uriPart(scope.name ?? "")}`;
    case "state":
      return `state/${uriPart(scope.file)}`;
    case "account":
      return "account";
  }
}

function uriPart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function textOf(each: Finding): string {
  const differences = (each.differences ?? []).map((difference) => `\n${differenceWords(difference)}`);
  return literal(`${subjectWords(each.subject)}: ${messageWords(each)}${differences.join("")}`);
}

/** Nothing in it is a placeholder or a link: braces are doubled, and brackets escaped where they could begin a link. */
function literal(text: string): string {
  const withoutLinks = text.includes("](") ? text.replaceAll(/[[\]\\]/g, "\\$&") : text;
  return withoutLinks.replaceAll(/[{}]/g, "$&$&");
}
