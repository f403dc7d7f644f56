/** What people reported in public of portals that did not work: how it comes about, what the doctor says, what mends it. */
import type { Emulator } from "cloudflare-mcp-emulator";
import type { FindingId } from "../../../provider/src/cli/doctor/findings";
import { doorApplication, hostname, machines, managedOAuth, people, serverApplication } from "./world";

interface PublicReport {
  /** Begins with a portal that works. */
  readonly happens: (cloudflare: Emulator) => void;
  readonly finding: FindingId;
  /** Names the cause. */
  readonly says: string;
  /** Words of the fix, which `mends` follows. */
  readonly fix: string;
  /** Also of its piece of program. */
  readonly program?: string;
  readonly mends: (cloudflare: Emulator) => void;
  readonly words?: readonly string[];
  /** What else follows from the cause. */
  readonly besides?: readonly FindingId[];
}

const seedRecord = (cloudflare: Emulator): void => {
  cloudflare.records.seed({ id: "record", zone_id: "zone", name: hostname });
};

/** A sync that failed, and how the fix ends it. */
const syncFault = (
  error: string,
  details: Record<string, unknown>,
  more: Parameters<Emulator["editServer"]>[1] = {},
): Pick<PublicReport, "happens" | "mends"> => ({
  happens: (cloudflare) => {
    cloudflare.editServer("tickets", { status: "error", error, error_details: details, ...more });
  },
  mends: (cloudflare) => {
    cloudflare.editServer("tickets", {
      status: "ready",
      authentication_status: "not_required",
      error: null,
      error_details: null,
      hostname: "https://tickets.example.com/mcp",
      secure_web_gateway: false,
    });
  },
});

const setPolicies = (id: string, policies: object[]): ((cloudflare: Emulator) => void) => {
  return (cloudflare) => {
    cloudflare.applications.edit(id, { policies });
  };
};

const allow = (...include: object[]): object => ({ ...people, reusable: false, include });

