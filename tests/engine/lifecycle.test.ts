import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { calls, updates, useAccount } from "../support/account";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const plain = 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"';

describe("an unauthenticated server", () => {
  test("is created, stays quiet, is changed by exactly what differs, and leaves nothing behind", async () => {
    const { cloudflare } = account;
    const program = (more: string): string => `${servers({ docs: `${plain}, ${more}` })}
      exports.incarnation = docs.incarnation;`;
    const stack = await createStack(cloudflare, { program: program('name: "Docs", description: "Documentation"') });

    expect(ok(await stack.up()).steps).toEqual(["create docs"]);
    expect(calls(cloudflare)).toEqual(["POST /servers"]);
    expect(cloudflare.requests()[0]?.body).toEqual({
      id: "docs",
      hostname: "https://docs.example.com/mcp",
      auth_type: "unauthenticated",
      name: "Docs",
      description: "Documentation",
    });
    const { incarnation } = await stack.workspace.outputs();
    expect(incarnation).toBe("1");

    cloudflare.clearRequests();
    expect(ok(await stack.preview("--expect-no-changes")).changes).toEqual({ same: 2 });
    expect(ok(await stack.up()).changes).toEqual({ same: 2 });
    expect(calls(cloudflare)).toEqual([]);
    expect((await stack.drift()).code).toBe(0);
    expect(calls(cloudflare)).toEqual(["GET /servers/docs"]);

    cloudflare.clearRequests();
    stack.program(program('name: "Handbook", description: "Documentation"'));
    expect(ok(await stack.up()).steps).toEqual(["update docs"]);
    expect(calls(cloudflare)).toEqual(["PUT /servers/docs"]);
    expect(updates(cloudflare)).toEqual([{ name: "Handbook" }]);

    cloudflare.clearRequests();
    stack.program(program('name: "Handbook"'));
    expect(ok(await stack.up()).steps).toEqual(["update docs"]);
    expect(updates(cloudflare)).toEqual([{ description: null }]);
    expect(cloudflare.server("docs")?.description).toBeNull();
    expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);

    ok(await stack.destroy());
    expect(cloudflare.servers()).toEqual([]);
    expect((await stack.state()).resources).toEqual([]);
  });

  test("whose name was set and is removed goes back to the name of the resource, and then is not managed", async () => {
    const { cloudflare } = account;
    const stack = await createStack(cloudflare, { program: servers({ docs: `${plain}, name: "Handbook"` }) });
    ok(await stack.up());
    cloudflare.clearRequests();

    stack.program(servers({ docs: plain }));
    expect(ok(await stack.up()).steps).toEqual(["update docs"]);
    expect(updates(cloudflare)).toEqual([{ name: "docs" }]);

    cloudflare.editServer("docs", { name: "Named on the dashboard" });
    expect((await stack.drift()).code).toBe(0);
    ok(await stack.up("--refresh"));
    expect(cloudflare.server("docs")?.name).toBe("Named on the dashboard");
  });

  test("changes nothing in Cloudflare if an argument gets its current value, is removed, or is a hint", async () => {
    const { cloudflare } = account;
    const stack = await createStack(cloudflare, { program: servers({ docs: plain }) });
    ok(await stack.up());
    cloudflare.clearRequests();

    stack.program(servers({ docs: `${plain}, secureWebGateway: false` }));
    expect(ok(await stack.up()).steps).toEqual(["update docs"]);
    expect(calls(cloudflare)).toEqual([]);

    // From now on it is managed: the edit is drift, which it was not before.
    cloudflare.editServer("docs", { secure_web_gateway: true });
    expect((await stack.drift()).code).toBe(7);
    cloudflare.editServer("docs", { secure_web_gateway: false });
    cloudflare.clearRequests();

    stack.program(servers({ docs: plain }));
    expect(ok(await stack.up()).steps).toEqual(["update docs"]);
    stack.program(servers({ docs: `${plain.replace("never", "auto")}, adopt: true` }));
    expect(ok(await stack.up()).steps).toEqual([]);
    expect(calls(cloudflare)).toEqual([]);
    expect((await stack.drift()).code).toBe(0);
  });
});

