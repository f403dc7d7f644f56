/** Checks the policies of a server's application: whether they admit anybody, and unusual ones. */
import type { WireApplication, WirePolicy } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import { directoryOf } from "../access/directory";
import type { Evidence } from "../evidence";
import { serverProgram, type PolicyCode } from "../programs";
import { newFinding, type Finding, type Reach } from "../report";
import { applicationName, applicationsPage, decisionsOf, findImpossible, hasRule, policyName } from "./decisions";
import { knownDoors } from "./door";
import { objectsOf, textOr, type ShownServer } from "./subjects";

export function findPolicyProblems(
  evidence: Evidence,
  shown: ShownServer,
  own: readonly WireApplication[],
  reach: readonly Reach[],
): Finding[] {
  return [
    ...findLocked(evidence, shown, own, reach),
    ...findImpossible("policy-impossible", own, directoryOf(evidence)),
    ...findUnusual(own),
  ];
}

/** The reusable policies of the door, or else one for everybody whom the door admits. */
export function policiesOfDoor(evidence: Evidence): PolicyCode[] {
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
  const fix = `Add a policy with the action Allow, ${applicationsPage} > ${name} > Policies; or in a program, as it should be:`;
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
        { fix, program },
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
            fix: `Let both include the same people, ${applicationsPage} > Policies.`,
          },
        ),
      ]
    : [];
}

/** If the door admits nobody, that is the finding. */
function isOpen(evidence: Evidence): boolean {
  return decisionsOf(knownDoors(evidence) ?? []).letsPeopleIn;
}

/** Everybody, without conditions or exceptions. */
function isForEverybody({ include, require, exclude }: WirePolicy): boolean {
  return hasRule(include, "everyone") && objectsOf(require).length + objectsOf(exclude).length === 0;
}

function findUnusual(own: readonly WireApplication[]): Finding[] {
  const { bypassing } = decisionsOf(own);
  return [
    ...bypassing.map((policy) =>
      newFinding(
        "server-bypassed",
        `The policy ${policyName(policy)} bypasses Access: ${isForEverybody(policy) ? "everybody in the portal sees" : "everybody in the portal who matches it sees"} the server, regardless of its other policies.`,
        {
          fix: `Give it the action Allow and name the people, ${applicationsPage} > ${firstOf(own.map(applicationName), 2)} > Policies.`,
        },
      ),
    ),
    ...(own.length < 2
      ? []
      : [
          newFinding(
            "several-applications",
            `Several applications are for the server: ${firstOf(own.map(applicationName), 3)}. Which one decides is undocumented.`,
            {
              fix: `Keep one and delete the others, ${applicationsPage}.`,
            },
          ),
        ]),
  ];
}
