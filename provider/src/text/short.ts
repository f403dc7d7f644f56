/** Names from outside in messages and reports, at a length that no upstream decides. */

export function short(name: string, longest = 64): string {
  return name.length <= longest ? name : `${name.slice(0, longest).toWellFormed()}…`;
}
