/** A portal that answers, in an emulated account, and the doctor that looks at it. */
import type { Emulator } from "cloudflare-mcp-emulator";
import type { Outcome } from "../../../bench/workspace";
import type { FindingId } from "../../../provider/src/cli/doctor/findings";
import type { Finding, Report } from "../../../provider/src/cli/doctor/report";
import { commandLine, type CommandLineOptions } from "../../support/commandLine";
import { faultsBy } from "../../support/schemas";
import { environmentOf } from "../../support/stack";

const faultsOf = faultsBy("doctor-report.schema.json");

export const hostname = "mcp.example.com";

/** Reusable, as the program of examples/full-stack makes them. */
export const people = {
  id: "policy-people",
  name: "People",
  decision: "allow",
  precedence: 1,
  reusable: true,
  include: [{ email_domain: { domain: "example.com" } }],
};
export const machines = {
  id: "policy-machines",
  name: "Machines",
  decision: "non_identity",
  precedence: 2,
  reusable: true,
  include: [{ service_token: { token_id: "robot" } }],
};

export const managedOAuth = {
  enabled: true,
  dynamic_client_registration: {
    enabled: true,
    allow_any_on_localhost: true,
    allow_any_on_loopback: true,
    allowed_uris: ["https://playground.ai.cloudflare.com/*"],
  },
};

/** All that examples/full-stack declares, in an account with a zone and a login by one-time PIN. */
export function seedHealthy(cloudflare: Emulator): void {
  const servers = ["handbook", "tickets"];
  for (const id of servers) {
    cloudflare.seedServer({
      id,
      name: id === "handbook" ? "Handbook" : "Tickets",
      hostname: `https://${id}.example.com/mcp`,
      status: "ready",
      authentication_status: "not_required",
      tools: [{ name: "search" }, { name: "read" }],
      last_successful_sync: "2026-01-15T11:00:00Z",
    });
    cloudflare.applications.seed({ ...serverApplication(id), policies: [people, machines] });
  }
  cloudflare.seedPortal({
    id: "team",
    name: "Team tools",
    hostname,
    servers: servers.map((id) => ({ server_id: id, on_behalf: false })),
  });
  cloudflare.zones.seed({ id: "zone", name: "example.com" });
  cloudflare.records.seed({ id: "record", zone_id: "zone", name: hostname });
  cloudflare.records.seed({ id: "site", zone_id: "zone", name: "www.example.com", type: "A", content: "192.0.2.1" });
  cloudflare.applications.seed({ ...doorApplication, policies: [people, machines], oauth_configuration: managedOAuth });
  cloudflare.identityProviders.seed({ id: "pin" });
  cloudflare.serviceTokens.seed({ id: "robot", name: "Robot", expires_at: "2026-12-31T00:00:00Z" });
  cloudflare.groups.seed({ id: "staff", name: "Staff", include: [{ email: { email: "alice@example.com" } }] });
}

export const doorApplication = {
  id: "door",
  name: "Team tools",
  type: "mcp_portal",
  domain: hostname,
  destinations: [{ type: "public", uri: hostname }],
};

export function serverApplication(serverId: string): {
  id: string;
  name: string;
  type: string;
  domain: null;
  destinations: { type: string; mcp_server_id: string }[];
} {
  return {
    id: `application-${serverId}`,
    name: serverId,
    type: "mcp",
    domain: null,
    destinations: [{ type: "via_mcp_server_portal", mcp_server_id: serverId }],
  };
}

export function runDoctor(
  cloudflare: Emulator,
  words: readonly string[] = ["team"],
  options: CommandLineOptions = {},
): Promise<Outcome> {
  const { environment = {}, ...rest } = options;
  return commandLine(["doctor", ...words], {
    environment: { ...environmentOf(cloudflare), ...environment },
    ...rest,
  });
}

/** The report, as programs read it: each is as the published schema promises. */
export async function reportOf(
  cloudflare: Emulator,
  words: readonly string[] = ["team"],
  options: CommandLineOptions = {},
): Promise<Report & { readonly code: number | null }> {
  const { code, stdout, stderr } = await runDoctor(cloudflare, [...words, "--format", "json"], options);
  if (stdout === "") {
    throw new Error(stderr);
  }
  const report = JSON.parse(stdout) as Report;
  expect(faultsOf(report)).toEqual([]);
  return { ...report, code };
}

export function findingsOf({ checks }: Report): Finding[] {
  return checks.flatMap(({ findings }) => findings);
}

export function idsOf(report: Report): FindingId[] {
  return findingsOf(report).map(({ id }) => id);
}
