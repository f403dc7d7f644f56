/** The native plugin on the real engine, from its bundle, with programs that name the resources by their tokens. */
import { dirname } from "node:path";
import { startMcpServer } from "cloudflare-mcp-emulator";
import { defaultIdentities } from "../../emulator/src/identities";
import { archive } from "../../tools/plugin/archive";
import { calls, updates, useAccount } from "../support/account";
import { usePluginBundle } from "../support/pluginBundle";
import { pluginProgram, pluginProject } from "../support/pluginProgram";
import { isAlive, until } from "../support/processes";
import { outcomeOf } from "../support/pulumi";
import { ok, type StackOptions, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const plugin = usePluginBundle();

const plain = 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"';

async function stackOf(body: string, options: Omit<StackOptions, "program"> = {}): Promise<TestStack> {
  const files = { "Pulumi.yaml": pluginProject(plugin.folder), ...options.files };
  return createStack(account.cloudflare, { ...options, program: pluginProgram(body), files });
}

test("a server is created, quiet, repaired after a remote edit, and destroyed", async () => {
  const { cloudflare } = account;
  const body = (name: string): string => `new McpServer("docs", { ${plain}, name: "${name}", description: "Ours" });`;
  const stack = await stackOf(body("One"));
  expect(ok(await stack.up()).steps).toEqual(["create docs"]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);

  cloudflare.editServer("docs", { description: "Theirs" });
  expect((await stack.drift()).code).toBe(7);
  stack.program(pluginProgram(body("Two")));
  cloudflare.clearRequests();
  ok(await stack.up("--refresh"));
  expect(updates(cloudflare)).toEqual([{ name: "Two", description: "Ours" }]);
  expect((await stack.drift()).code).toBe(0);

  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});

test("a remote edit of an ignored argument is no drift", async () => {
  const { cloudflare } = account;
  const stack = await stackOf(`new McpServer("docs", { ${plain}, name: "Ours" }, { ignoreChanges: ["name"] });`);
  ok(await stack.up());
  cloudflare.editServer("docs", { name: "Theirs" });
  expect((await stack.drift()).code).toBe(0);
  cloudflare.clearRequests();
  ok(await stack.up("--refresh"));
  expect(updates(cloudflare)).toEqual([]);
});

test("credentials of a program that marks none are encrypted in inputs and outputs, and rotate", async () => {
  const { cloudflare } = account;
  const body = (token: string): string =>
    `new McpServer("docs", { hostname: "https://docs.example.com/mcp", authType: "bearer", sync: "never", authCredentials: "${token}" });`;
  const stack = await stackOf(body("canary-one-0001"));
  ok(await stack.up());
  expect((await stack.state()).text).not.toContain("canary");
  const { inputs, outputs } = await stack.resource("docs");
  expect([inputs.authCredentials, outputs.authCredentials]).toEqual([
    expect.objectContaining({ ciphertext: expect.any(String) as string }),
    expect.objectContaining({ ciphertext: expect.any(String) as string }),
  ]);

  stack.program(pluginProgram(body("canary-two-0002")));
  const run = ok(await stack.up("--diff"));
  expect(run.stdout).not.toContain("canary");
  expect(updates(cloudflare)).toEqual([{ auth_credentials: "canary-two-0002" }]);
  ok(await stack.refresh());
  expect((await stack.state()).text).not.toContain("canary");
});

test("a preview of a rename knows the outputs that stay: what depends on them is not shown as updated", async () => {
  const body = (name: string): string => `
    const team = new McpPortal("team", { name: "${name}", hostname: "mcp.example.com" });
    new McpServer("docs", { ${plain}, description: team.url });`;
  const stack = await stackOf(body("One"));
  ok(await stack.up());
  stack.program(pluginProgram(body("Two")));
  expect(ok(await stack.preview()).steps).toEqual(["update team"]);
  expect(ok(await stack.up()).steps).toEqual(["update team"]);
});

test("a portal maps a server by its id again after a replacement, in one up", async () => {
  const { cloudflare } = account;
  const body = (host: string): string => `
    const docs = new McpServer("docs", { hostname: "https://${host}.example.com/mcp", authType: "unauthenticated", sync: "never" });
    new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers: [{ server: docs.id }] });`;
  const stack = await stackOf(body("one"));
  ok(await stack.up());
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);

  stack.program(pluginProgram(body("two")));
  ok(await stack.up());
  expect(cloudflare.portals()[0]?.servers).toMatchObject([{ server_id: "docs" }]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  ok(await stack.destroy());
});

test("pulumi import makes state of a server and of a portal, and their program previews quietly", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({
    id: "docs",
    name: "Documentation",
    hostname: "https://docs.example.com/mcp",
    auth_type: "bearer",
    auth_credentials: "token",
    description: "Theirs",
    updated_tools: [{ name: "search", enabled: false }],
  });
  cloudflare.seedPortal({ id: "team", name: "Team", hostname: "mcp.example.com", servers: [{ server_id: "docs" }] });
  const stack = await stackOf("");
  const flags = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
  for (const [kind, id] of [
    ["McpServer", "docs"],
    ["McpPortal", "team"],
  ] as const) {
    const words = ["import", `cloudflare-mcp:index:${kind}`, id, `${cloudflare.accountId}/${id}`, ...flags];
    const { messages } = ok(await stack.run(words));
    expect(messages.map(({ text }) => text).join()).toContain(kind === "McpServer" ? "authCredentials" : "");
  }
  expect((await stack.drift()).code).toBe(0);

  stack.program(
    pluginProgram(`
      const docs = new McpServer("docs", {
        name: "Documentation", hostname: "https://docs.example.com/mcp", authType: "bearer", description: "Theirs",
        updatedTools: [{ name: "search", enabled: false }],
      });
      new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers: [{ server: docs.id }] });`),
  );
  cloudflare.clearRequests();
  const { steps } = ok(await stack.preview());
  expect(steps).toEqual([]);
  expect(calls(cloudflare)).toEqual([]);
});

