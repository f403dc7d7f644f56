/**
 * Checks what machines need: a Service Auth policy at the door, one at the server, and a row without a person's login.
 */
import { applicationsOfServer } from "../access/applications";
import { namedBy, tokensInAllow } from "../access/checks";
import { directoryOf } from "../access/directory";
import type { Evidence } from "../evidence";
import { machinePolicy, serverProgram } from "../programs";
import { newCheck, newFinding, type Check, type Finding } from "../report";
import { applicationName, applicationsPage, decisionsOf } from "./decisions";
import { knownDoors } from "./door";
import { applicationsInPlay } from "./serverAccess";
import { portalSubject, shownServers } from "./subjects";
import { findTokenProblems } from "./tokens";

export function checkMachines(evidence: Evidence): Check[] {
  const subject = portalSubject(evidence);
  const doors = knownDoors(evidence);
  if (doors === undefined || doors.length === 0 || !evidence.applications.known) {
    const why = doors?.length === 0 ? "no application covers the host name" : "the applications are not known";
    return [newCheck("machines", subject, "not checked", [newFinding("machines-skipped", `Skipped because ${why}.`)])];
  }
  const { letsMachinesIn: atDoor, policies } = decisionsOf(doors);
  const seen = atDoor ? "a policy with the action Service Auth" : "no policy with the action Service Auth";
  const found = [...findTokenProblems(evidence), ...findTokensOfPeople(evidence)];
  return [newCheck("machines", subject, seen, found), ...(policies.length === 0 ? [] : checkServers(evidence, atDoor))];
}

/** Reports a missing part only if the two others show that machines are intended. */
function checkServers(evidence: Evidence, atDoor: boolean): Check[] {
  const { applications } = evidence;
  return shownServers(evidence).flatMap(({ id, subject, onBehalf, row }) => {
    const own = applications.known ? applicationsOfServer(applications.value.objects, id) : [];
    const decisions = decisionsOf(own);
    const atServer = decisions.letsMachinesIn;
    // Without any policy, that is the finding.
    const isSettled = decisions.policies.length === 0 || (!atServer && !decisions.isCertain) || !(atDoor || atServer);
    if (isSettled) {
      return [];
    }
    const found: Finding[] = [];
    if (atDoor && atServer && row.on_behalf === true) {
      found.push(
        newFinding(
          "machines-on-behalf",
          "Its policies admit machines, but its row calls it with a person's login, which a machine does not have. The portal hides it from machines.",
          {
            fix: `Call it with its own credentials, for people too: \`onBehalf: false\` in its row, in \`servers\` of McpPortal.`,
            program: `{ serverId: ${JSON.stringify(id)}, onBehalf: false }`,
          },
        ),
      );
    }
    if (!atDoor && atServer && !onBehalf) {
      found.push(
        newFinding(
          "machines-not-at-door",
          "Its policies admit machines, but the portal's application does not, so no machine reaches it.",
          {
            fix: `Add a policy with the action Service Auth for the token to the portal's application, ${applicationsPage} > Policies.`,
          },
        ),
      );
    }
    if (atDoor && !atServer && !onBehalf) {
      const [token = "<token id>"] = tokensAtDoor(evidence);
      const present = decisions.policies.flatMap(({ id: policy, reusable }) =>
        typeof policy === "string" && reusable === true ? [{ id: policy }] : [],
      );
      // A declaration without an existing policy would remove it, and only reusable policies can be referenced by id.
      const isWhole = present.length === decisions.policies.length;
      const fix = "If they should, add such a policy to its application";
      found.push(
        newFinding(
          "machines-not-at-server",
          "The portal admits machines, but this server has no policy with the action Service Auth: they do not see it.",
          {
            fix: isWhole ? `${fix}:` : `${fix}, ${applicationsPage} > Policies.`,
            ...(isWhole && {
              program: serverProgram(evidence.accountId, subject, [...present, machinePolicy("Machines", token)]),
            }),
          },
        ),
      );
    }
    const parts = [atServer ? "Service Auth" : "no Service Auth", onBehalf ? "login of the person" : "own credentials"];
    return [newCheck("machines", subject, parts.join(", "), found)];
  });
}

function tokensAtDoor(evidence: Evidence): string[] {
  const doors = knownDoors(evidence) ?? [];
  return [...namedBy(doors, directoryOf(evidence)).serviceTokens];
}

/** A machine has no identity, so it never passes a policy with the action Allow. */
function findTokensOfPeople(evidence: Evidence): Finding[] {
  const directory = directoryOf(evidence);
  return applicationsInPlay(evidence).flatMap((application) =>
    tokensInAllow(application, directory).map(({ policy, rules }) =>
      newFinding(
        "token-in-allow",
        `The ${policy} of ${applicationName(application)} includes ${rules.join(", ")}, but its action is Allow, which needs a login. Access redirects the machine to a login page.`,
        {
          fix: `Give the token a policy of its own with the action Service Auth, ${applicationsPage} > ${applicationName(application)} > Policies; or \`decision: "non_identity"\` of ZeroTrustAccessPolicy.`,
        },
      ),
    ),
  );
}
