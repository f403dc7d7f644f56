/** The target of a report: stdout, or the file of `--out`. */
import { say, visible, type Shown } from "../text/shown";
import { refuseUnsafeFile, targetIn, writeWholeFile } from "./files";
import type { Shell, Sink } from "./shell";

export interface ReportTarget {
  /** The style for the target: a file is not a terminal. */
  readonly sink: Sink;
  /** Writes the report. For a file, also writes a sentence about the result to stderr. */
  write(report: Shown, result: Shown): void;
}

/** Refuses an unsafe file before any call. */
export function openReportTarget(shell: Shell, out: string | undefined): ReportTarget {
  if (out === undefined) {
    return {
      sink: shell.out,
      write: (report) => {
        shell.out.write(report);
      },
    };
  }
  const target = targetIn(shell.folder, out);
  refuseUnsafeFile(target);
  return {
    sink: { ...shell.out, isTerminal: false },
    write: (report, result) => {
      writeWholeFile(target, report);
      shell.err.write(say`${result} The report is in ${visible(target.name)}.\n`);
    },
  };
}
