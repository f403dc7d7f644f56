import * as pulumi from "@pulumi/pulumi";
import {
  getMcpPortal,
  getMcpPortals,
  getMcpServer,
  getMcpServerOutput,
  getMcpServers,
  getMcpServersOutput,
  Provider,
  type GetMcpPortalResult,
  type GetMcpServerResult,
} from "../../../provider/src";
import { CloudflareClient } from "../../../provider/src/cloudflare/client";
import type { Host } from "../../../provider/src/lifecycle/host";
import { Memory } from "../../../provider/src/lifecycle/memory";
import { portalKind } from "../../../provider/src/portal/portal";
import { Lifecycle } from "../../../provider/src/lifecycle/lifecycle";
import { serverKind } from "../../../provider/src/server/server";
import type { Emulator } from "cloudflare-mcp-emulator";
import { defaultIdentities } from "../../../emulator/src/identities";
import { calls, useAccount } from "../../support/account";
import { everythingIn, formsOf } from "../../support/apiClient";
import { FakeClock } from "../../support/fakeClock";
import { environmentOf } from "../../support/stack";

const account = useAccount();
const before = { ...process.env };

beforeEach(() => {
  Object.assign(process.env, environmentOf(account.cloudflare));
  pulumi.runtime.setAllConfig({});
});
afterEach(() => {
  process.env = { ...before };
  // Takes back what a test has mocked.
  pulumi.runtime.resetOptions("project", "stack", 1, "", "", false, "organization");
});

const { accountId } = defaultIdentities;

const tickets: Parameters<Emulator["seedServer"]>[0] = {
  id: "tickets",
  name: "Tickets",
  description: null,
  hostname: "https://tickets.example.com/mcp",
  auth_type: "bearer",
  auth_credentials: "canary-upstream-token",
  tools: [{ name: "search", inputSchema: { type: "object" } }],
  updated_tools: [{ name: "search", alias: "find" }],
};

/** A lookup as plain JavaScript would call it. */
const untyped = (lookUp: unknown): ((args: unknown, opts?: unknown) => Promise<unknown>) =>
  lookUp as (args: unknown) => Promise<unknown>;

/** The error that a lookup ends with. */
async function errorOf(lookUp: Promise<unknown>): Promise<Error> {
  const outcome = await lookUp.then(
    () => new Error("no error"),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(pulumi.RunError);
  return outcome as Error;
}

function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}

/** What the provider process would give as the outputs of a resource that only reads. */
async function outputsOf(kind: "server" | "portal", id: string): Promise<Record<string, unknown>> {
  const clock = new FakeClock();
  const silent = (): Promise<void> => Promise.resolve();
  const host: Host = {
    configuration: { get: () => undefined },
    environment: process.env,
    folder: process.cwd(),
    notices: { warn: silent, tell: silent, progress: silent },
    memory: new Memory(),
    clock,
    pulumiCommand: () => undefined,
    stillWanted: silent,
    connect: (connection) => Promise.resolve(new CloudflareClient(connection, clock)),
  };
  const lifecycle = kind === "server" ? new Lifecycle(serverKind, host) : new Lifecycle(portalKind, host);
  return (await lifecycle.read(id, {})).props;
}

