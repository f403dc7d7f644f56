/**
 * Requirements beside the rules of policies, such as login methods. A portal enforces some of them only at its door.
 */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { isObject } from "../../../lifecycle/values";
import { applicationWords } from "./applications";
import type { Directory } from "./directory";
import type { Reason } from "./match";
import { isBeforeLogin, readPolicies, type Policy } from "./policies";

export function besidesAtDoor(door: WireApplication): (policy: Policy) => readonly Reason[] {
  return ({ words, decision, wire }) => {
    if (decision === "bypass") {
      const bypass = `${words} of the portal's application, a Bypass, which is undocumented for portals`;
      return [{ words: bypass, unread: true }];
    }
    const asked = [
      ...(wire.approval_required === true ? [`an approval, which ${words} asks for`] : []),
      ...(asksForMfa(wire.mfa_config ?? door.mfa_config) ? ["independent MFA"] : []),
    ];
    return decision === "allow" ? asked.map((each) => ({ words: each, unread: false })) : [];
  };
}

/** The requirements of a server's application that portals do not enforce, in sentences. */
export function unenforced(application: WireApplication): string[] {
  const { policies, mfa_config: mfa } = application;
  const ofPolicies = (readPolicies(policies) ?? [])
    .filter(({ decision }) => decision === "allow")
    .flatMap(({ words, wire }) => [
      ...(wire.approval_required === true ? [`temporary authentication (${words})`] : []),
      ...(wire.purpose_justification_required === true ? [`purpose justification (${words})`] : []),
      ...(asksForMfa(wire.mfa_config) ? [`independent MFA (${words})`] : []),
    ]);
  const all = asksForMfa(mfa) ? [...ofPolicies, "independent MFA"] : ofPolicies;
  return all.map((what) => `${what} of ${applicationWords(application)} is not enforced through a portal`);
}

/** Why nobody can log in at a door: all its identity providers are deleted (reported). */
export function loginFault(door: WireApplication, directory: Directory): string | undefined {
  const allowed = providersOf(door);
  const needsNone = readPolicies(door.policies)?.some(isBeforeLogin) === true;
  return allowed.length === 0 || needsNone || allowed.some((id) => directory.mayExist(id))
    ? undefined
    : `no login method that ${applicationWords(door)} allows exists any more`;
}

/** The identity providers that an application allows. An empty list means all of them. */
export function providersOf({ allowed_idps: ids }: WireApplication): string[] {
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

function asksForMfa(configuration: unknown): boolean {
  if (!isObject(configuration) || configuration.mfa_disabled === true) {
    return false;
  }
  const { allowed_authenticators: allowed } = configuration;
  return Array.isArray(allowed) && allowed.length > 0;
}
