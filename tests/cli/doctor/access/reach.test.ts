import { reachOf } from "../../../../provider/src/cli/doctor/access/reach";
import type { Evidence } from "../../../../provider/src/cli/doctor/evidence";
import type { Reach } from "../../../../provider/src/cli/doctor/report";
import type { WireMappedServer } from "../../../../provider/src/cloudflare/wire";
import type { WireApplication } from "../../../../provider/src/cloudflare/wire/access";
import { doorOf, evidenceOf, hostname, listOf, notKnown, policyOf, rowOf, serverApplication } from "./accounts";

const staff = policyOf("allow", [{ email_domain: { domain: "example.com" } }], { name: "Staff" });
const everyone = policyOf("allow", [{ everyone: {} }], { name: "All" });
const healthy = [doorOf([staff]), serverApplication("github", [everyone])];

function reach(
  applications: readonly WireApplication[] = healthy,
  others: Partial<Evidence> = {},
  row: Partial<WireMappedServer> = {},
): Reach {
  const [found] = reachOf(evidenceOf(applications, [rowOf("github", row)], others), "alice@example.com");
  if (found === undefined) {
    throw new Error("The table has no row.");
  }
  return found;
}

test("a healthy server tells who reaches it and with which tools", () => {
  const row = {
    tools: [{ name: "search" }, { name: "delete_customer" }],
    updated_tools: [
      { name: "search", enabled: true },
      { name: "delete_customer", enabled: false },
    ],
  };
  expect(reach(healthy, {}, row as never)).toEqual({
    serverId: "github",
    name: "github",
    people: { answer: "yes", who: ["email addresses of example.com"], conditions: [] },
    machines: {
      answer: "no",
      who: [],
      conditions: [
        'application "Door" has no policy with the action Service Auth',
        'application "github" has no policy with the action Service Auth',
      ],
    },
    tools: [{ name: "search", calledAs: "github_search", approval: "none", certain: true }],
    hidden: 1,
    as: {
      answer: "yes",
      because: `policy "All" of application "github" allows, and policy "Staff" of the portal's application (application "Door") allows`,
    },
  });
});

test("--as names the policy and the application that keep a person out", () => {
  const as = (applications: readonly WireApplication[]): Reach["as"] => reach(applications).as;
  const block = policyOf("deny", [{ email: { email: "alice@example.com" } }], { name: "Block", precedence: 0 });
  expect(as([doorOf([staff, block]), serverApplication("github", [everyone])])).toEqual({
    answer: "no",
    because: `policy "Block" of the portal's application (application "Door") blocks`,
  });
  expect(
    as([doorOf([staff]), serverApplication("github", [policyOf("allow", [{ email: { email: "bob@example.com" } }])])]),
  ).toEqual({
    answer: "no",
    because: 'no policy of application "github" matches',
  });
});

test("--as tells what it depends on, and where", () => {
  const server = policyOf("allow", [{ everyone: {} }], { require: [{ geo: { country_code: "DE" } }] });
  expect(reach([doorOf([staff]), serverApplication("github", [server])]).as).toEqual({
    answer: "depends",
    because: 'depends on country DE at application "github"',
  });
});

test.each<[string, () => Reach, string]>([
  [
    "without its own application",
    () => reach([doorOf([staff])]),
    "hidden from everybody: no Access application is for this server",
  ],
  [
    "whose last sync failed",
    () => reach(healthy, {}, { status: "error" }),
    "hidden from everybody: the status of the server is error",
  ],
  [
    "never synced",
    () => reach(healthy, {}, { status: "waiting" }),
    "hidden from everybody: the status of the server is waiting",
  ],
])("a server %s is hidden from everybody", (_what, find, because) => {
  const { people, machines, as } = find();
  const nobody = { answer: "no", who: [], conditions: [because] };
  expect({ people, machines, as }).toEqual({ people: nobody, machines: nobody, as: { answer: "no", because } });
});

