import type { Host } from "../../../provider/src/lifecycle/host";
import { Lifecycle } from "../../../provider/src/lifecycle/lifecycle";
import { PartialFailure } from "../../../provider/src/lifecycle/write";
import { serverKind } from "../../../provider/src/server/server";
import { useAccount } from "../../support/account";
import type { Properties } from "../../support/deployment";
import { hostOf } from "../../support/drivers";

const account = useAccount();
let host: Host;
let warnings: string[];
let servers: Lifecycle<never, never>;

beforeEach(() => {
  warnings = [];
  host = hostOf(account.cloudflare, { warnings });
  servers = new Lifecycle(serverKind, host);
});

const urnOf = (name: string): string =>
  `urn:pulumi:test::test::pulumi-nodejs:dynamic/cloudflare-mcp:McpServer::${name}`;
/** As the class adds it to the arguments of a program. */
const named = (name: string): Properties => ({ __logicalName: name, __urn: urnOf(name) });
const args: Properties = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" };
const pulumiId = (id: string): string => `${account.cloudflare.accountId}/${id}`;

/** Checks and creates, as `up` does. */
async function created(
  more: Properties = {},
  name = "docs",
): Promise<{ id: string; outs: Properties; inputs: Properties }> {
  const { inputs, failures } = await servers.check({}, { ...args, ...more, ...named(name) });
  expect(failures).toEqual([]);
  return { ...(await servers.create(inputs)), inputs };
}

async function failureOf(step: Promise<unknown>): Promise<unknown> {
  const outcome = await step.then(
    () => "no failure",
    (error: unknown) => error,
  );
  return outcome;
}

describe("a check", () => {
  const known = (id: string): unknown => host.memory.of("MCP server").resource(pulumiId(id));

  test("of what nothing could look at says that and no more", async () => {
    const deep = JSON.parse(`${"[".repeat(600)}${"]".repeat(600)}`) as unknown;
    expect(await servers.check({}, { ...args, name: deep, authType: "wrong", ...named("docs") })).toEqual({
      inputs: {},
      failures: [{ property: "", reason: "name: is nested more than 500 levels deep" }],
    });
  });

  test("remembers which resource an object belongs to, and goes on with the first where two claim it", async () => {
    await servers.check({}, { ...args, ...named("docs") });
    await servers.check({}, { ...args, serverId: "docs", ...named("other") });
    expect(known("docs")).toEqual({ urn: urnOf("docs"), logicalName: "docs" });
    expect(host.memory.of("MCP server").identity(urnOf("other"))).toBeUndefined();
  });

  test("without a URN remembers nothing", async () => {
    const { inputs, failures } = await servers.check({}, { ...args, serverId: "docs" });
    expect({ failures, id: inputs.serverId }).toEqual({ failures: [], id: "docs" });
    expect(host.memory.withoutProgram).toBe(true);
  });

  test("takes a resource that was not there before for one to create, and no other", async () => {
    const replaced = (id: string): boolean => host.memory.of("MCP server").isReplaced(pulumiId(id));
    await servers.check({}, { ...args, ...named("new") });
    await servers.check({ ...args, serverId: "old" }, { ...args, ...named("old") });
    expect([replaced("new"), replaced("old")]).toEqual([true, false]);
  });

  test("has no account among the inputs where none is known", async () => {
    const nobody = new Lifecycle(serverKind, { ...host, environment: {} });
    const { inputs, failures } = await nobody.check({}, { ...args, ...named("docs") });
    expect(Object.keys(inputs)).not.toContain("accountId");
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^accountId: is not set/),
      expect.stringMatching(/^No Cloudflare credentials/),
    ]);
  });
});

