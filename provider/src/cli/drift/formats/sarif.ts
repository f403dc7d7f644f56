/** SARIF 2.1.0, for code scanning. What is here and what is not follows what GitHub makes of it. */
import { createHash } from "node:crypto";
import { jsonText } from "../../text";
import { keyOf, type Finding, type Report, type Scope } from "../report";
import { lineOf } from "../lockLines";
import { ruleIds, rules, type Level } from "../rules";
import { differenceWords, messageWords, nameWords, subjectWords, summaryWords, waivedWords } from "./words";

const levels: Record<Level, "error" | "warning" | "note"> = { unread: "error", finding: "warning", note: "note" };

/** More of one finding nobody follows. */
const mostPlaces = 100;

/** Code scanning shows a finding at a line of a file. */
interface Files {
  /** For a finding that has no better one: that of the project, or of the state. */
  readonly file: string;
  readonly textOf: (file: string) => string | undefined;
}

export function sarifReport(report: Report, files: Files): string {
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
        results: report.findings.map((each) => resultOf(each, files)),
        properties: { summary: summaryWords(report) },
      },
    ],
  });
}

function resultOf(each: Finding, files: Files): object {
  const { subject } = each;
  const [first, ...others] = placesOf(each, files);
  const name = [subject.accountId, subject.id].filter((part) => part !== undefined).join("/");
  return {
    ruleId: each.rule,
    ruleIndex: ruleIds.indexOf(each.rule),
    level: levels[each.level],
    message: { text: textOf(each) },
    locations: [
      {
        physicalLocation: physicalLocation(first),
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
            physicalLocation: physicalLocation(place),
            message: { text: literal(nameWords(place.name)) },
          })),
        }),
    // The same finding in the next run is the same alert.
    partialFingerprints: {
      primaryLocationLineHash: `${createHash("sha256").update(keyOf(each)).digest("hex").slice(0, 32)}:1`,
    },
    ...(each.waived === undefined ? {} : { suppressions: [{ kind: "external", justification: waivedWords(each) }] }),
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** What a tool lock does not approve is decided at its entry in the lock file; nothing else has a line of its own. */
function placesOf({ lock, subject }: Finding, { file, textOf }: Files): readonly [Place, ...Place[]] {
  const text = lock && textOf(lock.file);
  const places =
    lock === undefined || text === undefined
      ? []
      : lock.entries
          .slice(0, mostPlaces)
          .map((entry) => ({ file: lock.file, line: lineOf(text, entry), name: entry.name }));
  const [first = { file, line: 1, name: subject.id }, ...others] = places;
  return [first, ...others];
}

function physicalLocation({ file, line }: Place): object {
  return {
    artifactLocation: { uri: file.split(/[\\/]/).map(uriPart).join("/") },
    region: { startLine: line },
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
