/** The report as SARIF 2.1.0, for code scanning: with the members that GitHub uses. */
import { createHash } from "node:crypto";
import { visibleJson } from "../../../text/characters";
import type { Shown } from "../../../text/shown";
import { formatJson } from "../../json";
import { identifyFinding, type Finding, type LockEntryPlace, type Report, type Scope } from "../report";
import { ruleIds, rules, type Level } from "../rules";
import {
  describeChanges,
  describeDifference,
  shortenMessage,
  shortenName,
  describeSubject,
  describeSummary,
  describeWaiver,
} from "./words";

const levels: Record<Level, "error" | "warning" | "note"> = { unread: "error", finding: "warning", note: "note" };

/** The maximum number of places of one finding. */
const mostPlaces = 100;

/** Code scanning shows a finding at a line of a file. */
interface Files {
  /** The project or state file, for findings without a more precise place. */
  readonly file: string;
  readonly textOf: (file: string) => string | undefined;
}

export function formatSarifReport(report: Report, files: Files): Shown {
  const unread = report.findings.filter(({ level }) => level === "unread");
  return formatJson({
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
        // Keeps the alerts of different stacks apart.
        automationDetails: { id: `drift/${nameScope(report.scope)}/` },
        invocations: [
          {
            executionSuccessful: unread.length === 0,
            endTimeUtc: report.checkedAt,
            toolExecutionNotifications: unread.map((each) => ({
              level: "error",
              message: { text: formatMessage(each) },
            })),
          },
        ],
        results: report.findings.map((each) => buildResult(each, files)),
        properties: { summary: describeSummary(report) },
      },
    ],
  });
}

function buildResult(each: Finding, files: Files): object {
  const { subject } = each;
  const [first, ...others] = listPlaces(each, files);
  const name = [subject.accountId, subject.id].filter((part) => part !== undefined).join("/");
  return {
    ruleId: each.rule,
    ruleIndex: ruleIds.indexOf(each.rule),
    level: levels[each.level],
    message: { text: formatMessage(each) },
    locations: [
      {
        physicalLocation: buildLocation(first),
        logicalLocations: [
          {
            name: subject.resource ?? subject.id,
            fullyQualifiedName: subject.urn ?? `${subject.kind} ${name}`,
            kind: "resource",
          },
        ],
      },
    ],
    ...(others.length === 0
      ? {}
      : {
          relatedLocations: others.map((place, index) => ({
            id: index + 1,
            physicalLocation: buildLocation(place),
            message: { text: escapeMessage(shortenName(place.name)) },
          })),
        }),
    // The same finding in the next run becomes the same alert.
    partialFingerprints: {
      primaryLocationLineHash: `${createHash("sha256").update(identifyFinding(each)).digest("hex").slice(0, 32)}:1`,
    },
    ...(each.waived === undefined ? {} : { suppressions: [{ kind: "external", justification: describeWaiver(each) }] }),
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** An unapproved tool is decided at its entry in the lock file. Other findings have no line of their own. */
function listPlaces({ lock, subject }: Finding, { file, textOf }: Files): readonly [Place, ...Place[]] {
  const text = lock && textOf(lock.file);
  const places =
    lock === undefined || text === undefined
      ? []
      : lock.entries
          .slice(0, mostPlaces)
          .map((entry) => ({ file: lock.file, line: findEntryLine(text, entry), name: entry.name }));
  const [first = { file, line: 1, name: subject.id }, ...others] = places;
  return [first, ...others];
}

function buildLocation({ file, line }: Place): object {
  return {
    artifactLocation: { uri: file.split(/[\\/]/).map(encodeUriPart).join("/") },
    region: { startLine: line },
  };
}

function nameScope(scope: Scope): string {
  switch (scope.kind) {
    case "stack":
      return `stack/${encodeUriPart(scope.name ?? "")}`;
    case "state":
      return `state/${encodeUriPart(scope.file)}`;
    case "account":
      return "account";
  }
}

function encodeUriPart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function formatMessage(each: Finding): string {
  const lines = [...(each.differences ?? []).map(describeDifference), ...describeChanges(each)];
  const differences = lines.map((words) => `\n${words}`);
  return escapeMessage(`${describeSubject(each.subject)}: ${shortenMessage(each)}${differences.join("")}`);
}

/** Doubles braces and escapes brackets, so that no text is read as a placeholder or a link. */
function escapeMessage(text: string): string {
  const withoutLinks = text.includes("](") ? text.replaceAll(/[[\]\\]/g, "\\$&") : text;
  return withoutLinks.replaceAll(/[{}]/g, "$&$&");
}

/**
 * The line of an entry, from 1, or of its list if the entry is missing. The first line if the file is not formatted as
 * the commands write it.
 */
export function findEntryLine(lockText: string, { kind, name }: LockEntryPlace): number {
  const lines = lockText.split(/\r?\n/);
  const list = lines.findIndex((line) => line.startsWith(`  "${kind}": {`));
  if (list === -1) {
    return 1;
  }
  const after = lines.slice(list + 1);
  const end = after.findIndex((line) => !line.startsWith("    "));
  const entry = after.slice(0, Math.max(end, 0)).indexOf(`    ${visibleJson(JSON.stringify(name))}: {`);
  return list + 1 + (entry + 1);
}
