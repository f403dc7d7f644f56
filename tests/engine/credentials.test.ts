import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { calls, updates, useAccount } from "../support/account";
import { isAlive, until } from "../support/processes";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
let upstream: McpServer;

beforeEach(async () => {
  upstream = await startMcpServer({ token: "canary-token-1", tools: [{ name: "search" }] });
});
afterEach(async () => {
  await upstream.close();
});

const tickets = (more = ""): string =>
  servers({
    tickets: `hostname: config.require("url"), authType: "bearer", authCredentials: config.requireSecret("token"), ${more}`,
  });
const settings = (): Record<string, string | { secret: string }> => ({
  url: upstream.url,
  token: { secret: "canary-token-1" },
});

test("refused credentials are reverted, the step reports it, and state keeps the old ones encrypted", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: tickets('name: "Tickets"'), config: settings() });
  ok(await stack.up());
  cloudflare.clearRequests();

  await stack.config("token", { secret: "canary-wrong-2" });
  stack.program(tickets('name: "Renamed"'));
  const failed = await stack.up();

  expect(failed.code).not.toBe(0);
  const said = failed.messages.map(({ text }) => text).join("\n");
  expect(said).toContain('The upstream rejected the new authCredentials of MCP server "tickets"');
  expect(said).toContain("The previous authCredentials were restored and work.");
  expect(updates(cloudflare)).toEqual([
    { name: "Renamed", auth_credentials: "canary-wrong-2" },
    { auth_credentials: "canary-token-1" },
  ]);
  expect(cloudflare.server("tickets")).toMatchObject({
    name: "Renamed",
    status: "ready",
    auth_credentials: "canary-token-1",
  });
  const { text } = await stack.state();
  expect([text, failed.stdout, failed.stderr].filter((place) => place.includes("canary"))).toEqual([]);

  // The name is done, so only the credentials are left, also after a refresh in between.
  upstream.setToken("canary-wrong-2");
  ok(await stack.refresh());
  cloudflare.clearRequests();
  ok(await stack.up());
  expect(updates(cloudflare)).toEqual([{ auth_credentials: "canary-wrong-2" }]);
  expect((await stack.drift()).code).toBe(0);
});

test("a renamed bearer server is ready after the up, although its credentials were sent again", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: tickets('name: "Tickets"'), config: settings() });
  ok(await stack.up());
  cloudflare.clearRequests();

  stack.program(tickets('name: "Renamed"'));
  expect(ok(await stack.up()).messages).toEqual([]);

  expect(calls(cloudflare)).toEqual(["PUT /servers/tickets", "POST /servers/tickets/sync", "GET /servers/tickets"]);
  expect(cloudflare.server("tickets")).toMatchObject({ name: "Renamed", status: "ready" });
  expect((await stack.resource("tickets")).outputs.status).toBe("ready");
  expect((await stack.drift()).code).toBe(0);
});

test.each(["auto", "require"])(
  "a rename that overwrites credentials rotated elsewhere under ignoreChanges says so (sync %s)",
  async (sync) => {
    const { cloudflare } = account;
    const program = (name: string): string =>
      servers({
        tickets: {
          args: `hostname: config.require("url"), authType: "bearer", authCredentials: config.requireSecret("token"), name: "${name}", sync: "${sync}"`,
          opts: '{ ignoreChanges: ["authCredentials"] }',
        },
      });
    const stack = await createStack(cloudflare, { program: program("Tickets"), config: settings() });
    ok(await stack.up());
    upstream.setToken("canary-rotated-2");
    cloudflare.editServer("tickets", { auth_credentials: "canary-rotated-2" });

    stack.program(program("Renamed"));
    const renamed = await stack.up();

    expect(renamed.code === 0).toBe(sync === "auto");
    const said = renamed.messages.map(({ text }) => text).join("\n");
    expect(said).toContain(
      'Cloudflare could not sync MCP server "tickets" with the authCredentials that this update sent',
    );
    expect(said).toContain("If they were rotated elsewhere, this update has overwritten them.");
    expect(`${renamed.stdout}${renamed.stderr}`).not.toContain("canary");
    expect(cloudflare.server("tickets")).toMatchObject({ name: "Renamed", auth_credentials: "canary-token-1" });
  },
);

test("a create whose required sync fails is kept, shown as pending after a refresh, and made up for", async () => {
  const { cloudflare } = account;
  upstream.setDown(true);
  const stack = await createStack(cloudflare, { program: tickets('sync: "require"'), config: settings() });

  const failed = await stack.up();
  expect(failed.code).not.toBe(0);
  expect(failed.messages.map(({ text }) => text).join("\n")).toContain("the sync of its tools failed");
  expect(cloudflare.servers()).toHaveLength(1);

  ok(await stack.refresh());
  upstream.setDown(false);
  cloudflare.clearRequests();
  expect(ok(await stack.up()).steps).toEqual(["update tickets"]);
  expect(calls(cloudflare)).toEqual(["GET /servers/tickets", "POST /servers/tickets/sync", "GET /servers/tickets"]);
  expect((await stack.resource("tickets")).outputs.status).toBe("ready");
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});