describe("a server", () => {
  /** All that the type has, checked by the compiler. */
  const names = {
    id: 0,
    accountId: 0,
    serverId: 0,
    name: 0,
    hostname: 0,
    authType: 0,
    description: 0,
    isSharedOauthCallbackEnabled: 0,
    secureWebGateway: 0,
    updatedTools: 0,
    updatedPrompts: 0,
    tools: 0,
    prompts: 0,
    status: 0,
    authenticationStatus: 0,
    authConfigSummary: 0,
    error: 0,
    errorDetails: 0,
    lastSynced: 0,
    lastSuccessfulSync: 0,
    createdAt: 0,
    createdBy: 0,
    modifiedAt: 0,
    modifiedBy: 0,
  } satisfies Record<keyof GetMcpServerResult, 0>;

  test("is looked up by one call, with the values that the outputs of a resource have, and nothing else", async () => {
    account.cloudflare.seedServer(tickets);

    const found = await getMcpServer({ serverId: "tickets" });

    expect(calls(account.cloudflare)).toEqual(["GET /servers/tickets"]);
    expect(Object.keys(found).sort()).toEqual(Object.keys(names).sort());
    const { id, ...outputs } = found;
    expect(id).toBe(`${accountId}/tickets`);
    expect(await outputsOf("server", id)).toMatchObject({ ...outputs, accountId });
    expect(found).toMatchObject({ serverId: "tickets", accountId, description: null, prompts: [] });
    expect(found.updatedTools).toEqual([{ name: "search", alias: "find" }]);
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  test("is looked up in the account that the call, the stack or the environment names, in this order", async () => {
    const { cloudflare } = account;
    cloudflare.seedServer({ ...tickets, name: "First" });
    cloudflare.seedServer({ ...tickets, name: "Second" }, cloudflare.secondAccountId);
    const nameIn = async (args: { accountId?: string }): Promise<string> =>
      (await getMcpServer({ serverId: "tickets", ...args })).name;

    expect(await nameIn({})).toBe("First");
    pulumi.runtime.setAllConfig({ "cloudflare:accountId": cloudflare.secondAccountId });
    expect(await nameIn({})).toBe("Second");
    expect(await nameIn({ accountId: cloudflare.accountId })).toBe("First");
  });

  test("that is not there is an error that says so", async () => {
    expect((await errorOf(getMcpServer({ serverId: "gone" }))).message).toBe(
      `getMcpServer: There is no MCP server "gone" in account ${accountId}.`,
    );
  });

  test("is looked up by an Output, too, and what is looked up is no secret", async () => {
    account.cloudflare.seedServer(tickets);
    const output = getMcpServerOutput({ serverId: pulumi.output("tickets") });
    expect((await valueOf(output)).hostname).toBe(tickets.hostname);
    expect(await pulumi.isSecret(output)).toBe(false);
    expect(await pulumi.isSecret(getMcpServerOutput({ serverId: pulumi.secret("tickets") }))).toBe(true);
  });
});

describe("all servers", () => {
  test("are read page by page and sorted by id, whatever the order of the account", async () => {
    const { cloudflare } = account;
    cloudflare.seedServers(250);
    cloudflare.seedServer({ ...tickets, id: "aaa" });

    const { servers } = await getMcpServers();

    expect(calls(cloudflare)).toEqual(["GET /servers", "GET /servers", "GET /servers"]);
    const ids = servers.map(({ serverId }) => serverId);
    expect(ids).toHaveLength(251);
    expect(ids).toEqual([...ids].sort());
    expect(servers[0]).toEqual(await getMcpServer({ serverId: "aaa" }));
    expect(await valueOf(getMcpServersOutput())).toEqual({ servers });
  });

  test("can be searched by Cloudflare; nothing found is no error, and an empty search is none", async () => {
    const { cloudflare } = account;
    cloudflare.seedServers(2);
    cloudflare.seedServer(tickets);

    expect((await getMcpServers({ search: "TICK" })).servers.map(({ serverId }) => serverId)).toEqual(["tickets"]);
    expect((await getMcpServers({ search: "nowhere" })).servers).toEqual([]);
    expect((await valueOf(getMcpServersOutput({ search: pulumi.output("") }))).servers).toHaveLength(3);
    expect(cloudflare.requests().map(({ query }) => query.search)).toEqual(["TICK", "nowhere", undefined]);
  });
});

test("portals are looked up like servers, with the values that the outputs of a resource have", async () => {
  const { cloudflare } = account;
  const names = {
    id: 0,
    accountId: 0,
    portalId: 0,
    name: 0,
    hostname: 0,
    description: 0,
    codeMode: 0,
    allowCodeMode: 0,
    secureWebGateway: 0,
    servers: 0,
    url: 0,
    dnsTarget: 0,
    oauthCallbackUrl: 0,
    createdAt: 0,
    createdBy: 0,
    modifiedAt: 0,
    modifiedBy: 0,
  } satisfies Record<keyof GetMcpPortalResult, 0>;
  cloudflare.seedServer(tickets);
  cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "tickets" }] });
  cloudflare.seedPortal({ id: "another", hostname: "another.example.com" });

  const team = await getMcpPortal({ portalId: "team" });

  expect(Object.keys(team).sort()).toEqual(Object.keys(names).sort());
  const { id, ...outputs } = team;
  expect(await outputsOf("portal", id)).toMatchObject({ ...outputs, accountId });
  expect(team).toMatchObject({ url: "https://mcp.example.com/mcp", servers: [{ serverId: "tickets" }] });
  const { portals } = await getMcpPortals();
  expect(portals.map(({ portalId }) => portalId)).toEqual(["another", "team"]);
  expect(portals[1]).toEqual(team);
  expect((await getMcpPortals({ search: "another" })).portals).toEqual([portals[0]]);
  expect((await errorOf(getMcpPortal({ portalId: "gone" }))).message).toBe(
    `getMcpPortal: There is no MCP server portal "gone" in account ${accountId}.`,
  );
});

