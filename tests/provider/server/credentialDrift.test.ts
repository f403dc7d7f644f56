import type { WireAuthConfigSummary } from "../../../provider/src/cloudflare/wire";
import { updates, useAccount } from "../../support/account";
import { Deployment, type Properties } from "../../support/deployment";
import { inProcess, type Drivers } from "../../support/drivers";

const account = useAccount();
let drivers: Drivers;
let deployment: Deployment;

beforeEach(() => {
  drivers = inProcess(account.cloudflare);
  deployment = new Deployment(drivers.next);
});

const client = {
  config: {
    authorizationEndpoint: "https://idp.example.com/authorize",
    tokenEndpoint: "https://idp.example.com/token",
    issuer: "https://idp.example.com",
  },
  registrationInfo: {
    clientId: "portal",
    redirectUris: ["https://one.example.com/servers-callback", "https://two.example.com/servers-callback"],
    scope: "read write",
    tokenEndpointAuthMethod: "client_secret_post",
  },
};
const args: Properties = {
  hostname: "https://upstream.example.com/mcp",
  authType: "oauth",
  authCredentials: client,
  clientSecret: "secret-1",
};
const wireText = JSON.stringify({
  auth_mode: "manual",
  config: {
    authorization_endpoint: client.config.authorizationEndpoint,
    issuer: client.config.issuer,
    token_endpoint: client.config.tokenEndpoint,
  },
  registration_info: {
    client_id: "portal",
    redirect_uris: client.registrationInfo.redirectUris,
    scope: "read write",
    token_endpoint_auth_method: "client_secret_post",
  },
});

/** Changes what Cloudflare tells of the client, as somebody on the dashboard would. */
function edit(change: (summary: WireAuthConfigSummary) => void): void {
  const summary = structuredClone(account.cloudflare.server("docs")?.auth_config_summary);
  if (summary === null || summary === undefined) {
    throw new Error("The server has no summary.");
  }
  change(summary);
  account.cloudflare.editServer("docs", { auth_config_summary: summary });
}

test("an OAuth client is sent as the API's text, with its secret separate, and both forms are quiet", async () => {
  await deployment.up(args);
  const created = account.cloudflare.requests()[0]?.body as Properties;
  expect(JSON.parse(String(created.auth_credentials))).toEqual(JSON.parse(wireText));
  expect(account.cloudflare.server("docs")?.client_secret).toBe("secret-1");

  expect(await deployment.drift()).toEqual([]);
  account.cloudflare.clearRequests();
  expect(await deployment.up(args)).toBe("same");
  // The same client as JSON text is the same client.
  expect(await deployment.up({ ...args, authCredentials: wireText })).toBe("same");
  expect(updates(account.cloudflare)).toEqual([]);
});

test.each<[string, (summary: WireAuthConfigSummary) => void]>([
  ["scope", (summary) => (summary.registration_info = { ...summary.registration_info, scope: "read write admin" })],
  ["client_id", (summary) => (summary.registration_info = { ...summary.registration_info, client_id: "other" })],
  [
    "redirect_uris",
    (summary) =>
      (summary.registration_info = { ...summary.registration_info, redirect_uris: ["https://evil.example.com/"] }),
  ],
  [
    "token_endpoint_auth_method",
    (summary) => (summary.registration_info = { ...summary.registration_info, token_endpoint_auth_method: "none" }),
  ],
  [
    "authorization_endpoint",
    (summary) => (summary.config = { ...summary.config, authorization_endpoint: "https://evil.example.com/authorize" }),
  ],
  [
    "token_endpoint",
    (summary) => (summary.config = { ...summary.config, token_endpoint: "https://evil.example.com/token" }),
  ],
  ["issuer", (summary) => (summary.config = { ...summary.config, issuer: null })],
  ["auth_mode", (summary) => (summary.auth_mode = "dcr")],
])(
  "a %s that somebody changed is drift of authCredentials, named, and written again by the next up",
  async (part, change) => {
    await deployment.up(args);
    edit(change);
    account.cloudflare.clearRequests();

    expect(await deployment.refresh()).toEqual(["authCredentials"]);
    expect(drivers.warnings.join("\n")).toContain(part);

    expect(await deployment.up(args)).toBe("update");
    expect(updates(account.cloudflare)).toHaveLength(1);
    expect(Object.keys(updates(account.cloudflare)[0] as object)).toEqual(["auth_credentials"]);
    expect(await deployment.drift()).toEqual([]);
  },
);

test("a client secret that somebody rotated is drift of clientSecret, and one PUT restores it", async () => {
  await deployment.up(args);
  edit((summary) => (summary.client_secret_version = 2));
  account.cloudflare.editServer("docs", { client_secret_version: 2, client_secret: "somebody else's" });
  account.cloudflare.clearRequests();

  expect(await deployment.refresh()).toEqual(["clientSecret"]);
  expect(await deployment.up(args)).toBe("update");

  expect(updates(account.cloudflare)).toEqual([{ client_secret: "secret-1" }]);
  expect(account.cloudflare.server("docs")?.client_secret).toBe("secret-1");
  expect(await deployment.drift()).toEqual([]);
  expect(await deployment.up(args)).toBe("same");
});

test("a client secret that is gone is drift too", async () => {
  await deployment.up(args);
  edit((summary) => (summary.has_client_secret = false));
  expect(await deployment.drift()).toEqual(["clientSecret"]);
});

test("our own rotation of the client secret sends it once, alone, and is no drift afterwards", async () => {
  await deployment.up(args);
  account.cloudflare.clearRequests();

  await deployment.up({ ...args, clientSecret: "secret-2" });

  expect(updates(account.cloudflare)).toEqual([{ client_secret: "secret-2" }]);
  expect(account.cloudflare.server("docs")?.auth_config_summary?.client_secret_version).toBe(2);
  expect(await deployment.drift()).toEqual([]);
  // A rename does not send it again: each send would count as a rotation.
  account.cloudflare.clearRequests();
  await deployment.up({ ...args, clientSecret: "secret-2", name: "Renamed" });
  expect(updates(account.cloudflare)).toEqual([{ name: "Renamed" }]);
});

test("reordered scopes and addresses, respelled URLs and parts that Cloudflare adds are no drift", async () => {
  await deployment.up(args);
  edit((summary) => {
    summary.config = {
      ...summary.config,
      issuer: "https://IDP.example.com/",
      revocation_endpoint: "https://idp.example.com/revoke",
    };
    summary.registration_info = {
      ...summary.registration_info,
      scope: "write  read",
      redirect_uris: [...client.registrationInfo.redirectUris].reverse(),
      client_name: "Cloudflare",
    };
  });

  expect(await deployment.drift()).toEqual([]);
});

test("an OAuth server without a client waits for its administrator, and says where the login is", async () => {
  await deployment.up({ hostname: "https://upstream.example.com/mcp", authType: "oauth", name: "Tickets" });

  expect(drivers.warnings).toEqual([expect.stringContaining("has no tools until an administrator logs in")]);
  expect(drivers.warnings[0]).toContain('AI controls, MCP servers, "Tickets", Edit, Authenticate server');
  expect(account.cloudflare.requests().map(({ method }) => method)).toEqual(["POST"]);
  expect(deployment.state?.outputs).toMatchObject({ tools: [], authenticationStatus: "required" });
});
