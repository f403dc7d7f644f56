import type { WireServer } from "../../../provider/src/cloudflare/wire";
import { lostCredentials } from "../../../provider/src/server/credentialDrift";
import { secretVersionKey } from "../../../provider/src/server/step";

const client = {
  config: {
    authorizationEndpoint: "https://idp.example.com/authorize",
    tokenEndpoint: "https://idp.example.com/token",
  },
  registrationInfo: {
    clientId: "portal",
    scope: "b a",
    redirectUris: ["https://a.example.com/x", "https://b.example.com"],
  },
};
const told = {
  auth_mode: "manual",
  config: {
    authorization_endpoint: "https://idp.example.com/authorize",
    token_endpoint: "https://idp.example.com/token",
  },
  registration_info: {
    client_id: "portal",
    scope: "a  b ",
    redirect_uris: ["https://b.example.com/", "https://A.example.com/x"],
  },
};
const lost = (summary: unknown, state: object): unknown =>
  lostCredentials({ auth_config_summary: summary } as unknown as WireServer, { ...state });
const changed = (parts: string): unknown => [
  { name: "authCredentials", reason: `${parts} of the OAuth client changed` },
];

test("nothing is lost where Cloudflare tells nothing, or the same in other words", () => {
  for (const summary of [undefined, null, "manual", [], {}]) {
    expect(lost(summary, { authCredentials: client, clientSecret: "s" })).toEqual([]);
  }
  expect(lost(told, { authCredentials: client })).toEqual([]);
  expect(lost(told, { authCredentials: null, clientSecret: null })).toEqual([]);
});

test.each<[string, object, string]>([
  ["its mode", { ...told, auth_mode: "dcr" }, "auth_mode"],
  [
    "an endpoint",
    { ...told, config: { ...told.config, token_endpoint: "https://evil.example.com" } },
    "token_endpoint",
  ],
  ["the client", { ...told, registration_info: { ...told.registration_info, client_id: "other" } }, "client_id"],
  ["the scopes", { ...told, registration_info: { ...told.registration_info, scope: "a" } }, "scope"],
  ["scopes that are none", { ...told, registration_info: { ...told.registration_info, scope: 7 } }, "scope"],
  [
    "the addresses",
    { ...told, registration_info: { ...told.registration_info, redirect_uris: ["https://a.example.com/x"] } },
    "redirect_uris",
  ],
  [
    "addresses that are none",
    { ...told, registration_info: { ...told.registration_info, redirect_uris: "https://a.example.com/x" } },
    "redirect_uris",
  ],
  [
    "several at once",
    { ...told, auth_mode: "dcr", config: { ...told.config, authorization_endpoint: null } },
    "auth_mode, authorization_endpoint",
  ],
])("%s of an OAuth client that changed is told", (_what, summary, parts) => {
  expect(lost(summary, { authCredentials: client })).toEqual(changed(parts));
  expect(lost(summary, { authCredentials: JSON.stringify({ auth_mode: "manual" }) })).toEqual(
    parts.startsWith("auth_mode") ? changed("auth_mode") : [],
  );
});

test("what Cloudflare adds or does not tell, and what was not sent, is not known to differ", () => {
  const { registration_info: registration } = told;
  expect(lost({ ...told, config: { ...told.config, issuer: "added" } }, { authCredentials: client })).toEqual([]);
  expect(lost({ auth_mode: "manual", config: "hidden" }, { authCredentials: client })).toEqual([]);
  expect(lost({ ...told, registration_info: { client_id: "portal" } }, { authCredentials: client })).toEqual([]);
  const without = { ...client, registrationInfo: { ...client.registrationInfo, scope: null } };
  expect(lost({ ...told, registration_info: { ...registration, scope: "all" } }, { authCredentials: without })).toEqual(
    [],
  );
});

test.each(["a token", { headers: { "x-key": "k" } }, '{"auth_mode":"other"}'])(
  "credentials that are no OAuth client (%j) are compared with nothing",
  (authCredentials) => {
    expect(lost({ ...told, auth_mode: "dcr" }, { authCredentials })).toEqual([]);
  },
);

test.each<[string, object, object, unknown]>([
  ["is there in the version that was sent", { client_secret_version: 2 }, { [secretVersionKey]: 2 }, []],
  [
    "is there in another version",
    { client_secret_version: 3 },
    { [secretVersionKey]: 2 },
    [{ name: "clientSecret", reason: "somebody else rotated it (version 3; version 2 was applied)" }],
  ],
  ["is there, without a version", {}, { [secretVersionKey]: 2 }, []],
  ["is there, of a version that we do not know", { client_secret_version: 3 }, {}, []],
  ["is there as far as Cloudflare says", { has_client_secret: true }, {}, []],
  ["is gone", { has_client_secret: false }, {}, [{ name: "clientSecret", reason: "Cloudflare no longer has one" }]],
])("a client secret %s", (_what, summary, state, expected) => {
  expect(lost(summary, { clientSecret: "s", ...state })).toEqual(expected);
  expect(lost(summary, { clientSecret: null, ...state })).toEqual([]);
});
