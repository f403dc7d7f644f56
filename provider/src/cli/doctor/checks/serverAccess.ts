/** Who sees each server: past the door, its own Access application decides. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import { applicationsOfServer } from "../access/applications";
import type { Evidence } from "../evidence";
import { serverProgram, type PolicyCode } from "../programs";
import { newCheck, newFinding, type Check, type Finding, type Reach } from "../report";
import { applicationName, applicationsPage, decisionsOf, policyName } from "./decisions";
import { knownDoors } from "./door";
import { objectsOf, shownServers, textOr, type ShownServer } from "./subjects";

/** Those of the door and of every server of the portal, each once. */
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
    const found =
      own.length === 0
        ? [explainNone(evidence, shown, applications.value.unread)]
        : [...findLocked(evidence, shown, own, reach), ...findUnusual(own)];
    return newCheck("server-access", shown.subject, describe(own), found);
  });
}

function describe(own: readonly WireApplication[]): string {
  const count = decisionsOf(own).policies.length;
  return own.length === 0
    ? "no application"
    : `application ${firstOf(own.map(applicationName), 2)}, ${count === 1 ? "1 policy" : `${count} policies`}`;
}

function explainNone(evidence: Evidence, { id, subject }: ShownServer, unread: readonly string[]): Finding {
  return unread.length > 0
    ? newFinding(
        "application-unread",
        `No application for it was found, and these could not be read: ${firstOf(unread, 3)}.`,
      )
    : newFinding(
        "server-without-application",
        `No Access application is for ${JSON.stringify(id)}, so the portal hides it from everybody. The API makes none.`,
        {
          fix: `Add an application of type mcp for it, with the policies of the portal's application, or one that lets in whoever is in the portal:`,
          program: serverProgram(evidence.accountId, subject, policiesOfDoor(evidence)),
        },
      );
}

/** The reusable policies of the door; else one for everybody whom the door has let in. */
function policiesOfDoor(evidence: Evidence): PolicyCode[] {
  const reusable = (knownDoors(evidence) ?? []).flatMap(({ policies }) =>
    objectsOf(policies).flatMap(({ id, reusable: isReusable, decision }) =>
      typeof id === "string" && isReusable === true && (decision === "allow" || decision === "non_identity")
        ? [{ id }]
        : [],
    ),
  );
  return reusable.length > 0
    ? reusable
    : [{ name: "Everybody in the portal", decision: "allow", includes: "[{ everyone: {} }]" }];
}

function findLocked(
  evidence: Evidence,
  { id, subject, server }: ShownServer,
  own: readonly WireApplication[],
  reach: readonly Reach[],
): Finding[] {
  const decisions = decisionsOf(own);
  const name = firstOf(own.map(applicationName), 2);
  const fix = `Add a policy with the action Allow, ${applicationsPage}, ${name}, Policies; or in a program, as it should be:`;
  const program = serverProgram(evidence.accountId, subject, policiesOfDoor(evidence));
  if (!decisions.isCertain && !decisions.letsPeopleIn) {
    return [
      newFinding(
        "application-unread",
        `A policy of the application ${name} cannot be read, so who sees the server is not known.`,
      ),
    ];
  }
  if (decisions.isCertain && !decisions.letsPeopleIn && !decisions.letsMachinesIn) {
    return decisions.policies.length === 0
      ? [
          newFinding(
            "server-without-policy",
            `The application ${name} has no policy, so the portal hides the server from everybody.`,
            { fix, program },
          ),
        ]
      : [
          newFinding(
            "nobody-reaches",
            `No policy of the application ${name} has the action Allow, so the portal hides the server from everybody.`,
            { fix, program },
          ),
        ];
  }
  if (decisions.isCertain && !decisions.letsPeopleIn) {
    return [
      newFinding(
        "server-for-machines",
        `The application ${name} has no policy with the action Allow: machines see the server, people do not.`,
        { fix },
      ),
    ];
  }
  const row = reach.find(({ serverId }) => serverId === id);
  return row?.people.answer === "no" && row.machines.answer === "no" && server.status === "ready" && isOpen(evidence)
    ? [
        newFinding(
          "nobody-reaches",
          `Nobody passes both the portal's application and ${name}: ${textOr(row.people.conditions[0], "their policies have nobody in common")}.`,
          {
            fix: `Let both include the same people, ${applicationsPage}, Policies.`,
          },
        ),
      ]
    : [];
}

/** With a door that lets nobody in, that is the finding. */
function isOpen(evidence: Evidence): boolean {
  return decisionsOf(knownDoors(evidence) ?? []).letsPeopleIn;
}

function findUnusual(own: readonly WireApplication[]): Finding[] {
  const { bypassing } = decisionsOf(own);
  return [
    ...bypassing.map((policy) =>
      newFinding(
        "server-bypassed",
        `The policy ${policyName(policy)} bypasses Access: whoever is in the portal sees the server, whatever its other policies say.`,
        {
          fix: `Give it the action Allow and name the people, ${applicationsPage}, ${firstOf(own.map(applicationName), 2)}, Policies.`,
        },
      ),
    ),
    ...(own.length < 2
      ? []
      : [
          newFinding(
            "several-applications",
            `Several applications are for the server: ${firstOf(own.map(applicationName), 3)}. Which one decides is documented nowhere.`,
            {
              fix: `Keep one and delete the others, ${applicationsPage}.`,
            },
          ),
        ]),
  ];
}
