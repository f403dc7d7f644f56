/** For programs: the report as it is, by schema/drift-report.schema.json. */
import { jsonText } from "../../text";
import type { Report } from "../report";

export function jsonReport(report: Report): string {
  return jsonText(report);
}
