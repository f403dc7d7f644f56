/** Three-valued answers: whether a rule or policy matches, and what it depends on where nobody can say. */

/** What an answer depends on. */
export interface Reason {
  /** `country DE`. */
  readonly words: string;
  /** It is fixed, and could not be read; else only Cloudflare knows it, at the moment of a login. */
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

/** `strong`: one of it decides. `weak`: the answer when all are so. */
function combine(matches: readonly Match[], strong: Match, weak: Match): Match {
  if (matches.some(({ is }) => is === strong.is)) {
    return strong;
  }
  const on = reasonsOf(matches);
  return on.length === 0 ? weak : { is: "depends", on };
}