describe("arguments that cannot be right are refused before any call:", () => {
  test.each<[string, (args: never) => Promise<unknown>, unknown]>([
    ["getMcpServer: serverId: is required", getMcpServer, {}],
    ["getMcpServer: serverId: must be a string", getMcpServer, { serverId: 7 }],
    ["getMcpServer: serverId: must not be empty", getMcpServer, { serverId: "" }],
    ["getMcpServer: serverId: ", getMcpServer, { serverId: "../portals" }],
    ["getMcpServer: accountId: must not be empty", getMcpServer, { serverId: "docs", accountId: "" }],
    ["portalId: is not an argument", getMcpServer, { portalId: "team" }],
    ["getMcpServers: serverId: is not an argument", getMcpServers, { serverId: "docs" }],
    ["getMcpServers: search: must be a string", getMcpServers, { search: ["docs"] }],
    ["getMcpPortal: portalId: ", getMcpPortal, { portalId: "Team" }],
    ["getMcpPortals: sarch: is not an argument; did you mean search?", getMcpPortals, { sarch: "team" }],
  ])("%s", async (words, lookUp, args) => {
    expect((await errorOf(untyped(lookUp)(args))).message).toContain(words);
    expect(calls(account.cloudflare)).toEqual([]);
  });

  test("all at once, without an account too", async () => {
    delete process.env.CLOUDFLARE_ACCOUNT_ID;
    const { message } = await errorOf(untyped(getMcpServer)({ serverId: "Docs!", search: "x" }));
    expect(message).toContain("accountId: is not set. Set it here");
    expect(message).toContain("serverId: ");
    expect(message).toContain("search: is not an argument");
  });

  test("a provider of another package", async () => {
    const provider = { pkg: "cloudflare" };
    expect((await errorOf(untyped(getMcpServer)({ serverId: "docs" }, { provider }))).message).toBe(
      "getMcpServer: opts.provider must be a Provider of pulumi-cloudflare-mcp.",
    );
  });
});

describe("an error of Cloudflare", () => {
  test.each(["plain", "base64", "url"] as const)(
    "never shows the token that it repeats (%s), and says where that came from",
    async (encoding) => {
      const { cloudflare } = account;
      cloudflare.addFault({ action: "echoCredential", status: 403, encoding, times: "always" });
      for (const lookUp of [getMcpServer({ serverId: "docs" }), getMcpPortals()]) {
        const error = await errorOf(lookUp);
        expect(error.message).toContain("The credentials are from CLOUDFLARE_API_TOKEN (environment).");
        expect(error.message).not.toContain("--run-program");
        for (const form of formsOf(cloudflare.apiToken)) {
          expect(everythingIn(error)).not.toContain(form);
        }
      }
    },
  );

  test("names stack config where the token is from there, and nothing that a last up saved", async () => {
    const { cloudflare } = account;
    pulumi.runtime.setAllConfig({
      "cloudflare:apiToken": cloudflare.powerlessToken,
      "cloudflare:baseUrl": cloudflare.baseUrl,
    });
    const { message } = await errorOf(getMcpServers());
    expect(message).toContain('"MCP Portals Read"');
    expect(message).toContain("The credentials are from cloudflare:apiToken (stack config).");
    expect(message).not.toContain("--run-program");
  });

  test("is never taken for a server that is not there, and its text cannot crash Pulumi", async () => {
    const { cloudflare } = account;
    const body = { success: false, errors: [{ code: 1, message: "<{%reset%}> not found" }] };
    cloudflare.addFault({ action: "answer", status: 404, body, times: "always" });
    const { message } = await errorOf(getMcpServer({ serverId: "docs" }));
    expect(message).not.toContain("There is no MCP server");
    expect(message).not.toContain("<{%");
  });

  test("without credentials asks for them", async () => {
    delete process.env.CLOUDFLARE_API_TOKEN;
    expect((await errorOf(getMcpServers())).message).toMatch(/^getMcpServers: No Cloudflare credentials\. Set /);
  });
});

test("what Cloudflare tells is harmless in a terminal", async () => {
  account.cloudflare.seedServer({ ...tickets, description: "<{%fg 1%}>", error: "<{%bold%}>" });
  expect(JSON.stringify(await getMcpServers())).not.toContain("<{%");
});

test("in a unit test of a program, its mocks answer; Cloudflare is not asked", async () => {
  const asked: pulumi.runtime.MockCallArgs[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Record<string, unknown> }),
    call: (args) => {
      asked.push(args);
      return { name: "Mocked" };
    },
  });
  const provider = new Provider("b", { apiToken: "token-b" });

  expect((await getMcpServer({ serverId: "docs" })).name).toBe("Mocked");
  expect((await valueOf(getMcpServerOutput({ serverId: pulumi.output("docs") }, { provider }))).name).toBe("Mocked");

  const token = "pulumi-nodejs:dynamic/cloudflare-mcp:getMcpServer";
  expect(asked).toMatchObject([
    { token, inputs: { serverId: "docs" }, provider: "" },
    { token, inputs: { serverId: "docs" }, provider: expect.stringMatching(/::b::b-id$/) as unknown },
  ]);
  expect(calls(account.cloudflare)).toEqual([]);
});
