/** Properties of an application's policies for checks, apart from whom they admit. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import type { Directory } from "./directory";
import { readPolicies, type Policy } from "./policies";
import { listRules, readRule, type Rule } from "./rules";
import { contradiction, relate } from "./sets";

export interface Named {
  readonly groups: ReadonlySet<string>;
  readonly serviceTokens: ReadonlySet<string>;
  readonly identityProviders: ReadonlySet<string>;
}

/** The ids in the policies of applications, and in the groups that they name, including nested ones. */
export function namedBy(applications: readonly WireApplication[], directory: Directory): Named {
  const rules = applications
    .flatMap(({ policies }) => readPolicies(policies) ?? [])
    .flatMap((policy) => rulesWithin([...policy.include, ...policy.require, ...policy.exclude], directory));
  const valuesOf = (kind: Rule["kind"]): Set<string> =>
    new Set(rules.filter((rule) => rule.kind === kind).map(({ value }) => value));
  const ofLogins = applications.flatMap(({ allowed_idps: ids }) => (Array.isArray(ids) ? ids : []));
  const ofRules = rules.flatMap(({ provider }) => (provider === undefined ? [] : [provider]));
  return {
    groups: valuesOf("group"),
    serviceTokens: valuesOf("service_token"),
    identityProviders: new Set([...ofLogins, ...ofRules]),
  };
}

export interface PolicyFault {
  /** `policy "Staff"`. */
  readonly policy: string;
  /** The rules, in words. */
  readonly rules: readonly string[];
}

/**
 * Allow policies with service tokens that no Service Auth policy includes. Service tokens work only in Service Auth
 * (documented).
 */
export function tokensInAllow({ policies }: WireApplication, directory: Directory): PolicyFault[] {
  const all = readPolicies(policies) ?? [];
  const served = all
    .filter(({ decision }) => decision === "non_identity")
    .flatMap((policy) => rulesWithin(policy.include, directory));
  return all.flatMap((policy) => {
    const tokens = rulesWithin(policy.include, directory).filter(
      (rule) => rule.decides === "machine" && !served.some((other) => ["same", "inside"].includes(relate(rule, other))),
    );
    return policy.decision !== "allow" || tokens.length === 0 ? [] : [toFault(policy, tokens)];
  });
}

/** Policies with impossible requirements, such as two countries. */
export function impossiblePolicies({ policies }: WireApplication, directory: Directory): PolicyFault[] {
  return (readPolicies(policies) ?? []).flatMap((policy) => {
    const both = contradiction(policy.require, directory);
    return both === undefined ? [] : [toFault(policy, both)];
  });
}

function toFault({ words }: Policy, rules: readonly Rule[]): PolicyFault {
  return { policy: words, rules: [...new Set(rules.map((rule) => rule.words))] };
}

/** The rules of a list, including those of its groups. */
function rulesWithin(rules: readonly unknown[], directory: Directory): Rule[] {
  const seen = new Set<string>();
  const waiting = [...rules];
  const found: Rule[] = [];
  for (const value of waiting) {
    const rule = readRule(value, directory);
    found.push(rule);
    if (rule.kind === "group" && !seen.has(rule.value)) {
      seen.add(rule.value);
      const group = directory.group(rule.value);
      waiting.push(...("id" in group ? [group.include, group.require, group.exclude].flatMap(listRules) : []));
    }
  }
  return found;
}
