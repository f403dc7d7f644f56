/** Whom rules admit: a list of sets of people or machines with conditions. */
import type { Reason } from "./match";
import type { Rule } from "./rules";
import { relate, type Relation } from "./sets";

/** Everybody who matches a rule, with exceptions and conditions. */
export interface Grant {
  readonly rule: Rule;
  readonly except: readonly Rule[];
  /** The conditions, which must all be true. */
  readonly conditions: readonly Reason[];
}

/** An exception. */
export interface Exclusion {
  readonly grant: Grant;
  /** The exception as a condition: `not blocked by policy "Contractors"`. */
  readonly words: string;
  /** Why it is unknown whether the exception applies. */
  readonly doubt?: Reason;
}

export function isFree({ except, conditions }: Grant): boolean {
  return except.length === 0 && conditions.length === 0;
}

export function isUnread({ conditions }: Grant): boolean {
  return conditions.some(({ unread }) => unread);
}

export function withConditions(grant: Grant, conditions: readonly Reason[]): Grant {
  const all = [...grant.conditions, ...conditions];
  return { ...grant, conditions: [...new Map(all.map((each) => [each.words, each])).values()] };
}

/**
 * The part of `inner` that `outer` also admits. Sets that cannot be compared become a condition, in the given words.
 */
export function meet(
  outer: readonly Grant[],
  inner: readonly Grant[],
  wordsOf: (outer: readonly Grant[]) => string,
): Grant[] {
  const met = inner.flatMap((grant) => {
    const related = outer.map((other) => ({ other, relation: relate(grant.rule, other.rule) }));
    if (related.some(({ other, relation }) => isWithin(relation) && isFree(other))) {
      return [grant];
    }
    const narrowed = related.flatMap(({ other, relation }) => {
      if (relation === "apart" || relation === "unclear") {
        return [];
      }
      const rule = relation === "contains" ? other.rule : grant.rule;
      const conditions = [...grant.conditions, ...other.conditions];
      return exceptFor(withConditions({ rule, except: [], conditions: [] }, conditions), [
        ...grant.except,
        ...other.except,
      ]);
    });
    const unclear = related.filter(({ relation }) => relation === "unclear").map(({ other }) => other);
    if (unclear.length === 0) {
      return narrowed;
    }
    return [...narrowed, withConditions(grant, [{ words: wordsOf(unclear), unread: unclear.every(isUnread) }])];
  });
  return tidy(met);
}

/** The rest of a grant; nothing if all of it is excluded. */
export function without(grant: Grant, exclusions: readonly Exclusion[]): Grant[] {
  let rest = grant;
  const conditions: Reason[] = [];
  for (const { grant: other, words, doubt } of exclusions) {
    if (relate(rest.rule, other.rule) === "apart") {
      continue;
    }
    if (isFree(other) && doubt === undefined) {
      const [less] = exceptFor(rest, [other.rule]);
      if (less === undefined) {
        return [];
      }
      rest = less;
      continue;
    }
    const [only, ...more] = other.conditions;
    const isOnly = other.rule.kind === "everyone" && other.except.length === 0 && more.length === 0;
    const condition = isOnly && only !== undefined ? `not ${only.words}` : words;
    conditions.push(doubt ?? { words: condition, unread: isUnread(other) });
  }
  return [withConditions(rest, conditions)];
}

/** Excludes those who match a rule; nothing remains if that is everybody. */
function exceptFor(grant: Grant, rules: readonly Rule[]): Grant[] {
  const related = rules.map((rule) => ({ rule, relation: relate(grant.rule, rule) }));
  if (related.some(({ relation }) => isWithin(relation))) {
    return [];
  }
  const except = [...grant.except, ...related.filter(({ relation }) => relation !== "apart").map(({ rule }) => rule)];
  return [{ ...grant, except: [...new Map(except.map((rule) => [rule.identity, rule])).values()] }];
}

/** Drops grants that another one contains. */
export function tidy(grants: readonly Grant[]): Grant[] {
  const everybody = grants.find((grant) => isFree(grant) && grant.rule.kind === "everyone");
  if (everybody !== undefined) {
    return [everybody];
  }
  const free = new Set(grants.filter(isFree).map(({ rule }) => rule.identity));
  const kept = grants.filter((grant) => isFree(grant) || !free.has(grant.rule.identity));
  return [...new Map(kept.map((grant) => [keyOf(grant), grant])).values()];
}

/** `email addresses of example.com except bob@example.com, only with country DE`. */
export function describeGrant({ rule, except, conditions }: Grant, everybody = rule.words): string {
  const words = rule.kind === "everyone" ? everybody : rule.words;
  const left = except.map((each) => each.words);
  const exceptions = left.length === 0 ? "" : ` except ${listOf(left, "and")}`;
  const circumstances = conditions.map(({ words: condition }) => condition);
  return `${words}${exceptions}${circumstances.length === 0 ? "" : `, only with ${listOf(circumstances, "and")}`}`;
}

/** The first few, for a sentence. */
export function listOf(words: readonly string[], joint: "or" | "and"): string {
  const shown = words.length > 6 ? [...words.slice(0, 5), `${words.length - 5} more`] : words;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} ${joint} ${shown.at(-1) ?? ""}`;
}

function isWithin(relation: Relation): boolean {
  return relation === "same" || relation === "inside";
}

function keyOf({ rule, except, conditions }: Grant): string {
  return JSON.stringify([rule.identity, except.map(({ identity }) => identity), conditions.map(({ words }) => words)]);
}
