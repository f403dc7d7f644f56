/** How people log in at the door: login methods that are gone, and policies for whoever can log in. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import type { Evidence } from "../evidence";
import { newFinding, type Finding } from "../report";
import { applicationName, applicationsPage, decisionsOf, hasRule, policyName } from "./decisions";
import { givePermission, textsOf } from "./subjects";

export function findLoginProblems(evidence: Evidence, doors: readonly WireApplication[]): Finding[] {
  return [...findLostMethods(evidence, doors), ...findOpenDoor(evidence, doors)];
}

function findLostMethods({ identityProviders }: Evidence, doors: readonly WireApplication[]): Finding[] {
  const allowed = [...new Set(doors.flatMap(({ allowed_idps: ids }) => textsOf(ids)))];
  if (allowed.length === 0) {
    return [];
  }
  if (!identityProviders.known) {
    return [
      newFinding(
        "identity-providers-unread",
        `Whether its ${allowed.length === 1 ? "login method exists" : "login methods exist"} is not known: ${identityProviders.because}`,
        givePermission(identityProviders),
      ),
    ];
  }
  const { objects, unread } = identityProviders.value;
  const gone = allowed.filter((id) => !objects.some((provider) => provider.id === id));
  const isAll = gone.length === allowed.length;
  return gone.length === 0 || unread.length > 0
    ? []
    : [
        newFinding(
          isAll ? "identity-provider-gone" : "identity-provider-left-over",
          `The application allows a login method that the account does not have: ${firstOf(gone, 3)}.${isAll ? " Nobody can log in." : ""}`,
          {
            fix: `Choose login methods that exist, ${applicationsPage} > the application > Login methods; or \`allowedIdps\` of ZeroTrustAccessApplication.`,
          },
        ),
      ];
}

/** A policy for everyone is only as narrow as the logins that the application takes. */
function findOpenDoor({ identityProviders }: Evidence, doors: readonly WireApplication[]): Finding[] {
  return doors.flatMap((door) => {
    const open = decisionsOf([door]).policies.find(
      ({ decision, include, require }) =>
        decision === "allow" &&
        hasRule(include, "everyone") &&
        Array.isArray(require ?? []) &&
        (require ?? []).length === 0,
    );
    const allowed = textsOf(door.allowed_idps);
    const providers = identityProviders.known ? identityProviders.value.objects : [];
    const isPin = providers.some(
      ({ id, type }) => type === "onetimepin" && (allowed.length === 0 || allowed.includes(id)),
    );
    return open === undefined || (allowed.length > 0 && !isPin)
      ? []
      : [
          newFinding(
            "open-to-everybody",
            `The policy ${policyName(open)} lets in whoever can log in: ${allowed.length === 0 ? "by every identity provider of the account, Cloudflare's own login included" : "by one-time PIN, anybody with an email address"}.`,
            {
              fix: `Include email addresses or groups instead of Everyone, ${applicationsPage} > ${applicationName(door)} > Policies.`,
            },
          ),
        ];
  });
}
