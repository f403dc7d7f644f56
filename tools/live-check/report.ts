/** The report (live-check.schema.json) and its text. It names nothing of the account, so that an issue can quote it. */
import type { Colours, Style } from "#provider/cli/terminal";
import { formatCount, printableStart } from "#provider/cli/text";
import { joined, line, say, styled, visible, type Shown } from "#provider/text/shown";
import { needsWrite, type Answer, type Certainty } from "./answer";

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

export function formatReport(report: LiveCheckReport, colours: Colours): Shown {
  const { findings: all } = report;
  const findings = all.filter(({ evidence }) => evidence !== needsWrite.evidence);
  const notAsked = all.length - findings.length;
  const answered = all.filter(({ certainty }) => certainty !== "open").length;
  const mode = report.mode === "write" ? "read and write" : "read only";
  const rows = findings.map(({ name, found, certainty }) => [name, found === null ? "-" : String(found), certainty]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const paint: Record<Certainty, Style> = {
    seen: colours.green,
    inferred: colours.yellow,
    open: colours.dim,
  };
  const lines = findings.flatMap(({ asks, evidence, certainty }, index) => [
    joined(
      (rows[index] ?? []).map((cell, column) =>
        column === 2 ? paint[certainty](visible(cell)) : padEnd(visible(cell), widths[column] ?? 0),
      ),
      "  ",
    ),
    colours.dim(line(`  ${asks}`)),
    say`  ${printableStart(evidence, 400)}`,
  ]);
  return joined([
    colours.bold(
      line(`Live check of ${report.date.slice(0, 10)} by pulumi-cloudflare-mcp ${report.packageVersion}, ${mode}`),
    ),
    say``,
    ...lines,
    say``,
    ...(notAsked > 0 ? [say`${formatCount(notAsked, "question")} not asked: they need --write.`] : []),
    say`${formatCount(answered, "question")} of ${all.length} answered.${report.complete ? say`` : say` It was interrupted.`}`,
    say``,
  ]);
}

function padEnd(text: Shown, width: number): Shown {
  return styled(text, (cell) => cell.padEnd(width));
}
