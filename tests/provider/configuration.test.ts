import fc from "fast-check";
import {
  configuredAccount,
  ConfigurationError,
  environmentAccount,
  resolveConnection,
  type Connection,
} from "../../provider/src/configuration";

type Values = Readonly<Record<string, string | undefined>>;

const stack = (values: Values) => ({ get: (key: string) => values[key] });
const resolve = (configuration: Values, environment: Values): Connection =>
  resolveConnection(stack(configuration), environment);

/** The message of the failure; the empty text when there is none. */
const failureOf = (configuration: Values, environment: Values): string => {
  try {
    resolve(configuration, environment);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message;
  }
};

describe("credentials", () => {
  test("are the API token of the environment when there is nothing else", () => {
    expect(resolve({}, { CLOUDFLARE_API_TOKEN: "env-token" })).toEqual({
      baseUrl: "https://api.cloudflare.com/client/v4",
      headers: { Authorization: "Bearer env-token" },
      secrets: ["env-token"],
      origin: "CLOUDFLARE_API_TOKEN (environment)",
      fromStack: false,
    });
  });

  test("are an API key and its email, of which only the key is secret", () => {
    expect(resolve({ "cloudflare:apiKey": "key-1", "cloudflare:email": "me+pulumi@example.com" }, {})).toMatchObject({
      headers: { "X-Auth-Email": "me+pulumi@example.com", "X-Auth-Key": "key-1" },
      secrets: ["key-1"],
      origin: "cloudflare:apiKey and cloudflare:email (stack config)",
      fromStack: true,
    });
    expect(resolve({}, { CLOUDFLARE_API_KEY: "key-2", CLOUDFLARE_EMAIL: "me@example.com" })).toMatchObject({
      headers: { "X-Auth-Email": "me@example.com", "X-Auth-Key": "key-2" },
      origin: "CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL (environment)",
      fromStack: false,
    });
  });

  test("of the stack win over those of the environment, of whichever kind", () => {
    const token = { "cloudflare:apiToken": "stack-token" };
    const environment = { CLOUDFLARE_API_TOKEN: "env-token", CLOUDFLARE_API_KEY: "k", CLOUDFLARE_EMAIL: "e" };
    expect(resolve(token, environment)).toMatchObject({
      headers: { Authorization: "Bearer stack-token" },
      secrets: ["stack-token"],
      origin: "cloudflare:apiToken (stack config)",
      fromStack: true,
    });
    const key = { "cloudflare:apiKey": "key", "cloudflare:email": "e@example.com" };
    expect(resolve(key, { CLOUDFLARE_API_TOKEN: "env-token" }).headers).toEqual({
      "X-Auth-Email": "e@example.com",
      "X-Auth-Key": "key",
    });
  });

  test.each(["", " ", "\n"])("that are blank (%p) are not there", (blank) => {
    expect(
      resolve({ "cloudflare:apiToken": blank, "cloudflare:email": blank }, { CLOUDFLARE_API_TOKEN: "t" }).origin,
    ).toBe("CLOUDFLARE_API_TOKEN (environment)");
    expect(
      resolve({}, { CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_API_KEY: blank, CLOUDFLARE_EMAIL: blank }).secrets,
    ).toEqual(["t"]);
    expect(failureOf({}, { CLOUDFLARE_API_TOKEN: blank })).toMatch(/^No Cloudflare credentials\./);
  });

  test("lose the line break that a file gives them at the end", () => {
    expect(resolve({}, { CLOUDFLARE_API_TOKEN: "token\n" })).toMatchObject({
      headers: { Authorization: "Bearer token" },
      secrets: ["token"],
    });
  });

  test("that are nowhere are asked for, with the permission that they need", () => {
    expect(failureOf({}, {})).toMatch(
      /^No Cloudflare credentials\..*CLOUDFLARE_API_TOKEN.*"MCP Portals Write".*docs\/get-started\.md/,
    );
  });

  const both = /^Two kinds of Cloudflare credentials are set: (\S+), and (\S+)\. Keep one/;
  test.each([
    [
      { "cloudflare:apiToken": "t", "cloudflare:apiKey": "k", "cloudflare:email": "e" },
      {},
      "cloudflare:apiToken",
      "cloudflare:apiKey",
    ],
    [{ "cloudflare:apiToken": "t", "cloudflare:email": "e" }, {}, "cloudflare:apiToken", "cloudflare:email"],
    [{}, { CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_API_KEY: "k" }, "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY"],
    [{}, { CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_EMAIL: "e" }, "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_EMAIL"],
  ])("of two kinds at one level (%j %j) are refused, naming %s and %s", (configuration, environment, one, other) => {
    expect(both.exec(failureOf(configuration, environment))?.slice(1)).toEqual([one, other]);
  });

  test("of two kinds in the environment do not matter when the stack has its own", () => {
    expect(failureOf({ "cloudflare:apiToken": "t" }, { CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_API_KEY: "k" })).toBe("");
  });

  test.each([
    [{ "cloudflare:apiKey": "k" }, {}, "cloudflare:apiKey is set without cloudflare:email"],
    [{ "cloudflare:email": "e" }, {}, "cloudflare:email is set without cloudflare:apiKey"],
    [{}, { CLOUDFLARE_API_KEY: "k" }, "CLOUDFLARE_API_KEY is set without CLOUDFLARE_EMAIL"],
    [{}, { CLOUDFLARE_EMAIL: "e" }, "CLOUDFLARE_EMAIL is set without CLOUDFLARE_API_KEY"],
    [{ "cloudflare:apiKey": "k" }, { CLOUDFLARE_EMAIL: "e" }, "cloudflare:apiKey is set without cloudflare:email"],
  ])("that are half there (%j %j) are refused: %s", (configuration, environment, words) => {
    expect(failureOf(configuration, environment)).toContain(words);
  });

  test.each(["to ken", "to\nken", "tökén", "to\u0000ken", "to\u2028ken", "“token”"])(
    "that no header can carry (%j) are refused by name, without the value",
    (value) => {
      for (const [configuration, environment, name] of [
        [{ "cloudflare:apiToken": value }, {}, "cloudflare:apiToken"],
        [{}, { CLOUDFLARE_API_TOKEN: value }, "CLOUDFLARE_API_TOKEN"],
        [{}, { CLOUDFLARE_API_KEY: value, CLOUDFLARE_EMAIL: "e@example.com" }, "CLOUDFLARE_API_KEY"],
        [{}, { CLOUDFLARE_API_KEY: "key", CLOUDFLARE_EMAIL: value }, "CLOUDFLARE_EMAIL"],
      ] as const) {
        const message = failureOf(configuration, environment);
        expect(message).toMatch(new RegExp(`^${name} contains a space, a line break`));
        expect(message).not.toContain(value);
      }
    },
  );

  test("are either resolved as a level has them or refused without a value, whatever is set where", () => {
    const value = fc.option(fc.constantFrom("", "canary-1", "canary 2", "canary\n3"), { nil: undefined });
    const level = fc.tuple(value, value, value);
    fc.assert(
      fc.property(level, level, (configuration, environment) => {
        const [apiToken, apiKey, email] = configuration;
        const [CLOUDFLARE_API_TOKEN, CLOUDFLARE_API_KEY, CLOUDFLARE_EMAIL] = environment;
        const fromStack = configuration.some((text) => (text ?? "") !== "");
        try {
          const connection = resolve(
            { "cloudflare:apiToken": apiToken, "cloudflare:apiKey": apiKey, "cloudflare:email": email },
            { CLOUDFLARE_API_TOKEN, CLOUDFLARE_API_KEY, CLOUDFLARE_EMAIL },
          );
          expect(connection.fromStack).toBe(fromStack);
          expect(connection.origin).not.toContain("canary");
          expect(fromStack ? configuration : environment).toContain(connection.secrets[0]);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          expect((error as ConfigurationError).message).not.toContain("canary");
        }
      }),
    );
  });
});