/** By what its author saw, and what it was. */
export const publicReports: Readonly<Record<string, PublicReport>> = {
  "error 522 or 1016 after a portal was made by API or Terraform: nobody made the DNS record": {
    happens: (cloudflare) => {
      cloudflare.records.remove("record");
    },
    finding: "record-missing",
    says: "There is no record for mcp.example.com",
    fix: "Add a CNAME record for mcp.example.com to gateway.agents.cloudflare.com, proxied",
    program: 'new cloudflare.DnsRecord("mcp.example.com"',
    mends: seedRecord,
  },
  "a foreign page at the host name: a wildcard record took it": {
    happens: (cloudflare) => {
      cloudflare.records.remove("record");
      cloudflare.records.seed({
        id: "wildcard",
        zone_id: "zone",
        name: "*.example.com",
        type: "A",
        content: "203.0.113.7",
      });
    },
    finding: "wildcard-elsewhere",
    says: "*.example.com sends it to 203.0.113.7",
    fix: "Add a record for mcp.example.com itself",
    program: 'content: "gateway.agents.cloudflare.com"',
    mends: seedRecord,
  },
  "error 522: the record led to a Pages project": {
    happens: (cloudflare) => {
      cloudflare.records.edit("record", { content: "team.pages.dev" });
    },
    finding: "record-elsewhere",
    says: "mcp.example.com leads to team.pages.dev",
    fix: "Change the record into a CNAME to gateway.agents.cloudflare.com, proxied",
    program: "proxied: true",
    mends: seedRecord,
  },
  "error 522: the record was not proxied": {
    happens: (cloudflare) => {
      cloudflare.records.edit("record", { proxied: false });
    },
    finding: "record-not-proxied",
    says: "is not proxied",
    fix: "Turn Proxy status on",
    mends: (cloudflare) => {
      cloudflare.records.edit("record", { proxied: true });
    },
  },
  "not asked to log in: a Worker had the host name": {
    happens: (cloudflare) => {
      cloudflare.records.seed({
        id: "record",
        zone_id: "zone",
        name: hostname,
        type: "AAAA",
        content: "100::",
        meta: { read_only: true, origin_worker_id: "team-worker" },
      });
    },
    finding: "record-of-worker",
    says: "A Worker has mcp.example.com",
    fix: "Remove the custom domain from the Worker",
    mends: seedRecord,
  },
  "TLS fails: the host name is two labels below the zone": {
    happens: (cloudflare) => {
      cloudflare.editPortal("team", { hostname: "mcp.team.example.com" });
      cloudflare.records.seed({ id: "record", zone_id: "zone", name: "mcp.team.example.com" });
      cloudflare.applications.edit("door", { domain: "mcp.team.example.com", destinations: [] });
    },
    finding: "no-certificate",
    says: "Universal SSL covers one label below example.com",
    fix: "Give the portal a host name one label below example.com",
    mends: (cloudflare) => {
      cloudflare.editPortal("team", { hostname });
      cloudflare.records.seed({ id: "record", zone_id: "zone", name: hostname });
      cloudflare.applications.edit("door", { domain: hostname });
    },
  },
  "error 1043: the organization denies hosts without an application": {
    happens: (cloudflare) => {
      cloudflare.applications.remove("door");
      cloudflare.organization.edit({ deny_unmatched_requests: true });
    },
    finding: "door-missing",
    says: "error 1043",
    fix: "Add an application of type mcp_portal for mcp.example.com",
    program: 'type: "mcp_portal"',
    mends: (cloudflare) => {
      cloudflare.applications.seed({ ...doorApplication, policies: [people, machines] });
    },
  },
  '"Access application for this MCP Portal not found": it was never made, or deleted': {
    happens: (cloudflare) => {
      cloudflare.applications.remove("door");
    },
    finding: "door-missing",
    says: "Access application for this MCP Portal not found",
    fix: "Add an application of type mcp_portal",
    program: 'includes: [{ emailDomain: { domain: "example.com" } }]',
    mends: (cloudflare) => {
      cloudflare.applications.seed({
        ...doorApplication,
        policies: [allow({ email_domain: { domain: "example.com" } }), machines],
      });
    },
  },
  "clients are not asked to log in: the portal's application has no policy": {
    happens: setPolicies("door", []),
    finding: "door-without-policy",
    says: 'The application "Team tools" has no policy',
    fix: "Add a policy with the action Allow",
    mends: setPolicies("door", [people, machines]),
  },
  '"No allowed servers available": servers made by API have no application': {
    happens: (cloudflare) => {
      for (const id of ["handbook", "tickets"]) {
        cloudflare.applications.remove(`application-${id}`);
      }
    },
    finding: "server-without-application",
    says: 'No Access application is for "handbook"',
    fix: "Add an application of type mcp",
    program: '{ type: "via_mcp_server_portal", mcpServerId: "handbook" }',
    mends: (cloudflare) => {
      for (const id of ["handbook", "tickets"]) {
        cloudflare.applications.seed({ ...serverApplication(id), policies: [people, machines] });
      }
    },
  },
  "the portal lists one server of two, both ready: only one has an application": {
    happens: (cloudflare) => {
      cloudflare.applications.remove("application-tickets");
    },
    finding: "server-without-application",
    says: 'No Access application is for "tickets"',
    fix: "with the policies of the portal's application",
    program: '{ id: "policy-people", precedence: 1 }',
    mends: (cloudflare) => {
      cloudflare.applications.seed({ ...serverApplication("tickets"), policies: [people, machines] });
    },
  },
  '"No allowed servers available": the application is there, without a policy': {
    happens: setPolicies("application-tickets", []),
    finding: "server-without-policy",
    says: "has no policy, so the portal hides the server from everybody",
    fix: "Add a policy with the action Allow",
    program: 'type: "mcp"',
    mends: setPolicies("application-tickets", [people, machines]),
  },
  '"No allowed servers available": the policy names another email address than the identity provider gives': {
    happens: (cloudflare) => {
      for (const id of ["application-handbook", "application-tickets"]) {
        setPolicies(id, [allow({ email: { email: "a.smith@example.com" } }), machines])(cloudflare);
      }
    },
    words: ["team", "--as", "alice.smith@example.com"],
    finding: "person-sees-nothing",
    says: "alice.smith@example.com reaches no server of the portal",
    fix: "Let a policy include that address as the identity provider spells it",
    mends: (cloudflare) => {
      for (const id of ["application-handbook", "application-tickets"]) {
        setPolicies(id, [allow({ email: { email: "alice.smith@example.com" } }), machines])(cloudflare);
      }
    },
  },
  "servers are ready, and the portal has none: they were never attached": {
    happens: (cloudflare) => {
      cloudflare.editPortal("team", { servers: [] });
    },
    finding: "portal-without-servers",
    says: "The account has: handbook, tickets",
    fix: "Add the servers to the portal",
    program: '{ serverId: "handbook" }',
    mends: (cloudflare) => {
      cloudflare.editPortal("team", {
        servers: ["handbook", "tickets"].map((id) => ({ server_id: id, on_behalf: false })),
      });
    },
  },
  '"redirect_uri is not allowed by the account configuration": the address of claude.ai is not listed': {
    happens: (cloudflare) => {
      const { dynamic_client_registration: dynamic } = managedOAuth;
      cloudflare.applications.edit("door", {
        oauth_configuration: { ...managedOAuth, dynamic_client_registration: { ...dynamic, allowed_uris: [] } },
      });
    },
    finding: "registration-local",
    says: "no hosted one, such as claude.ai",
    fix: "https://claude.ai/api/mcp/auth_callback",
    program: "allowedUris",
    mends: (cloudflare) => {
      const { dynamic_client_registration: dynamic } = managedOAuth;
      const allowed = ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"];
      cloudflare.applications.edit("door", {
        oauth_configuration: { ...managedOAuth, dynamic_client_registration: { ...dynamic, allowed_uris: allowed } },
      });
    },
  },
  "no client can register: managed OAuth takes no registrations": {
    happens: (cloudflare) => {
      cloudflare.applications.edit("door", {
        oauth_configuration: { enabled: true, dynamic_client_registration: { enabled: false } },
      });
    },
    finding: "registration-closed",
    says: "lets no client register",
    fix: "Allow the address to which the client's logins return",
    program: "enabled: true",
    mends: (cloudflare) => {
      cloudflare.applications.edit("door", { oauth_configuration: managedOAuth });
    },
  },
  "registration answers 400: the client has a path of its own for each connection": {
    happens: (cloudflare) => {
      const { dynamic_client_registration: dynamic } = managedOAuth;
      const exact = ["https://chat.example.org/connections/1"];
      cloudflare.applications.edit("door", {
        oauth_configuration: { ...managedOAuth, dynamic_client_registration: { ...dynamic, allowed_uris: exact } },
      });
    },
    finding: "callback-exact",
    says: "https://chat.example.org/connections/1",
    fix: "end the address with /*",
    mends: (cloudflare) => {
      const { dynamic_client_registration: dynamic } = managedOAuth;
      const open = ["https://chat.example.org/connections/*"];
      cloudflare.applications.edit("door", {
        oauth_configuration: { ...managedOAuth, dynamic_client_registration: { ...dynamic, allowed_uris: open } },
      });
    },
  },
  "tools gone for two days: the administrator's login had expired": {
    happens: (cloudflare) => {
      cloudflare.editServer("tickets", {
        auth_type: "oauth",
        status: "stale",
        authentication_status: "stale",
        error: "Authorization failed: needs_reauth",
      });
    },
    finding: "login-expired",
    says: "The administrator's login has expired",
    fix: "Log in again on the dashboard",
    mends: (cloudflare) => {
      cloudflare.editServer("tickets", { status: "ready", authentication_status: "connected", error: null });
    },
  },
  "an expired login hides a server in error, also from people with a login of their own": {
    happens: (cloudflare) => {
      cloudflare.editPortal("team", {
        servers: [{ server_id: "handbook", on_behalf: false }, { server_id: "tickets" }],
      });
      cloudflare.editServer("tickets", { auth_type: "oauth", status: "error", authentication_status: "stale" });
      cloudflare.applications.edit("application-tickets", { policies: [people] });
    },
    finding: "login-expired",
    says: "the portal hides the server",
    fix: "Log in again on the dashboard",
    mends: (cloudflare) => {
      cloudflare.editServer("tickets", { status: "ready", authentication_status: "connected" });
    },
  },
  "an OAuth server waits: no administrator has logged in": {
    happens: (cloudflare) => {
      cloudflare.editServer("tickets", {
        auth_type: "oauth",
        status: "waiting",
        authentication_status: "required",
        tools: [],
      });
    },
    finding: "login-needed",
    says: "An administrator has to log in",
    fix: "Log in on the dashboard",
    mends: (cloudflare) => {
      cloudflare.editServer("tickets", {
        status: "ready",
        authentication_status: "connected",
        tools: [{ name: "search" }],
      });
    },
  },
  "a server with a client of one's own waits: the first user has not logged in": {
    happens: (cloudflare) => {
      cloudflare.editServer("tickets", {
        auth_type: "oauth",
        status: "waiting",
        authentication_status: "manual",
        tools: [],
      });
    },
    finding: "first-login-pending",
    says: "when the first user logs in to it",
    fix: "connect a client to the portal",
    mends: (cloudflare) => {
      cloudflare.editServer("tickets", { status: "ready", tools: [{ name: "search" }] });
    },
  },
  "a private OAuth server stays in Waiting: Cloudflare did not see its OAuth": {
    ...syncFault("oauth authentication was not detected", { is_upstream: true }, { auth_type: "oauth" }),
    finding: "oauth-not-detected",
    says: "found no OAuth at the upstream",
    fix: "Let the upstream answer 401",
  },
  '"Authorization failed": the upstream wants a login, and was declared without one': {
    ...syncFault("Authorization failed", { is_upstream: true, status_code: 401 }),
    finding: "upstream-wants-login",
    says: "declared without any",
    fix: "`authType` and `authCredentials` of McpServer",
  },
  "an upstream refuses the credentials that it was given": {
    ...syncFault("Server error: HTTP 403", { is_upstream: true, status_code: 403 }, { auth_type: "bearer" }),
    finding: "upstream-refuses",
    says: "rejects the server's credentials",
    fix: "`authCredentials` of McpServer",
  },
  "no tools: the address ends in /sse": {
    ...syncFault("no answer", { is_upstream: true }, { hostname: "https://tickets.example.com/sse" }),
    finding: "sse-address",
    says: "https://tickets.example.com/sse is an SSE address",
    fix: "`hostname` of McpServer",
  },
  "an upstream behind Gateway is blocked by data loss prevention": {
    ...syncFault("request blocked by Gateway DLP", { is_upstream: false }, { secure_web_gateway: true }),
    finding: "gateway-blocks",
    says: "called through Gateway",
    fix: "`secureWebGateway: false` of McpServer",
  },
  '"invalid_client": the upstream does not take client_secret_basic': {
    ...syncFault("token endpoint answered invalid_client", { is_upstream: true }, { auth_type: "oauth" }),
    finding: "client-refused",
    says: "rejects Cloudflare's client",
    fix: "client_secret_basic",
  },
  "an origin behind a tunnel answers 404": {
    ...syncFault("Server error: HTTP 404", { is_upstream: true, status_code: 404 }),
    finding: "upstream-not-found",
    says: "answers HTTP 404",
    fix: "Give the whole address of the endpoint",
  },
  "an origin behind a tunnel answers 530": {
    ...syncFault("Server error: HTTP 530", { is_upstream: true, status_code: 530 }),
    finding: "upstream-down",
    says: "answers HTTP 530",
    fix: "Start the upstream, or its tunnel",
  },
  "an upstream answers -32601: it announced a capability that it lacks": {
    ...syncFault("Method not found", { is_upstream: true, mcp_code: -32601 }),
    finding: "capability-missing",
    says: "-32601",
    fix: "announce only what it has",
  },
  "every server dark at once: the service token for the origin had expired": {
    happens: (cloudflare) => {
      cloudflare.serviceTokens.seed({ id: "origin", name: "Origin", expires_at: "2026-01-14T00:00:00Z" });
      for (const id of ["handbook", "tickets"]) {
        cloudflare.editServer(id, {
          auth_type: "bearer",
          status: "error",
          error_details: { is_upstream: true, status_code: 403 },
        });
      }
    },
    finding: "token-of-upstream",
    besides: ["upstream-refuses"],
    says: 'service tokens of the account have expired: "Origin"',
    fix: "Refresh it",
    mends: (cloudflare) => {
      cloudflare.serviceTokens.edit("origin", { expires_at: "2027-01-14T00:00:00Z" });
      for (const id of ["handbook", "tickets"]) {
        cloudflare.editServer(id, { status: "ready", error_details: null });
      }
    },
  },
  "a service token sees no server: its row calls it with the login of a person": {
    happens: (cloudflare) => {
      cloudflare.editPortal("team", { servers: [{ server_id: "handbook", on_behalf: true }] });
    },
    finding: "machines-on-behalf",
    says: "calls it with a person's login",
    fix: "`onBehalf: false`",
    program: '{ serverId: "handbook", onBehalf: false }',
    mends: (cloudflare) => {
      cloudflare.editPortal("team", { servers: [{ server_id: "handbook", on_behalf: false }] });
    },
  },
  "a service token sees one server of two: the other has no policy for it": {
    happens: setPolicies("application-tickets", [people]),
    finding: "machines-not-at-server",
    says: "no policy with the action Service Auth",
    fix: "add such a policy to its application",
    program: 'includes: [{ serviceToken: { tokenId: "robot" } }]',
    mends: setPolicies("application-tickets", [people, machines]),
  },
  "a service token is redirected to a login page: it is in an Allow policy": {
    happens: setPolicies("door", [
      allow({ service_token: { token_id: "robot" } }, { email_domain: { domain: "example.com" } }),
    ]),
    finding: "token-in-allow",
    says: "Access redirects the machine to a login page",
    fix: "Give the token a policy of its own with the action Service Auth",
    besides: ["machines-not-at-door"],
    mends: setPolicies("door", [people, machines]),
  },
  "nobody can log in: the application allows only an identity provider that was removed": {
    happens: (cloudflare) => {
      cloudflare.applications.edit("door", { allowed_idps: ["removed"] });
    },
    finding: "identity-provider-gone",
    says: "a login method that the account does not have: removed",
    fix: "Choose login methods that exist",
    mends: (cloudflare) => {
      cloudflare.applications.edit("door", { allowed_idps: ["pin"] });
    },
  },
  "people from outside got in: everyone, by every login of the account": {
    happens: setPolicies("door", [allow({ everyone: {} }), machines]),
    finding: "open-to-everybody",
    says: "Cloudflare's own login included",
    fix: "Include email addresses or groups instead of Everyone",
    mends: setPolicies("door", [people, machines]),
  },
  "people saw a server that was not theirs: a policy of it bypasses Access": {
    happens: setPolicies("application-tickets", [
      people,
      machines,
      { id: "open", name: "Open", decision: "bypass", precedence: 3, include: [{ everyone: {} }] },
    ]),
    finding: "server-bypassed",
    says: 'The policy "Open" bypasses Access',
    fix: "Give it the action Allow",
    mends: setPolicies("application-tickets", [people, machines]),
  },
  "tool calls reach another server: an underscore in its id": {
    happens: (cloudflare) => {
      cloudflare.seedServer({ id: "tickets_old", status: "ready", tools: [{ name: "search" }] });
      cloudflare.applications.seed({ ...serverApplication("tickets_old"), policies: [people, machines] });
      cloudflare.editPortal("team", { servers: [{ server_id: "tickets_old", on_behalf: false }] });
    },
    finding: "underscore-in-id",
    says: 'calls of "tickets_old" might reach another server',
    fix: "an id without underscores",
    mends: (cloudflare) => {
      cloudflare.editPortal("team", { servers: [{ server_id: "tickets", on_behalf: false }] });
    },
  },
  "a new tool is missing: the list of a server with a client of one's own is frozen": {
    happens: (cloudflare) => {
      cloudflare.editServer("tickets", {
        auth_type: "oauth",
        authentication_status: "manual",
        last_successful_sync: "2025-10-01T00:00:00Z",
      });
    },
    finding: "catalogue-frozen",
    says: "Its tools are those of 2025-10-01",
    fix: "Replace the server",
    mends: (cloudflare) => {
      cloudflare.editServer("tickets", { last_successful_sync: "2026-01-15T11:00:00Z" });
    },
  },
};