test("a client secret rotated by others is shown as missing, restored by one PUT, and ignored on demand", async () => {
  const { cloudflare } = account;
  const oauth = `hostname: "https://upstream.example.com/mcp", authType: "oauth", clientSecret: pulumi.secret("canary-secret"),
    authCredentials: {
      config: { authorizationEndpoint: "https://idp.example.com/authorize", tokenEndpoint: "https://idp.example.com/token" },
      registrationInfo: { clientId: "portal", redirectUris: ["https://mcp.example.com/servers-callback"] },
    }`;
  const stack = await createStack(cloudflare, { program: servers({ tickets: oauth }) });
  ok(await stack.up());
  const rotate = (version: number): void => {
    const summary = cloudflare.server("tickets")?.auth_config_summary;
    cloudflare.editServer("tickets", {
      client_secret_version: version,
      auth_config_summary: { ...summary, client_secret_version: version },
    });
  };
  rotate(2);

  const drift = await stack.drift("--diff");
  expect(drift.code).toBe(7);
  expect(drift.stdout).toContain("- clientSecret: [secret]");
  expect(drift.messages.map(({ text }) => text).join("\n")).toContain(
    "somebody else rotated it (version 2; version 1 was applied)",
  );

  cloudflare.clearRequests();
  ok(await stack.up("--refresh"));
  expect(updates(cloudflare)).toEqual([{ client_secret: "canary-secret" }]);
  expect((await stack.drift()).code).toBe(0);

  stack.program(servers({ tickets: { args: oauth, opts: '{ ignoreChanges: ["clientSecret"] }' } }));
  ok(await stack.up());
  rotate(9);
  expect((await stack.drift()).code).toBe(0);
});

test("an orphaned provider process puts nothing back: what the next up writes stays", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: tickets(), config: settings() });
  ok(await stack.up());
  await stack.config("token", { secret: "canary-wrong-2" });
  // The upstream refuses, which the process learns only after its engine was killed.
  cloudflare.addFault({ path: "/servers/tickets/sync", action: "delay", milliseconds: 4_000 });
  cloudflare.clearRequests();

  const child = stack.start(["up", "--yes", "--skip-preview"]);
  await until("the new credentials are written", () => updates(cloudflare).length === 1);
  const provider = await stack.providerProcess(child);
  child.kill("SIGKILL");
  await until("the provider process is gone", () => !isAlive(provider));

  expect(updates(cloudflare)).toEqual([{ auth_credentials: "canary-wrong-2" }]);
  ok(await stack.command(["cancel", "--yes"]));
  upstream.setToken("canary-wrong-2");
  ok(await stack.up());
  expect(cloudflare.server("tickets")).toMatchObject({ auth_credentials: "canary-wrong-2", status: "ready" });
  expect((await stack.state()).pending).toEqual([]);
});

test("after a create killed once Cloudflare was done, the next up is refused with a remedy that works", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: tickets(), config: settings() });
  cloudflare.addFault({ path: "/servers/tickets/sync", action: "delay", milliseconds: 4_000 });
  const child = stack.start(["up", "--yes", "--skip-preview"]);
  await until("the server is created", () => cloudflare.servers().length === 1);
  const provider = await stack.providerProcess(child);
  child.kill("SIGKILL");
  await until("the provider process is gone", () => !isAlive(provider));
  ok(await stack.command(["cancel", "--yes"]));

  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  const variable = `CLOUDFLARE_MCP_ADOPT=${cloudflare.accountId}/tickets`;
  expect(refused.messages.map(({ text }) => text).join("\n")).toContain(variable);

  const [name = "", value = ""] = variable.split("=");
  ok(await stack.run(["up", "--yes", "--skip-preview"], { [name]: value }));
  expect(cloudflare.servers()).toHaveLength(1);
  expect(cloudflare.server("tickets")).toMatchObject({ status: "ready", auth_credentials: "canary-token-1" });
  // Pulumi remembers the interrupted create until it is told to forget it.
  ok(await stack.refresh("--clear-pending-creates"));
  expect((await stack.state()).pending).toEqual([]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
});

test("a token that may only read is enough to preview, to refresh and for an up without changes", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: tickets(), config: settings() });
  ok(await stack.up());
  const readOnly = { CLOUDFLARE_API_TOKEN: cloudflare.readOnlyToken };

  ok(await stack.run(["preview", "--expect-no-changes"], readOnly));
  ok(await stack.run(["refresh", "--yes", "--skip-preview"], readOnly));
  ok(await stack.run(["up", "--yes", "--skip-preview", "--refresh"], readOnly));

  stack.program(tickets('name: "Renamed"'));
  const refused = await stack.run(["up", "--yes", "--skip-preview"], readOnly);
  expect(refused.messages.map(({ text }) => text).join("\n")).toContain('"MCP Portals Write"');
});

test("a long wait for the rate limit is visible while it lasts", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: tickets('sync: "never"'), config: settings() });
  cloudflare.addFault({
    method: "POST",
    path: "/servers",
    action: "answer",
    status: 429,
    headers: { "retry-after": "4" },
    body: { success: false, errors: [{ message: "slow down" }] },
  });

  const run = ok(await stack.up());

  expect(run.progress.join("\n")).toMatch(/waiting [45] s: Cloudflare says "slow down"/);
  expect(cloudflare.servers()).toHaveLength(1);
});
