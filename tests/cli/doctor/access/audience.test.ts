import type { WireApplication, WireGroup } from "../../../../provider/src/cloudflare/wire/access";
import { audienceOf } from "../../../../provider/src/cli/doctor/access/audience";
import { directoryOf } from "../../../../provider/src/cli/doctor/access/directory";
import type { Evidence } from "../../../../provider/src/cli/doctor/evidence";
import type { Audience } from "../../../../provider/src/cli/doctor/report";
import { doorOf, evidenceOf, listOf, policyOf, serverApplication } from "./accounts";

const everyone = { everyone: {} };
const staff = { email_domain: { domain: "example.com" } };
const alice = { email: { email: "alice@example.com" } };
const bob = { email: { email: "bob@example.com" } };
const carol = { email: { email: "carol@partner.test" } };
const germany = { geo: { country_code: "DE" } };
const acme = { "github-organization": { name: "acme", identity_provider_id: "login-1" } };
const robot = { service_token: { token_id: "token-1" } };
const pin = { login_method: { id: "pin" } };

const open = [policyOf("allow", [everyone])];

interface Case {
  readonly door?: unknown;
  readonly server?: unknown;
  readonly doorHas?: Partial<WireApplication>;
  readonly serverHas?: Partial<WireApplication>;
  readonly groups?: readonly WireGroup[];
  readonly others?: Partial<Evidence>;
  readonly onBehalf?: boolean;
}

function find(whom: "people" | "machines", given: Case): Audience {
  const { groups = [], others = {}, onBehalf = false } = given;
  const directory = directoryOf(evidenceOf([], [], { groups: listOf(groups), ...others }));
  const door = doorOf(given.door ?? open, given.doorHas);
  return audienceOf(
    whom,
    { door, server: serverApplication("github", given.server ?? open, given.serverHas), onBehalf },
    directory,
  );
}

const people = (given: Case): Audience => find("people", given);
const machines = (given: Case): Audience => find("machines", given);

function nobody(...conditions: string[]): Audience {
  return { answer: "no", who: [], conditions };
}

test("nobody reaches a server whose application has no policy", () => {
  expect(people({ server: [] })).toEqual(nobody('application "github" has no policy'));
});

test("policies that only block let nobody in", () => {
  expect(people({ server: [policyOf("deny", [bob])] })).toEqual(
    nobody('application "github" has no policy with the action Allow'),
  );
});

test("Service Auth alone lets no person in", () => {
  expect(people({ server: [policyOf("non_identity", [everyone])] }).answer).toBe("no");
});

test("an Allow policy for service tokens lets in neither people nor machines", () => {
  const server = [policyOf("allow", [robot])];
  const door = [policyOf("allow", [everyone]), policyOf("non_identity", [robot])];
  expect(people({ server })).toEqual(nobody('no policy of application "github" can admit people'));
  expect(machines({ door, server })).toEqual(nobody('application "github" has no policy with the action Service Auth'));
});

test.each([
  ["two countries", [germany, { geo: { country_code: "US" } }]],
  ["two domains", [staff, { email_domain: { domain: "partner.test" } }]],
  ["two email addresses", [alice, bob]],
])("nobody meets a policy that requires %s", (_what, require) => {
  expect(people({ server: [policyOf("allow", [everyone], { require })] }).answer).toBe("no");
});

test("one country in two spellings is one country", () => {
  const require = [germany, { geo: { country_code: "de" } }];
  expect(people({ server: [policyOf("allow", [staff], { require })] })).toEqual({
    answer: "depends",
    who: ["email addresses of example.com"],
    conditions: ["country DE"],
  });
});

test("everyone means whoever has an email address, where one-time PIN is or might be offered", () => {
  const identityProviders = listOf([
    { id: "login-1", name: "Okta", type: "okta" },
    { id: "pin", name: "PIN", type: "onetimepin" },
  ]);
  const anybody = { answer: "yes", who: ["everybody with an email address"], conditions: [] };
  expect(people({ others: { identityProviders } })).toEqual(anybody);
  expect(people({ others: { identityProviders: { known: false, because: "Refused." } } })).toEqual(anybody);
  expect(people({}).who).toEqual(["everybody who can log in"]);
  expect(people({ others: { identityProviders }, doorHas: { allowed_idps: ["login-1"] } })).toEqual({
    answer: "yes",
    who: ["everybody who can log in"],
    conditions: ['login with identity provider "Okta"'],
  });
  expect(people({ others: { identityProviders }, server: [policyOf("allow", [pin])] }).who).toEqual([
    "everybody with an email address (one-time PIN)",
  ]);
});

