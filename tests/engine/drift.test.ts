import { calls, updates, useAccount } from "../support/account";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const plain = 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"';
const managed = `${plain}, name: "Docs", description: "Documentation"`;
const drift = 7;

test("a remote edit is found by name, repaired by one PUT of just that, and then all is quiet", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: managed }) });
  ok(await stack.up());
  cloudflare.editServer("docs", { description: "Edited by hand" });
  cloudflare.clearRequests();

  const check = await stack.drift("--diff");
  expect(check.code).toBe(drift);
  expect(check.stdout).toContain('~ description: "Documentation" => "Edited by hand"');

  expect(ok(await stack.up("--refresh")).steps).toContain("update docs");
  expect(updates(cloudflare)).toEqual([{ description: "Documentation" }]);
  expect(cloudflare.server("docs")?.description).toBe("Documentation");
  expect((await stack.drift()).code).toBe(0);
});

test("a remote edit that a plain refresh took into state is repaired by the next up", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: managed }) });
  ok(await stack.up());
  cloudflare.editServer("docs", { name: "Edited by hand" });

  ok(await stack.refresh());
  expect((await stack.resource("docs")).inputs.name).toBe("Edited by hand");
  cloudflare.clearRequests();

  expect(ok(await stack.preview("--diff")).stdout).toContain('~ name: "Edited by hand" => "Docs"');
  expect(ok(await stack.up()).steps).toEqual(["update docs"]);
  expect(updates(cloudflare)).toEqual([{ name: "Docs" }]);
});

test("remote edits of arguments that the program does not set, and Cloudflare's own changes, are no drift", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: `${servers({ docs: `${plain}, updatedTools: [{ name: "b", enabled: false }, { name: "a", alias: "first" }]` })}
      exports.description = docs.description;
      exports.error = docs.error;`,
  });
  ok(await stack.up());
  cloudflare.editServer("docs", {
    description: "Added by hand",
    secure_web_gateway: true,
    status: "ready",
    tools: [{ name: "new_tool" }],
    last_synced: "2026-11-01T00:00:00.000Z",
    modified_by: "somebody",
    // The order is Cloudflare's business.
    updated_tools: [
      { name: "a", alias: "first", enabled: true, description: null },
      { name: "b", enabled: false },
    ],
  });
  cloudflare.clearRequests();

  expect((await stack.drift()).code).toBe(0);
  expect(ok(await stack.up("--refresh")).changes).toEqual({ same: 2 });
  expect(updates(cloudflare)).toEqual([]);
  expect((await stack.resource("docs")).outputs).toMatchObject({
    description: "Added by hand",
    status: "ready",
    tools: [{ name: "new_tool" }],
  });
});

test("a server that was deleted by hand is missed by the drift check and created again", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: managed }) });
  ok(await stack.up());
  cloudflare.removeServer("docs");

  expect((await stack.drift()).code).toBe(drift);
  const behind = await stack.up();
  expect(behind.changes).toEqual({ same: 2 });

  expect(ok(await stack.up("--refresh")).steps).toContain("create docs");
  expect(cloudflare.server("docs")?.name).toBe("Docs");
});

test("an update of a server that was deleted by hand says so, and says what to do", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: managed }) });
  ok(await stack.up());
  cloudflare.removeServer("docs");
  stack.program(servers({ docs: managed.replace("Docs", "Handbook") }));

  const run = await stack.up();

  expect(run.code).not.toBe(0);
  expect(run.messages).toContainEqual({
    severity: "error",
    resource: "docs",
    text: expect.stringContaining("It was deleted outside Pulumi. Run `pulumi up --refresh`") as string,
  });
});

test("a refresh that cannot read is an error, and state still has the server", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: managed }) });
  ok(await stack.up());

  const wrongToken = await stack.run(["refresh", "--yes", "--skip-preview"], { CLOUDFLARE_API_TOKEN: "not-a-token" });
  expect(wrongToken.code).toBe(1);
  expect(wrongToken.stdout).toContain("CLOUDFLARE_API_TOKEN (environment)");
  expect(wrongToken.stdout).not.toContain("not-a-token");
  expect(wrongToken.stdout.split("Diagnostics:")[1]?.match(/Could not read/g)).toHaveLength(1);

  cloudflare.addFault({ method: "GET", action: "html", status: 404 });
  const proxy = await stack.refresh();
  expect(proxy.code).toBe(1);
  expect(proxy.stdout).toContain("not an answer of Cloudflare's API");
  expect((await stack.resource("docs")).outputs.name).toBe("Docs");
});