describe("the base URL", () => {
  const token = { CLOUDFLARE_API_TOKEN: "token" };
  const stackToken = { "cloudflare:apiToken": "token" };
  const baseUrl = (text: string) => resolve({ ...stackToken, "cloudflare:baseUrl": text }, {}).baseUrl;

  test("is that of the stack, then that of the environment, then Cloudflare's", () => {
    const environment = { ...token, CLOUDFLARE_BASE_URL: "https://two.example.com" };
    expect(resolve({ ...stackToken, "cloudflare:baseUrl": "https://one.example.com" }, environment).baseUrl).toBe(
      "https://one.example.com",
    );
    expect(resolve({ "cloudflare:baseUrl": "" }, environment).baseUrl).toBe("https://two.example.com");
    expect(resolve({}, { ...token, CLOUDFLARE_BASE_URL: " " }).baseUrl).toBe("https://api.cloudflare.com/client/v4");
  });

  test.each([
    ["https://api.example.com/client/v4", "https://api.example.com/client/v4"],
    ["https://api.example.com/client/v4//", "https://api.example.com/client/v4"],
    ["https://api.example.com", "https://api.example.com"],
    ["HTTPS://API.example.com:443/", "https://api.example.com"],
    ["https://api.example.com/?", "https://api.example.com"],
    ["https://api.example.com/v4#", "https://api.example.com/v4"],
    ["http://localhost:8787/client/v4", "http://localhost:8787/client/v4"],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
    ["http://127.8.9.1", "http://127.8.9.1"],
    ["http://[::1]:8787/", "http://[::1]:8787"],
  ])("%s is taken as %s", (text, expected) => {
    expect(baseUrl(text)).toBe(expected);
  });

  test.each([
    ["http://api.cloudflare.com/client/v4", "must begin with https://"],
    ["http://localhost.example.com", "must begin with https://"],
    ["http://127.0.0.1.example.com", "must begin with https://"],
    ["http://10.0.0.1", "must begin with https://"],
    ["http://0.0.0.0:8787", "must begin with https://"],
    ["https://user:canary-1@example.com", "without user, query or fragment"],
    ["https://canary-1@example.com", "without user, query or fragment"],
    ["https://example.com/?token=canary-1", "without user, query or fragment"],
    ["https://example.com/#canary-1", "without user, query or fragment"],
    ["ftp://example.com/canary-1", "is not a URL"],
    ["file:///canary-1", "is not a URL"],
    ["api.cloudflare.com/canary-1", "is not a URL"],
    ["localhost:8787", "is not a URL"],
    ["https://", "is not a URL"],
  ])("%s is refused by name: %s", (text, words) => {
    for (const [configuration, environment, name] of [
      [{ ...stackToken, "cloudflare:baseUrl": text }, {}, "cloudflare:baseUrl"],
      [{}, { ...token, CLOUDFLARE_BASE_URL: text }, "CLOUDFLARE_BASE_URL"],
    ] as const) {
      const message = failureOf(configuration, environment);
      expect(message).toContain(`${name} ${words.startsWith("without") ? "must be a plain URL " : ""}${words}`);
      expect(message).not.toContain("canary");
    }
  });
});

