/**
 * Compares email addresses as Access might. Cloudflare does not document whether case matters. In domains it does not,
 * because DNS ignores it.
 */
import { depends, no, yes, type Match } from "./match";

/** An email address in parts. */
export interface Address {
  readonly whole: string;
  readonly local: string;
  readonly domain: string;
  /** The local part in any case. */
  readonly folded: string;
}

export function parseEmail(whole: string): Address {
  const at = whole.lastIndexOf("@");
  const [local, domain] = at < 0 ? [whole, ""] : [whole.slice(0, at), whole.slice(at + 1)];
  return { whole, local, domain, folded: local.normalize("NFKC").toLowerCase() };
}

export function sameEmail(one: Address, other: Address): Match {
  if (one.whole === other.whole) {
    return yes;
  }
  if (one.folded !== other.folded) {
    return no;
  }
  const same = sameDomain(one.domain, other.domain);
  return same.is === "yes" && one.local !== other.local ? depends(`the letter case of ${other.whole}`) : same;
}

export function sameDomain(one: string, other: string): Match {
  if (one === other || (isAscii(one) && isAscii(other))) {
    return one.toLowerCase() === other.toLowerCase() ? yes : no;
  }
  return depends(`whether ${other} and ${one} are one domain`);
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
