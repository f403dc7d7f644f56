/** The policies of an application in the order in which Access evaluates them. */
import { policyDecisions, type WirePolicy } from "../../../cloudflare/wire/access";
import { isObject } from "../../../lifecycle/values";
import type { Reason } from "./match";
import { listRules } from "./rules";

export type Decision = (typeof policyDecisions)[number];

export interface Policy {
  /** `policy "Staff"`. */
  readonly words: string;
  /** Undefined: one that this version does not know. */
  readonly decision: Decision | undefined;
  readonly decisionWords: string;
  readonly include: readonly unknown[];
  readonly require: readonly unknown[];
  readonly exclude: readonly unknown[];
  readonly precedence: number | undefined;
  readonly wire: Partial<WirePolicy>;
}

/** Undefined: the answer does not tell them. No policy at all is an empty list. */
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
    // Of what is no policy, or does not tell whom it includes, nothing is known: it might match.
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
 * The policies that decide, in order. Those of one precedence stay together, since nobody knows which of them comes first;
 * so do all of a phase where one has none.
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

/** Bypass applies before anybody logs in (documented), so it might not know who asks. So might a decision nobody knows. */
export function isBeforeLogin({ decision }: Policy): boolean {
  return decision === "bypass" || decision === undefined;
}

/** Why nobody knows what comes of a policy. */
export function unknownDecision({ words, decisionWords }: Policy): Reason {
  return { words: `${words}, whose decision (${decisionWords}) this version does not know`, unread: false };
}

/** Those whose place in the order is not known either. */
export function ofUnknownDecision(policies: readonly Policy[]): readonly Policy[] {
  return policies.filter(({ decision }) => decision === undefined);
}