test("an ignored argument may be edited by hand and stays so, also after a refresh", async () => {
  const { cloudflare } = account;
  const program = servers({ docs: { args: managed, opts: '{ ignoreChanges: ["description"] }' } });
  const stack = await createStack(cloudflare, { program });
  ok(await stack.up());
  cloudflare.editServer("docs", { description: "Edited by hand" });
  cloudflare.clearRequests();

  expect((await stack.drift()).code).toBe(0);
  expect(ok(await stack.up("--refresh")).steps).not.toContain("update docs");
  expect(ok(await stack.up()).changes).toEqual({ same: 2 });
  expect(updates(cloudflare)).toEqual([]);
  expect(cloudflare.server("docs")?.description).toBe("Edited by hand");
});

test("text by others that would crash Pulumi's terminal output is shown in a harmless form and repaired", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: `${servers({ docs: managed })}; exports.description = docs.description; exports.status = docs.error;`,
  });
  ok(await stack.up());
  cloudflare.editServer("docs", { description: "<{%boom%}>", error: "<{%boom%}>" });

  const check = await stack.drift("--diff", "--color", "always");
  expect(check.code).toBe(drift);
  expect(check.stdout).toContain("<{ %boom%}>");
  ok(await stack.refresh("--color", "always", "--diff"));
  ok(await stack.up("--color", "always", "--diff"));
  expect(cloudflare.server("docs")?.description).toBe("Documentation");
});

test("a host name that Cloudflare writes in its own way is neither drift nor a replacement", async () => {
  const { cloudflare } = account;
  cloudflare.setSwitches({ hostnameInAnswers: "canonical" });
  const stack = await createStack(cloudflare, {
    program: servers({
      docs: 'hostname: "https://Docs.Example.com:443/mcp/", authType: "unauthenticated", sync: "never"',
    }),
  });
  ok(await stack.up());
  const answer = await fetch(
    `${cloudflare.baseUrl}/accounts/${cloudflare.accountId}/access/ai-controls/mcp/servers/docs`,
    {
      headers: { Authorization: `Bearer ${cloudflare.apiToken}` },
    },
  );
  expect(await answer.json()).toMatchObject({ result: { hostname: "https://docs.example.com/mcp/" } });

  expect((await stack.drift()).code).toBe(0);
  expect(ok(await stack.up("--refresh")).changes).toEqual({ same: 2 });
  expect((await stack.resource("docs")).outputs.hostname).toBe("https://Docs.Example.com:443/mcp/");
  expect(calls(cloudflare)).not.toContain("DELETE /servers/docs");
});

test("an override that hid a tool renamed upstream is drift after each up, until the program changes", async () => {
  const { cloudflare } = account;
  const server = (name: string): string => `${plain}, updatedTools: [{ name: "${name}", enabled: false }]`;
  const stack = await createStack(cloudflare, { program: servers({ docs: server("delete_all") }) });
  ok(await stack.up());
  cloudflare.editServer("docs", { status: "ready", tools: [{ name: "search" }, { name: "delete_all" }] });
  ok(await stack.refresh());
  cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "remove_all" }] });

  for (const round of [1, 2]) {
    const check = await stack.drift("--diff");
    expect([round, check.code]).toEqual([round, drift]);
    expect(check.stdout).toContain("delete_all");
    expect(check.stdout + check.stderr).toContain(
      'updatedTools of MCP server "docs" no longer hides "delete_all" (nearest name now: "remove_all")',
    );
    expect(ok(await stack.up("--refresh")).steps).toContain("update docs");
    expect(ok(await stack.up()).changes).toEqual({ same: 2 });
  }

  stack.program(servers({ docs: server("remove_all") }));
  ok(await stack.up());
  expect(cloudflare.server("docs")?.updated_tools).toEqual([{ name: "remove_all", enabled: false }]);
  expect((await stack.drift()).code).toBe(0);
});
