import { formOf, oauthClientOf } from "../../../provider/src/server/credentials";
import { calls, useAccount } from "../../support/account";
import { Deployment, Refused, type Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { unknownMark } from "../../support/hostile";

const account = useAccount();

const object = {
  config: {
    authorizationEndpoint: "https://idp.example.com/authorize",
    tokenEndpoint: "https://idp.example.com/token",
  },
  registrationInfo: { clientId: "portal", redirectUris: ["https://mcp.example.com/servers-callback"] },
};
const wire = {
  auth_mode: "manual",
  config: { authorization_endpoint: object.config.authorizationEndpoint, token_endpoint: object.config.tokenEndpoint },
  registration_info: { client_id: "portal", redirect_uris: object.registrationInfo.redirectUris },
};
const oauth: Properties = { authType: "oauth", clientSecret: "secret-1" };
const bearer: Properties = { authType: "bearer" };

async function create(args: Properties, authCredentials: string): Promise<readonly string[]> {
  const { cloudflare } = account;
  const deployment = new Deployment(inProcess(cloudflare).next);
  try {
    await deployment.up({ hostname: "https://upstream.example.com/mcp", sync: "never", ...args, authCredentials });
    return [];
  } catch (error) {
    if (error instanceof Refused) {
      expect(calls(cloudflare)).toEqual([]);
      return error.reasons;
    }
    throw error;
  }
}

test.each([
  ["an OAuth client", oauth, wire],
  ["headers", bearer, { headers: { "x-key": "1" } }],
])("the JSON text of %s may be written over several lines, and is sent as it is", async (_words, args, value) => {
  const text = JSON.stringify(value, null, 2);
  expect(await create(args, text)).toEqual([]);
  expect(account.cloudflare.server("docs")?.auth_credentials).toBe(text);
});

test("the JSON text of the object form is refused, since the API would not understand it", async () => {
  expect(await create(oauth, JSON.stringify(object))).toEqual([
    'authCredentials: as text must have the names of Cloudflare\'s API ("authorization_endpoint" and so on); or pass an object',
  ]);
});

test("an OAuth client as an object may have the names of the API, also in part, and stays the same client", async () => {
  const { cloudflare } = account;
  const deployment = new Deployment(inProcess(cloudflare).next);
  const args = { hostname: "https://upstream.example.com/mcp", sync: "never", ...oauth };
  await deployment.up({ ...args, authCredentials: object });
  const { auth_mode: _, ...ofApi } = wire;
  for (const authCredentials of [ofApi, { config: object.config, registration_info: object.registrationInfo }]) {
    expect(await deployment.up({ ...args, authCredentials })).toBe("same");
  }
  expect(JSON.parse(cloudflare.server("docs")?.auth_credentials ?? "")).toEqual(wire);
  expect(await deployment.drift()).toEqual([]);
});

test.each<[string, Properties, unknown, string]>([
  [
    "an OAuth client without auth_mode",
    oauth,
    { ...wire, auth_mode: undefined },
    "authCredentials.authMode: is required",
  ],
  [
    "an OAuth client without redirects",
    oauth,
    { ...wire, registration_info: { client_id: "portal" } },
    "authCredentials: registrationInfo.redirectUris is required unless isSharedOauthCallbackEnabled is true. Set it to https://<portal host>/servers-callback.",
  ],
  ["no headers", bearer, { headers: {} }, "authCredentials.headers: must have at least one header"],
  [
    "a header that is a number",
    bearer,
    { headers: { "X-A": 1 } },
    "authCredentials.headers: must have strings as values",
  ],
  [
    "a header with a line break",
    bearer,
    { headers: { "X-A": "b\n" } },
    "authCredentials.headers: must not have values that are empty, or with line breaks or spaces at their ends: was one read from a file?",
  ],
])("the JSON text of %s is refused like the object", async (_words, args, value, reason) => {
  expect(await create(args, JSON.stringify(value))).toEqual([reason]);
});

test.each([
  ["abc", "token"],
  [7, "token"],
  ["[1]", "token"],
  [unknownMark, "unknown"],
  [{ headers: {} }, "headers"],
  ['{"headers":{}}', "headers"],
  [{}, "oauthClient"],
  ['{"auth_mode":"manual"}', "oauthClient"],
  ['{"config":{}}', "oauthClient"],
  ['{"registration_info":{}}', "oauthClient"],
  ['{"registrationInfo":{}}', "oauthClient"],
  ['{"something":1}', "otherJson"],
])("%j has the form of %s", (credentials, form) => {
  expect(formOf(credentials)).toBe(form);
  const client = oauthClientOf(credentials);
  expect(client === undefined).toBe(form !== "oauthClient");
});

describe("a token with more than the token in it is refused without showing it", () => {
  const token = "canary-token-0123456789";
  const alone =
    "authCredentials: must be the token alone: Cloudflare adds header and scheme. Remove the text before it, or pass an object with headers for another scheme";

  test.each([
    `Bearer ${token}`,
    `bearer ${token}`,
    `BEARER\t${token}`,
    `Bearer  ${token}`,
    `Bearer: ${token}`,
    `Bearer=${token}`,
    `Authorization: Bearer ${token}`,
    `authorization:bearer ${token}`,
    `Proxy-Authorization: Bearer ${token}`,
    `Basic ${token}`,
    `token ${token}`,
    `Digest username="${token}"`,
    `ApiKey ${token}`,
    `DPoP ${token}`,
    `Authorization: ${token}`,
    `authorization:Basic ${token}`,
    `X-Api-Key: ${token}`,
    `X-Api-Key:${token}`,
    `authorization=Bearer ${token}`,
    `JWT ${token}`,
    `"Bearer ${token}"`,
    `Cookie: session=${token}`,
  ])("%s", async (text) => {
    const reasons = await create(bearer, text);
    expect(reasons).toContain(alone);
    expect(reasons.join("\n")).not.toContain("canary");
  });

  test.each([token, `bearer-${token}`, `basic.${token}`, "tokens", "Bearer", "user:password", "a:b:c", `key=${token}`])(
    "but %s is a token",
    async (text) => {
      expect(await create(bearer, text)).toEqual([]);
      expect(account.cloudflare.server("docs")?.auth_credentials).toBe(text);
    },
  );

  test.each([
    { headers: { Authorization: `Bearer ${token}` } },
    { headers: { authorization: `Basic ${token}`, "x-key": `token ${token}` } },
  ])("in headers, every scheme has its place: %j", async (credentials) => {
    expect(await create(bearer, JSON.stringify(credentials))).toEqual([]);
    expect(await create({ ...bearer, serverId: "another" }, credentials as never)).toEqual([]);
  });
});
