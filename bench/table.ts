/** Writes the summary of a benchmark as Markdown tables. */
import type { Figures } from "./measure";
import { spreadText } from "./statistics";
import type { StepName } from "./steps";
import type { SummaryRow } from "./summary";

interface Kind {
  readonly figure: keyof Figures;
  readonly title: string;
  readonly show: (value: number) => string;
  /** The steps that tell something; all when left out. */
  readonly steps?: readonly StepName[];
}

const kinds: readonly Kind[] = [
  { figure: "wallSeconds", title: "wall time, seconds", show: decimals(2) },
  { figure: "cpuSeconds", title: "CPU of Pulumi and all that it starts, seconds", show: decimals(2) },
  { figure: "providerCpuSeconds", title: "CPU of the provider process alone, seconds", show: decimals(2) },
  { figure: "providerPeakMegabytes", title: "peak memory of the provider process, MB", show: decimals(0) },
  { figure: "calls", title: "calls to the API", show: decimals(0) },
  { figure: "stateBytes", title: "state after the step, KB", show: kilobytes, steps: ["up", "refresh"] },
];

/** The summary as Markdown: for each size and figure a table with a row for each step. */
export function tablesOf(summary: readonly SummaryRow[]): string {
  const sizes = [...new Set(summary.map(({ servers }) => servers))];
  return sizes
    .flatMap((servers) =>
      kinds.map((kind) => {
        const rows = summary.filter(
          (row) => row.servers === servers && row.figure === kind.figure && (kind.steps?.includes(row.step) ?? true),
        );
        return `${servers} ${servers === 1 ? "server" : "servers"}: ${kind.title}\n\n${tableOf(rows, kind.show)}`;
      }),
    )
    .join("\n\n");
}

function tableOf(rows: readonly SummaryRow[], show: (value: number) => string): string {
  const contestants = Object.keys(rows[0]?.values ?? {});
  const ratios = [...new Set(rows.flatMap((row) => Object.keys(row.ratios)))];
  return aligned([
    ["step", ...contestants, ...ratios.map((other) => `${contestants[0] ?? ""} / ${other}`)],
    ...rows.map((row) => [
      row.step,
      ...contestants.map((name) => spreadText(row.values[name], show)),
      ...ratios.map((name) => spreadText(row.ratios[name], decimals(2))),
    ]),
  ]);
}

function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function decimals(digits: number): (value: number) => string {
  return (value) => value.toFixed(digits);
}

function kilobytes(value: number): string {
  return (value / 1024).toFixed(1);
}