describe("a diff", () => {
  const login = { authType: "oauth", authenticationStatus: "connected" };

  test("that replaces says on the row of the resource what that loses", async () => {
    const { outs, inputs } = await created();
    await servers.diff(pulumiId("docs"), { ...outs, ...login }, inputs);
    expect(warnings).toEqual([expect.stringContaining('Replacing MCP server "docs" loses its OAuth login')]);
  });

  test.each([{ serverId: "handbook" }, { accountId: "another-account" }])("says it too of another %j", async (more) => {
    const { outs } = await created();
    const { inputs } = await servers.check(outs, { ...args, ...more, ...named("docs") });
    await servers.diff(pulumiId("docs"), { ...outs, ...login, authType: "unauthenticated" }, inputs);
    expect(warnings).toEqual([]);
    await servers.diff(pulumiId("docs"), { ...outs, ...login }, inputs);
    expect(warnings).toEqual([expect.stringContaining('Replacing MCP server "docs" loses its OAuth login')]);
  });

  test("says it to nobody where the program is not known, and nothing where nothing is lost", async () => {
    const { outs, inputs } = await created();
    await servers.diff(pulumiId("docs"), { ...outs, authType: "oauth" }, inputs);
    const elsewhere = new Lifecycle(serverKind, hostOf(account.cloudflare, { warnings }));
    expect(await elsewhere.diff(pulumiId("docs"), { ...outs, ...login }, inputs)).toMatchObject({
      replaces: ["authType"],
    });
    expect(warnings).toEqual([]);
  });
});

describe("a create", () => {
  test("is named after the resource, or after its id where no program is known", async () => {
    await created({ serverId: "docs" }, "Handbook");
    expect(account.cloudflare.server("docs")?.name).toBe("Handbook");

    const { accountId } = account.cloudflare;
    await new Lifecycle(serverKind, hostOf(account.cloudflare)).create({ ...args, accountId, serverId: "plain" });
    expect(account.cloudflare.server("plain")?.name).toBe("plain");
  });

  test("of an object that is deleted afterwards by a step for its predecessor is not undone", async () => {
    const { id, outs } = await created();
    await servers.delete(id, outs);
    expect(account.cloudflare.server("docs")).toBeDefined();

    await new Lifecycle(serverKind, hostOf(account.cloudflare)).delete(id, outs);
    expect(account.cloudflare.server("docs")).toBeUndefined();
  });

  test("whose end goes wrong for any reason is in state, with what the steps before left", async () => {
    const broken = new Lifecycle({ ...serverKind, settle: () => Promise.reject(new TypeError("ours")) }, host);
    const { inputs } = await broken.check({}, { ...args, ...named("docs") });
    const failure = await failureOf(broken.create(inputs));
    expect(failure).toBeInstanceOf(PartialFailure);
    expect(failure).toMatchObject({
      name: "PartialFailure",
      id: pulumiId("docs"),
      reasons: ["ours"],
      properties: { serverId: "docs", hostname: args.hostname, __syncPending: null },
    });

    const { properties } = failure as PartialFailure;
    const again = await failureOf(
      broken.update(pulumiId("docs"), { ...properties, __syncPending: true }, { ...inputs, name: "Docs" }),
    );
    expect(again).toMatchObject({ properties: { name: "Docs", __syncPending: true } });
    expect(account.cloudflare.server("docs")?.name).toBe("Docs");
  });

  test("that finds nothing to adopt asks for the credentials that only a create needs, and makes nothing", async () => {
    const failure = await failureOf(created({ adopt: true, authType: "bearer" }));
    expect(String(failure)).toMatch(
      /^Error: There is no MCP server "docs" to adopt, and the arguments are incomplete for creating it\. authCredentials: is required/,
    );
    expect(account.cloudflare.servers()).toEqual([]);
  });

  test("that adopts names every difference that no update mends", async () => {
    account.cloudflare.seedServer({ id: "docs", hostname: "https://other.example.com/mcp", auth_type: "oauth" });
    const failure = await failureOf(created({ adopt: true }));
    expect(String(failure)).toBe(
      'Error: Cannot adopt MCP server "docs": hostname is https://other.example.com/mcp at Cloudflare and https://docs.example.com/mcp in the program, ' +
        "authType is oauth at Cloudflare and unauthenticated in the program. Cloudflare cannot change these in place: use its values in the program, or delete the MCP server first.",
    );
  });
});