test("the import option adopts what the program declares, and resets nothing that it leaves out", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({
    id: "docs",
    name: "Documentation",
    hostname: "https://docs.example.com/mcp",
    auth_type: "unauthenticated",
    description: "Theirs",
  });
  const declared = (options: string): string => `new McpServer("docs", { ${plain} }, ${options});`;
  const stack = await stackOf(declared(`{ import: "${cloudflare.accountId}/docs" }`));
  cloudflare.clearRequests();
  ok(await stack.up());
  expect(updates(cloudflare)).toEqual([]);
  expect(cloudflare.server("docs")).toMatchObject({ name: "Documentation", description: "Theirs" });

  stack.program(pluginProgram(declared("{}")));
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
  cloudflare.editServer("docs", { description: "Somebody's" });
  expect((await stack.drift()).code).toBe(0);
});

test("an import of what is not there says so, and names the account", async () => {
  const { cloudflare } = account;
  const stack = await stackOf("");
  const words = ["cloudflare-mcp:index:McpServer", "docs", `${cloudflare.accountId}/docs`, "--yes", "--skip-preview"];
  const run = await stack.run(["import", ...words, "--generate-code=false"]);
  expect(run.code).not.toBe(0);
  expect(run.messages.map(({ text }) => text).join("\n")).toContain(
    `There is no MCP server "docs" in account ${cloudflare.accountId}`,
  );
});

test("--replace without deleteBeforeReplace loses nothing, and says which option it needs", async () => {
  const { cloudflare } = account;
  const body = (options: string): string => `new McpServer("docs", { ${plain} }, ${options});`;
  const stack = await stackOf(body("{ deleteBeforeReplace: false }"));
  ok(await stack.up());
  const { urn } = await stack.resource("docs");
  const run = await stack.up("--replace", urn);
  expect(run.code).not.toBe(0);
  expect(run.messages.map(({ text }) => text).join("\n")).toContain("set the resource option deleteBeforeReplace");
  expect(cloudflare.servers()).toHaveLength(1);

  stack.program(pluginProgram(body("{}")));
  ok(await stack.up("--replace", urn));
  expect(cloudflare.servers()).toHaveLength(1);
});

