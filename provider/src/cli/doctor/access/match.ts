/** Three-valued answers: whether a rule or policy matches, and what an uncertain answer depends on. */

/** A reason for an uncertain answer. */
export interface Reason {
  /** `country DE`. */
  readonly words: string;
  /** Whether the fact is fixed and was unreadable. Otherwise only Cloudflare knows it, at the time of a login. */
  readonly unread: boolean;
}

export type Match =
  { readonly is: "yes" } | { readonly is: "no" } | { readonly is: "depends"; readonly on: readonly Reason[] };

export const yes: Match = { is: "yes" };
export const no: Match = { is: "no" };

export function depends(words: string, unread = false): Match {
  return { is: "depends", on: [{ words, unread }] };
}

export function anyOf(matches: readonly Match[]): Match {
  return combine(matches, yes, no);
}

export function allOf(matches: readonly Match[]): Match {
  return combine(matches, no, yes);
}

export function not(match: Match): Match {
  return match.is === "yes" ? no : match.is === "no" ? yes : match;
}

export function reasonsOf(matches: readonly Match[]): Reason[] {
  const reasons = matches.flatMap((match) => (match.is === "depends" ? match.on : []));
  return [...new Map(reasons.map((reason) => [`${reason.unread} ${reason.words}`, reason])).values()];
}

/** `strong`: one such answer decides. `weak`: the result if all answers are weak. */
function combine(matches: readonly Match[], strong: Match, weak: Match): Match {
  if (matches.some(({ is }) => is === strong.is)) {
    return strong;
  }
  const on = reasonsOf(matches);
  return on.length === 0 ? weak : { is: "depends", on };
}