describe("a create that Cloudflare refuses in words that its code does not fit", () => {
  const body = { success: false, errors: [{ code: 7003, message: "A server with this id already exists" }] };

  test("is looked up, and the error says whose the server is", async () => {
    const { cloudflare } = account;
    cloudflare.seedServer({
      id: "docs",
      hostname: "https://theirs.example.com/mcp",
      auth_type: "unauthenticated",
      created_by: "ada@example.com",
    });
    cloudflare.addFault({ method: "POST", path: "/servers", action: "answer", status: 400, body });
    const stack = await createStack(cloudflare, { program: servers({ docs: plain }) });

    const refused = await stack.up();

    expect(refused.code).not.toBe(0);
    const said = refused.messages.map(({ text }) => text).join("\n");
    expect(said).toContain("already exists in account");
    expect(said).toContain("https://theirs.example.com/mcp, created by ada@example.com");
    expect(said).not.toContain("Check the account id.");
    expect(calls(cloudflare)).toEqual(["POST /servers", "GET /servers/docs"]);
  });

  test("is Cloudflare's words alone when there is no such server, and nothing is saved", async () => {
    const { cloudflare } = account;
    cloudflare.addFault({ method: "POST", path: "/servers", action: "answer", status: 400, body });
    const stack = await createStack(cloudflare, { program: servers({ docs: plain }) });

    const refused = await stack.up();

    expect(refused.messages.map(({ text }) => text).join("\n")).toContain(
      'Could not create MCP server "docs": Cloudflare says "A server with this id already exists" [7003] (HTTP 400).',
    );
    expect((await stack.state()).resources.map(({ id }) => id)).not.toContain(`${cloudflare.accountId}/docs`);
    ok(await stack.up());
    expect(cloudflare.servers()).toHaveLength(1);
  });
});

describe("an argument that only steers a step", () => {
  const withHints = (hints: string, more = ""): string => `
    const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
    const options = { ignoreChanges: ["description"] };
    const quiet = { authType: "unauthenticated", hostname: "https://docs.example.com/mcp"${more} };
    new McpServer("docs", { ...quiet, description: "One", ${hints} sync: "never" }, options);
    new McpPortal("team", { hostname: "mcp.example.com", servers: [{ serverId: "docs" }], description: "One", ${hints} }, options);`;

  test("is in no state, and its removal never shows beside a remote edit of an ignored argument", async () => {
    const { cloudflare } = account;
    cloudflare.seedServer({ id: "docs", hostname: "https://docs.example.com/mcp", auth_type: "unauthenticated" });
    cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "docs" }] });
    const stack = await createStack(cloudflare, { program: withHints("adopt: true,") });
    expect(ok(await stack.up()).steps.toSorted()).toEqual(["create docs", "create team"]);
    for (const name of ["docs", "team"]) {
      const { inputs, outputs } = await stack.resource(name);
      expect({ ...inputs }).not.toHaveProperty("adopt");
      expect({ ...inputs }).not.toHaveProperty("sync");
      expect({ adopt: outputs.adopt, sync: outputs.sync ?? null }).toEqual({ adopt: null, sync: null });
    }

    stack.program(withHints(""));
    cloudflare.clearRequests();
    expect(ok(await stack.up("--expect-no-changes")).steps).toEqual([]);
    expect(calls(cloudflare)).toEqual([]);
    cloudflare.editServer("docs", { description: "By hand" });
    cloudflare.editPortal("team", { description: "By hand" });
    const drift = await stack.drift("--diff");
    expect(drift.stdout).not.toContain("adopt");
    expect(drift.code).toBe(0);
    ok(await stack.refresh());
    expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  });

  test("steers the steps of each up all the same", async () => {
    const { cloudflare } = account;
    const stack = await createStack(cloudflare, { program: servers({ docs: plain }) });
    ok(await stack.up());
    expect(calls(cloudflare)).toEqual(["POST /servers"]);
    ok(await stack.up("--replace", (await stack.resource("docs")).urn));
    expect(calls(cloudflare).filter((call) => call.endsWith("/sync"))).toEqual([]);
  });
});

