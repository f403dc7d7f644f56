/**
 * Checks which clients can register with the managed OAuth of the door. Without it, the portal's own OAuth accepts all
 * of them.
 */
import { isObject } from "../../../lifecycle/values";
import type { Evidence } from "../evidence";
import { newCheck, newFinding, type Check, type Finding } from "../report";
import { applicationsPage } from "./decisions";
import { knownDoors } from "./door";
import { portalSubject, textOr, textsOf } from "./subjects";

/** The redirect addresses of claude.ai (documented by Anthropic). */
const fixedCallbacks = ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"];

interface Registration {
  readonly isOpen: boolean;
  readonly isLocal: boolean;
  readonly addresses: readonly string[];
}

export function checkRegistration(evidence: Evidence): Check {
  const subject = portalSubject(evidence);
  const doors = knownDoors(evidence);
  const [door] = doors ?? [];
  if (door === undefined) {
    const why = doors === undefined ? "the applications are not known" : "no application covers the host name";
    return newCheck("registration", subject, "not checked", [
      newFinding("registration-skipped", `Skipped because ${why}.`),
    ]);
  }
  const session = `logins last ${textOr(door.session_duration, "as long as the organization says")}`;
  const { oauth_configuration: oauth } = door;
  // Present without `enabled` means enabled.
  if (!isObject(oauth) || oauth.enabled === false) {
    const login = door.type === "mcp_portal" ? "the portal's own OAuth" : "no managed OAuth";
    return newCheck("registration", subject, `${login}, ${session}`, []);
  }
  const { dynamic_client_registration: dynamic, grant } = oauth;
  const lifetime = textOr(isObject(grant) ? grant.access_token_lifetime : undefined, "");
  const granted = ["managed OAuth", ...(lifetime === "" ? [] : [`access tokens last ${lifetime}`]), session].join(", ");
  // The meaning of a registration without `enabled` is undocumented.
  if (!isObject(dynamic) || typeof dynamic.enabled !== "boolean") {
    return newCheck("registration", subject, granted, []);
  }
  const registration = {
    isOpen: dynamic.enabled,
    isLocal: dynamic.allow_any_on_localhost === true || dynamic.allow_any_on_loopback === true,
    addresses: textsOf(dynamic.allowed_uris),
  };
  return newCheck("registration", subject, `${granted}; ${describe(registration)}`, judge(registration));
}

function describe({ isOpen, isLocal, addresses }: Registration): string {
  const who = [...(isLocal ? ["clients on the person's machine"] : []), ...addresses];
  return isOpen && who.length > 0 ? `may register: ${who.join(", ")}` : "no client may register";
}

function judge({ isOpen, isLocal, addresses }: Registration): Finding[] {
  const fix = `Allow the address to which the client's logins return, for claude.ai ${fixedCallbacks.join(" and ")}, ${applicationsPage} > the portal's application > Advanced settings > Managed OAuth; or \`allowedUris\` of ZeroTrustAccessApplication.`;
  const program = `oauthConfiguration: {
  enabled: true,
  dynamicClientRegistration: {
    enabled: true,
    allowAnyOnLocalhost: true,
    allowAnyOnLoopback: true,
    allowedUris: [
${fixedCallbacks.map((address) => `      ${JSON.stringify(address)},\n`).join("")}    ],
  },
},`;
  if (!isOpen || (!isLocal && addresses.length === 0)) {
    return [
      newFinding(
        "registration-closed",
        "Managed OAuth is on, but lets no client register: clients without an id of their own cannot connect.",
        { fix, program },
      ),
    ];
  }
  if (addresses.length === 0) {
    return [
      newFinding(
        "registration-local",
        "Managed OAuth lets clients register that run on a person's machine, but no hosted one, such as claude.ai.",
        { fix, program },
      ),
    ];
  }
  const exact = addresses.filter((address) => !address.includes("*") && !fixedCallbacks.includes(address));
  return exact.length === 0
    ? []
    : [
        newFinding(
          "callback-exact",
          `These callback addresses are exact: ${exact.join(", ")}. A client with a path of its own for each connection is rejected (HTTP 400).`,
          {
            fix: `For such a client, end the address with /*, ${applicationsPage} > the portal's application > Advanced settings > Managed OAuth; or in \`allowedUris\` of ZeroTrustAccessApplication.`,
          },
        ),
      ];
}
