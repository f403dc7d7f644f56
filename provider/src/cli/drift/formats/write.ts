import type { Colours } from "../../colours";
import type { FormatName } from "../formatNames";
import type { Report } from "../report";
import { htmlReport } from "./html";
import { jsonReport } from "./json";
import { markdownReport } from "./markdown";
import { sarifReport } from "./sarif";
import { textReport } from "./text";

export interface WriteOptions {
  readonly colours: Colours;
  /** The file that a finding is about, for formats that want one. */
  readonly file: string;
  /** A file of the project; undefined where there is none. */
  readonly textOf: (file: string) => string | undefined;
}

export function write(report: Report, format: FormatName, options: WriteOptions): string {
  switch (format) {
    case "text":
      return textReport(report, options.colours);
    case "json":
      return jsonReport(report);
    case "markdown":
      return markdownReport(report);
    case "sarif":
      return sarifReport(report, options);
    case "html":
      return htmlReport(report);
  }
}
