/** Removes every known secret from a report, once, before any format reads it. */
import { redactMembers, type Vocabulary } from "../redactMembers";
import type { Check, Report } from "./report";

const vocabulary: Vocabulary = {
  ownWords: new Set(["verdict", "kind", "approval", "answer", "anchor", "checkedAt"]),
  outside: new Set(),
};

/** The ids of checks and findings are our own text; those of subjects are not. */
export function redactReport(report: Report, secrets: readonly string[]): Report {
  const checks = report.checks.map((check): Check => {
    const findings = check.findings.map((finding) => ({
      ...redactMembers(finding, secrets, vocabulary),
      id: finding.id,
    }));
    return { ...redactMembers(check, secrets, vocabulary), id: check.id, findings };
  });
  return { ...redactMembers({ ...report, checks: [] }, secrets, vocabulary), checks };
}
