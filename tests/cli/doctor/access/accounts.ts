/** Evidence made by hand, and random accounts. */
import fc from "fast-check";
import type { WireApplication, WireGroup } from "../../../../provider/src/cloudflare/wire/access";
import type { WireMappedServer, WirePortal } from "../../../../provider/src/cloudflare/wire";
import type { Evidence, Known, ReadList } from "../../../../provider/src/cli/doctor/evidence";
import type { Group, Policy } from "./model";

export const hostname = "mcp.example.com";

export function listOf<Wire>(objects: readonly Wire[], unread: readonly string[] = []): Known<ReadList<Wire>> {
  return { known: true, value: { objects, unread } };
}

export const notKnown = { known: false, because: "The token has no permission." } as const;

export function rowOf(id: string, others: Partial<WireMappedServer> = {}): WireMappedServer {
  const row = { id, server_id: id, name: id, hostname: `https://${id}.example.com/mcp`, auth_type: "bearer" };
  return {
    ...row,
    status: "ready",
    tools: [],
    prompts: [],
    on_behalf: false,
    ...others,
  };
}

export function doorOf(policies: unknown, others: Partial<WireApplication> = {}): WireApplication {
  return { ...applicationOf("Door", policies), type: "mcp_portal", domain: hostname, ...others };
}

export function serverApplication(
  id: string,
  policies: unknown,
  others: Partial<WireApplication> = {},
): WireApplication {
  const destinations = [{ type: "via_mcp_server_portal", mcp_server_id: id }];
  return { ...applicationOf(id, policies), type: "mcp", destinations, ...others };
}

function applicationOf(name: string, policies: unknown): WireApplication {
  return { id: `app-${name}`, name, policies: policies as NonNullable<WireApplication["policies"]> };
}

/** A portal whose door is the first application that covers its host. */
export function evidenceOf(
  applications: readonly WireApplication[],
  rows: readonly WireMappedServer[],
  others: Partial<Evidence> = {},
): Evidence {
  const portal = { id: "portal", name: "Portal", hostname, servers: rows };
  return {
    accountId: "account",
    portal: portal as unknown as WirePortal,
    servers: { known: true, value: new Map(rows.map((row) => [row.id, row as never])) },
    zone: notKnown,
    records: notKnown,
    applications: listOf(applications),
    doors: { known: true, value: applications.filter(({ domain }) => domain !== undefined) },
    groups: listOf<WireGroup>([]),
    identityProviders: listOf([{ id: "login-1", name: "Okta", type: "okta" }]),
    serviceTokens: listOf([
      { id: "token-1", name: "robot" },
      { id: "token-2", name: "cron" },
    ]),
    organization: notKnown,
    reviews: undefined,
    now: Date.parse("2026-11-28T00:00:00Z"),
    ...others,
  };
}

export function policyOf(decision: string, include: readonly unknown[], others: Partial<Policy> = {}): Policy {
  return { name: decision, decision, precedence: 1, include, require: [], exclude: [], ...others };
}

export const emails = ["alice@one.test", "bob@one.test", "carol@two.test"] as const;
export const tokens = ["token-1", "token-2"] as const;

export const rules = fc.oneof(
  fc.constantFrom<unknown>(
    ...[{ everyone: {} }, { everyone: {} }, { geo: { country_code: "DE" } }, { geo: { country_code: "US" } }],
    ...[
      { "github-organization": { name: "acme", identity_provider_id: "login-1" } },
      { login_method: { id: "login-1" } },
    ],
    ...[{ device_posture: { integration_uid: "disk" } }, { any_valid_service_token: {} }, { mystery: { of: "life" } }],
    ...[null, { email: {} }],
  ),
  fc.constantFrom(...emails).map((email) => ({ email: { email } })),
  fc.constantFrom("one.test", "two.test").map((domain) => ({ email_domain: { domain } })),
  fc.constantFrom(...tokens).map((token_id) => ({ service_token: { token_id } })),
  fc.constantFrom("a", "b", "c", "lost").map((id) => ({ group: { id } })),
);

const ruleSets = fc.record({
  include: fc.array(rules, { maxLength: 3 }),
  require: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(rules, { maxLength: 2 })),
  exclude: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(rules, { maxLength: 2 })),
});

const decisions = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("allow", "allow", "deny", "non_identity", "bypass") },
  { weight: 2, arbitrary: fc.constant("strange") },
);

const randomLists = fc
  .array(fc.tuple(decisions, fc.option(fc.nat(3), { nil: undefined, freq: 8 }), ruleSets), { maxLength: 3 })
  .map((all) =>
    all.map(([decision, precedence, sets], index): Policy => ({
      name: `${decision} ${index}`,
      decision,
      ...sets,
      ...(precedence === undefined ? {} : { precedence }),
    })),
  );

/** Policies that only include. */
const plainLists = fc
  .array(fc.array(rules, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
  .map((all) => all.map((include, precedence) => policyOf("allow", include, { precedence })));

export const policyLists = fc.oneof(randomLists, randomLists, plainLists);

const groupRules = fc.constantFrom("a", "b", "c", "lost").map((id) => ({ group: { id } }));
const someGroups = fc.array(groupRules, { maxLength: 1 });
const nestedSets = fc.record({
  include: fc.array(fc.oneof(groupRules, groupRules, rules), { minLength: 1, maxLength: 2 }),
  require: someGroups,
  exclude: someGroups,
});

/** Three groups, which hold each other and themselves more often than not. */
export const groupLists = fc
  .oneof(fc.tuple(ruleSets, ruleSets, ruleSets), fc.tuple(nestedSets, nestedSets, nestedSets))
  .map((all) => all.map((sets, index): Group => ({ id: ["a", "b", "c"][index] ?? "", ...sets })));

/** One policy for one group. */
export const groupPolicies = fc
  .tuple(fc.constantFrom("allow", "bypass", "non_identity"), groupRules)
  .map(([decision, rule]) => [policyOf(decision, [rule])]);
