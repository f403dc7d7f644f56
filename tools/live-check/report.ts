/** The report (live-check.schema.json) and its text. It names nothing of the account, so that an issue can quote it. */
import type { Colours } from "#provider/cli/terminal";
import { formatCount, printable, printableStart } from "#provider/cli/text";
import type { Certainty, Answer } from "./answer";

export interface NamedAnswer extends Answer {
  readonly name: string;
  readonly asks: string;
}

export interface LiveCheckReport {
  readonly version: 1;
  readonly packageVersion: string;
  /** ISO 8601. */
  readonly date: string;
  /** `write`: scratch objects were made. */
  readonly mode: "read" | "write";
  /** False when it was interrupted. */
  readonly complete: boolean;
  /** By name. */
  readonly findings: readonly NamedAnswer[];
  /** Scratch objects that could not be removed. */
  readonly left: readonly { readonly kind: string; readonly id: string }[];
}

export function formatReport(report: LiveCheckReport, colours: Colours): string {
  const { findings } = report;
  const answered = findings.filter(({ certainty }) => certainty !== "open").length;
  const mode = report.mode === "write" ? "read and write" : "read only; --write asks the rest";
  const rows = findings.map(({ name, found, certainty }) => [name, found === null ? "-" : String(found), certainty]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const paint: Record<Certainty, (text: string) => string> = {
    seen: colours.green,
    inferred: colours.yellow,
    open: colours.dim,
  };
  const lines = findings.flatMap(({ asks, evidence, certainty }, index) => [
    (rows[index] ?? [])
      .map((cell, column) => printable(cell).padEnd(widths[column] ?? 0))
      .join("  ")
      .replace(/[a-z]+$/, paint[certainty]),
    colours.dim(`  ${asks}`),
    `  ${printableStart(evidence, 400)}`,
  ]);
  return [
    colours.bold(
      `Live check of ${report.date.slice(0, 10)} by pulumi-cloudflare-mcp ${report.packageVersion}, ${mode}`,
    ),
    "",
    ...lines,
    "",
    `${formatCount(answered, "question")} of ${findings.length} answered.${report.complete ? "" : " It was interrupted."}`,
    "",
  ].join("\n");
}
