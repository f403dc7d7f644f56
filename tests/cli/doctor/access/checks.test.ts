import { impossiblePolicies, namedBy, tokensInAllow } from "../../../../provider/src/cli/doctor/access/checks";
import type { WireGroup, WireRule } from "../../../../provider/src/cloudflare/wire/access";
import { directoryOf } from "../../../../provider/src/cli/doctor/access/directory";
import { doorOf, evidenceOf, listOf, policyOf } from "./accounts";

const inGroup = (id: string): WireRule => ({ group: { id } });
const groups: readonly WireGroup[] = [
  { id: "outer", name: "Outer", include: [inGroup("inner")], exclude: [inGroup("outer")] },
  {
    id: "inner",
    name: "Inner",
    include: [{ service_token: { token_id: "token-1" } }, { okta: { name: "Ops", identity_provider_id: "login-2" } }],
  },
];
const directory = directoryOf(evidenceOf([], [], { groups: listOf(groups) }));

test("what policies name is found in nested groups, too", () => {
  const door = doorOf(
    [policyOf("allow", [inGroup("outer")], { require: [{ login_method: { id: "login-1" } }, null] })],
    {
      allowed_idps: ["login-3"],
    },
  );
  const { groups: named, serviceTokens, identityProviders } = namedBy([door, doorOf(null)], directory);
  expect([[...named].sort(), [...serviceTokens], [...identityProviders].sort()]).toEqual([
    ["inner", "outer"],
    ["token-1"],
    ["login-1", "login-2", "login-3"],
  ]);
});

test("a service token in an Allow policy is found, in a group too", () => {
  const application = doorOf([
    policyOf("allow", [{ service_token: { token_id: "token-2" } }], { name: "Direct" }),
    policyOf("allow", [inGroup("outer")], { name: "Grouped" }),
    policyOf("non_identity", [{ service_token: { token_id: "token-3" } }]),
  ]);
  expect(tokensInAllow(application, directory)).toEqual([
    { policy: 'policy "Direct"', rules: ['service token "cron"'] },
    { policy: 'policy "Grouped"', rules: ['service token "robot"'] },
  ]);
});

test("a service token that any Service Auth policy of the application lets in is not", () => {
  const allow = policyOf("allow", [inGroup("outer")]);
  const any = policyOf("non_identity", [{ any_valid_service_token: {} }]);
  expect(tokensInAllow(doorOf([allow, any]), directory)).toEqual([]);
});

test("policies that nobody can meet are found with the two rules that exclude each other", () => {
  const require = [{ everyone: {} }, { geo: { country_code: "DE" } }, { geo: { country_code: "US" } }];
  expect(
    impossiblePolicies(doorOf([policyOf("allow", [{ everyone: {} }], { name: "Both", require })]), directory),
  ).toEqual([{ policy: 'policy "Both"', rules: ["country DE", "country US"] }]);
});