describe("a bearer server", () => {
  let upstream: McpServer;

  beforeEach(async () => {
    upstream = await startMcpServer({ token: "upstream-token-1", tools: [{ name: "search" }, { name: "get" }] });
  });
  afterEach(async () => {
    await upstream.close();
  });

  test("is created with its secret, synced, renamed with its secret, and given a new one by one PUT", async () => {
    const { cloudflare } = account;
    const program = `${servers({
      tickets:
        'hostname: config.require("url"), authType: "bearer", authCredentials: config.requireSecret("token"), name: config.get("name")',
    })}
      exports.tools = tickets.tools.apply((tools) => tools.map((tool) => tool.name));`;
    const stack = await createStack(cloudflare, {
      program,
      config: { url: upstream.url, token: { secret: "upstream-token-1" } },
    });

    ok(await stack.up());
    expect(calls(cloudflare)).toEqual(["POST /servers", "POST /servers/tickets/sync", "GET /servers/tickets"]);
    expect(cloudflare.server("tickets")?.auth_credentials).toBe("upstream-token-1");
    expect(await stack.workspace.outputs()).toEqual({ tools: ["search", "get"] });

    cloudflare.clearRequests();
    await stack.config("name", "Tickets");
    expect(ok(await stack.up()).steps).toEqual(["update tickets"]);
    // The credentials that ride along take the server out of "ready".
    expect(calls(cloudflare)).toEqual(["PUT /servers/tickets", "POST /servers/tickets/sync", "GET /servers/tickets"]);
    expect(updates(cloudflare)).toEqual([{ name: "Tickets", auth_credentials: "upstream-token-1" }]);

    cloudflare.clearRequests();
    upstream.setToken("upstream-token-2");
    await stack.config("token", { secret: "upstream-token-2" });
    expect(ok(await stack.up()).steps).toEqual(["update tickets"]);
    expect(calls(cloudflare)).toEqual(["PUT /servers/tickets", "POST /servers/tickets/sync", "GET /servers/tickets"]);
    expect(updates(cloudflare)).toEqual([{ auth_credentials: "upstream-token-2" }]);
    expect(upstream.received.at(-1)?.authorization).toBe("Bearer upstream-token-2");
    expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
    expect((await stack.drift()).code).toBe(0);
  });

  test("whose upstream refuses the secret is created nevertheless, with the reason on its row and in outputs", async () => {
    const { cloudflare } = account;
    const stack = await createStack(cloudflare, {
      program: servers({
        tickets: `hostname: "${upstream.url}", authType: "bearer", authCredentials: config.requireSecret("token")`,
      }),
      config: { token: { secret: "not-the-token-of-upstream" } },
    });

    const { messages } = ok(await stack.up());

    expect(messages).toEqual([
      {
        severity: "warning",
        resource: "tickets",
        text: expect.stringContaining("the sync of its tools failed") as string,
      },
    ]);
    const { outputs } = await stack.resource("tickets");
    expect(outputs).toMatchObject({ status: "error", tools: [], errorDetails: { isUpstream: true, statusCode: 401 } });
    expect(outputs.error).toEqual(cloudflare.server("tickets")?.error);
  });
});

test("a program in TypeScript with a wrong argument does not compile, and with right ones it runs", async () => {
  const { cloudflare } = account;
  const program = (authType: string): string => `
    import { McpServer } from "pulumi-cloudflare-mcp";
    const docs = new McpServer("docs", { hostname: "https://docs.example.com/mcp", authType: ${authType}, sync: "never" });
    export const status = docs.status.apply((status) => status ?? "none");
    export const names = docs.tools.apply((tools) => tools.map(({ name }) => name.toUpperCase()));`;
  const stack = await createStack(cloudflare, {
    program: "",
    files: {
      "package.json": '{ "name": "test", "main": "index.ts" }',
      "tsconfig.json":
        '{ "compilerOptions": { "strict": true, "module": "node16", "moduleResolution": "node16", "target": "es2022", "skipLibCheck": true } }',
      "index.ts": program('"baerer"'),
    },
  });

  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain('"baerer"');
  expect(calls(cloudflare)).toEqual([]);

  stack.workspace.write("index.ts", program('"unauthenticated"'));
  ok(await stack.up());
  expect(await stack.workspace.outputs()).toEqual({ status: "waiting", names: [] });
});

test("a server that exists is read by McpServer.get, and one that does not is a clear error", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "docs", name: "Documentation" });
  const program = (id: string): string => `
    const { McpServer } = require("pulumi-cloudflare-mcp");
    exports.name = McpServer.get("docs", "${cloudflare.accountId}/${id}").name;`;
  const stack = await createStack(cloudflare, { program: program("docs") });

  ok(await stack.up());
  expect(await stack.workspace.outputs()).toEqual({ name: "Documentation" });

  // A sync that Cloudflare did by itself is no drift of something that is only read.
  cloudflare.editServer("docs", { last_synced: "2026-11-01T00:00:00.000Z", status: "error" });
  expect((await stack.drift()).code).toBe(0);

  stack.program(program("nope"));
  const missing = await stack.up();
  expect(missing.code).not.toBe(0);
  expect(missing.messages.map(({ text }) => text).join("\n")).toContain(
    `There is no MCP server "nope" in account ${cloudflare.accountId}.`,
  );

  stack.program(program("docs"));
  ok(await stack.destroy());
  expect(cloudflare.servers()).toHaveLength(1);
});
