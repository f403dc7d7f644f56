/** Rules as sets of people or machines: whether one contains the other. */
import type { Directory } from "./directory";
import { sameDomain, sameEmail } from "./emails";
import type { Match } from "./match";
import { readRule, type Rule } from "./rules";

/** The relation between everybody who matches a rule and everybody who matches another one. */
export type Relation = "same" | "inside" | "contains" | "apart" | "unclear";

export function relate(one: Rule, other: Rule): Relation {
  if (one.identity === other.identity) {
    return "same";
  }
  return relateInside(one, other) ?? mirrored(relateInside(other, one)) ?? "unclear";
}

function relateInside(one: Rule, other: Rule): Relation | undefined {
  if (other.kind === "everyone") {
    return "inside";
  }
  if (one.kind === "service_token" && other.kind === "any_valid_service_token") {
    return "inside";
  }
  if (one.address !== undefined && other.kind === "email_domain") {
    return fromMatch(sameDomain(one.address.domain, other.value), "inside");
  }
  if (one.address !== undefined && other.address !== undefined) {
    return fromMatch(sameEmail(one.address, other.address), "same");
  }
  if (one.kind !== other.kind) {
    return undefined;
  }
  if (one.kind === "email_domain") {
    return fromMatch(sameDomain(one.value, other.value), "same");
  }
  // A request has one country and one service token.
  return one.kind === "geo" || one.kind === "service_token" ? "apart" : undefined;
}

function fromMatch({ is }: Match, met: Relation): Relation {
  return is === "yes" ? met : is === "no" ? "apart" : "unclear";
}

function mirrored(relation: Relation | undefined): Relation | undefined {
  return relation === "inside" ? "contains" : relation;
}

/** Two rules of a `require` that nobody can match together, such as two countries. */
export function contradiction(require: readonly unknown[], directory: Directory): readonly [Rule, Rule] | undefined {
  const rules = require.map((rule) => readRule(rule, directory));
  for (const [index, one] of rules.entries()) {
    const other = rules.slice(index + 1).find((each) => relate(one, each) === "apart");
    if (other !== undefined) {
      return [one, other];
    }
  }
  return undefined;
}
