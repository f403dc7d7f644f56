import fc from "fast-check";
import { Memory } from "../../../provider/src/lifecycle/memory";
import type { Host } from "../../../provider/src/lifecycle/host";
import { Lifecycle } from "../../../provider/src/lifecycle/lifecycle";
import { serverKind } from "../../../provider/src/server/server";
import { serverTable } from "../../../provider/src/server/table";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { formsOf } from "../../support/apiClient";
import { FakeClock } from "../../support/fakeClock";

/** After a name that resembles none. */
const thereAre = `the arguments are ${serverTable
  .filter(({ kind }) => kind !== "output")
  .map(({ name }) => name)
  .join(", ")}`;

/** How the engine writes "not known yet". */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const account = "0123456789abcdef0123456789abcdef";
const otherAccount = "ffffffffffffffffffffffffffffffff";

interface Program {
  readonly name?: string;
  readonly olds?: Properties;
  readonly configuration?: Readonly<Record<string, string>>;
  /** Beside an API token. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly memory?: Memory;
}

interface Checked {
  readonly inputs: Properties;
  readonly reasons: string[];
  readonly warnings: string[];
}

/** Checks as the engine does, with nobody there to ask: a request would be an exception. */
async function check(args: Properties, program: Program = {}): Promise<Checked> {
  const { name = "docs", olds = {}, configuration = { "cloudflare:accountId": account }, environment = {} } = program;
  const warnings: string[] = [];
  const host: Host = {
    configuration: { get: (key) => configuration[key] },
    environment: { CLOUDFLARE_API_TOKEN: "api-token", ...environment },
    folder: process.cwd(),
    notices: {
      warn: (urn, message) => {
        warnings.push(message);
        expect(urn).toBe(urnOf(name));
        return Promise.resolve();
      },
      tell: () => Promise.reject(new Error("check has nothing to tell")),
      progress: () => Promise.reject(new Error("check tells no progress")),
    },
    memory: program.memory ?? new Memory(),
    clock: new FakeClock(),
    pulumiCommand: () => undefined,
    stillWanted: () => Promise.reject(new Error("check writes nothing")),
    connect: () => Promise.reject(new Error("check asks nobody")),
  };
  const news = Object.fromEntries(Object.entries(args));
  const lifecycle = new Lifecycle(serverKind, host);
  const { inputs, failures } = await lifecycle.check(olds, { ...news, __logicalName: name, __urn: urnOf(name) });
  expect(new Set(failures.map(({ property }) => property)).size).toBeLessThanOrEqual(1);
  return { inputs, reasons: failures.map(({ reason }) => reason), warnings };
}

const urnOf = (name: string) => `urn:pulumi:dev::project::pulumi-nodejs:dynamic/cloudflare-mcp:McpServer::${name}`;

const minimal = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated" };
const bearer = { hostname: "https://docs.example.com/mcp", authType: "bearer", authCredentials: "token-1" };
const oauthClient = {
  config: { authorizationEndpoint: "https://auth.example.com/a", tokenEndpoint: "https://auth.example.com/t" },
  registrationInfo: { clientId: "client", redirectUris: ["https://mcp.example.com/servers-callback"] },
};
const oauth = {
  hostname: "https://docs.example.com/mcp",
  authType: "oauth",
  authCredentials: oauthClient,
  clientSecret: "secret-1",
};
const full = {
  ...bearer,
  accountId: account,
  serverId: "docs-2",
  name: "Docs",
  description: "What we know",
  isSharedOauthCallbackEnabled: true,
  secureWebGateway: false,
  updatedTools: [
    { name: "search", alias: "find", description: "Finds", enabled: true },
    { name: "delete", enabled: false },
  ],
  updatedPrompts: [],
  adopt: true,
  sync: "never",
  definitions: "digest",
};

describe("good arguments", () => {
  test.each([
    ["the fewest", minimal],
    ["all", full],
    ["a bearer token", bearer],
    [
      "headers",
      { ...bearer, authCredentials: { headers: { "CF-Access-Client-Id": "a.access", Authorization: "Bearer b" } } },
    ],
    ["headers as JSON text", { ...bearer, authCredentials: '{"headers":{"X-Key":"1"}}' }],
    ["OAuth by login", { hostname: minimal.hostname, authType: "oauth" }],
    ["OAuth with a client of one's own", oauth],
    ["the longest id", { ...minimal, serverId: "a".repeat(32) }],
    ["an upstream without TLS", { ...minimal, hostname: "http://localhost:8080/mcp?x=1" }],
    ["the longest texts", { ...minimal, name: "n".repeat(350), description: "d".repeat(512) }],
    ["an empty description", { ...minimal, description: "" }],
    ["the longest alias", { ...minimal, updatedTools: [{ name: "search", alias: "a".repeat(40) }] }],
  ])("pass: %s", async (_name, args) => {
    const { reasons } = await check(args);
    expect(reasons).toEqual([]);
  });

  test("are returned unchanged, without hints, and with the account, the id and the incarnation", async () => {
    const { inputs } = await check(full);
    const { adopt: _adopt, sync: _sync, ...others } = full;
    expect(inputs).toEqual({ ...others, incarnation: "1" });
    const { inputs: least } = await check(minimal);
    expect(least).toEqual({
      ...minimal,
      accountId: account,
      serverId: "docs",
      incarnation: expect.any(String) as unknown,
    });
  });

  test("that are null are not set", async () => {
    const nothing = Object.fromEntries(
      serverTable.filter(({ kind, required }) => kind !== "output" && !required).map(({ name }) => [name, null]),
    );
    const { inputs, reasons } = await check({ ...nothing, serverId: null, ...minimal });
    expect(reasons).toEqual([]);
    expect(Object.keys(inputs).sort()).toEqual(["accountId", "authType", "hostname", "incarnation", "serverId"]);
  });

  test("that are required and null are missing", async () => {
    const { reasons } = await check({ hostname: null, authType: null });
    expect(reasons).toEqual(["hostname: is required", "authType: is required"]);
  });
});

describe("bad arguments", () => {
  const idWords = "may contain only a-z, 0-9, _ and single - between them";
  const urlWords = "must be the whole URL of the MCP endpoint with https:// or http://";
  const listWords = "must be a list of overrides: objects with name, and with alias, description or enabled";

  test.each<[string, Properties, string[]]>([
    [
      "an id that is too long",
      { ...minimal, serverId: "a".repeat(33) },
      ["serverId: must have at most 32 characters; it has 33"],
    ],
    ["an id with capitals", { ...minimal, serverId: "Docs" }, [`serverId: ${idWords}`]],
    ["an id with spaces", { ...minimal, serverId: "do cs" }, [`serverId: ${idWords}`]],
    ["an id with a slash", { ...minimal, serverId: "a/b" }, [`serverId: ${idWords}`]],
    ["an id with dots", { ...minimal, serverId: ".." }, [`serverId: ${idWords}`]],
    ["an id with a - too many", { ...minimal, serverId: "a--b" }, [`serverId: ${idWords}`]],
    ["an id with a line break", { ...minimal, serverId: "docs\n" }, [`serverId: ${idWords}`]],
    ["an empty id", { ...minimal, serverId: "" }, ["serverId: must not be empty"]],
    [
      "an account with a slash",
      { ...minimal, accountId: "a/b" },
      [`accountId: must be an account id: 32 hexadecimal digits, such as ${account}`],
    ],
    ["a relative hostname", { ...minimal, hostname: "/mcp" }, [`hostname: ${urlWords}`]],
    [
      "a bare host",
      { ...minimal, hostname: "docs.example.com" },
      [`hostname: ${urlWords}, such as "https://docs.example.com/mcp"`],
    ],
    [
      "a host with a path",
      { ...minimal, hostname: "docs.example.com/sse" },
      [`hostname: ${urlWords}, such as "https://docs.example.com/sse"`],
    ],
    [
      "a host with a key, which no proposal repeats",
      { ...minimal, hostname: "docs.example.com/mcp?k=abc" },
      [`hostname: ${urlWords}`],
    ],
    ["another scheme", { ...minimal, hostname: "ftp://docs.example.com/mcp" }, [`hostname: ${urlWords}`]],
    ["a scheme that ends like ours", { ...minimal, hostname: "xhttps://docs.example.com" }, [`hostname: ${urlWords}`]],
    [
      "a host with a port",
      { ...minimal, hostname: "docs.example.com:8443" },
      [`hostname: ${urlWords}, such as "https://docs.example.com:8443/mcp"`],
    ],
    ["an empty hostname", { ...minimal, hostname: "" }, [`hostname: ${urlWords}`]],
    ...["me:canary-123", "me", ":canary-123"].map((user): [string, Properties, string[]] => [
      `the user ${user} in the hostname`,
      { ...minimal, hostname: `https://${user}@docs.example.com` },
      ["hostname: must not contain a user or password; use authCredentials"],
    ]),
    [
      "a fragment in the hostname",
      { ...minimal, hostname: "https://docs.example.com/mcp#top" },
      ["hostname: must not have a fragment (#…)"],
    ],
    [
      "an unknown authType",
      { ...minimal, authType: "basic" },
      ['authType: must be "oauth", "bearer" or "unauthenticated"'],
    ],
    ["an empty name", { ...minimal, name: "" }, ["name: must not be empty"]],
    [
      "a name that is too long",
      { ...minimal, name: "n".repeat(351) },
      ["name: must have at most 350 characters; it has 351"],
    ],
    [
      "a description that is too long",
      { ...minimal, description: "d".repeat(513) },
      ["description: must have at most 512 characters; it has 513"],
    ],
    ["a text for a boolean", { ...minimal, secureWebGateway: "true" }, ["secureWebGateway: must be true or false"]],
    ["a number for a boolean", { ...minimal, adopt: 1 }, ["adopt: must be true or false"]],
    [
      "an unknown form of definitions",
      { ...minimal, definitions: "some" },
      ['definitions: must be "full" or "digest"'],
    ],
    [
      "overrides that are no list",
      { ...minimal, updatedTools: { search: { enabled: false } } },
      [`updatedTools: ${listWords}`],
    ],
    [
      "an override that is a text",
      { ...minimal, updatedTools: ["search"] },
      ["updatedTools.0: must be an object with name, and with alias, description or enabled"],
    ],
    [
      "an override without a name",
      { ...minimal, updatedPrompts: [{ enabled: false }] },
      ["updatedPrompts.0.name: must be an object with name, and with alias, description or enabled"],
    ],
    [
      "an override with a misspelt member",
      { ...minimal, updatedTools: [{ name: "a", enable: false }] },
      ["updatedTools.0.enable: is not a setting of an override (name, alias, description, enabled)"],
    ],
    [
      "an empty alias",
      { ...minimal, updatedTools: [{ name: "a", alias: "" }] },
      ["updatedTools.0.alias: must not be empty"],
    ],
    [
      "an alias that is too long",
      { ...minimal, updatedTools: [{ name: "a", alias: "a".repeat(41) }] },
      ["updatedTools.0.alias: must have at most 40 characters; it has 41"],
    ],
    [
      "two overrides for one tool",
      { ...minimal, updatedTools: [{ name: "a" }, { name: "b" }, { name: "a" }] },
      ['updatedTools: has more than one row for "a"'],
    ],
    ["a misspelt argument", { ...minimal, hostName: "x" }, ["hostName: is not an argument; did you mean hostname?"]],
    ["an argument of something else", { ...minimal, retries: 3 }, [`retries: is not an argument; ${thereAre}`]],
    ["an output as an argument", { ...minimal, status: "ready" }, [`status: is not an argument; ${thereAre}`]],
    [
      "text that crashes Pulumi",
      { ...minimal, description: "<{%reset%}>" },
      ["description: must not contain <{ % (without the space): Pulumi reads it as a color code and crashes"],
    ],
  ])("are refused: %s", async (_name, args, expected) => {
    const { reasons } = await check(args);
    expect(reasons).toEqual(expected);
    expect(reasons.join("\n")).not.toContain("canary");
  });

  test("are all reported at once", async () => {
    const { reasons } = await check(
      {
        serverId: "A B",
        hostname: "docs",
        authType: "basic",
        name: "",
        description: 5,
        updatedTools: "x",
        adopt: "no",
        hostnam: 1,
      },
      { configuration: {} },
    );
    expect(reasons).toEqual([
      "accountId: is not set. Set it here, by `pulumi config set cloudflare:accountId …`, or in CLOUDFLARE_ACCOUNT_ID: docs/get-started.md.",
      `serverId: ${idWords}`,
      `hostname: ${urlWords}, such as "https://docs/mcp"`,
      'authType: must be "oauth", "bearer" or "unauthenticated"',
      "name: must not be empty",
      "description: must be a string",
      `updatedTools: ${listWords}`,
      "adopt: must be true or false",
      "hostnam: is not an argument; did you mean hostname?",
    ]);
  });

  test("that are missing are reported at once, credentials too", async () => {
    expect((await check({}, { configuration: {} })).reasons).toEqual([
      "accountId: is not set. Set it here, by `pulumi config set cloudflare:accountId …`, or in CLOUDFLARE_ACCOUNT_ID: docs/get-started.md.",
      "hostname: is required",
      "authType: is required",
    ]);
    const { reasons } = await check({ hostname: "docs.example.com", authType: "bearer" });
    expect(reasons).toHaveLength(2);
    expect(reasons[1]).toMatch(/^authCredentials: is required with authType "bearer"/);
  });
});

describe("credentials", () => {
  const secretWords = "must not have line breaks or spaces at its ends: was it read from a file with a newline?";
  const eitherWords =
    "must be a token (a string), an object with headers, or an OAuth client (an object with config and registrationInfo)";
  const canary = "canary-credential-0123";

  test.each<[string, Properties, (string | RegExp)[]]>([
    ["empty", { ...bearer, authCredentials: "" }, ["authCredentials: must not be empty"]],
    ["with a line break", { ...bearer, authCredentials: `${canary}\n` }, [`authCredentials: ${secretWords}`]],
    ["with a space before them", { ...bearer, authCredentials: ` ${canary}` }, [`authCredentials: ${secretWords}`]],
    ["that are a number", { ...bearer, authCredentials: 12345678 }, [`authCredentials: ${eitherWords}`]],
    ["that are a list", { ...bearer, authCredentials: [canary] }, [`authCredentials: ${eitherWords}`]],
    [
      "without a header",
      { ...bearer, authCredentials: { headers: {} } },
      ["authCredentials.headers: must have at least one header"],
    ],
    [
      "with a header that is a number",
      { ...bearer, authCredentials: { headers: { "X-Key": 42 } } },
      ["authCredentials.headers: must have strings as values"],
    ],
    [
      "with the name of a header that none has",
      { ...bearer, authCredentials: { headers: { "X Key": canary } } },
      ["authCredentials.headers: has an invalid header name; headers are an object of names and values"],
    ],
    [
      "with a line break in a header",
      { ...bearer, authCredentials: { headers: { "X-Key": `${canary}\r\nHost: evil` } } },
      [
        "authCredentials.headers: must not have values that are empty, or with line breaks or spaces at their ends: was one read from a file?",
      ],
    ],
    [
      "with something beside headers",
      { ...bearer, authCredentials: { headers: { "X-Key": canary }, token: canary } },
      ["authCredentials: has a member that does not belong there"],
    ],
    [
      "of OAuth on a bearer server",
      { ...bearer, authCredentials: oauthClient },
      ['authCredentials: with authType "bearer" it must be a token, or an object with headers.'],
    ],
    [
      "that are other JSON text",
      { ...bearer, authCredentials: `{"token":"${canary}"}` },
      ['authCredentials: with authType "bearer" it must be a token, or an object with headers.'],
    ],
    [
      "that are a token on an OAuth server",
      { ...minimal, authType: "oauth", authCredentials: canary },
      [/^authCredentials: with authType "oauth" it must be an OAuth client/],
    ],
    [
      "of an OAuth client without a secret",
      { ...oauth, clientSecret: undefined },
      [/^clientSecret: is required with an OAuth client of your own/],
    ],
    [
      "of an OAuth client without a redirect",
      { ...oauth, authCredentials: { ...oauthClient, registrationInfo: { clientId: "c" } } },
      [/^authCredentials: registrationInfo\.redirectUris is required/],
    ],
    [
      "of an OAuth client without its parts",
      { ...oauth, authCredentials: {} },
      ["authCredentials.config: is required", "authCredentials.registrationInfo: is required"],
    ],
    [
      "of an OAuth client with a misspelt part",
      { ...oauth, authCredentials: { ...oauthClient, scope: canary } },
      ["authCredentials: has a member that does not belong there"],
    ],
    [
      "that are a secret without a client",
      { ...minimal, authType: "oauth", clientSecret: canary },
      [/^clientSecret: belongs to an OAuth client of your own/],
    ],
    [
      "that are a secret for a bearer server",
      { ...bearer, clientSecret: canary },
      ['clientSecret: is only for authType "oauth".'],
    ],
    ...[{ headers: { "X-Key": canary } }, `{"token":"${canary}"}`].map(
      (authCredentials, index): [string, Properties, RegExp[]] => [
        `that are ${index === 0 ? "headers" : "other JSON text"} on an OAuth server`,
        { ...minimal, authType: "oauth", authCredentials },
        [/^authCredentials: with authType "oauth" it must be an OAuth client/],
      ],
    ),
    ...["ftp://auth.example.com/a", "xhttps://auth.example.com/a", "https://", "auth.example.com"].map(
      (authorizationEndpoint): [string, Properties, string[]] => [
        `of an OAuth client at ${authorizationEndpoint}`,
        { ...oauth, authCredentials: { ...oauthClient, config: { ...oauthClient.config, authorizationEndpoint } } },
        ["authCredentials.config.authorizationEndpoint: must be a URL with https:// or http://"],
      ],
    ),
    [
      "of an OAuth client whose parts are none",
      { ...oauth, authCredentials: { ...oauthClient, config: "none" } },
      ["authCredentials.config: must be an object"],
    ],
    [
      "that are a secret with a line break",
      { ...oauth, clientSecret: `${canary}\n` },
      [`clientSecret: ${secretWords}`],
    ],
  ])("%s are refused by name, without a value", async (_name, args, expected) => {
    const { reasons } = await check(args);
    expect(reasons).toEqual(
      expected.map((words) => (typeof words === "string" ? words : (expect.stringMatching(words) as unknown))),
    );
    for (const form of formsOf(canary)) {
      expect(JSON.stringify(reasons)).not.toContain(form);
    }
  });

  test("that are not known yet may turn out to be anything, so nothing is asked for beside them", async () => {
    expect((await check({ ...minimal, authType: "oauth", authCredentials: unknown })).reasons).toEqual([]);
    const config = { ...oauthClient.config, authorizationEndpoint: "http://auth.example.com/a" };
    expect((await check({ ...oauth, authCredentials: { ...oauthClient, config } })).reasons).toEqual([]);
  });

  test("are asked for on create only: not of a server that exists, and not of one to adopt", async () => {
    const bare = { hostname: bearer.hostname, authType: "bearer" };
    expect((await check(bare)).reasons).toHaveLength(1);
    expect((await check({ ...bare, adopt: true })).reasons).toEqual([]);
    expect((await check(bare, { environment: { CLOUDFLARE_MCP_ADOPT: `x/y, ${account}/docs` } })).reasons).toEqual([]);
    expect((await check(bare, { environment: { CLOUDFLARE_MCP_ADOPT: `${account}/other` } })).reasons).toHaveLength(1);
    // Adopted once, it is deleted and made anew by another hostname: then there is nothing to adopt.
    const adopted = { ...bare, adopt: true, accountId: account, serverId: "docs", incarnation: "one" };
    const moved = { ...bare, adopt: true, hostname: "https://elsewhere.example.com/mcp" };
    expect((await check(moved, { olds: adopted })).reasons).toEqual([
      expect.stringMatching(/^authCredentials: is req/),
    ]);
    expect((await check({ ...moved, serverId: "other" }, { olds: adopted })).reasons).toEqual([]);
    const imported = { ...bare, accountId: account, serverId: "docs", incarnation: "one" };
    expect((await check(bare, { olds: imported })).reasons).toEqual([]);
  });

  test("that were there cannot be taken away, but a replacement needs none", async () => {
    const { inputs: olds } = await check(bearer);
    const { reasons } = await check({ ...bearer, authCredentials: null }, { olds });
    expect(reasons).toEqual([
      expect.stringMatching(/^authCredentials: was removed from the program, but Cloudflare's API/),
    ]);
    const hostname = bearer.hostname.replace(/^https:\/\/[^/]+/, (origin) => origin.toUpperCase());
    expect((await check({ ...bearer, hostname, authCredentials: null }, { olds })).reasons).toEqual(reasons);
    expect((await check(minimal, { olds })).reasons).toEqual([]);
  });

  test("never show, whatever is wrong with them", async () => {
    const wrong = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(canary, `${canary}\n`, ` ${canary}`, 7, null, true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom("headers", "config", "registrationInfo", "clientId", "X-Key", "authMode"),
          tie("value"),
        ),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("bearer", "oauth", "unauthenticated"),
        wrong,
        wrong,
        async (authType, one, two) => {
          const { reasons, warnings } = await check({ ...minimal, authType, authCredentials: one, clientSecret: two });
          expect(JSON.stringify([reasons, warnings])).not.toContain("canary");
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("values that are not known yet", () => {
  test.each(serverTable.filter(({ kind }) => kind !== "output"))("pass as $name", async ({ kind, name }) => {
    for (const args of name === "clientSecret" ? [oauth] : [minimal, bearer, oauth]) {
      const { inputs, reasons } = await check({ ...args, [name]: unknown });
      expect(reasons).toEqual([]);
      expect(inputs[name]).toBe(kind === "hint" ? undefined : unknown);
    }
  });

  const places: Properties[] = [
    { updatedTools: [unknown, { name: unknown, alias: unknown, description: unknown, enabled: unknown }] },
    { updatedPrompts: [{ name: unknown }, { name: unknown }] },
    { ...bearer, authCredentials: { headers: { "X-Key": unknown } } },
    { ...oauth, authCredentials: { config: unknown, registrationInfo: unknown } },
    {
      ...oauth,
      authCredentials: {
        authMode: unknown,
        config: {
          authorizationEndpoint: unknown,
          tokenEndpoint: unknown,
          issuer: unknown,
          revocationEndpoint: unknown,
          resource: unknown,
        },
        registrationInfo: {
          clientId: unknown,
          redirectUris: [unknown],
          scope: unknown,
          tokenEndpointAuthMethod: unknown,
        },
      },
    },
    { ...oauth, authCredentials: { ...oauthClient, registrationInfo: { clientId: "c", redirectUris: unknown } } },
    {
      ...oauth,
      isSharedOauthCallbackEnabled: unknown,
      authCredentials: { ...oauthClient, registrationInfo: { clientId: "c" } },
    },
  ];
  test.each(places)("pass inside: %j", async (args) => {
    expect((await check({ ...minimal, ...args })).reasons).toEqual([]);
  });

  test("pass in each of the forms that the engine has for them", async () => {
    for (const mark of ["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"]) {
      expect((await check({ ...minimal, secureWebGateway: mark, updatedTools: mark })).reasons).toEqual([]);
    }
  });

  test("do not hide what is wrong with the others", async () => {
    const { reasons } = await check({
      hostname: unknown,
      authType: "basic",
      updatedTools: [{ name: unknown }, { name: 5 }],
    });
    expect(reasons).toEqual([
      'authType: must be "oauth", "bearer" or "unauthenticated"',
      "updatedTools.1.name: must be a string",
    ]);
  });
});

describe("what plain JavaScript can write", () => {
  /** As JSON would give it: an own member, whatever its name. */
  const own = (key: string, value: unknown): Properties =>
    Object.defineProperty({}, key, { value, enumerable: true, configurable: true, writable: true });
  const deep = (depth: number): unknown => {
    let value: unknown = "bottom";
    for (let level = 0; level < depth; level++) {
      value = { headers: value };
    }
    return value;
  };
  const strange: [string, unknown][] = [
    ["NaN", NaN],
    ["a number", 5],
    ["false", false],
    ["a list", ["docs"]],
    ["a list in a list", [[]]],
    ["an object", { docs: true }],
    ["an empty object", {}],
    ["a hostile object", JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}')],
    ["a deep one", deep(500)],
  ];
  const names = serverTable.filter(({ kind }) => kind !== "output").map(({ name }) => name);
  const booleans = ["isSharedOauthCallbackEnabled", "secureWebGateway", "adopt"];
  const cases = names.flatMap((name) =>
    strange
      .filter(([what]) => !(what === "false" && booleans.includes(name)))
      .map(([what, value]) => [what, name, value] as const),
  );

  test.each(cases)("is refused by name, not crashed on: %s as %s", async (_what, name, value) => {
    const { reasons } = await check({ ...minimal, [name]: value });
    expect(reasons).toContainEqual(expect.stringMatching(new RegExp(`^${name}[:.]`)));
    expect(reasons.join("\n")).not.toMatch(/Cannot|undefined|Invalid type|Expected/);
  });

  const hostileNames = ["constructor", "__proto__", "prototype", "toString", "hasOwnProperty"];

  test.each(hostileNames)("is looked at, and does not slip through as %s", async (key) => {
    const besideHeaders = await check({ ...bearer, authCredentials: { headers: { "X-Key": "1" }, ...own(key, 5) } });
    expect(besideHeaders.reasons).not.toEqual([]);
    const inRow = await check({ ...minimal, updatedTools: [Object.assign(own(key, 5), { name: "search" })] });
    expect(inRow.reasons).not.toEqual([]);
  });

  test.each(hostileNames.filter((key) => key !== "__proto__"))("is no argument when it is named %s", async (key) => {
    const { reasons } = await check({ ...minimal, ...own(key, 5) });
    expect(reasons).toEqual([`${key}: is not an argument; ${thereAre}`]);
  });

  test("changes nothing outside of itself", async () => {
    await check(
      JSON.parse('{"__proto__": {"polluted": 1}, "updatedTools": [{"__proto__": {"polluted": 1}}]}') as Properties,
    );
    expect({}).not.toHaveProperty("polluted");
  });

  test("never crashes, whatever it is", async () => {
    const anything = fc.anything({ withNullPrototype: true, maxDepth: 4 });
    const args = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), anything);
    await fc.assert(
      fc.asyncProperty(args, async (program) => {
        const { reasons } = await check(program);
        expect(reasons.every((reason) => reason.length > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what is easily forgotten", () => {
  test("headers that are not known yet pass on a bearer server", async () => {
    expect((await check({ ...bearer, authCredentials: { headers: unknown } })).reasons).toEqual([]);
  });

  test("headers that are a list are refused as headers", async () => {
    const { reasons } = await check({ ...bearer, authCredentials: { headers: ["a"] } });
    expect(reasons[0]).toMatch(/^authCredentials\.headers: must be an object/);
  });

  test("a clientSecret that is not known yet, and may turn out to be none, passes on a bearer server", async () => {
    expect((await check({ ...bearer, clientSecret: unknown })).reasons).toEqual([]);
  });

  test("a clientSecret that is not known yet passes on an OAuth server without a client", async () => {
    expect((await check({ ...minimal, authType: "oauth", clientSecret: unknown })).reasons).toEqual([]);
  });

  test.each(["accountId", "serverId"])("an object that cannot be a text is refused as %s", async (name) => {
    for (const others of [{}, { toolLock: "github.json" }]) {
      const { reasons } = await check({ ...minimal, ...others, [name]: { toString: 1, valueOf: 2 } });
      expect(reasons).toContain(`${name}: must be a string`);
    }
  });

  test.each(["constructor", "__proto__", "prototype"])("a header named %s is checked like any other", async (key) => {
    const headers = JSON.parse(`{"X-Key": "1", "${key}": 5}`) as Properties;
    expect((await check({ ...bearer, authCredentials: { headers } })).reasons).not.toEqual([]);
  });

  test("an argument named __proto__ is refused like any other that is none", async () => {
    const args = JSON.parse('{"__proto__": 5}') as Properties;
    expect((await check({ ...minimal, ...args })).reasons).not.toEqual([]);
  });

  test.each([
    { headers: { "Authorization: Bearer canary-123": "" } },
    { headers: { "X-Key": "1" }, "canary-123": true },
  ])("the name of a member that should be none is not shown when it may be the secret: %j", async (authCredentials) => {
    const { reasons } = await check({ ...bearer, authCredentials });
    expect(reasons).not.toEqual([]);
    expect(reasons.join("\n")).not.toContain("canary");
  });

  test.each(["https://docs.example.com/mcp\n", "https://docs.example.com/mcp ", "https://docs.exa\nmple.com"])(
    "a hostname with a space or line break is refused: %j",
    async (hostname) => {
      expect((await check({ ...minimal, hostname })).reasons).not.toEqual([]);
    },
  );
});

describe("check of what was checked", () => {
  test("changes nothing", async () => {
    const args = fc.record(
      {
        hostname: fc.constantFrom("https://docs.example.com/mcp", "HTTP://Docs.example.com", "docs", unknown),
        authType: fc.constantFrom("bearer", "oauth", "unauthenticated", "basic", unknown),
        accountId: fc.option(fc.constantFrom(account, unknown, "a/b")),
        serverId: fc.option(fc.constantFrom("docs-2", "Docs", "a_b", unknown)),
        name: fc.option(fc.string({ maxLength: 5 })),
        description: fc.option(fc.string({ maxLength: 5 })),
        authCredentials: fc.option(
          fc.constantFrom<unknown>("token", { headers: { "X-Key": "1" } }, oauthClient, unknown, 5),
        ),
        clientSecret: fc.option(fc.constantFrom("secret", unknown)),
        updatedTools: fc.option(
          fc.array(fc.record({ name: fc.constantFrom("a", "b"), enabled: fc.option(fc.boolean()) })),
        ),
        adopt: fc.option(fc.boolean()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(args, async (program) => {
        const first = await check(program);
        const second = await check(first.inputs, { olds: first.inputs });
        expect(second.inputs).toEqual(first.inputs);
        if (first.reasons.length === 0) {
          expect(second.reasons).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("the id of the server", () => {
  test("is the name of the resource when nothing else is said", async () => {
    expect((await check(minimal, { name: "github" })).inputs).toMatchObject({ serverId: "github" });
  });

  test("stays what it was when the resource gets another name", async () => {
    const { inputs: olds } = await check(minimal, { name: "github" });
    expect((await check(minimal, { name: "hub", olds })).inputs).toMatchObject({ serverId: "github" });
  });

  test("is what the program says, whatever it was", async () => {
    const { inputs: olds } = await check(minimal);
    expect((await check({ ...minimal, serverId: "other" }, { olds })).inputs).toMatchObject({ serverId: "other" });
  });

  test.each([
    ["Team Docs", ', such as serverId: "team-docs"'],
    ["--x--", ', such as serverId: "x"'],
    ["Größe", ', such as serverId: "gr-e"'],
    ["a".repeat(40), `, such as serverId: "${"a".repeat(32)}"`],
    [`${"a".repeat(31)}-b`, `, such as serverId: "${"a".repeat(31)}"`],
    ["世界", ""],
  ])("is never made of a name that does not fit (%s), but proposed", async (name, proposal) => {
    const { inputs, reasons } = await check(minimal, { name });
    expect(inputs).toMatchObject({ serverId: name });
    expect(reasons).toEqual([
      expect.stringContaining(
        `. It defaults to the name of the resource in the program. Set serverId instead${proposal}`,
      ),
    ]);
    expect(reasons[0]?.endsWith(`Set serverId instead${proposal}`)).toBe(true);
  });

  test("that is proposed is one that passes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 60 }), async (name) => {
        const { reasons } = await check(minimal, { name });
        const proposal = /such as serverId: "(.*)"$/.exec(reasons[0] ?? "")?.[1];
        if (proposal !== undefined) {
          expect((await check({ ...minimal, serverId: proposal })).reasons).toEqual([]);
        }
      }),
    );
  });
});

test("two resources with one id are refused, also in another spelling, unless they are in two accounts", async () => {
  const memory = new Memory();
  expect((await check(minimal, { name: "docs", memory })).reasons).toEqual([]);
  // The engine checks a resource again when it replaces it.
  expect((await check(minimal, { name: "docs", memory })).reasons).toEqual([]);

  expect((await check({ ...minimal, serverId: "docs", adopt: true }, { name: "handbook", memory })).reasons).toEqual([
    'serverId: "docs" is also declared by the resource "docs". Remove one of the two.',
  ]);
  const elsewhere = { ...minimal, serverId: "docs", accountId: otherAccount };
  expect((await check(elsewhere, { name: "handbook", memory })).reasons).toEqual([]);
});

test("a hostname that no text can be made of is refused, also for a server that exists", async () => {
  const hostname = { toString: 7 };
  const { inputs: olds } = await check(minimal);
  for (const program of [{}, { olds }]) {
    expect((await check({ ...minimal, hostname }, program)).reasons).toEqual(["hostname: must be a string"]);
  }
});

test.each(["serverId", "accountId"])("resources whose %s is not known yet are not taken for one", async (argument) => {
  const memory = new Memory();
  for (const name of ["docs", "handbook"]) {
    const { reasons } = await check({ ...minimal, serverId: "same", [argument]: unknown }, { name, memory });
    expect(reasons).toEqual([]);
  }
});

describe("the account", () => {
  const [ofProgram, ofStack, ofEnvironment] = ["a", "b", "c"].map((digit) => digit.repeat(32)) as [
    string,
    string,
    string,
  ];
  const stored = { ...minimal, accountId: account, serverId: "docs", incarnation: "one" };
  const environment = { CLOUDFLARE_ACCOUNT_ID: ofEnvironment };
  const configuration = { "cloudflare:accountId": ofStack };

  test.each<[string, Properties, Program, string]>([
    ["the argument", { accountId: ofProgram }, { configuration, environment, olds: stored }, ofProgram],
    ["then that of the stack", {}, { configuration, environment, olds: stored }, ofStack],
    ["then the one in state", {}, { configuration: {}, environment: {}, olds: stored }, account],
    ["then that of the environment", {}, { configuration: {}, environment }, ofEnvironment],
    [
      "the one in state when the environment says the same",
      {},
      { configuration: {}, environment: { CLOUDFLARE_ACCOUNT_ID: account }, olds: stored },
      account,
    ],
    ["the stack's when the argument is null", { accountId: null }, { configuration, environment }, ofStack],
  ])("is %s", async (_name, args, program, expected) => {
    const { inputs, reasons } = await check({ ...minimal, ...args }, program);
    expect(inputs.accountId).toBe(expected);
    expect(reasons).toEqual([]);
  });

  test("is never moved by the environment: another one than in state is an error that names both", async () => {
    const program = { configuration: {}, environment: { CLOUDFLARE_ACCOUNT_ID: otherAccount }, olds: stored };
    const { inputs, reasons } = await check(minimal, program);
    expect(inputs.accountId).toBe(account);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(
      new RegExp(`^accountId: is ${account} in state, but CLOUDFLARE_ACCOUNT_ID names ${otherAccount}\\.`),
    );
  });

  test("of the environment does not matter to who says it in the program or the stack", async () => {
    const environment = { CLOUDFLARE_ACCOUNT_ID: otherAccount };
    expect(
      (await check({ ...minimal, accountId: account }, { configuration: {}, environment, olds: stored })).reasons,
    ).toEqual([]);
    expect((await check(minimal, { environment, olds: stored })).reasons).toEqual([]);
  });

  test("and the id survive the second check of a replacement, which comes without what was", async () => {
    const memory = new Memory();
    const olds = { ...stored, serverId: "kept", accountId: otherAccount };
    const program: Program = { configuration: {}, memory };
    await check({ ...minimal, hostname: "https://new.example.com/mcp" }, { ...program, olds });
    const { inputs, reasons } = await check({ ...minimal, hostname: "https://new.example.com/mcp" }, program);
    expect(inputs).toMatchObject({ accountId: otherAccount, serverId: "kept" });
    expect(reasons).toEqual([]);
  });

  test("and the id of one resource are not those of another", async () => {
    const memory = new Memory();
    await check(minimal, { memory, name: "one", configuration: {}, olds: { ...stored, serverId: "kept" } });
    const { inputs } = await check(minimal, { memory, name: "two" });
    expect(inputs).toMatchObject({ serverId: "two" });
  });
});

describe("what every call needs", () => {
  const nowhere = { environment: { CLOUDFLARE_API_TOKEN: undefined } };
  const missing = expect.stringMatching(/^No Cloudflare credentials\. .*CLOUDFLARE_API_TOKEN/) as string;
  const provider = { "pulumi-cloudflare-mcp:provider": "second" };

  test.each<[string, Program, string[]]>([
    ["no credentials", nowhere, [missing]],
    ["empty credentials", { environment: { CLOUDFLARE_API_TOKEN: " " } }, [missing]],
    [
      "two kinds of credentials",
      { environment: { CLOUDFLARE_API_KEY: "key", CLOUDFLARE_EMAIL: "somebody@example.com" } },
      [expect.stringMatching(/^Two kinds of Cloudflare credentials are set/) as string],
    ],
    [
      "an address from another source",
      { configuration: { "cloudflare:accountId": account, "cloudflare:baseUrl": "https://api.example.com" } },
      [expect.stringMatching(/^Refused to send CLOUDFLARE_API_TOKEN/) as string],
    ],
    [
      "an explicit provider without credentials of its own",
      { configuration: { ...provider, "cloudflare:accountId": account } },
      [expect.stringMatching(/^Provider "second" has no Cloudflare credentials/) as string],
    ],
  ])("is refused where there are %s", async (_what, program, expected) => {
    expect((await check(minimal, program)).reasons).toEqual(expected);
  });

  test.each(["abc", "a/b", "0".repeat(31), "0".repeat(33), "g".repeat(32), "my-account"])(
    "is no account id that has other than 32 hexadecimal digits: %j, wherever it comes from",
    async (wrong) => {
      const words = "accountId: must be an account id: 32 hexadecimal digits, such as 0123456789abcdef0123456789abcdef";
      const reasons = await Promise.all([
        check({ ...minimal, accountId: wrong }),
        check(minimal, { configuration: { "cloudflare:accountId": wrong } }),
        check(minimal, { configuration: {}, environment: { CLOUDFLARE_ACCOUNT_ID: wrong } }),
        check(minimal, { configuration: { ...provider, "cloudflare:accountId": wrong, "cloudflare:apiToken": "t" } }),
      ]);
      expect(reasons.map((each) => each.reasons)).toEqual([
        [words],
        [`${words}. It comes from cloudflare:accountId`],
        [`${words}. It comes from CLOUDFLARE_ACCOUNT_ID`],
        [`${words}. It comes from accountId of provider "second"`],
      ]);
    },
  );

  test("is refused together with everything else, and without a value", async () => {
    const environment = { ...nowhere.environment, CLOUDFLARE_ACCOUNT_ID: "canary" };
    const { reasons, warnings } = await check({ ...minimal, hostname: "docs" }, { configuration: {}, environment });
    expect(reasons).toEqual([
      expect.stringMatching(/^accountId: must be an account id/),
      expect.stringMatching(/^hostname: /),
      missing,
    ]);
    expect(reasons.join()).not.toContain("canary");
    expect(warnings).toEqual([]);
  });

  test("passes while it is not known, in any spelling of hexadecimal digits, and on the emulator", async () => {
    for (const accountId of [unknown, "E0000000000000000000000000000001", "e0000000000000000000000000000002"]) {
      expect((await check({ ...minimal, accountId })).reasons).toEqual([]);
    }
  });
});

describe("the incarnation", () => {
  test("of a new server is the same in every process, and stays through updates", async () => {
    const { inputs: first } = await check(minimal);
    const { inputs: again } = await check(minimal);
    const { inputs: second } = await check({ ...minimal, name: "Docs" }, { olds: first });
    expect(first.incarnation).toBe("1");
    expect(again.incarnation).toBe("1");
    expect(second.incarnation).toBe("1");
  });
});

describe("warnings", () => {
  test("tell of an id with a _, at which clients split the names of tools", async () => {
    const { warnings, reasons } = await check({ ...minimal, serverId: "a_b" });
    expect(reasons).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^serverId "a_b" has a "_".*<serverId>_<tool>/)]);
  });

  test("tell of credentials that nobody will be sent", async () => {
    const { warnings, reasons } = await check({ ...minimal, authCredentials: "canary-123" });
    expect(reasons).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^authCredentials is given, but authType is "unauthenticated"/)]);
    expect(warnings.join()).not.toContain("canary");
  });

  test.each<[string, Properties]>([
    ["a token", bearer],
    ["headers", { ...bearer, authCredentials: { headers: { "X-Key": "canary" } } }],
    ["credentials that Cloudflare keeps", { authType: "bearer", adopt: true }],
    ["a login", { authType: "oauth" }],
    ["an OAuth client", oauth],
    ["a key in the query", { authType: "unauthenticated", hostname: "?key=canary" }],
  ])("tell of %s that goes over http:// to another machine, without the URL", async (_what, args) => {
    const { hostname, ...others } = args;
    const query = typeof hostname === "string" && hostname.startsWith("?") ? hostname : "";
    for (const host of ["docs.example.com", "10.0.0.7:8080", "localhost.example.com"]) {
      const { warnings, reasons } = await check({ ...others, hostname: `http://${host}/mcp${query}` });
      expect(reasons).toEqual([]);
      expect(warnings).toEqual([
        "hostname begins with http://: Cloudflare sends the credentials of this server unencrypted. Use https://.",
      ]);
    }
  });

  test("do not tell of http:// without credentials, to this machine, or while it is not known", async () => {
    for (const args of [
      { ...minimal, hostname: "http://docs.example.com/mcp" },
      ...["localhost:8080", "127.0.0.1", "[::1]:80"].map((host) => ({ ...bearer, hostname: `http://${host}/mcp` })),
      { ...bearer, hostname: unknown },
      bearer,
    ]) {
      expect((await check(args)).warnings).toEqual([]);
    }
  });

  test("are not given beside failures, nor for what is as it should be", async () => {
    expect((await check({ ...minimal, serverId: "a_b", name: "" })).warnings).toEqual([]);
    expect((await check(full)).warnings).toEqual([]);
    expect((await check({ ...minimal, serverId: unknown })).warnings).toEqual([]);
  });
});
