/** Random evidence, whole and with parts that are hidden or rotten: no check throws, and nothing unknown is a problem. */
import fc from "fast-check";
import { diagnose } from "../../provider/src/cli/doctor/diagnose";
import type { Evidence, Known, ReadList } from "../../provider/src/cli/doctor/evidence";
import { formatLines } from "../../provider/src/cli/doctor/formats/lines";
import { formatMarkdown } from "../../provider/src/cli/doctor/formats/markdown";
import { formatText } from "../../provider/src/cli/doctor/formats/text";
import type { Report } from "../../provider/src/cli/doctor/report";
import { judgeBy } from "../../provider/src/cloudflare/readForm";
import { objectFault } from "../../provider/src/cloudflare/shape";
import {
  applicationForm,
  groupForm,
  identityProviderForm,
  portalFields,
  recordForm,
  serverFields,
  serviceTokenForm,
  zoneForm,
  type ReadObject,
  type WireServer,
} from "../../provider/src/cloudflare/wire";
import { chooseColours } from "../../provider/src/cli/terminal";
import { faultsBy } from "../support/schemas";

const runs = Number(process.env.SEQUENCES ?? 400);
const faultsOf = faultsBy("doctor-report.schema.json");
const colours = chooseColours({ environment: {} }, { isTerminal: false, write: () => undefined });
const email = "alice@example.com";

const hostname = "mcp.example.com";
const one = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);
const known = <Value>(value: Value): Known<Value> => ({ known: true, value });
const hidden = { known: false, because: "This token is not allowed to see it.", permission: "Some Read" } as const;
const listOf = <Value>(objects: fc.Arbitrary<Value>, keyOf: (object: Value) => string): fc.Arbitrary<ReadList<Value>> =>
  fc
    .uniqueArray(objects, { selector: keyOf, minLength: 1, maxLength: 5 })
    .map((list) => ({ objects: list, unread: [] }));

