/** Whom the policies of one application let in. */
import type { Directory } from "./directory";
import { meet, tidy, withConditions, without, type Exclusion, type Grant } from "./grants";
import type { Reason } from "./match";
import { inOrder, ofUnknownDecision, unknownDecision, type Decision, type Policy } from "./policies";
import { listRules, readRule, ruleKinds, type Rule } from "./rules";
import { contradiction } from "./sets";

export type Whom = "people" | "machines";

/** What lets each of them in. A person never meets Service Auth, and a machine never Allow (documented). */
const admitting: Readonly<Record<Whom, readonly Decision[]>> = {
  people: ["bypass", "allow"],
  machines: ["bypass", "non_identity"],
};

/** Everybody of a rule that says only under which circumstances. */
const everybody: Rule = {
  kind: "everyone",
  value: "",
  identity: '{"everyone":{}}',
  words: ruleKinds.everyone.words(),
  decides: "anybody",
  isCircumstance: false,
};

/** More sets than this in one group, and its name stands for them. */
const mostGrants = 1_000;

/** How deep groups are followed. */
const deepest = 50;

interface RuleSet {
  readonly include: readonly unknown[];
  readonly require: readonly unknown[];
  readonly exclude: readonly unknown[];
}

/** `besides`: what each policy asks for beyond its rules. */
export function admissionOf(
  policies: readonly Policy[],
  whom: Whom,
  directory: Directory,
  besides: (policy: Policy) => readonly Reason[] = () => [],
): Grant[] {
  const sets = new Sets(whom, directory);
  const granted = (policy: Policy, blocked: readonly Exclusion[]): Grant[] =>
    sets
      .of(policy, policy.decision === "bypass" ? policy.words : undefined)
      .flatMap((grant) => without(withConditions(grant, besides(policy)), blocked));

  const grants: Grant[] = [];
  const blocked: Exclusion[] = [];
  for (const tie of inOrder(policies)) {
    const blocking = whom === "people" ? tie.filter(({ decision }) => decision === "deny") : [];
    const inTie = blocking.flatMap((policy) =>
      sets.of(policy).map((grant) => ({ grant, words: `not blocked by ${policy.words}`, isUncertain: false })),
    );
    const uncertain = inTie.map((exclusion) => ({ ...exclusion, isUncertain: true }));
    const letting = tie.filter(({ decision }) => decision !== undefined && admitting[whom].includes(decision));
    grants.push(...letting.flatMap((policy) => granted(policy, [...blocked, ...uncertain])));
    blocked.push(...inTie);
  }
  const strange = ofUnknownDecision(policies).flatMap((policy) =>
    granted(policy, []).map((grant) => withConditions(grant, [unknownDecision(policy)])),
  );
  return tidy([...grants, ...strange]);
}

/** The sets of rules, with groups replaced by theirs. */
class Sets {
  private readonly groups = new Map<string, readonly Grant[]>();

  constructor(
    private readonly whom: Whom,
    private readonly directory: Directory,
  ) {}

  of({ include, require, exclude }: RuleSet, bypass?: string, trail: readonly string[] = []): Grant[] {
    if (contradiction(require, this.directory) !== undefined) {
      return [];
    }
    let grants = include.flatMap((rule) => this.ofRule(rule, bypass, trail));
    for (const rule of require) {
      const { words } = readRule(rule, this.directory);
      grants = meet(this.ofRule(rule, bypass, trail), grants, () => words);
    }
    const excluded = exclude.flatMap((rule) => {
      const { words } = readRule(rule, this.directory);
      const sets = this.ofRule(rule, bypass, trail);
      return sets.map((grant): Exclusion => ({ grant, words: `not ${words}`, isUncertain: false }));
    });
    return tidy(grants.flatMap((grant) => without(grant, excluded)));
  }

  private ofRule(value: unknown, bypass: string | undefined, trail: readonly string[]): readonly Grant[] {
    const rule = readRule(value, this.directory);
    if (rule.kind === "group") {
      return this.ofGroup(rule, bypass, trail);
    }
    if (!this.canMeet(rule)) {
      return [];
    }
    const hidden = bypass !== undefined && (rule.decides === "email" || rule.decides === "login");
    const conditions: Reason[] = hidden ? [{ words: `${bypass} knows who asks`, unread: true }] : [];
    if (rule.isCircumstance || rule.kind === "unknown") {
      conditions.push({ words: rule.words, unread: false });
    }
    return [{ rule: rule.isCircumstance ? everybody : rule, except: [], conditions }];
  }

  private ofGroup(rule: Rule, bypass: string | undefined, trail: readonly string[]): readonly Grant[] {
    const key = `${bypass ?? ""} ${rule.value}`;
    const known = this.groups.get(key);
    if (known !== undefined) {
      return known;
    }
    const doubtful = (words: string): Grant[] => [{ rule, except: [], conditions: [{ words, unread: true }] }];
    const group = this.directory.group(rule.value);
    if (!("id" in group)) {
      return doubtful(group.words);
    }
    if (trail.includes(rule.value) || trail.length >= deepest) {
      return doubtful(`${rule.words}, which ${trail.includes(rule.value) ? "contains itself" : "is nested too deep"}`);
    }
    const rules = {
      include: listRules(group.include),
      require: listRules(group.require),
      exclude: listRules(group.exclude),
    };
    const found = this.of(rules, bypass, [...trail, rule.value]);
    const grants = found.length > mostGrants ? doubtful(`${rule.words}, which is too large to be shown`) : found;
    this.groups.set(key, grants);
    return grants;
  }

  /** Machines have no login, and people no service token. */
  private canMeet({ decides }: Rule): boolean {
    return this.whom === "people" ? decides !== "machine" : decides !== "email" && decides !== "login";
  }
}