describe("a create whose answer got lost", () => {
  test("and whose credentials then do their work up to a failed sync is in state with them", async () => {
    const { cloudflare } = account;
    cloudflare.addFault({ method: "POST", path: "/servers", action: "cutAfterCommit" });
    cloudflare.addFault({ path: "/servers/docs/sync", times: "always", action: "html", status: 403 });
    const failure = await failureOf(created({ authType: "bearer", authCredentials: "token-1", sync: "require" }));
    expect(failure).toMatchObject({ properties: { authCredentials: "token-1", __syncPending: true } });
    expect((failure as Error).message).toMatch(
      /^MCP server "docs" has its new credentials, but the sync of its tools failed/,
    );
    expect((failure as Error).message).not.toContain("send its credentials");
    expect(cloudflare.server("docs")?.auth_credentials).toBe("token-1");
  });
});

describe("a read", () => {
  test("of what a program only reads is an error where it is not there, also the second time", async () => {
    const there = "There is no MCP server";
    await expect(servers.read(pulumiId("docs"), {})).rejects.toThrow(there);
    account.cloudflare.seedServer({ id: "docs", hostname: "https://docs.example.com/mcp" });

    const { props, inputs } = await servers.read(pulumiId("docs"), {});
    expect(inputs).toBeUndefined();
    expect(props).toMatchObject({ serverId: "docs", __external: true });
    account.cloudflare.removeServer("docs");
    await expect(servers.read(pulumiId("docs"), props)).rejects.toThrow(there);
  });

  test("of what a program manages is empty where it is not there", async () => {
    const { id, outs } = await created();
    account.cloudflare.removeServer("docs");
    expect(await servers.read(id, outs)).toEqual({ id: "", props: {} });
  });

  test("has what the program says nothing of as Cloudflare says it, not as it was", async () => {
    const { id, outs } = await created();
    const rows = [
      { name: "search", enabled: false },
      { name: "delete", enabled: false },
    ];
    account.cloudflare.editServer("docs", { updated_tools: rows });
    const { props: first } = await servers.read(id, outs);
    expect(first.updatedTools).toEqual(rows);

    // The order says nothing, and a row of a tool that nobody offers could be one that waits for it.
    account.cloudflare.editServer("docs", { updated_tools: [...rows].reverse() });
    const { props: second } = await servers.read(id, first);
    expect(second.updatedTools).toEqual([...rows].reverse());
    account.cloudflare.editServer("docs", { updated_tools: [] });
    expect((await servers.read(id, second)).props.updatedTools).toEqual([]);
  });
});

describe("an update", () => {
  test("that has nothing to send, of an object that is gone, says so", async () => {
    const { id, outs, inputs } = await created();
    account.cloudflare.removeServer("docs");
    for (const [olds, news] of [
      [outs, { ...inputs, definitions: "digest" }],
      [{ ...outs, __syncPending: true }, inputs],
    ] as const) {
      await expect(servers.update(id, olds, news)).rejects.toThrow(
        /^MCP server "docs" was deleted outside Pulumi\. Run `pulumi up --refresh` to create it again\.$/,
      );
    }
  });

  test("goes back to the name of the resource where the program does not give one any more", async () => {
    const { id, outs, inputs } = await created({ serverId: "docs", name: "Docs" }, "Handbook");
    const { name: _, ...news } = inputs;
    await servers.update(id, outs, news);
    expect(account.cloudflare.server("docs")?.name).toBe("Handbook");
  });

  test("whose answer got lost leaves open each credential that it carried", async () => {
    const { cloudflare } = account;
    const client = (clientId: string): Properties => ({
      authType: "oauth",
      authCredentials: {
        config: { authorizationEndpoint: "https://idp.example.com/a", tokenEndpoint: "https://idp.example.com/t" },
        registrationInfo: { clientId, redirectUris: ["https://one.example.com/servers-callback"] },
      },
      clientSecret: `secret-of-${clientId}`,
    });
    const { id, outs, inputs } = await created(client("one"));
    cloudflare.addFault({ method: "PUT", times: "always", action: "cutAfterCommit" });

    const failure = await failureOf(servers.update(id, outs, { ...inputs, ...client("two") }));

    expect(failure).toMatchObject({
      properties: { authCredentials: null, clientSecret: null, hostname: args.hostname },
    });
    expect((failure as Error).message).toMatch(
      /Cloudflare might not have saved the new authCredentials and clientSecret\. Run `pulumi up` again to resend them\.$/,
    );
  });
});
