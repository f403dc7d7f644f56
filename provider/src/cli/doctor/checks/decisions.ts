/** Groups the policies of applications by their decisions alone. */
import { policyDecisions, type WireApplication, type WirePolicy } from "../../../cloudflare/wire/access";
import { firstOf, isObject } from "../../../lifecycle/values";
import { impossiblePolicies } from "../access/checks";
import type { Directory } from "../access/directory";
import type { Evidence } from "../evidence";
import { newFinding, type Finding } from "../report";
import { objectsOf, textOr } from "./subjects";

/** The place of applications and their policies on the dashboard. */
export const applicationsPage = "on the dashboard: Zero Trust > Access controls > Applications";

export interface Decisions {
  /** False if a policy is unreadable, because it might admit somebody. */
  readonly isCertain: boolean;
  readonly policies: readonly WirePolicy[];
  /** For people: `allow` or `bypass`. */
  readonly letsPeopleIn: boolean;
  /** For machines: `non_identity` or `bypass`. */
  readonly letsMachinesIn: boolean;
  readonly bypassing: readonly WirePolicy[];
}

const known: ReadonlySet<unknown> = new Set(policyDecisions);

export function decisionsOf(applications: readonly WireApplication[]): Decisions {
  const lists = applications.map(({ policies }) => policies);
  const policies = lists.flatMap(objectsOf);
  const decided = new Set(policies.map(({ decision }) => decision));
  const has = (...decisions: readonly string[]): boolean => decisions.some((decision) => decided.has(decision));
  return {
    isCertain: lists.every(
      (list) => Array.isArray(list) && list.every((policy: unknown) => isObject(policy) && known.has(policy.decision)),
    ),
    policies,
    letsPeopleIn: has("allow", "bypass"),
    letsMachinesIn: has("non_identity", "bypass"),
    bypassing: policies.filter(({ decision }) => decision === "bypass"),
  };
}

/** Policies with requirements that nobody meets together, such as two countries. */
export function findImpossible(
  id: "door-policy-impossible" | "policy-impossible",
  applications: readonly WireApplication[],
  directory: Directory,
): Finding[] {
  return applications.flatMap((application) =>
    impossiblePolicies(application, directory).map(({ policy, rules }) =>
      newFinding(
        id,
        `Nobody can meet ${policy} of ${applicationName(application)}: it requires ${rules.join(" and ")} at once.`,
        {
          fix: `Move alternatives from Require to Include, where one of them is enough, ${applicationsPage} > ${applicationName(application)} > Policies.`,
        },
      ),
    ),
  );
}

/** An unreadable application might decide, so nothing here is certainly a problem. */
export function soften(
  found: readonly Finding[],
  { applications }: Evidence,
  id: "door-uncertain" | "application-uncertain",
): Finding[] {
  const unread = applications.known ? applications.value.unread : [];
  return found.map((finding) => {
    const { verdict, message, fix, program } = finding;
    const doubt = `Whether that matters is not known: one of these applications, which cannot be read, might decide: ${firstOf(unread, 3)}.`;
    return verdict !== "problem" || unread.length === 0
      ? finding
      : newFinding(id, `${message} ${doubt}`, { ...(fix && { fix }), ...(program && { program }) });
  });
}

export function policyName({ name, id }: WirePolicy): string {
  return JSON.stringify(textOr(name, textOr(id, "without a name")));
}

export function applicationName({ name, id }: WireApplication): string {
  return JSON.stringify(textOr(name, id));
}

export function hasRule(rules: unknown, kind: string): boolean {
  return objectsOf(rules as readonly Record<string, unknown>[]).some((rule) => Object.hasOwn(rule, kind));
}
