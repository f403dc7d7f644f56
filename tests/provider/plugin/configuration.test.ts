import { resolveConnection } from "../../../provider/src/configuration";
import { configurationFailures, inPluginWords, sourceOf } from "../../../provider/src/plugin/configuration";
import type { Properties } from "../../support/deployment";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const environment = { CLOUDFLARE_API_TOKEN: "of-the-environment" };

/** What is wrong with a configuration, by the provider that has it. */
const failures = (args: Properties, name = "default"): string[] =>
  configurationFailures(args, name, environment).map(({ reason }) => reason);

test.each<[what: string, args: Properties]>([
  ["nothing", {}],
  ["what Pulumi adds", { version: "1.0.0", pluginDownloadURL: "github://x" }],
  ["a token", { apiToken: "token" }],
  ["a key and its address", { apiKey: "key", email: "somebody@example.com" }],
  ["a token that is not known yet", { apiToken: unknown }],
  ["only an account", { accountId: "0123456789abcdef0123456789abcdef" }],
])("%s is a configuration", (_what, args) => {
  expect(failures(args)).toEqual([]);
});

test.each<[what: string, args: Properties, said: string]>([
  ["an unknown key", { apiTokn: "token" }, "apiTokn: is not an argument; did you mean apiToken?"],
  ["a value of another type", { apiToken: 1 }, "apiToken: must be a string"],
  ["two kinds of credentials", { apiToken: "token", apiKey: "key", email: "x" }, "cloudflare-mcp:apiToken, and"],
  ["half of a kind", { email: "x@example.com" }, "cloudflare-mcp:email is set without cloudflare-mcp:apiKey"],
  ["an address without https", { apiToken: "t", baseUrl: "http://example.com" }, "cloudflare-mcp:baseUrl must begin"],
  ["an address for a token of elsewhere", { baseUrl: "https://example.com" }, "cloudflare-mcp:baseUrl"],
])("%s is refused, in the words of this package", (_what, args, said) => {
  expect(failures(args)).toEqual([expect.stringContaining(said)]);
});

test("no failure quotes a value", () => {
  const args = { apiToken: "canary one", apiKey: "canary two", email: "canary three" };
  expect(failures(args).join()).not.toContain("canary");
});

test.each(["default", "default_0_1_0"])("the provider %s falls back to the environment", (name) => {
  const { origin } = resolveConnection(sourceOf({}, name), environment);
  expect(origin).toContain("CLOUDFLARE_API_TOKEN");
});

test("an explicit provider never borrows credentials: without its own it is refused at once", () => {
  expect(failures({ accountId: "0".repeat(32) }, "own")).toEqual([
    expect.stringContaining('Provider "own" has no Cloudflare credentials'),
  ]);
});

test.each(["own", "default"])(
  "missing credentials and a malformed account of provider %s are refused together",
  (name) => {
    const words = configurationFailures({ accountId: "abc" }, name, {}).map(({ reason }) => reason);
    expect(words).toEqual([
      expect.stringMatching(/Cloudflare credentials/),
      expect.stringMatching(/^accountId: must be an account id: 32 hexadecimal digits/),
    ]);
    expect(failures({ apiToken: "token", accountId: "abc" }, name)).toEqual(words.slice(1));
  },
);

test.each(["own", "default"])("an account of provider %s that is not known yet passes", (name) => {
  expect(failures({ apiToken: "token", accountId: unknown }, name)).toEqual([]);
});

test("only keys of the configuration are translated", () => {
  expect(inPluginWords("cloudflare:apiToken, cloudflare:other, a/cloudflare-mcp:McpServer")).toBe(
    "cloudflare-mcp:apiToken, cloudflare:other, a/cloudflare-mcp:McpServer",
  );
});

test("commands are named without npx, which would ask the registry in a project without the npm package", () => {
  expect(inPluginWords("run `npx pulumi-cloudflare-mcp lock check docs`")).toBe(
    "run `pulumi-cloudflare-mcp lock check docs`",
  );
});