const rule = one<Record<string, unknown>>(
  { email: { email } },
  { email_domain: { domain: "example.com" } },
  { everyone: {} },
  { group: { id: "staff" } },
  { service_token: { token_id: "robot" } },
  { geo: { country_code: "DE" } },
  { login_method: { id: "pin" } },
  { something_new: { id: "x" } },
);
const policy = fc.record({
  id: one("a", "b", "c"),
  decision: one("allow", "deny", "non_identity", "bypass", "something_new"),
  include: fc.array(rule, { maxLength: 3 }),
  require: fc.array(rule, { maxLength: 2 }),
  exclude: fc.array(rule, { maxLength: 1 }),
  precedence: one(1, 2, 3),
  reusable: fc.boolean(),
});
const application = fc.record({
  id: one("door", "docs", "tickets", "other", "more"),
  type: one("mcp_portal", "mcp", "self_hosted"),
  domain: one(hostname, "*.example.com", "other.example.com", null),
  destinations: one([], ...["docs", "tickets"].map((id) => [{ type: "via_mcp_server_portal", mcp_server_id: id }])),
  policies: fc.array(policy, { maxLength: 3 }),
  allowed_idps: one([], ["pin"], ["gone"]),
  oauth_configuration: one(
    null,
    { enabled: true, dynamic_client_registration: { enabled: false } },
    { enabled: false },
  ),
});
const server = (id: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.record({
    id: one(id),
    name: one(id),
    hostname: one(`https://${id}.example.com/mcp`, `https://${id}.example.com/sse`),
    auth_type: one("unauthenticated", "bearer", "oauth"),
    status: one("ready", "ready", "error", "stale", "waiting", "something_new"),
    authentication_status: one("not_required", "required", "manual", "stale", "connected"),
    error: one(null, "Server error: HTTP 530", "Authorization failed"),
    tools: one([], [{ name: "search" }], null),
  });
const row = (id: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.record({ server_id: one(id), on_behalf: one(true, false, null), default_disabled: fc.boolean() });

const whole: fc.Arbitrary<Evidence> = fc
  .record({
    rows: fc.tuple(row("docs"), row("tickets")),
    servers: fc.tuple(server("docs"), server("tickets")),
    zone: fc.record({
      id: one("zone"),
      name: one("example.com"),
      status: one("active", "active", "pending"),
      type: one("full", "full", "partial"),
      paused: fc.boolean(),
      account: one({ id: "account" }, { id: "another" }),
    }),
    exact: fc.array(record(hostname), { maxLength: 2 }),
    wildcard: fc.array(record("*.example.com"), { maxLength: 1 }),
    applications: listOf(application, ({ id }) => id),
    groups: listOf(
      one({ id: "staff", include: [{ email: { email } }] }, { id: "others", include: [] }),
      ({ id }) => id,
    ),
    providers: listOf(one({ id: "pin", type: "onetimepin" }, { id: "okta", type: "okta" }), ({ id }) => id),
    tokens: listOf(
      one({ id: "robot", expires_at: "2027-01-01T00:00:00Z" }, { id: "old", expires_at: "2025-01-01T00:00:00Z" }),
      ({ id }) => id,
    ),
  })
  .map(
    (parts) =>
      ({
        accountId: "account",
        portal: {
          id: "team",
          name: "Team",
          hostname,
          servers: parts.rows.map((each, index) => ({ ...parts.servers[index], ...each })),
        },
        servers: known(new Map(parts.servers.map((each) => [String(each.id), each]))),
        zone: known(parts.zone),
        records: known({ exact: parts.exact, wildcard: parts.wildcard, delegations: [] }),
        applications: known(parts.applications),
        doors: known(
          parts.applications.objects.filter(({ domain }) => domain === hostname || domain === "*.example.com"),
        ),
        groups: known(parts.groups),
        identityProviders: known(parts.providers),
        serviceTokens: known(parts.tokens),
        organization: known({ deny_unmatched_requests: true }),
        reviews: undefined,
        now: Date.UTC(2026, 0, 15),
      }) as unknown as Evidence,
  );

function record(name: string): fc.Arbitrary<Record<string, unknown>> {
  return fc.record({
    id: one("record"),
    name: one(name),
    type: one("CNAME", "A", "AAAA", "NS", "TXT"),
    content: one("gateway.agents.cloudflare.com", "192.0.2.1", "100::"),
    proxied: fc.boolean(),
    meta: one({}, { read_only: true, origin_worker_id: "worker" }),
  });
}

const parts = [
  "servers",
  "zone",
  "records",
  "applications",
  "doors",
  "groups",
  "identityProviders",
  "serviceTokens",
  "organization",
] as const;
const lists = ["applications", "groups", "identityProviders", "serviceTokens"] as const;

function problemsOf(report: Report): string[] {
  return report.checks.flatMap(({ id, subject, findings }) =>
    findings.flatMap((each) => (each.verdict === "problem" ? [`${id} of ${subject.id}: ${each.id}`] : [])),
  );
}

/** Doors are found in the list of applications, so they are not known without it. */
function hide(evidence: Evidence, names: readonly (typeof parts)[number][]): Evidence {
  const all = names.includes("applications") ? [...names, "doors"] : names;
  return { ...evidence, ...Object.fromEntries(all.map((name) => [name, hidden])) };
}

/** One object of a list that cannot be read; of applications also among the doors. */
function spoil(evidence: Evidence, name: (typeof lists)[number], index: number): Evidence {
  const list: Known<ReadList<{ readonly id: string }>> = evidence[name];
  const { doors } = evidence;
  if (!list.known) {
    return evidence;
  }
  const lost = list.value.objects[index % list.value.objects.length];
  const objects = list.value.objects.filter((object) => object !== lost);
  const spoilt = { ...evidence, [name]: known({ objects, unread: [`${name} ${String(lost?.id)}: another form`] }) };
  return name === "applications" && doors.known
    ? { ...spoilt, doors: known(doors.value.filter(({ id }) => id !== lost?.id)) }
    : spoilt;
}

test("what is hidden or cannot be read is never a problem that the whole evidence does not have", () => {
  fc.assert(
    fc.property(
      whole,
      fc.subarray([...parts]),
      fc.array(fc.tuple(one(...lists), fc.nat()), { maxLength: 3 }),
      (evidence, names, spoilt) => {
        const seen = problemsOf(diagnose(evidence, email));
        const less = hide(
          spoilt.reduce((rest, [name, index]) => spoil(rest, name, index), evidence),
          names,
        );
        expect(problemsOf(diagnose(less, email)).filter((problem) => !seen.includes(problem))).toEqual([]);
      },
    ),
    { numRuns: runs },
  );
});

test("with everything hidden but the portal, no problem is named but those of its own rows", () => {
  fc.assert(
    fc.property(whole, (evidence) => {
      const report = diagnose(hide(evidence, parts), email);
      expect(problemsOf(report).filter((problem) => !problem.startsWith("servers of "))).toEqual([]);
    }),
    { numRuns: runs },
  );
});

const junk = one<unknown>(null, 7, true, "text", "", [], [null, 7, {}], {}, { id: 7, toString: 1 }, "\u202e\u001b[31m");

/** The value with one of its inner values replaced. */
function rot(value: unknown, [step = 0, ...rest]: readonly number[], by: unknown): unknown {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [key, inner] = entries[step % Math.max(1, entries.length)] ?? [];
  if (key === undefined) {
    return by;
  }
  const changed = rest.length === 0 ? by : rot(inner, rest, by);
  return Array.isArray(value)
    ? value.map((item: unknown, index) => (String(index) === key ? changed : item))
    : { ...(value as object), [key]: changed };
}

/** As they are gathered: what cannot be worked with is left out, and named. */
function judgeList(list: Known<ReadList<unknown>>, form: ReadObject): Known<ReadList<unknown>> {
  if (!list.known) {
    return list;
  }
  const isSound = (object: unknown): boolean => judgeBy(form).flaw(object) === undefined;
  const unread = list.value.objects.flatMap((object, index) => (isSound(object) ? [] : [`object ${index}`]));
  return known({ objects: list.value.objects.filter(isSound), unread });
}

const forms = {
  applications: applicationForm,
  groups: groupForm,
  identityProviders: identityProviderForm,
  serviceTokens: serviceTokenForm,
} as const;

/** One object of the evidence rots, and the evidence is gathered again. */
function spoilDeeply(
  evidence: Evidence,
  part: (typeof parts)[number] | "rows",
  path: readonly number[],
  by: unknown,
): Evidence {
  const [which = 0, ...inside] = path;
  const rotOne = (objects: readonly unknown[]): unknown[] =>
    objects.map((object, index) => (index === which % objects.length ? rot(object, inside, by) : object));
  switch (part) {
    case "applications":
    case "doors":
    case "groups":
    case "identityProviders":
    case "serviceTokens": {
      const name = part === "doors" ? "applications" : part;
      const list: Known<ReadList<unknown>> = evidence[name];
      const rotten = list.known ? known({ ...list.value, objects: rotOne(list.value.objects) }) : list;
      const judged = judgeList(rotten, forms[name]);
      const doors = judged.known ? known(judged.value.objects) : hidden;
      return { ...evidence, [name]: judged, ...(name === "applications" && { doors: doors as Evidence["doors"] }) };
    }
    case "records": {
      const exact = evidence.records.known ? rotOne(evidence.records.value.exact) : [];
      const isSound = exact.every((each) => judgeBy(recordForm).flaw(each) === undefined);
      const records = isSound ? known({ exact, wildcard: [], delegations: [] }) : hidden;
      return { ...evidence, records: records as Evidence["records"] };
    }
    case "zone": {
      const zone = evidence.zone.known ? rot(evidence.zone.value, path, by) : {};
      const isSound = judgeBy(zoneForm).flaw(zone) === undefined;
      return { ...evidence, zone: (isSound ? known(zone) : hidden) as Evidence["zone"] };
    }
    case "servers": {
      const list = evidence.servers.known ? [...evidence.servers.value.values()] : [];
      const sound = rotOne(list).filter((each) => objectFault(serverFields, each) === undefined) as WireServer[];
      return { ...evidence, servers: known(new Map(sound.map((each) => [each.id, each]))) };
    }
    case "organization":
      return { ...evidence, organization: hidden };
    case "rows": {
      const portal = { ...evidence.portal, servers: rotOne(evidence.portal.servers ?? []) };
      return objectFault(portalFields, portal) === undefined ? { ...evidence, portal: portal as never } : evidence;
    }
  }
}

test("rotten parts stop no check, and every format shows the rest on lines that act on nothing", () => {
  fc.assert(
    fc.property(
      whole,
      fc.array(fc.tuple(one(...parts, "rows" as const), fc.array(fc.nat(), { minLength: 2, maxLength: 7 }), junk), {
        minLength: 1,
        maxLength: 5,
      }),
      (evidence, rotten) => {
        const spoilt = rotten.reduce((rest, [part, path, by]) => spoilDeeply(rest, part, path, by), evidence);
        const report = diagnose(spoilt, email);
        expect(faultsOf(JSON.parse(JSON.stringify(report)))).toEqual([]);
        for (const text of [formatText(report, colours), formatLines(report), formatMarkdown(report)]) {
          expect(text).not.toMatch(/undefined|\[object|NaN|\u001b|\u202e/);
        }
      },
    ),
    { numRuns: runs },
  );
});
