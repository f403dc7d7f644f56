/** Turns evidence into a report: every check, and the table of reach. Makes no call. */
import { reachOf } from "./access/reach";
import { checkDoor } from "./checks/door";
import { checkMachines } from "./checks/machines";
import { checkNames } from "./checks/names";
import { checkPortal } from "./checks/portal";
import { checkRecord } from "./checks/record";
import { checkRegistration } from "./checks/registration";
import { checkServerAccess } from "./checks/serverAccess";
import { checkServers } from "./checks/servers";
import { portalSubject } from "./checks/subjects";
import { checkZone } from "./checks/zone";
import type { Evidence } from "./evidence";
import { checkIds } from "./findings";
import { summarize, type Check, type Report } from "./report";

/** `as`: an email address. */
export function diagnose(evidence: Evidence, as?: string): Report {
  const reach = reachOf(evidence, as);
  const checks = sortChecks([
    checkPortal(evidence),
    ...checkServers(evidence),
    checkZone(evidence),
    checkRecord(evidence),
    checkDoor(evidence, reach, as),
    ...checkServerAccess(evidence, reach),
    ...checkMachines(evidence),
    checkRegistration(evidence),
    checkNames(evidence),
  ]);
  const { accountId, portal, now } = evidence;
  return {
    version: 1,
    checkedAt: new Date(now).toISOString(),
    accountId,
    portal: { id: portal.id, name: portalSubject(evidence).name, hostname: portal.hostname },
    ...(as === undefined ? {} : { as }),
    summary: summarize(checks),
    checks,
    reach,
  };
}

/** Adds further findings to a report. */
export function addChecks(report: Report, more: readonly Check[]): Report {
  const checks = [...report.checks, ...more];
  return { ...report, summary: summarize(checks), checks };
}

/** Sorts by check; within one, the portal first and its servers in its order. */
function sortChecks(checks: readonly Check[]): Check[] {
  return checks.toSorted((one, other) => checkIds.indexOf(one.id) - checkIds.indexOf(other.id));
}
