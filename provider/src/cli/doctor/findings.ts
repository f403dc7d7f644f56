/** The checks and their possible findings. Ids are permanent, because scripts and anchors of the docs refer to them. */

/** In the order of a request, which is also that of the report. */
export const checkIds = [
  "portal",
  "servers",
  "zone",
  "record",
  "door",
  "server-access",
  "machines",
  "registration",
  "names",
  "probe",
  "probe-machine",
] as const;
export type CheckId = (typeof checkIds)[number];

export interface Kind {
  readonly check: CheckId;
  readonly verdict: "problem" | "warning" | "note" | "unknown" | "skipped";
  /** The title of the finding. */
  readonly title: string;
  /** A heading of docs/portals.md. */
  readonly anchor: string;
}

/** In the order of the checks, and in each the worst first. */
export const findings = {
  ...kindsOf("portal", {
    "portal-without-servers": ["problem", "The portal exposes no server", "a-portal-without-servers"],
    "application-for-nothing": ["note", "An application for a server that is gone", "leftover-applications"],
    "unusable-names": ["note", "Tool names that many clients reject", "tool-names"],
  }),
  ...kindsOf("servers", {
    "login-needed": ["problem", "An administrator has to log in once", "the-administrators-login"],
    "login-expired": ["problem", "The administrator's login has expired", "the-administrators-login"],
    "upstream-wants-login": ["problem", "The upstream wants credentials", "rejected-credentials"],
    "upstream-refuses": ["problem", "The upstream rejects the credentials", "rejected-credentials"],
    "oauth-not-detected": ["problem", "The upstream shows no sign of OAuth", "a-rejected-client"],
    "client-refused": ["problem", "The upstream rejects Cloudflare's client", "a-rejected-client"],
    "sse-address": ["problem", "The address is that of an old transport", "address-of-a-server"],
    "upstream-not-found": ["problem", "There is no MCP server at the address", "address-of-a-server"],
    "capability-missing": ["problem", "The upstream lacks what it announces", "a-failing-upstream"],
    "gateway-blocks": ["problem", "The way through Gateway fails", "a-failing-upstream"],
    "upstream-down": ["problem", "The upstream does not answer", "a-failing-upstream"],
    "sync-failed": ["problem", "The last sync failed", "a-failing-upstream"],
    "not-synced": ["problem", "Never synced", "not-synced-yet"],
    "server-unread": ["unknown", "The state of the server is not known", "unknown-results"],
    "login-expired-on-behalf": ["warning", "The administrator's login has expired", "the-administrators-login"],
    "sync-stale": ["warning", "The tools are out of date", "a-failing-upstream"],
    "no-tools": ["warning", "The server has no tools", "a-server-without-tools"],
    "all-hidden": ["warning", "The portal hides every tool", "a-server-without-tools"],
    "underscore-in-id": ["warning", "An underscore in the id of the server", "tool-names"],
    "first-login-pending": ["note", "Waits for the first login of a user", "not-synced-yet"],
    "catalogue-frozen": ["note", "An old list of tools", "a-frozen-tool-list"],
    "definitions-unread": ["note", "Tools that could not be read", "unknown-results"],
  }),
  ...kindsOf("zone", {
    "zone-not-active": ["problem", "The zone is not active", "the-zone"],
    "zone-paused": ["problem", "Cloudflare is paused for the zone", "the-zone"],
    "zone-elsewhere": ["problem", "The zone is in another account", "the-zone"],
    "zone-unread": ["unknown", "The zone could not be read", "unknown-results"],
    "no-certificate": ["warning", "The free certificate does not cover the host name", "the-certificate"],
    "zone-partial": ["note", "The DNS of the zone is elsewhere", "the-zone"],
    "zone-skipped": ["skipped", "DNS was not checked", "unknown-results"],
  }),
  ...kindsOf("record", {
    "record-missing": ["problem", "The host name leads nowhere", "the-dns-record"],
    "wildcard-elsewhere": ["problem", "A wildcard record takes the host name elsewhere", "the-dns-record"],
    "record-elsewhere": ["problem", "The host name leads elsewhere", "the-dns-record"],
    "record-not-proxied": ["problem", "The record is not proxied", "the-dns-record"],
    "record-of-worker": ["problem", "A Worker has the host name", "a-worker-at-the-host-name"],
    "record-unread": ["unknown", "The records could not be read", "unknown-results"],
    "record-delegated": ["unknown", "Other name servers answer for the host name", "the-dns-record"],
    "record-uncertain": ["unknown", "The record might be outside Cloudflare", "the-zone"],
    "record-skipped": ["skipped", "The record was not checked", "unknown-results"],
  }),
  ...kindsOf("door", {
    "door-missing": ["problem", "No application for the portal", "the-portals-application"],
    "door-without-policy": ["problem", "The application of the portal has no policy", "the-portals-application"],
    "door-lets-nobody-in": ["problem", "The application of the portal lets nobody in", "access-policies"],
    "person-sees-nothing": ["problem", "This person sees no server", "access-policies"],
    "identity-provider-gone": ["problem", "A login method that is gone", "login-methods"],
    "door-unread": ["unknown", "The application of the portal could not be read", "unknown-results"],
    "door-by-wildcard": ["unknown", "Only a wildcard covers the host name", "the-portals-application"],
    "door-uncertain": ["unknown", "Another application might decide", "unknown-results"],
    "identity-providers-unread": ["unknown", "Login methods could not be read", "unknown-results"],
    "open-to-everybody": ["warning", "Whoever can log in gets in", "access-policies"],
    "identity-provider-left-over": ["warning", "A login method that is gone", "login-methods"],
    "door-bypassed": ["warning", "A policy bypasses the login", "bypass"],
    "door-policy-impossible": ["warning", "A policy that nobody can meet", "access-policies"],
    "several-doors": ["note", "Several applications for the host name", "several-applications"],
    "door-of-another-type": ["note", "Another type of application", "the-portals-application"],
    "door-for-machines": ["note", "Only machines get in", "access-policies"],
  }),
  ...kindsOf("server-access", {
    "server-without-application": ["problem", "No application for the server", "the-servers-application"],
    "server-without-policy": ["problem", "The application of the server has no policy", "the-servers-application"],
    "nobody-reaches": ["problem", "Nobody reaches the server", "access-policies"],
    "application-uncertain": ["unknown", "Another application might decide", "unknown-results"],
    "application-unread": ["unknown", "The application of the server could not be read", "unknown-results"],
    "server-bypassed": ["warning", "A policy exposes the server to everybody in the portal", "bypass"],
    "policy-impossible": ["warning", "A policy that nobody can meet", "access-policies"],
    "several-applications": ["note", "Several applications for one server", "several-applications"],
    "server-for-machines": ["note", "Only machines see the server", "access-policies"],
    "server-access-skipped": ["skipped", "Access was not checked", "unknown-results"],
  }),
  ...kindsOf("machines", {
    "token-expired": ["problem", "A service token has expired", "service-tokens"],
    "tokens-unread": ["unknown", "Service tokens could not be read", "unknown-results"],
    "token-expires": ["warning", "A service token expires soon", "service-tokens"],
    "token-gone": ["warning", "A policy names a service token that is gone", "service-tokens"],
    "token-of-upstream": ["warning", "A service token that servers might use", "service-tokens"],
    "token-in-allow": ["warning", "A service token in an Allow policy", "machines"],
    "machines-on-behalf": ["warning", "Machines do not see the server", "machines"],
    "machines-not-at-door": ["warning", "Machines do not get into the portal", "machines"],
    "machines-not-at-server": ["note", "Machines do not see the server", "machines"],
    "machines-skipped": ["skipped", "Machines were not checked", "unknown-results"],
  }),
  ...kindsOf("registration", {
    "registration-closed": ["note", "Clients cannot register", "client-registration"],
    "registration-local": ["note", "Hosted clients cannot register", "client-registration"],
    "callback-exact": ["note", "A callback address without a wildcard", "client-registration"],
    "registration-skipped": ["skipped", "Registration was not checked", "unknown-results"],
  }),
  ...kindsOf("names", {
    "groups-unread": ["unknown", "Access groups could not be read", "unknown-results"],
    "group-gone": ["warning", "A policy names a group that is gone", "access-policies"],
    "names-skipped": ["skipped", "Groups were not checked", "unknown-results"],
  }),
  ...kindsOf("probe", {
    "probe-open": ["problem", "The host name answers without a login", "the-answer-to-a-probe"],
    "probe-no-application": ["problem", "Access knows no application for the host name", "the-answer-to-a-probe"],
    "probe-leads-nowhere": ["problem", "Nothing is behind the host name", "the-answer-to-a-probe"],
    "probe-record-new": ["problem", "Cloudflare rejects the DNS record", "the-answer-to-a-probe"],
    "probe-elsewhere": ["problem", "Something else answers at the host name", "the-answer-to-a-probe"],
    "probe-login-page": ["problem", "Clients get a login page", "the-answer-to-a-probe"],
    "probe-certificate": ["problem", "No certificate for the host name", "the-certificate"],
    "probe-no-address": ["problem", "The host name has no address", "the-answer-to-a-probe"],
    "probe-silent": ["unknown", "The portal could not be asked", "the-answer-to-a-probe"],
    "probe-unclear": ["unknown", "An answer that tells nothing", "the-answer-to-a-probe"],
    "probe-blocked": ["warning", "Requests are blocked before the portal", "the-answer-to-a-probe"],
    "probe-without-metadata": ["warning", "Clients are not told where to log in", "the-answer-to-a-probe"],
    "probe-other-login": ["note", "Another login server than expected", "the-answer-to-a-probe"],
    "probe-skipped": ["skipped", "The portal was not asked", "the-answer-to-a-probe"],
  }),
  ...kindsOf("probe-machine", {
    "machine-unclear": ["unknown", "The servers of the service token are not known", "a-probe-as-a-machine"],
    "machine-refused": ["warning", "The service token does not get in", "a-probe-as-a-machine"],
    "machine-misses": ["warning", "The service token sees too little", "a-probe-as-a-machine"],
    "machine-sees-more": ["warning", "The service token sees too much", "a-probe-as-a-machine"],
    "machine-skipped": ["skipped", "The portal was not asked as a machine", "a-probe-as-a-machine"],
  }),
} as const;

export type FindingId = keyof typeof findings;

type Words = readonly [verdict: Kind["verdict"], title: string, anchor: string];

function kindsOf<Id extends string>(check: CheckId, kinds: Readonly<Record<Id, Words>>): Readonly<Record<Id, Kind>> {
  return Object.fromEntries(
    Object.entries<Words>(kinds).map(([id, [verdict, title, anchor]]) => [id, { check, verdict, title, anchor }]),
  ) as Record<Id, Kind>;
}