test("those reach a server whom both its door and its own policies let in", () => {
  const who = (door: unknown, server: unknown): readonly string[] =>
    people({ door: [policyOf("allow", [door])], server: [policyOf("allow", [server])] }).who;
  expect(who(staff, everyone)).toEqual(["email addresses of example.com"]);
  expect(who(everyone, staff)).toEqual(["email addresses of example.com"]);
  expect(who(staff, alice)).toEqual(["alice@example.com"]);
  expect(who(alice, staff)).toEqual(["alice@example.com"]);
  expect(people({ door: [policyOf("allow", [staff])], server: [policyOf("allow", [carol])] })).toEqual(
    nobody('application "Door" and application "github" admit none of the same people'),
  );
  expect(people({ door: [policyOf("allow", [staff])], server: [policyOf("allow", [acme])] })).toEqual({
    answer: "depends",
    who: ["GitHub organization acme"],
    conditions: ["email addresses of example.com, as the portal's application requires"],
  });
});

test("an exclusion at the server also counts for those whom only the door names", () => {
  const server = [policyOf("allow", [everyone], { exclude: [bob] })];
  expect(people({ door: [policyOf("allow", [bob])], server }).answer).toBe("no");
  expect(people({ door: [policyOf("allow", [alice])], server }).who).toEqual(["alice@example.com"]);
  expect(people({ door: [policyOf("allow", [staff])], server }).who).toEqual([
    "email addresses of example.com except bob@example.com",
  ]);
});

test("a condition of one policy stays with those whom it binds", () => {
  const server = [
    policyOf("allow", [staff], { require: [germany], exclude: [bob] }),
    policyOf("allow", [carol], { precedence: 2 }),
  ];
  expect(people({ server })).toEqual({
    answer: "yes",
    who: ["carol@partner.test", "email addresses of example.com except bob@example.com, only with country DE"],
    conditions: [],
  });
});

test("the first policy that matches decides, by precedence and not by place", () => {
  const block = (precedence: number): unknown => policyOf("deny", [bob], { name: "Block", precedence });
  const allow = policyOf("allow", [bob, alice], { precedence: 2 });
  expect(people({ server: [allow, block(1)] }).who).toEqual(["alice@example.com"]);
  expect(people({ server: [block(3), allow] }).who).toEqual(["alice@example.com", "bob@example.com"]);
  expect(people({ server: [block(2), policyOf("allow", [bob], { precedence: 2 })] })).toEqual({
    answer: "unknown",
    who: ["bob@example.com"],
    conditions: ['not first blocked by policy "Block", of the same precedence'],
  });
});

test("Bypass at a server shows it to everybody who passes the door, before any policy blocks", () => {
  const server = [policyOf("deny", [everyone]), policyOf("bypass", [everyone], { precedence: 9 })];
  expect(people({ door: [policyOf("allow", [staff])], server })).toEqual({
    answer: "yes",
    who: ["email addresses of example.com"],
    conditions: [],
  });
});

test("Bypass at the door is unknown, not open, since nobody documents it for portals", () => {
  const { answer, conditions } = people({ door: [policyOf("bypass", [everyone], { name: "Open" })] });
  expect(answer).toBe("unknown");
  expect(conditions).toEqual([
    `policy "Open" of the portal's application, a Bypass, which is undocumented for portals`,
  ]);
});

test("a rule of an unknown kind makes an answer depend on it, and never no", () => {
  const rule = { shoe_size: { at_least: 42 } };
  const words = 'a rule of the kind "shoe_size", which this version does not know';
  expect(people({ server: [policyOf("allow", [rule])] })).toEqual({
    answer: "depends",
    who: [words],
    conditions: [words],
  });
  expect(people({ server: [policyOf("allow", [alice], { require: [rule] })] })).toEqual({
    answer: "depends",
    who: ["alice@example.com"],
    conditions: [words],
  });
  expect(people({ server: [policyOf("allow", [alice], { exclude: [rule] })] }).conditions).toEqual([`not ${words}`]);
  expect(people({ server: [policyOf("isolate", [alice], { name: "New" })] })).toEqual({
    answer: "depends",
    who: ["alice@example.com"],
    conditions: ['policy "New", whose decision ("isolate") this version does not know'],
  });
});

test("groups are replaced by whom they hold, nested ones too", () => {
  const groups = [
    { id: "all", name: "All", include: [{ group: { id: "staff" } }, carol] },
    { id: "staff", name: "Staff", include: [staff], require: [germany], exclude: [bob] },
  ];
  expect(people({ groups, server: [policyOf("allow", [{ group: { id: "all" } }])] }).who).toEqual([
    "carol@partner.test",
    "email addresses of example.com except bob@example.com, only with country DE",
  ]);
  const open = [{ id: "all", name: "All", include: [everyone] }];
  expect(people({ groups: open, server: [policyOf("allow", [{ group: { id: "all" } }])] }).who).toEqual([
    "everybody who can log in",
  ]);
});

test("a hundred groups that include and exclude each other end, as unknown", () => {
  const count = 100;
  const refs = Array.from({ length: count }, (_, index) => ({ group: { id: `g-${index}` } }));
  const groups = refs.map(({ group: { id } }, index) => ({
    id,
    name: id,
    include: [{ email_domain: { domain: `${index}.example.com` } }, ...refs],
    exclude: refs.slice(index % 7),
  }));
  expect(people({ groups, server: [policyOf("allow", [{ group: { id: "g-0" } }])] }).answer).toBe("unknown");
});

