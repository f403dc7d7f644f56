/** Checks the door: the Access application of the host name, its policies and its login methods. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import type { Evidence } from "../evidence";
import { decidingDoors, doorsOf } from "../access/applications";
import { doorProgram } from "../programs";
import { newCheck, newFinding, type Check, type Finding, type Reach } from "../report";
import { applicationName, applicationsPage, decisionsOf, soften } from "./decisions";
import { findLoginProblems } from "./doorLogins";
import { findPolicyProblems } from "./doorPolicies";
import { givePermissionOrAdd, portalSubject, textOr } from "./subjects";

/** The applications that decide about the host name; undefined if unknown. */
export function knownDoors({ doors, applications: all, portal }: Evidence): readonly WireApplication[] | undefined {
  if (!doors.known) {
    return undefined;
  }
  const deciding = decidingDoors(doorsOf(doors.value, portal.hostname)).map(({ application }) => application);
  // An unreadable application might be the door.
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
    ...findWildcard(evidence, door),
    ...findUnread(evidence, door),
    ...findPolicyProblems(evidence, door, doors),
    ...findRefusedPerson(reach, as),
    ...findLoginProblems(evidence, doors),
  ];
  return newCheck("door", subject, describe(door), soften(found, evidence, "door-uncertain"));
}

/** Documented for host names, but not for portals. */
function findWildcard({ portal }: Evidence, door: WireApplication): Finding[] {
  const [cover] = doorsOf([door], portal.hostname);
  return cover?.place.host.includes("*") === true
    ? [
        newFinding(
          "door-by-wildcard",
          `Only the wildcard ${cover.place.host} of the application ${applicationName(door)} covers ${portal.hostname}. Whether a wildcard is enough for a portal is undocumented.`,
          {
            fix: `Add an application of type mcp_portal for ${portal.hostname} itself, ${applicationsPage}.`,
          },
        ),
      ]
    : [];
}

/** It is then also unknown who is admitted, so the check is not ok. */
function findUnread({ applications, portal }: Evidence, door: WireApplication): Finding[] {
  const unread = applications.known ? applications.value.unread : [];
  return unread.length === 0
    ? []
    : [
        newFinding(
          "door-uncertain",
          `The application ${applicationName(door)} covers ${portal.hostname}. Whether it decides, and who reaches what, is not known: these applications cannot be read: ${firstOf(unread, 3)}.`,
        ),
      ];
}

function describe(door: WireApplication): string {
  const count = decisionsOf([door]).policies.length;
  return `application ${applicationName(door)}, type ${textOr(door.type, "?")}, ${count === 1 ? "1 policy" : `${count} policies`}`;
}

function explainUnknown(evidence: Evidence): Finding {
  const { doors, applications, portal } = evidence;
  const about = `Which Access application ${portal.hostname} has is not known`;
  const lack = doors.known ? applications : doors;
  if (lack.known) {
    const unread = applications.known ? applications.value.unread : [];
    return newFinding("door-unread", `${about}: these applications cannot be read: ${firstOf(unread, 3)}.`);
  }
  return newFinding("door-unread", `${about}: ${lack.because}`, {
    ...givePermissionOrAdd(lack, "for the account"),
    ...(lack.isEmpty === true ? { program: newDoor(evidence) } : {}),
  });
}

function explainMissing(evidence: Evidence): Finding {
  const { portal, organization } = evidence;
  const rejects = organization.known && organization.value.deny_unmatched_requests === true;
  const symptom = rejects
    ? "the organization rejects hosts without one, with error 1043"
    : 'nobody can log in, and the dashboard says "Access application for this MCP Portal not found"';
  return newFinding(
    "door-missing",
    `No Access application covers ${portal.hostname}: ${symptom}. Reports disagree on whether the API creates one.`,
    {
      fix: `Add an application of type mcp_portal for ${portal.hostname}, with a policy for those who may use the portal. Here, email addresses of ${domainOf(evidence)}; change that:`,
      program: newDoor(evidence),
    },
  );
}

function newDoor(evidence: Evidence): string {
  const { accountId, portal } = evidence;
  const includes = `[{ emailDomain: { domain: ${JSON.stringify(domainOf(evidence))} } }]`;
  return doorProgram(accountId, portalSubject(evidence), portal.hostname, [
    { name: "People", decision: "allow", includes },
  ]);
}

/** A guess at the email domain of the portal's users, for a person to change. */
function domainOf({ zone }: Evidence): string {
  return zone.known ? zone.value.name : "example.com";
}

/** The table of reach has each answer and its reason. */
function findRefusedPerson(reach: readonly Reach[], as: string | undefined): Finding[] {
  // Servers that nobody reaches reveal nothing about this person.
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
