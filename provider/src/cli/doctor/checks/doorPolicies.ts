/** Checks the policies of the door: whether they admit anybody, and unusual ones. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import { asText } from "../../../text/asText";
import { admittedBy } from "../access/audience";
import { directoryOf } from "../access/directory";
import type { Evidence } from "../evidence";
import { newFinding, type Finding } from "../report";
import {
  applicationName,
  applicationsPage,
  decisionsOf,
  findImpossible,
  policyName,
  type Decisions,
} from "./decisions";

export function findPolicyProblems(
  evidence: Evidence,
  door: WireApplication,
  doors: readonly WireApplication[],
): Finding[] {
  const decisions = decisionsOf(doors);
  return [
    ...findLockedDoor(evidence, door, decisions),
    ...findImpossible("door-policy-impossible", doors, directoryOf(evidence)),
    ...findUnusual(doors, decisions),
  ];
}

function findLockedDoor(evidence: Evidence, door: WireApplication, decisions: Decisions): Finding[] {
  const name = applicationName(door);
  const fix = `Add a policy with the action Allow, ${applicationsPage} > ${name} > Policies; or \`policies\` of ZeroTrustAccessApplication.`;
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

function findUnusual(doors: readonly WireApplication[], { bypassing }: Decisions): Finding[] {
  const others = doors.filter(({ type }) => typeof type === "string" && type !== "mcp_portal");
  return [
    ...bypassing.map((policy) =>
      newFinding(
        "door-bypassed",
        `The policy ${policyName(policy)} bypasses the login. Without a login, Access cannot match a person to the policies of the servers.`,
        {
          fix: `Give it the action Allow, ${applicationsPage} > the application > Policies.`,
        },
      ),
    ),
    ...(doors.length < 2
      ? []
      : [
          newFinding(
            "several-doors",
            `Several applications are for the same host name: ${firstOf(doors.map(applicationName), 3)}. Which one decides is undocumented.`,
            {
              fix: `Keep one, of type mcp_portal, and delete the others, ${applicationsPage}.`,
            },
          ),
        ]),
    ...others.map((door) =>
      newFinding(
        "door-of-another-type",
        `The application ${applicationName(door)} is of type ${asText(door.type)}, not mcp_portal: without managed OAuth, clients are redirected to a login page (302).`,
        {
          fix: "Replace it with an application of type mcp_portal; or enable `oauthConfiguration` of ZeroTrustAccessApplication.",
        },
      ),
    ),
  ];
}
