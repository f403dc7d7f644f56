/** Sorts the policies of an application in the order in which Access evaluates them. */
import { policyDecisions, type WirePolicy } from "../../../cloudflare/wire/access";
import { isObject } from "../../../lifecycle/values";
import type { Reason } from "./match";
import { listRules } from "./rules";

export type Decision = (typeof policyDecisions)[number];

export interface Policy {
  /** `policy "Staff"`. */
  readonly words: string;
  /** Undefined if this version does not know the decision. */
  readonly decision: Decision | undefined;
  readonly decisionWords: string;
  readonly include: readonly unknown[];
  readonly require: readonly unknown[];
  readonly exclude: readonly unknown[];
  readonly precedence: number | undefined;
  readonly wire: Partial<WirePolicy>;
}

/** Undefined if the answer lacks them. An empty list means no policy. */
export function readPolicies(policies: unknown): readonly Policy[] | undefined {
  return Array.isArray(policies) ? policies.map(readPolicy) : undefined;
}

function readPolicy(value: unknown): Policy {
  const wire: Partial<WirePolicy> = isObject(value) ? value : {};
  const { id, name, decision, precedence } = wire;
  const called = [name, id].find((text) => typeof text === "string" && text !== "");
  return {
    words: called === undefined ? "a policy without a name" : `policy ${JSON.stringify(called)}`,
    decision: policyDecisions.find((known) => known === decision),
    decisionWords: typeof decision === "string" ? JSON.stringify(decision) : "none",
    // An unreadable policy might match.
    include: isObject(value) && Array.isArray(wire.include) ? wire.include : [undefined],
    require: listRules(wire.require),
    exclude: listRules(wire.exclude),
    precedence: typeof precedence === "number" && Number.isFinite(precedence) ? precedence : undefined,
    wire,
  };
}

/** Bypass and Service Auth come first, then Allow and Block (documented). */
const phases: readonly (readonly Decision[])[] = [
  ["bypass", "non_identity"],
  ["allow", "deny"],
];

/**
 * The deciding policies, in order. Policies with equal precedence stay together, because their order is undocumented.
 * So do all policies of a phase in which one has no precedence.
 */
export function inOrder(policies: readonly Policy[]): (readonly Policy[])[] {
  return phases.flatMap((decisions) => {
    const phase = policies.filter(({ decision }) => decision !== undefined && decisions.includes(decision));
    const ranks = phase.map(({ precedence }) => precedence);
    if (ranks.includes(undefined)) {
      return [phase];
    }
    const sorted = [...new Set(ranks)].sort((one, other) => Number(one) - Number(other));
    return sorted.map((rank) => phase.filter(({ precedence }) => precedence === rank));
  });
}

/**
 * Bypass applies before the login (documented), so it might not know the person. The same holds for an unknown
 * decision.
 */
export function isBeforeLogin({ decision }: Policy): boolean {
  return decision === "bypass" || decision === undefined;
}

/** Why the effect of a policy is unknown. */
export function unknownDecision({ words, decisionWords }: Policy): Reason {
  return { words: `${words}, whose decision (${decisionWords}) this version does not know`, unread: false };
}

/** The policies whose place in the order is unknown too. */
export function ofUnknownDecision(policies: readonly Policy[]): readonly Policy[] {
  return policies.filter(({ decision }) => decision === undefined);
}
