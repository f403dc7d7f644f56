/** Whether the policies of one application let a person in of whom only the email address is known. */
import type { Answer } from "../report";
import type { Directory } from "./directory";
import { parseEmail, sameDomain, sameEmail, type Address } from "./emails";
import { allOf, anyOf, depends, no, not, reasonsOf, yes, type Match, type Reason } from "./match";
import { once } from "./memo";
import { inOrder, isBeforeLogin, ofUnknownDecision, unknownDecision, type Policy } from "./policies";
import { listRules, readRule } from "./rules";
import { contradiction } from "./sets";

/** What the policies of one application say of a person. */
export interface Ruling {
  readonly answer: Answer;
  /** What decided; undefined where it depends on the reasons. */
  readonly by?: { readonly policy: string; readonly verb: string };
  readonly reasons: readonly Reason[];
}

const verbs = { allow: "allows", deny: "blocks", bypass: "bypasses login", non_identity: "admits machines" } as const;

/** `besides`: what each policy asks for beyond its rules. */
export function ruleOn(
  email: string,
  policies: readonly Policy[],
  directory: Directory,
  besides: (policy: Policy) => readonly Reason[] = () => [],
): Ruling {
  const { loggedIn, atFirst } = matchersOf(directory)(email);
  const judged = (all: readonly Policy[]): Judged[] =>
    all
      .map((policy) => ({ policy, match: (isBeforeLogin(policy) ? atFirst : loggedIn).match(policy) }))
      .filter(({ match }) => match.is !== "no");

  const strange = judged(ofUnknownDecision(policies));
  const possible: Judged[] = [];
  let isDecided = false;
  for (const tie of inOrder(policies.filter(({ decision }) => decision !== "non_identity"))) {
    const matching = judged(tie);
    possible.push(...matching);
    isDecided = matching.some(({ match }) => match.is === "yes");
    if (isDecided) {
      break;
    }
  }
  const letting = possible.filter(({ policy }) => policy.decision !== "deny");
  if (strange.length === 0 && letting.length === 0) {
    return { answer: "no", by: decider(possible), reasons: [] };
  }
  const asked = letting.flatMap(({ policy }) => besides(policy));
  if (strange.length === 0 && isDecided && letting.length === possible.length && asked.length === 0) {
    return { answer: "yes", by: decider(possible), reasons: [] };
  }
  const reasons = [
    ...reasonsOf(possible.map(({ match }) => match)),
    ...strange.map(({ policy }) => unknownDecision(policy)),
    ...asked,
    ...undecidedOrder(possible),
  ];
  return { answer: reasons.some(({ unread }) => unread) ? "unknown" : "depends", reasons };
}

/** Where one policy surely allows and another of the same precedence surely blocks. */
function undecidedOrder(possible: readonly Judged[]): Reason[] {
  const certain = possible.filter(({ match }) => match.is === "yes").map(({ policy }) => policy);
  const decisions = new Set(certain.map(({ decision }) => decision === "deny"));
  const words = certain.map((policy) => policy.words).join(" and ");
  return decisions.size < 2 ? [] : [{ words: `which comes first of ${words}`, unread: true }];
}

interface Judged {
  readonly policy: Policy;
  readonly match: Match;
}

function decider(possible: readonly Judged[]): NonNullable<Ruling["by"]> {
  const policy = possible.find(({ match }) => match.is === "yes")?.policy;
  return policy?.decision === undefined
    ? { policy: "no policy", verb: "matches" }
    : { policy: policy.words, verb: verbs[policy.decision] };
}

/** By email address. */
const matchersOf = once((directory: Directory) => {
  const known = new Map<string, Matchers>();
  return (email: string): Matchers => {
    const address = parseEmail(email);
    const found = known.get(email) ?? {
      loggedIn: new Rules(address, directory, true),
      atFirst: new Rules(address, directory, false),
    };
    known.set(email, found);
    return found;
  };
});

interface Matchers {
  readonly loggedIn: Rules;
  readonly atFirst: Rules;
}

/** How deep groups are followed. */
const deepest = 50;

class Rules {
  private readonly groups = new Map<string, Match>();

  constructor(
    private readonly address: Address,
    private readonly directory: Directory,
    private readonly isLoggedIn: boolean,
  ) {}

  match(
    { include, require, exclude }: Readonly<Record<"include" | "require" | "exclude", readonly unknown[]>>,
    trail: readonly string[] = [],
  ): Match {
    if (contradiction(require, this.directory) !== undefined) {
      return no;
    }
    const matches = (rules: readonly unknown[]): Match[] => rules.map((rule) => this.matchRule(rule, trail));
    return allOf([anyOf(matches(include)), ...matches(require), not(anyOf(matches(exclude)))]);
  }

  private matchRule(value: unknown, trail: readonly string[]): Match {
    const rule = readRule(value, this.directory);
    if (rule.kind === "group") {
      return this.matchGroup(rule.value, trail);
    }
    if (rule.address !== undefined) {
      return this.byLogin(sameEmail(this.address, rule.address));
    }
    if (rule.kind === "email_domain") {
      return this.byLogin(sameDomain(this.address.domain, rule.value));
    }
    return rule.decides === "anybody" ? yes : rule.decides === "machine" ? no : depends(rule.words);
  }

  /** Without a login, a rule about the email address might never be met. */
  private byLogin(match: Match): Match {
    return match.is === "yes" && !this.isLoggedIn ? depends("whether Bypass knows the email address") : match;
  }

  private matchGroup(id: string, trail: readonly string[]): Match {
    const known = this.groups.get(id);
    if (known !== undefined) {
      return known;
    }
    const group = this.directory.group(id);
    if (!("id" in group)) {
      return depends(group.words, true);
    }
    if (trail.includes(id) || trail.length >= deepest) {
      const why = trail.includes(id) ? "contains itself" : "is nested too deep";
      return depends(`${this.directory.groupWords(id)}, which ${why}`, true);
    }
    const match = this.match(
      {
        include: listRules(group.include),
        require: listRules(group.require),
        exclude: listRules(group.exclude),
      },
      [...trail, id],
    );
    this.groups.set(id, match);
    return match;
  }
}
