/** Finds out whom the policies of one application admit. */
import type { Directory } from "./directory";
import { meet, tidy, withConditions, without, type Exclusion, type Grant } from "./grants";
import type { Reason } from "./match";
import { once } from "./memo";
import { inOrder, isBeforeLogin, ofUnknownDecision, unknownDecision, type Decision, type Policy } from "./policies";
import { listRules, readRule, ruleKinds, type Rule } from "./rules";
import { contradiction } from "./sets";

export type Whom = "people" | "machines";

/**
 * The actions that admit people or machines. People never use Service Auth, and machines never use Allow (documented).
 */
const admitting: Readonly<Record<Whom, readonly Decision[]>> = {
  people: ["bypass", "allow"],
  machines: ["bypass", "non_identity"],
};

/** Everybody, if a rule only names circumstances such as a country. */
const everybody: Rule = {
  kind: "everyone",
  value: "",
  identity: '{"everyone":{}}',
  words: ruleKinds.everyone.words(),
  decides: "anybody",
  isCircumstance: false,
};

/**
 * The maximum number of sets in a group, or of exceptions and conditions of a set. Beyond it, the name of the group
 * stands for them.
 */
const mostGrants = 1_000;
const mostParts = 300;

/** The maximum number of comparisons of two sets, for one list of rules and in total. They multiply. */
const mostComparisons = { ofRules: 100_000, ofAll: 3_000_000 };

/** The maximum depth of nested groups. */
const deepest = 50;

interface RuleSet {
  readonly include: readonly unknown[];
  readonly require: readonly unknown[];
  readonly exclude: readonly unknown[];
}

/** `besides`: the further requirements of each policy. */
export function admissionOf(
  policies: readonly Policy[],
  whom: Whom,
  directory: Directory,
  besides: (policy: Policy) => readonly Reason[] = () => [],
): Grant[] {
  const sets = setsOf(directory)[whom];
  const setOf = (policy: Policy): Grant[] =>
    sets.of(policy, blindness(policy)) ?? [doubtful(everybody, `${policy.words}, which is too large to be shown`)];
  const exclusionsOf = (policy: Policy, doubt?: Reason): Exclusion[] => {
    const words = `not blocked by ${policy.words}`;
    return setOf(policy).map((grant) => ({ grant, words, ...(doubt === undefined ? {} : { doubt }) }));
  };
  const grants: Grant[] = [];
  /** The sets of policies that come, or might come, before the current one. */
  const keptOut = ofUnknownDecision(policies).flatMap((policy) => exclusionsOf(policy, unknownDecision(policy)));
  for (const tie of inOrder(policies)) {
    const letting = tie.filter(({ decision }) => decision !== undefined && admitting[whom].includes(decision));
    const blocking = whom === "people" ? tie.filter(({ decision }) => decision === "deny") : [];
    const perhapsFirst = blocking.flatMap((policy) =>
      exclusionsOf(policy, { words: `not first blocked by ${policy.words}, of the same precedence`, unread: true }),
    );
    // A person who matches a policy with further requirements gets no help from a later one.
    const asking = letting.map((policy) => besides(policy).flatMap((reason) => exclusionsOf(policy, reason)));
    letting.forEach((policy, index) => {
      const others = asking.filter((_exclusions, at) => at !== index).flat();
      const asked = setOf(policy).map((grant) => withConditions(grant, besides(policy)));
      grants.push(...asked.flatMap((grant) => without(grant, [...keptOut, ...perhapsFirst, ...others])));
    });
    keptOut.push(...asking.flat(), ...blocking.flatMap((policy) => exclusionsOf(policy)));
  }
  const strange = ofUnknownDecision(policies).flatMap((policy) =>
    setOf(policy).map((grant) => withConditions(grant, [unknownDecision(policy)])),
  );
  return tidy([...grants, ...strange]);
}

/** It is unknown whom of the rule the policy admits. */
function doubtful(rule: Rule, words: string): Grant {
  return { rule, except: [], conditions: [{ words, unread: true }] };
}