describe("credentials and the base URL", () => {
  const [one, two] = ["https://one.example.com", "https://two.example.com"];
  const cloudflares = "https://api.cloudflare.com/client/v4";
  const provider = { "pulumi-cloudflare-mcp:provider": "b" };

  /** Where the token and the address are set, and where the token goes: null is refused. */
  const table: readonly [string, Values, Values, string | null][] = [
    ["token and address of the environment", {}, { CLOUDFLARE_API_TOKEN: "e", CLOUDFLARE_BASE_URL: one }, one],
    ["token and address of the stack", { "cloudflare:apiToken": "s", "cloudflare:baseUrl": one }, {}, one],
    [
      "both of the stack, others in the environment",
      { "cloudflare:apiToken": "s", "cloudflare:baseUrl": one },
      { CLOUDFLARE_API_TOKEN: "e", CLOUDFLARE_BASE_URL: two },
      one,
    ],
    [
      "token of the environment, address of the stack",
      { "cloudflare:baseUrl": one },
      { CLOUDFLARE_API_TOKEN: "e" },
      null,
    ],
    [
      "key of the environment, address of the stack",
      { "cloudflare:baseUrl": one },
      { CLOUDFLARE_API_KEY: "e", CLOUDFLARE_EMAIL: "e@example.com" },
      null,
    ],
    [
      "token of the stack, address of the environment",
      { "cloudflare:apiToken": "s" },
      { CLOUDFLARE_BASE_URL: one },
      null,
    ],
    [
      "token of the stack, another token and an address of the environment",
      { "cloudflare:apiToken": "s" },
      { CLOUDFLARE_API_TOKEN: "e", CLOUDFLARE_BASE_URL: one },
      null,
    ],
    [
      "token of the environment, two addresses",
      { "cloudflare:baseUrl": one },
      { CLOUDFLARE_API_TOKEN: "e", CLOUDFLARE_BASE_URL: two },
      null,
    ],
    [
      "token of the environment, one address twice",
      { "cloudflare:baseUrl": `${one}/` },
      { CLOUDFLARE_API_TOKEN: "e", CLOUDFLARE_BASE_URL: one },
      one,
    ],
    [
      "token of the environment, Cloudflare's address of the stack",
      { "cloudflare:baseUrl": `${cloudflares}/` },
      { CLOUDFLARE_API_TOKEN: "e", CLOUDFLARE_BASE_URL: two },
      cloudflares,
    ],
    [
      "token of the environment, a loopback address of the stack",
      { "cloudflare:baseUrl": "http://localhost:8787" },
      { CLOUDFLARE_API_TOKEN: "e" },
      null,
    ],
    [
      "token and address of a provider",
      { ...provider, "cloudflare:apiToken": "p", "cloudflare:baseUrl": one },
      { CLOUDFLARE_API_TOKEN: "e", CLOUDFLARE_BASE_URL: two },
      one,
    ],
    ["token of a provider", { ...provider, "cloudflare:apiToken": "p" }, {}, cloudflares],
    [
      "token of a provider, address of the environment",
      { ...provider, "cloudflare:apiToken": "p" },
      { CLOUDFLARE_BASE_URL: one },
      null,
    ],
    ["a token alone", {}, { CLOUDFLARE_API_TOKEN: "e" }, cloudflares],
  ];

  test.each(table)(
    "of one source go together, to Cloudflare or nowhere: %s",
    (_where, configuration, environment, goes) => {
      if (goes === null) {
        expect(failureOf(configuration, environment)).toMatch(/^Refused to send /);
      } else {
        expect(resolve(configuration, environment).baseUrl).toBe(goes);
      }
    },
  );

  test.each([
    [
      { "cloudflare:baseUrl": one },
      { CLOUDFLARE_API_TOKEN: "canary" },
      "Refused to send CLOUDFLARE_API_TOKEN (environment) to the address in cloudflare:baseUrl (stack config): credentials only go to an address from the same source, or to Cloudflare's own. If you trust that address, set CLOUDFLARE_BASE_URL (environment) to it as well.",
    ],
    [
      { ...provider, "cloudflare:apiKey": "canary", "cloudflare:email": "canary@example.com" },
      { CLOUDFLARE_BASE_URL: one },
      'Refused to send apiKey and email of provider "b" to the address in CLOUDFLARE_BASE_URL (environment): credentials only go to an address from the same source, or to Cloudflare\'s own. If you trust that address, set baseUrl of provider "b" to it as well.',
    ],
  ])("of two sources are refused with both sources and the remedy: %j, %j", (configuration, environment, message) => {
    expect(failureOf(configuration, environment)).toBe(message);
  });

  test("never meet from two sources, whatever is set where", () => {
    const address = fc.option(fc.constantFrom("", one, two, cloudflares), { nil: undefined });
    const token = fc.option(fc.constantFrom("", "token"), { nil: undefined });
    fc.assert(
      fc.property(fc.boolean(), token, address, token, address, (isProvider, ours, ourUrl, theirs, theirUrl) => {
        const configuration = {
          ...(isProvider ? provider : {}),
          "cloudflare:apiToken": ours && `configured-${ours}`,
          "cloudflare:baseUrl": ourUrl,
        };
        const environment = { CLOUDFLARE_API_TOKEN: theirs, CLOUDFLARE_BASE_URL: theirUrl };
        try {
          const { baseUrl, secrets } = resolve(configuration, environment);
          const own = secrets[0] === "configured-token" ? ourUrl : theirUrl;
          expect([own, cloudflares]).toContain(baseUrl);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
        }
      }),
    );
  });
});

describe("the account", () => {
  test("of the stack and of the environment are told apart, and blank ones are none", () => {
    expect(configuredAccount(stack({ "cloudflare:accountId": " one " }))).toBe("one");
    expect(configuredAccount(stack({ "cloudflare:accountId": "" }))).toBeUndefined();
    expect(configuredAccount(stack({}))).toBeUndefined();
    expect(environmentAccount({ CLOUDFLARE_ACCOUNT_ID: "two" })).toBe("two");
    expect(environmentAccount({ CLOUDFLARE_ACCOUNT_ID: " " })).toBeUndefined();
    expect(environmentAccount({})).toBeUndefined();
  });
});
