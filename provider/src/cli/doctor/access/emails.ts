/**
 * E-mail addresses as Access might compare them. Cloudflare does not document whether letter case counts: only in domains,
 * DNS settles that it does not.
 */
import { depends, no, yes, type Match } from "./match";

export function sameEmail(one: string, other: string): Match {
  if (one === other) {
    return yes;
  }
  const [local, domain] = split(one);
  const [otherLocal, otherDomain] = split(other);
  if (folded(local) !== folded(otherLocal)) {
    return no;
  }
  const same = sameDomain(domain, otherDomain);
  return same.is === "yes" && local !== otherLocal ? depends(`the letter case of ${other}`) : same;
}

export function sameDomain(one: string, other: string): Match {
  if (one === other || (isAscii(one) && isAscii(other))) {
    return one.toLowerCase() === other.toLowerCase() ? yes : no;
  }
  return depends(`whether ${other} and ${one} are one domain`);
}

export function domainOf(email: string): string {
  return split(email)[1];
}

function split(email: string): [string, string] {
  const at = email.lastIndexOf("@");
  return at < 0 ? [email, ""] : [email.slice(0, at), email.slice(at + 1)];
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