const lost = { known: false, because: "The token has no permission." } as const;
const policies = [staff];
test.each<[string, () => Reach]>([
  ["applications cannot be read", () => reach(healthy, { applications: lost, doors: lost })],
  [
    "an application that cannot be read might be its own",
    () => reach([doorOf(policies)], { applications: listOf([doorOf(policies)], ["application x"]) }),
  ],
  ["no application covers the host", () => reach([serverApplication("github", policies)])],
  ["the door has no policy", () => reach([doorOf([]), serverApplication("github", policies)])],
  [
    "only a wildcard covers the host",
    () => reach([doorOf(policies, { domain: "*.example.com" }), serverApplication("github", policies)]),
  ],
  ["two applications are for the host", () => reach([...healthy, doorOf([everyone], { id: "other" })])],
  ["two applications are for the server", () => reach([...healthy, serverApplication("github", [], { id: "other" })])],
  ["a server is stale", () => reach(healthy, {}, { status: "stale" })],
  [
    "its group is not known",
    () =>
      reach([doorOf(policies), serverApplication("github", [policyOf("allow", [{ group: { id: "g" } }])])], {
        groups: lost,
      }),
  ],
  [
    "a server waits for its first user",
    () => reach(healthy, {}, { status: "waiting", authentication_status: "manual" }),
  ],
])("nothing is yes or no when %s", (_what, find) => {
  const { people, as } = find();
  expect([people.answer, as?.answer]).toEqual(["unknown", "unknown"]);
  expect([people.conditions.join(), as?.because]).not.toContain("");
});

test("whom the server's own policies keep out is kept out, even behind an unknown door", () => {
  const server = serverApplication("github", [policyOf("allow", [{ email: { email: "bob@example.com" } }])]);
  const { as, machines } = reach([server]);
  expect([as?.answer, machines.answer]).toEqual(["no", "no"]);
});

test("nobody gets in where every login method of the door is gone, unless Bypass might not ask for one", () => {
  const identityProviders = listOf([{ id: "login-1", name: "Okta", type: "okta" }]);
  const answers = (policies: unknown, allowed: readonly string[], others: Partial<Evidence> = {}): unknown[] => {
    const door = doorOf(policies, { allowed_idps: [...allowed] });
    const { people, as } = reach([door, serverApplication("github", [everyone])], { identityProviders, ...others });
    return [people.answer, as?.answer];
  };
  expect(answers([staff], ["gone"])).toEqual(["no", "no"]);
  expect(answers([staff], ["gone", "login-1"])).toEqual(["yes", "yes"]);
  expect(answers([staff], ["gone"], { identityProviders: lost })).toEqual(["yes", "yes"]);
  expect(answers([policyOf("bypass", [{ everyone: {} }])], ["gone"])).toEqual(["unknown", "unknown"]);
});

test("a door that could not be read by itself is taken from the list", () => {
  expect(reach(healthy, { doors: lost }).people.answer).toBe("yes");
});

test("the most specific application is the door", () => {
  const wide = doorOf([everyone], { id: "wide", name: "Wide", domain: "*.example.com" });
  const path = doorOf([policyOf("deny", [{ everyone: {} }])], { id: "path", name: "Path", domain: `${hostname}/mcp` });
  const link = doorOf([everyone], { id: "link", type: "bookmark" });
  expect(reach([wide, link, ...healthy]).people.who).toEqual(["email addresses of example.com"]);
  expect(reach([...healthy, path]).people.answer).toBe("no");
});

test("a server is found by its destination, whatever the type of its application", () => {
  const application = serverApplication("github", [everyone], { type: "self_hosted" });
  expect(reach([doorOf([staff]), application]).people.answer).toBe("yes");
});

test("an account without anything known gives a table of unknowns", () => {
  const evidence = evidenceOf([], [rowOf("b"), rowOf("a")], {
    ...{ servers: notKnown, applications: notKnown, doors: notKnown, groups: notKnown },
    ...{ identityProviders: notKnown, serviceTokens: notKnown },
  });
  expect(
    reachOf(evidence).map(({ serverId, people, machines, as }) => [serverId, people.answer, machines.answer, as]),
  ).toEqual([
    ["a", "unknown", "unknown", undefined],
    ["b", "unknown", "unknown", undefined],
  ]);
});
