import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockSchemaId } from "../../../provider/src/lock/file";
import { PluginResource, type Target } from "../../../provider/src/plugin/resource";
import { resources } from "../../../provider/src/resources";
import type { KindName } from "../../../provider/src/kinds";
import { updates, useAccount } from "../../support/account";
import type { Properties } from "../../support/deployment";
import { hostOf } from "../../support/drivers";
import { failureOf, writes } from "../../behaviours/world";

const account = useAccount();
const folder = mkdtempSync(join(tmpdir(), "plugin-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const named = (kind: KindName, logicalName: string): Target => ({
  urn: `urn:pulumi:test::test::cloudflare-mcp:index:${kind}::${logicalName}`,
  logicalName,
  secretNames: [],
  secretTexts: [],
});
const docs = named("McpServer", "docs");
const team = named("McpPortal", "team");
const plain = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" };
const portal = { name: "Team", hostname: "mcp.example.com" };

interface Command {
  readonly servers: PluginResource;
  readonly portals: PluginResource;
  readonly warnings: string[];
}

/** The plugin in one command. */
function command(): Command {
  const warnings: string[] = [];
  const host = hostOf(account.cloudflare, { folder, warnings });
  const of = (kind: KindName): PluginResource => new PluginResource(resources[kind], host);
  return { servers: of("McpServer"), portals: of("McpPortal"), warnings };
}

const idOf = (name: string): string => `${account.cloudflare.accountId}/${name}`;