test("an explicit provider keeps its token encrypted, and a rotation of it updates nothing else", async () => {
  const { cloudflare } = account;
  const body = (credentials: string): string => `
    const own = { ${credentials}, accountId: "${cloudflare.accountId}", baseUrl: "${cloudflare.baseUrl}" };
    new McpServer("docs", { ${plain} }, { provider: new Provider("own", own) });`;
  const { apiToken, apiKey, email } = defaultIdentities;
  const stack = await stackOf(body(`apiToken: "${apiToken}"`), { environment: { CLOUDFLARE_API_TOKEN: "" } });
  ok(await stack.up());
  expect((await stack.state()).text).not.toContain(apiToken);
  stack.program(pluginProgram(body(`apiKey: "${apiKey}", email: "${email}"`)));
  cloudflare.clearRequests();
  ok(await stack.up());
  expect(calls(cloudflare)).toEqual([]);
  const { text } = await stack.state();
  expect([apiToken, apiKey].filter((secret) => text.includes(secret))).toEqual([]);
  expect((await stack.drift()).code).toBe(0);
});

test("an installed archive needs no word in Pulumi.yaml", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: pluginProgram(`new McpServer("docs", { ${plain} });`) });
  const { folder, version } = plugin;
  const [, file = ""] = archive(folder, version, dirname(folder)).filter((name) => name.includes("linux"));
  ok(await stack.command(["plugin", "install", "resource", "cloudflare-mcp", `v${version}`, "--file", file]));
  const { messages } = ok(await stack.up());
  expect(messages).toEqual([]);
  expect(cloudflare.servers().map(({ id }) => id)).toEqual(["docs"]);
});

test("messages name the keys of this package's configuration", async () => {
  const stack = await stackOf(`new McpServer("docs", { ${plain} });`, {
    environment: { CLOUDFLARE_API_TOKEN: "" },
    config: { "cloudflare-mcp:email": "somebody@example.com" },
  });
  const run = await stack.up();
  expect(run.code).not.toBe(0);
  const said = run.messages.map(({ text }) => text).join("\n");
  expect(said).toContain("cloudflare-mcp:email is set without cloudflare-mcp:apiKey");
});

test("an interrupted up ends its wait for a rate limit at once", async () => {
  const { cloudflare } = account;
  cloudflare.addFault({
    method: "POST",
    path: "/servers",
    times: "always",
    action: "answer",
    status: 429,
    headers: { "retry-after": "120" },
    body: { success: false, errors: [{ code: 971, message: "slow down" }] },
  });
  const stack = await stackOf(`new McpServer("docs", { ${plain} });`);
  const run = stack.start(["up", "--yes", "--skip-preview"]);
  const outcome = outcomeOf(run);
  await until("the create was refused", () => cloudflare.requests().some(({ method }) => method === "POST"));
  run.kill("SIGINT");
  const { code, stdout, stderr } = await outcome;
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain("Cancelled while waiting for Cloudflare");
  expect(cloudflare.servers()).toEqual([]);
});

test("a plugin whose pulumi was killed restores nothing: what the next up writes stays", async () => {
  const { cloudflare } = account;
  const upstream = await startMcpServer({ tools: [], token: "canary-right-0001" });
  try {
    const bearer = (token: string): string =>
      `new McpServer("docs", { hostname: "${upstream.url}", authType: "bearer", authCredentials: "${token}" });`;
    const stack = await stackOf(bearer("canary-right-0001"));
    ok(await stack.up());
    stack.program(pluginProgram(bearer("canary-wrong-0002")));
    // The upstream refuses, which the process learns only after its engine was killed.
    cloudflare.addFault({ path: "/servers/docs/sync", action: "delay", milliseconds: 4_000 });
    cloudflare.clearRequests();

    const child = stack.start(["up", "--yes", "--skip-preview"]);
    await until("the new credentials are written", () => updates(cloudflare).length === 1);
    const process = await stack.providerProcess(child);
    child.kill("SIGKILL");
    await until("the plugin is gone", () => !isAlive(process));

    expect(updates(cloudflare)).toEqual([{ auth_credentials: "canary-wrong-0002" }]);
    ok(await stack.command(["cancel", "--yes"]));
    upstream.setToken("canary-wrong-0002");
    ok(await stack.up());
    expect(cloudflare.server("docs")).toMatchObject({ auth_credentials: "canary-wrong-0002", status: "ready" });
    const { pending, text } = await stack.state();
    expect([pending, text.includes("canary")]).toEqual([[], false]);
  } finally {
    await upstream.close();
  }
});
