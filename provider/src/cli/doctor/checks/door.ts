/** The door: the Access application of the host name, its policies and its login methods. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import type { Evidence } from "../evidence";
import { decidingDoors, doorsOf } from "../access/applications";
import { doorProgram } from "../programs";
import { newCheck, newFinding, type Check, type Finding, type Reach } from "../report";
import { applicationName, applicationsPage, decisionsOf } from "./decisions";
import { findLoginProblems } from "./doorLogins";
import { findPolicyProblems } from "./doorPolicies";
import { portalSubject, textOr } from "./subjects";

/** The applications that decide about the host name; undefined when they are not known. */
export function knownDoors({ doors, applications: all, portal }: Evidence): readonly WireApplication[] | undefined {
  if (!doors.known) {
    return undefined;
  }
  const deciding = decidingDoors(doorsOf(doors.value, portal.hostname)).map(({ application }) => application);
  // One that cannot be read might be the door.
  return deciding.length === 0 && all.known && all.value.unread.length > 0 ? undefined : deciding;
}

export function checkDoor(evidence: Evidence, reach: readonly Reach[], as: string | undefined): Check {
  const subject = portalSubject(evidence);
  const doors = knownDoors(evidence);
  if (doors === undefined) {
    return newCheck("door", subject, "not known", [explainUnknown(evidence)]);
  }
  const [door] = doors;
  if (door === undefined) {
    return newCheck("door", subject, "no application", [explainMissing(evidence)]);
  }
  const found = [
    ...findPolicyProblems(evidence, door, doors),
    ...findRefusedPerson(reach, as),
    ...findLoginProblems(evidence, doors),
  ];
  return newCheck("door", subject, describe(door), found);
}

function describe(door: WireApplication): string {
  const count = decisionsOf([door]).policies.length;
  return `application ${applicationName(door)}, type ${textOr(door.type, "?")}, ${count === 1 ? "1 policy" : `${count} policies`}`;
}

function explainUnknown({ doors, applications: all, portal }: Evidence): Finding {
  const lack = [doors, all].find((each) => !each.known);
  const because =
    lack?.known === false
      ? lack.because
      : all.known
        ? `these applications cannot be read: ${firstOf(all.value.unread, 3)}`
        : "";
  const permission = lack?.known === false ? lack.permission : undefined;
  return newFinding(
    "door-unread",
    `Which Access application ${portal.hostname} has is not known: ${because}`,
    permission === undefined ? {} : { fix: `Give the API token the permission ${permission}, for the account.` },
  );
}

function explainMissing(evidence: Evidence): Finding {
  const { accountId, portal, organization, zone } = evidence;
  const refuses = organization.known && organization.value.deny_unmatched_requests === true;
  const symptom = refuses
    ? "the organization refuses hosts without one, with error 1043"
    : 'nobody can log in, and the dashboard says "Access application for this MCP Portal not found"';
  const domain = zone.known ? zone.value.name : "example.com";
  return newFinding(
    "door-missing",
    `No Access application covers ${portal.hostname}: ${symptom}. Reports disagree whether the API makes one.`,
    {
      fix: `Add an application of type mcp_portal for ${portal.hostname}, with a policy for those who may use the portal. Here, e-mail addresses of ${domain}; change that:`,
      program: doorProgram(accountId, portalSubject(evidence), portal.hostname, [
        { name: "People", decision: "allow", includes: `[{ emailDomain: { domain: ${JSON.stringify(domain)} } }]` },
      ]),
    },
  );
}

/** Each answer and its reason are in the table of reach. */
function findRefusedPerson(reach: readonly Reach[], as: string | undefined): Finding[] {
  // Nobody's servers say nothing of this person.
  const others = reach.filter(({ people }) => people.answer !== "no");
  const [first] = others;
  return as === undefined || first?.as === undefined || !others.every((row) => row.as?.answer === "no")
    ? []
    : [
        newFinding(
          "person-sees-nothing",
          `${as} reaches no server of the portal. For ${first.name}: ${first.as.because}`,
          {
            fix: `Let a policy include that address as the identity provider spells it, ${applicationsPage}. Users and Logs of Zero Trust show the spelling.`,
          },
        ),
      ];
}
