/** The door: the Access application of the host name, its policies and its login methods. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import type { Evidence } from "../evidence";
import { decidingDoors, doorsOf } from "../access/applications";
import { admittedBy } from "../access/audience";
import { directoryOf } from "../access/directory";
import { doorProgram } from "../programs";
import { newCheck, newFinding, type Check, type Finding, type Reach } from "../report";
import { applicationName, applicationsPage, decisionsOf, policyName, type Decisions } from "./decisions";
import { findLoginProblems } from "./doorLogins";
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
  const decisions = decisionsOf(doors);
  const found = [
    ...findLockedDoor(evidence, door, decisions),
    ...findRefusedPerson(reach, as),
    ...findLoginProblems(evidence, doors),
    ...findUnusual(doors, decisions),
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
    `No Access application covers ${portal.hostname}: ${symptom}. The API for portals might make none.`,
    {
      fix: `Add an application of type mcp_portal for ${portal.hostname}, with a policy for those who may use the portal. Here, e-mail addresses of ${domain}; change that:`,
      program: doorProgram(accountId, portalSubject(evidence), portal.hostname, [
        { name: "People", decision: "allow", includes: `[{ emailDomain: { domain: ${JSON.stringify(domain)} } }]` },
      ]),
    },
  );
}

function findLockedDoor(evidence: Evidence, door: WireApplication, decisions: Decisions): Finding[] {
  const name = applicationName(door);
  const fix = `Add a policy with the action Allow, ${applicationsPage}, ${name}, Policies; or \`policies\` of ZeroTrustAccessApplication.`;
  if (!decisions.isCertain) {
    return decisions.letsPeopleIn
      ? []
      : [
          newFinding(
            "door-unread",
            `A policy of the application ${name} cannot be read, so whom it lets in is not known.`,
          ),
        ];
  }
  if (decisions.policies.length === 0) {
    return [
      newFinding(
        "door-without-policy",
        `The application ${name} has no policy: Access lets nobody in without one, and clients might not be asked to log in.`,
        { fix },
      ),
    ];
  }
  if (!decisions.letsPeopleIn && decisions.letsMachinesIn) {
    const message = `The application ${name} has no policy with the action Allow: machines get in, people do not.`;
    return [newFinding("door-for-machines", message, { fix })];
  }
  const people = admittedBy("people", door, directoryOf(evidence));
  return people.answer === "no" && !decisions.letsMachinesIn
    ? [
        newFinding("door-lets-nobody-in", `The application ${name} lets nobody in: ${sentence(people.conditions)}.`, {
          fix,
        }),
      ]
    : [];
}

function sentence(conditions: readonly string[]): string {
  return conditions.length === 0 ? "no policy admits anybody" : firstOf(conditions, 3);
}

/** Each answer and its reason are in the table of reach. */
function findRefusedPerson(reach: readonly Reach[], as: string | undefined): Finding[] {
  const [first] = reach;
  return as === undefined || first?.as === undefined || !reach.every((row) => row.as?.answer === "no")
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

function findUnusual(doors: readonly WireApplication[], { bypassing }: Decisions): Finding[] {
  const others = doors.filter(({ type }) => typeof type === "string" && type !== "mcp_portal");
  return [
    ...bypassing.map((policy) =>
      newFinding(
        "door-bypassed",
        `The policy ${policyName(policy)} bypasses the login, so Access knows of no person, for whom a server's policies could decide.`,
        {
          fix: `Give it the action Allow, ${applicationsPage}, the application, Policies.`,
        },
      ),
    ),
    ...(doors.length < 2
      ? []
      : [
          newFinding(
            "several-doors",
            `Several applications are for the same host name: ${firstOf(doors.map(applicationName), 3)}. Which one decides is documented nowhere.`,
            {
              fix: `Keep one, of type mcp_portal, and delete the others, ${applicationsPage}.`,
            },
          ),
        ]),
    ...others.map((door) =>
      newFinding(
        "door-of-another-type",
        `The application ${applicationName(door)} is of type ${String(door.type)}, not mcp_portal: without managed OAuth, clients are redirected to a login page (302).`,
        {
          fix: "Replace it by an application of type mcp_portal; or turn on `oauthConfiguration` of ZeroTrustAccessApplication.",
        },
      ),
    ),
  ];
}
