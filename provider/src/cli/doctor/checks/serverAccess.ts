/** Checks who sees each server: behind the door, its own Access application decides. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import { applicationsOfServer } from "../access/applications";
import type { Evidence } from "../evidence";
import { serverProgram } from "../programs";
import { newCheck, newFinding, type Check, type Finding, type Reach } from "../report";
import { applicationName, decisionsOf, soften } from "./decisions";
import { knownDoors } from "./door";
import { findPolicyProblems, policiesOfDoor } from "./serverPolicies";
import { shownServers, type ShownServer } from "./subjects";

/** The applications of the door and of every server of the portal, each once. */
export function applicationsInPlay(evidence: Evidence): WireApplication[] {
  const { applications } = evidence;
  const ofServers = applications.known
    ? shownServers(evidence).flatMap(({ id }) => applicationsOfServer(applications.value.objects, id))
    : [];
  const all = [...(knownDoors(evidence) ?? []), ...ofServers];
  return [...new Map(all.map((application) => [application.id, application])).values()];
}

export function checkServerAccess(evidence: Evidence, reach: readonly Reach[]): Check[] {
  const { applications } = evidence;
  return shownServers(evidence).map((shown) => {
    if (!applications.known) {
      const skipped = newFinding("server-access-skipped", "Skipped because the applications are not known.");
      return newCheck("server-access", shown.subject, "not known", [skipped]);
    }
    const own = applicationsOfServer(applications.value.objects, shown.id);
    const found = own.length === 0 ? [explainNone(evidence, shown)] : findPolicyProblems(evidence, shown, own, reach);
    return newCheck("server-access", shown.subject, describe(own), soften(found, evidence, "application-uncertain"));
  });
}

function describe(own: readonly WireApplication[]): string {
  const count = decisionsOf(own).policies.length;
  return own.length === 0
    ? "no application"
    : `application ${firstOf(own.map(applicationName), 2)}, ${count === 1 ? "1 policy" : `${count} policies`}`;
}

function explainNone(evidence: Evidence, { id, subject }: ShownServer): Finding {
  return newFinding(
    "server-without-application",
    `No Access application is for ${JSON.stringify(id)}, so the portal hides it from everybody. The API creates none.`,
    {
      fix: `Add an application of type mcp for it, with the policies of the portal's application, or one that lets in whoever is in the portal:`,
      program: serverProgram(evidence.accountId, subject, policiesOfDoor(evidence)),
    },
  );
}