describe("the servers of a portal", () => {
  const rowsOf = (inputs: Properties): unknown => inputs.servers;

  test("are referenced by Pulumi's id: the row has the incarnation", async () => {
    const { servers, portals } = command();
    const { inputs } = await servers.check(docs, {}, plain);
    const checked = await portals.check(
      team,
      {},
      { ...portal, servers: [{ server: idOf("docs"), tools: ["search"] }] },
    );
    expect(checked.failures).toEqual([]);
    expect(rowsOf(checked.inputs)).toEqual([
      { server: idOf("docs"), tools: ["search"], incarnation: inputs.incarnation },
    ]);
  });

  test.each(["before", "after"])("are no reference by a plain id, checked %s their portal", async (order) => {
    const { servers, portals } = command();
    const server = (): Promise<unknown> => servers.check(docs, {}, plain);
    if (order === "before") {
      await server();
    }
    const checked = await portals.check(team, {}, { ...portal, servers: [{ server: "docs", tools: ["search"] }] });
    if (order === "after") {
      await server();
    }
    expect(checked.failures).toEqual([]);
    expect(rowsOf(checked.inputs)).toEqual([{ server: idOf("docs"), tools: ["search"] }]);
  });

  test.each(["before", "after"])(
    "are refused by a plain id past an enforced lock, checked %s their portal",
    async (order) => {
      const { servers, portals } = command();
      writeLock();
      const locked = { ...plain, toolLock: "mcp-locks/docs.json" };
      const byId = { ...portal, servers: [{ server: "docs" }] };
      const checks = [() => servers.check(docs, {}, locked), () => portals.check(team, {}, byId)];
      const failures = [];
      for (const check of order === "before" ? checks : checks.reverse()) {
        failures.push(...(await check()).failures.map(({ reason }) => reason));
      }
      const said = order === "before" ? "without the toolLock" : "which bypasses the lock";
      expect(failures).toEqual([expect.stringContaining(said)]);
    },
  );

  test("are hidden but for what the lock of their server allows", async () => {
    const { servers, portals } = command();
    writeLock();
    account.cloudflare.seedServer({ id: "docs", hostname: plain.hostname, auth_type: plain.authType });
    await servers.check(docs, {}, { ...plain, adopt: true, toolLock: "mcp-locks/docs.json" });
    const { inputs, failures } = await portals.check(team, {}, { ...portal, servers: [{ server: idOf("docs") }] });
    expect(failures).toEqual([]);
    await portals.create(team, inputs, false);
    expect(account.cloudflare.portals()[0]?.servers).toMatchObject([{ server_id: "docs", default_disabled: true }]);
  });

  test("keep what their server said when it was not checked in this command", async () => {
    const first = command();
    writeLock();
    await first.servers.check(docs, {}, { ...plain, toolLock: "mcp-locks/docs.json" });
    const before = await first.portals.check(team, {}, { ...portal, servers: [{ server: idOf("docs") }] });
    expect(rowsOf(before.inputs)).toEqual([expect.objectContaining({ toolLock: expect.anything() as unknown })]);
    const targeted = await command().portals.check(team, before.inputs, {
      ...portal,
      servers: [{ server: idOf("docs") }],
    });
    expect(targeted.inputs).toEqual(before.inputs);
  });

  test("lose a lock of their own that the program removes", async () => {
    writeLock();
    const own = { server: idOf("docs"), toolLock: "mcp-locks/docs.json" };
    const before = await command().portals.check(team, {}, { ...portal, servers: [own] });
    expect(rowsOf(before.inputs)).toEqual([expect.objectContaining({ toolLock: expect.anything() as unknown })]);
    const after = await command().portals.check(team, before.inputs, {
      ...portal,
      servers: [{ server: idOf("docs") }],
    });
    expect(rowsOf(after.inputs)).toEqual([{ server: idOf("docs") }]);
  });

  test("are those of its own account: another one is refused by name", async () => {
    const other = `${account.cloudflare.secondAccountId}/docs`;
    const { failures } = await command().portals.check(team, {}, { ...portal, servers: [{ server: other }] });
    expect(failures.map(({ reason }) => reason)).toEqual([
      `servers.0.server: is of account ${account.cloudflare.secondAccountId}. A portal exposes servers of its own account, ${account.cloudflare.accountId}.`,
    ]);
  });

  test.each([
    [{}, "servers.0: needs server: the id of an McpServer, such as docs.id"],
    [{ server: null, tools: ["search"] }, "servers.0: needs server: the id of an McpServer, such as docs.id"],
    [{ server: "docs", serverId: "wiki" }, "servers.0: has both server and serverId; remove one of them"],
  ])("name their server once: %j is refused", async (row, reason) => {
    const { failures } = await command().portals.check(team, {}, { ...portal, servers: [row] });
    expect(failures.map((failure) => failure.reason)).toEqual(expect.arrayContaining([reason]));
  });

  function writeLock(): void {
    mkdirSync(join(folder, "mcp-locks"), { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: yaml\n");
    writeFileSync(
      join(folder, "mcp-locks/docs.json"),
      JSON.stringify({ $schema: lockSchemaId, server: "docs", hostname: plain.hostname, tools: {}, prompts: {} }),
    );
  }
});

describe("an import", () => {
  const seed = (more: Properties = {}): void => {
    account.cloudflare.seedServer({
      id: "docs",
      name: "Documentation",
      hostname: "https://docs.example.com/mcp",
      auth_type: "unauthenticated",
      description: "Theirs",
      ...more,
    });
  };

  test("declares what is not Cloudflare's default, and is the same each time", async () => {
    seed();
    const first = await command().servers.read(docs, idOf("docs"), undefined);
    expect(first.inputs).toEqual({
      accountId: account.cloudflare.accountId,
      serverId: "docs",
      name: "Documentation",
      hostname: "https://docs.example.com/mcp",
      authType: "unauthenticated",
      description: "Theirs",
      incarnation: expect.any(String) as string,
    });
    expect(await command().servers.read(docs, idOf("docs"), undefined)).toEqual(first);
    const { inputs, failures } = await command().servers.check(docs, first.inputs ?? {}, first.inputs ?? {});
    expect([failures, inputs]).toEqual([[], first.inputs]);
  });

  test("is quiet in the next refresh, although its outputs name no managed argument", async () => {
    seed();
    const { id, outputs, inputs = {} } = await command().servers.read(docs, idOf("docs"), undefined);
    const read = await command().servers.read(docs, id, { outputs, inputs });
    expect(read.inputs).toEqual(inputs);
    const { changes } = await command().servers.diff(docs, { id, outputs: read.outputs, inputs }, inputs);
    expect(changes).toBe(false);
  });

  test("and the update right after it reset nothing that the program leaves out", async () => {
    seed();
    const { servers } = command();
    const { id, outputs, inputs: old = {} } = await servers.read(docs, idOf("docs"), undefined);
    const { inputs } = await servers.check(docs, old, { ...plain, name: "Ours" });
    expect(await servers.diff(docs, { id, outputs, inputs: old }, inputs)).toMatchObject({
      changes: true,
      names: ["name"],
      replaces: [],
    });
    const updated = await servers.update(docs, { id, outputs, inputs: old }, inputs, false);
    expect(updates(account.cloudflare)).toEqual([{ name: "Ours" }]);
    expect(updated).toMatchObject({ description: "Theirs", name: "Ours" });

    account.cloudflare.editServer("docs", { description: "Somebody's" });
    const read = await command().servers.read(docs, id, { outputs: updated, inputs });
    expect(read.inputs).toEqual(inputs);
  });

  test("of a server with credentials names what the program has to add", async () => {
    seed({ auth_type: "bearer", auth_credentials: "token" });
    const { servers, warnings } = command();
    const { inputs } = await servers.read(docs, idOf("docs"), undefined);
    expect(warnings).toEqual([expect.stringContaining("does not return authCredentials")]);
    expect(inputs).not.toHaveProperty("authCredentials");
  });

  test("of what is not there is an error, and so is an id of another form", async () => {
    expect((await failureOf(command().servers.read(docs, idOf("docs"), undefined))).message).toContain("There is no");
    expect((await failureOf(command().servers.read(docs, "docs", undefined))).message).toContain(
      "must be <accountId>/<serverId>",
    );
  });
});

test("an argument that a failed step has set goes back to its default when the program takes it back", async () => {
  const { servers } = command();
  const { inputs } = await servers.check(docs, {}, plain);
  const { id, outputs } = await servers.create(docs, inputs, false);
  // What the engine keeps of an update that failed halfway: the new outputs beside the old inputs.
  const next = command().servers;
  const described = (await next.check(docs, inputs, { ...plain, description: "Ours" })).inputs;
  const halfway = await next.update(docs, { id, outputs, inputs }, described, false);
  account.cloudflare.clearRequests();
  const again = (await command().servers.check(docs, inputs, plain)).inputs;
  await command().servers.update(docs, { id, outputs: halfway, inputs }, again, false);
  expect(updates(account.cloudflare)).toEqual([{ description: null }]);
});

test("a preview of a create and of an update asks nobody", async () => {
  const { servers } = command();
  const { inputs } = await servers.check(docs, {}, plain);
  const preview = await servers.create(docs, inputs, true);
  expect(preview).toMatchObject({ id: idOf("docs"), outputs: { serverId: "docs", hostname: plain.hostname } });
  const { id, outputs } = await servers.create(docs, inputs, false);
  account.cloudflare.clearRequests();
  await servers.update(docs, { id, outputs, inputs }, { ...inputs, name: "Other" }, true);
  expect(writes(account.cloudflare)).toEqual([]);
  expect(account.cloudflare.requests()).toEqual([]);
});

test("a .get reads what is there without managing it, and fails when it is missing", async () => {
  const nothing = { outputs: {}, inputs: {} };
  expect((await failureOf(command().servers.read(docs, idOf("docs"), nothing))).message).toContain("There is no");
  account.cloudflare.seedServer({ id: "docs", name: "Documentation" });
  const read = await command().servers.read(docs, idOf("docs"), nothing);
  expect(read).toMatchObject({ id: idOf("docs"), outputs: { name: "Documentation" } });
  expect(read.inputs).toBeUndefined();
});

test("a refusal quotes no secret of state or program", async () => {
  const { servers } = command();
  const canary = "canary-of-the-name-0001";
  const { failures } = await servers.check({ ...docs, secretTexts: [canary] }, {}, { ...plain, [canary]: 1 });
  expect(failures.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^\[secret\]: is not an argument; the arguments are accountId, /),
  ]);
});
