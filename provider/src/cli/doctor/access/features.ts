/** What policies ask for beyond their rules: at the door it counts, on a server behind a portal it does not (documented). */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { isObject } from "../../../lifecycle/values";
import type { Reason } from "./match";
import { readPolicies, type Policy } from "./policies";

export function besidesAtDoor(door: WireApplication): (policy: Policy) => readonly Reason[] {
  return ({ words, decision, wire }) => {
    if (decision === "bypass") {
      const bypass = `${words} of the door, a Bypass, which is not documented for portals`;
      return [{ words: bypass, unread: true }];
    }
    const asked = [
      ...(wire.approval_required === true ? [`an approval, which ${words} asks for`] : []),
      ...(asksForMfa(wire.mfa_config ?? door.mfa_config) ? ["independent MFA"] : []),
    ];
    return decision === "allow" ? asked.map((each) => ({ words: each, unread: false })) : [];
  };
}

/** What the application of a server asks for in vain, in sentences. */
export function unenforced({ policies, mfa_config: mfa }: WireApplication, application: string): string[] {
  const ofPolicies = (readPolicies(policies) ?? [])
    .filter(({ decision }) => decision === "allow")
    .flatMap(({ words, wire }) => [
      ...(wire.approval_required === true ? [`temporary authentication (${words})`] : []),
      ...(wire.purpose_justification_required === true ? [`purpose justification (${words})`] : []),
      ...(asksForMfa(wire.mfa_config) ? [`independent MFA (${words})`] : []),
    ]);
  const all = asksForMfa(mfa) ? [...ofPolicies, "independent MFA"] : ofPolicies;
  return all.map((what) => `${what} of ${application} is not enforced through a portal`);
}

function asksForMfa(configuration: unknown): boolean {
  if (!isObject(configuration) || configuration.mfa_disabled === true) {
    return false;
  }
  const { allowed_authenticators: allowed } = configuration;
  return Array.isArray(allowed) && allowed.length > 0;
}