test("a policy with too many rules to compare is unknown, by its name", () => {
  const many = (place: string): object[] =>
    Array.from({ length: 500 }, (_, index) => ({ email: { email: `${index}@${place}.example.com` } }));
  const policy = { ...policyOf("allow", many("one")), name: "Crowd", exclude: many("other") };
  const { answer, conditions } = people({ server: [policy] });
  expect(answer).toBe("unknown");
  expect(conditions).toEqual([expect.stringMatching(/"Crowd".*which is too large to be shown/)]);
});

test("a group that contains itself, is gone or cannot be read is unknown, in words", () => {
  const server = [policyOf("allow", [{ group: { id: "g-1" } }])];
  const self = [{ id: "g-1", name: "Self", include: [{ group: { id: "g-1" } }] }];
  const found = [
    people({ server, groups: self }),
    people({ server }),
    people({ server, others: { groups: listOf([], ["one without an id"]) } }),
    people({ server, others: { groups: { known: false, because: "Refused." } } }),
  ];
  expect(found.map(({ answer }) => answer)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
  expect(found.map(({ conditions }) => conditions[0])).toEqual([
    'group "Self", which contains itself',
    "group g-1, which no longer exists",
    "group g-1, which could not be read",
    "group g-1, which could not be read",
  ]);
});

test("an answer without policies is unknown, not nobody", () => {
  expect(people({ serverHas: { policies: null } })).toEqual({
    answer: "unknown",
    who: [],
    conditions: [`Cloudflare's answer has no policies of application "github"`],
  });
});

test("what a portal does not enforce on servers is no condition, and is said", () => {
  const server = [
    {
      ...policyOf("allow", [alice], { name: "Staff" }),
      approval_required: true,
      purpose_justification_required: true,
      mfa_config: { allowed_authenticators: ["totp"] },
    },
  ];
  const serverHas = { mfa_config: { allowed_authenticators: ["security_key"], mfa_disabled: false } };
  expect(people({ server, serverHas })).toEqual({
    answer: "yes",
    who: ["alice@example.com"],
    conditions: [
      'temporary authentication (policy "Staff") of application "github" is not enforced through a portal',
      'purpose justification (policy "Staff") of application "github" is not enforced through a portal',
      'independent MFA (policy "Staff") of application "github" is not enforced through a portal',
      'independent MFA of application "github" is not enforced through a portal',
    ],
  });
});

test("an approval and independent MFA at the door are conditions", () => {
  const door = [{ ...policyOf("allow", [alice], { name: "Staff" }), approval_required: true }];
  expect(people({ door, doorHas: { mfa_config: { allowed_authenticators: ["totp"] } } })).toEqual({
    answer: "depends",
    who: ["alice@example.com"],
    conditions: ['an approval, which policy "Staff" asks for', "independent MFA"],
  });
});

describe("machines", () => {
  const machine = [policyOf("non_identity", [robot])];

  test("reach a server by Service Auth at the door and at the server, and a row with on_behalf: false", () => {
    expect(machines({ door: machine, server: machine })).toEqual({
      answer: "yes",
      who: ['service token "robot"'],
      conditions: [],
    });
  });

  test("do not without any of the three, and each missing part is named", () => {
    const missing = (given: Case): string =>
      machines({ door: machine, server: machine, ...given }).conditions.join("; ");
    expect([missing({ door: open }), missing({ server: open }), missing({ onBehalf: true })]).toEqual([
      'application "Door" has no policy with the action Service Auth',
      'application "github" has no policy with the action Service Auth',
      "the portal's row has on_behalf: true, so Cloudflare leaves the server out for service tokens",
    ]);
    expect(machines({ door: open, server: open, onBehalf: true }).conditions).toHaveLength(3);
  });

  test("with any valid service token are narrowed by the other application", () => {
    const any = [policyOf("non_identity", [{ any_valid_service_token: {} }])];
    expect(machines({ door: any, server: machine }).who).toEqual(['service token "robot"']);
    expect(machines({ door: any, server: any }).who).toEqual(["any valid service token"]);
    const other = [policyOf("non_identity", [{ service_token: { token_id: "token-2" } }])];
    expect(machines({ door: machine, server: other }).answer).toBe("no");
  });

  test("never meet what asks for a login", () => {
    expect(machines({ door: machine, server: [policyOf("non_identity", [robot], { require: [staff] })] })).toEqual(
      nobody('no policy of application "github" can admit machines'),
    );
  });

  test("do not get in with a token that has expired or is disabled", () => {
    const serviceTokens = listOf([
      { id: "token-1", name: "robot", expires_at: "2026-11-01T00:00:00Z" },
      { id: "token-2", name: "cron", enabled: false },
    ]);
    const both = [policyOf("non_identity", [robot, { service_token: { token_id: "token-2" } }])];
    expect(machines({ door: both, server: both, others: { serviceTokens } })).toEqual(
      nobody('service token "cron" is disabled', 'service token "robot" has expired'),
    );
  });
});
