/** Runs `drift`: compares, and writes the report in the requested format. */
import { lstatSync, readFileSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import type { Shown } from "../../text/shown";
import { projectFolder } from "../../lock/locate";
import { chooseExitCode, type ExitCode } from "../exitCodes";
import { formatJson } from "../json";
import { openReportTarget } from "../reportTarget";
import type { Shell } from "../shell";
import { chooseColours, startProgress, type Colours } from "../terminal";
import { planExamination } from "./examination";
import { examine } from "./examine";
import { formatHtmlReport } from "./formats/html";
import { formatMarkdownReport } from "./formats/markdown";
import { formatSarifReport } from "./formats/sarif";
import { formatTextReport } from "./formats/text";
import { describeSummary } from "./formats/words";
import type { DriftOptions, FormatName } from "./options";
import type { Report } from "./report";

export async function runDrift(shell: Shell, options: DriftOptions): Promise<ExitCode> {
  const target = openReportTarget(shell, options.out);
  const progress = startProgress(shell);
  let report: Report;
  try {
    report = await examine(shell, await planExamination(shell, options, progress));
  } finally {
    progress.end();
  }
  const text = formatReport(report, options.format, {
    colours: chooseColours(shell, target.sink),
    file: options.state ?? "Pulumi.yaml",
    textOf: (file) => readProjectFile(shell, file),
  });
  target.write(text, describeSummary(report));
  const { findings, unread } = report.summary;
  return chooseExitCode({ found: findings > 0, failed: unread > 0 });
}

interface FormatOptions {
  readonly colours: Colours;
  /** The file of a finding, for formats that need one. */
  readonly file: string;
  /** A file of the project; undefined if there is none. */
  readonly textOf: (file: string) => string | undefined;
}

function formatReport(report: Report, format: FormatName, options: FormatOptions): Shown {
  switch (format) {
    case "text":
      return formatTextReport(report, options.colours);
    case "json":
      return formatJson(report);
    case "markdown":
      return formatMarkdownReport(report);
    case "sarif":
      return formatSarifReport(report, options);
    case "html":
      return formatHtmlReport(report);
  }
}

/** Also undefined for a file outside the project, which code scanning cannot show. */
function readProjectFile(shell: Shell, file: string): string | undefined {
  const folder = projectFolder(shell.folder) ?? shell.folder;
  const path = resolve(folder, file);
  if (isAbsolute(file) || relative(folder, path).startsWith("..")) {
    return undefined;
  }
  try {
    // The state names the file, so it might be a pipe or a device, which never ends.
    return lstatSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
