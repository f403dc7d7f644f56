import fc from "fast-check";
import { reachOf } from "../../../../provider/src/cli/doctor/access/reach";
import { directoryOf } from "../../../../provider/src/cli/doctor/access/directory";
import { readRule, ruleKinds } from "../../../../provider/src/cli/doctor/access/rules";
import { doorOf, evidenceOf, listOf, rowOf, serverApplication } from "./accounts";

const directory = directoryOf(evidenceOf([], [], { groups: listOf([{ id: "g-1", name: "Staff" }]) }));

test.each<[unknown, string]>([
  [{ everyone: {} }, "everybody"],
  [{ email: { email: "alice@example.com" } }, "alice@example.com"],
  [{ email_domain: { domain: "example.com" } }, "email addresses of example.com"],
  [{ group: { id: "g-1" } }, 'group "Staff"'],
  [{ geo: { country_code: "de" } }, "country DE"],
  [{ service_token: { token_id: "token-1" } }, 'service token "robot"'],
  [{ service_token: { token_id: "other" } }, "service token other"],
  [{ "github-organization": { name: "acme", team: "core" } }, "GitHub organization acme, team core"],
  [{ login_method: { id: "login-1" } }, 'login with identity provider "Okta"'],
  [{ saml: { attribute_name: "role", attribute_value: "admin" } }, 'SAML attribute role = "admin"'],
  [{ user_risk_score: { user_risk_score: ["low", "medium"] } }, 'user risk score "low" or "medium"'],
  [{ shoe_size: {} }, 'a rule of the kind "shoe_size", which this version does not know'],
  [{ constructor: {} }, 'a rule of the kind "constructor", which this version does not know'],
  [{ email: { email: 5 } }, 'a rule of the kind "email" in a form that this version cannot read'],
  [
    { email_domain: { domain: "*.example.com" } },
    'a rule of the kind "email_domain" in a form that this version cannot read',
  ],
  [{ everyone: null }, 'a rule of the kind "everyone" in a form that this version cannot read'],
  [{ everyone: {}, geo: {} }, "a rule that this version cannot read"],
  [null, "a rule that this version cannot read"],
])("%j reads: %s", (rule, words) => {
  expect(readRule(rule, directory).words).toBe(words);
});

test("whatever stands in a rule, a list of rules or a group, the table is made and claims nothing of it", () => {
  const rotten = fc.oneof(
    fc.anything({ maxDepth: 3 }),
    fc
      .tuple(fc.constantFrom(...Object.keys(ruleKinds)), fc.anything({ maxDepth: 2 }))
      .map(([key, value]) => ({ [key]: value })),
  );
  fc.assert(
    fc.property(rotten, rotten, fc.constantFrom("include", "require", "exclude"), (rule, other, list) => {
      const group = { id: "a", include: [{ everyone: {} }], [list]: other };
      const policy = { decision: "allow", precedence: 1, include: [{ everyone: {} }], [list]: rule };
      const own = [{ ...policy, [list]: [rule, { group: { id: "a" } }] }, policy, rule];
      const applications = [doorOf([policy]), serverApplication("github", own)];
      const [row] = reachOf(
        evidenceOf(applications, [rowOf("github")], { groups: listOf([group as never]) }),
        "a@b.test",
      );
      expect(row?.people.conditions.every((words) => typeof words === "string")).toBe(true);
    }),
  );
});
