import * as pulumi from "@pulumi/pulumi";
import { resolveConnection } from "../../../provider/src/configuration";
import { McpServer } from "../../../provider/src/program/mcpServer";
import { Provider, type ProviderArgs } from "../../../provider/src/program/provider";

/** What each resource was registered with. */
const registered: pulumi.runtime.MockResourceArgs[] = [];

beforeEach(async () => {
  registered.length = 0;
  pulumi.runtime.setAllConfig({});
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: `${args.name}-id`, state: args.inputs as Record<string, unknown> };
    },
    call: () => ({}),
  });
});

/** The inputs of a provider, as its process gets them. */
async function configurationOf(args: ProviderArgs): Promise<Record<string, unknown>> {
  const provider = new Provider("b", args);
  await settled(provider.urn);
  return registered.find(({ name }) => name === "b")?.inputs as Record<string, unknown>;
}

function settled<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}

/** A secret as the engine gets it. */
function secret(value: string): Record<string, string> {
  return { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value };
}

/** As plain JavaScript would call it. */
const wrong = (args: unknown): (() => Provider) => {
  return () => new Provider("b", args as ProviderArgs);
};

test("a provider hands to its process what stack config would, the credentials always as secrets", async () => {
  expect(
    await configurationOf({ apiToken: "token-b", accountId: "account-b", baseUrl: "https://b.example.com" }),
  ).toEqual({
    "pulumi-cloudflare-mcp:provider": "b",
    "cloudflare:apiToken": secret("token-b"),
    "cloudflare:accountId": "account-b",
    "cloudflare:baseUrl": "https://b.example.com",
  });
});

test("account and base URL of the stack are handed on where a provider has none, its credentials are not", async () => {
  pulumi.runtime.setAllConfig({
    "cloudflare:accountId": "account-of-the-stack",
    "cloudflare:baseUrl": "https://stack.example.com",
    "cloudflare:apiToken": "token-of-the-stack",
  });
  expect(await configurationOf({ apiKey: pulumi.output("key-b"), email: "b@example.com" })).toEqual({
    "pulumi-cloudflare-mcp:provider": "b",
    "cloudflare:apiKey": secret("key-b"),
    "cloudflare:email": "b@example.com",
    "cloudflare:accountId": "account-of-the-stack",
    "cloudflare:baseUrl": "https://stack.example.com",
  });
});

test("a resource is given its provider, also through a component", async () => {
  class Team extends pulumi.ComponentResource {
    readonly docs: McpServer;
    constructor(name: string, opts: pulumi.ComponentResourceOptions) {
      super("test:index:Team", name, {}, opts);
      this.docs = new McpServer("docs", server, { parent: this });
    }
  }
  const server = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated" } as const;
  const provider = new Provider("b", { apiToken: "token-b" });
  const direct = new McpServer("direct", server, { provider });
  const { docs } = new Team("team", { providers: [provider] });
  await settled(pulumi.all([direct.urn, docs.urn]));
  const providers = registered.filter(({ type }) => type.endsWith("McpServer")).map((each) => each.provider);
  expect(providers).toEqual([expect.stringMatching(/::b::b-id$/), expect.stringMatching(/::b::b-id$/)]);
});

describe("plain JavaScript is refused at once, by name and never with a value:", () => {
  test.each([
    ["Two kinds of Cloudflare credentials are set: apiToken, and apiKey.", { apiToken: "canary", apiKey: "canary" }],
    [
      "Two kinds of Cloudflare credentials are set: apiToken, and email.",
      { apiToken: pulumi.output("canary"), email: "canary" },
    ],
    ["apiKey is set without email.", { apiKey: Promise.resolve("canary") }],
    ["email is set without apiKey.", { email: "canary" }],
    ["apiToken contains a space", { apiToken: "canary token" }],
    ["apiToken must be a string", { apiToken: 123456 }],
    ["accountId must be a string", { apiToken: "canary", accountId: { canary: 1 } }],
    ["token is not an argument. The arguments are apiToken, apiKey, email, accountId, baseUrl.", { token: "canary" }],
    ["baseUrl must begin with https://", { apiToken: "canary", baseUrl: "http://canary.example.com" }],
  ])("%s", (words, args) => {
    expect(wrong(args)).toThrow(`Provider "b": ${words}`);
    expect(wrong(args)).not.toThrow("canary");
  });

  test.each([{}, { apiToken: "" }, { apiToken: undefined, accountId: "one" }, { apiToken: null }])(
    "no credentials (%j), although the environment has some",
    (args) => {
      expect(wrong(args)).toThrow(/^Provider "b" has no Cloudflare credentials: /);
    },
  );
});

test("a malformed account is refused with missing credentials; alone, the provider process refuses it", () => {
  expect(wrong({ accountId: "canary" })).toThrow(
    /^Provider "b" has no Cloudflare credentials: .* accountId: must be an account id: 32 hexadecimal digits/,
  );
  expect(wrong({ accountId: "canary" })).not.toThrow("canary");
  expect(wrong({ apiToken: "token", accountId: "account-of-a-unit-test" })).not.toThrow();
});

describe("the process of a provider", () => {
  const resolve = (configuration: Record<string, string>) =>
    resolveConnection(
      { get: (key) => ({ "pulumi-cloudflare-mcp:provider": "b", ...configuration })[key] },
      { CLOUDFLARE_API_TOKEN: "token-of-the-environment" },
    );

  test("names it where the credentials came from", () => {
    expect(resolve({ "cloudflare:apiToken": "t" })).toMatchObject({
      headers: { Authorization: "Bearer t" },
      origin: 'apiToken of provider "b"',
      fromStack: true,
    });
    expect(resolve({ "cloudflare:apiKey": "k", "cloudflare:email": "e" }).origin).toBe(
      'apiKey and email of provider "b"',
    );
  });

  test("takes no credentials of the environment in place of empty ones", () => {
    expect(() => resolve({ "cloudflare:apiToken": " " })).toThrow(/^Provider "b" has no Cloudflare credentials/);
  });
});
