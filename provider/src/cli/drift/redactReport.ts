/** Removes every known secret from a report, once and before any format sees it. */
import { redactDeep } from "../../text/redact";
import { registry } from "../registry";
import type { Exposure, Finding, LockPlaces, Report, Scope, Subject } from "./report";
import type { StateResource } from "./state";

/** What must not be shown: of the connections, and all that the state marks or the credentials of a resource contain. */
export function listSecrets(
  connections: { readonly secrets: Iterable<string> },
  resources: readonly StateResource[],
): string[] {
  const all = resources.flatMap(({ kind, secrets, inputs, outputs }) => {
    const { definition } = registry[kind];
    return [...secrets, ...[inputs, outputs].flatMap((properties) => definition.secrets?.(properties) ?? [])];
  });
  return [...new Set([...connections.secrets, ...all])];
}

/** Words of ours stay, so that a secret that is one of them spoils no format. */
export function redactReport(report: Report, secrets: readonly string[]): Report {
  const { version, checkedAt, summary, compared } = report;
  return {
    ...clean(report, secrets, { version, checkedAt, summary, compared }),
    scope: redactScope(report.scope, secrets),
    findings: report.findings.map((each) => redactFinding(each, secrets)),
    exposure: report.exposure.map((each) => redactExposure(each, secrets)),
  };
}