/** Why a policy might not know the identity of a caller. */
function blindness(policy: Policy): Reason | undefined {
  if (policy.decision === "bypass") {
    return { words: `${policy.words}, a Bypass, that knows who asks`, unread: false };
  }
  return isBeforeLogin(policy) ? unknownDecision(policy) : undefined;
}

/** The sets of rules, with groups expanded. */
class Sets {
  private readonly groups = new Map<string, readonly Grant[]>();
  private comparisons = 0;

  constructor(
    private readonly whom: Whom,
    private readonly directory: Directory,
  ) {}

  /** Undefined if there are too many. */
  of({ include, require, exclude }: RuleSet, blind?: Reason, trail: readonly string[] = []): Grant[] | undefined {
    if (contradiction(require, this.directory) !== undefined) {
      return [];
    }
    let grants = include.flatMap((rule) => this.ofRule(rule, blind, trail));
    for (const rule of require) {
      const { words } = readRule(rule, this.directory);
      const required = this.ofRule(rule, blind, trail);
      if (this.isTooMuch(required.length * grants.length)) {
        return undefined;
      }
      grants = meet(required, grants, () => words);
    }
    const excluded = exclude.flatMap((rule) => {
      const { words } = readRule(rule, this.directory);
      const sets = this.ofRule(rule, blind, trail);
      return sets.map((grant): Exclusion => ({ grant, words: `not ${words}` }));
    });
    return this.isTooMuch(grants.length * excluded.length)
      ? undefined
      : tidy(grants.flatMap((grant) => without(grant, excluded)));
  }

  private isTooMuch(comparisons: number): boolean {
    this.comparisons += comparisons;
    return comparisons > mostComparisons.ofRules || this.comparisons > mostComparisons.ofAll;
  }

  private ofRule(value: unknown, blind: Reason | undefined, trail: readonly string[]): readonly Grant[] {
    const rule = readRule(value, this.directory);
    if (rule.kind === "group") {
      return this.ofGroup(rule, blind, trail);
    }
    if (!this.canMeet(rule)) {
      return [];
    }
    const conditions: Reason[] = [];
    if (blind !== undefined && (rule.decides === "email" || rule.decides === "login")) {
      conditions.push(blind);
    }
    if (rule.isCircumstance || rule.kind === "unknown") {
      conditions.push({ words: rule.words, unread: false });
    }
    return [{ rule: rule.isCircumstance ? everybody : rule, except: [], conditions }];
  }

  private ofGroup(rule: Rule, blind: Reason | undefined, trail: readonly string[]): readonly Grant[] {
    const key = `${blind?.words ?? ""} ${rule.value}`;
    const known = this.groups.get(key);
    if (known !== undefined) {
      return known;
    }
    const group = this.directory.group(rule.value);
    if (!("id" in group)) {
      return [doubtful(rule, group.words)];
    }
    if (trail.includes(rule.value) || trail.length >= deepest) {
      return [
        doubtful(rule, `${rule.words}, which ${trail.includes(rule.value) ? "contains itself" : "is nested too deep"}`),
      ];
    }
    const rules = {
      include: listRules(group.include),
      require: listRules(group.require),
      exclude: listRules(group.exclude),
    };
    const found = this.of(rules, blind, [...trail, rule.value]);
    const isSmall =
      found !== undefined &&
      found.length <= mostGrants &&
      found.every(({ except, conditions }) => except.length + conditions.length <= mostParts);
    const grants = isSmall ? found : [doubtful(rule, `${rule.words}, which is too large to be shown`)];
    this.groups.set(key, grants);
    return grants;
  }

  /** Machines have no login, and people no service token. */
  private canMeet({ decides }: Rule): boolean {
    return this.whom === "people" ? decides !== "machine" : decides !== "email" && decides !== "login";
  }
}

const setsOf = once((directory: Directory) => ({
  people: new Sets("people", directory),
  machines: new Sets("machines", directory),
}));
