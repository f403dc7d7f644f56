import { calls, useAccount } from "../support/account";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const at = (host: string): string =>
  `hostname: "https://${host}.example.com/mcp", authType: "unauthenticated", sync: "never"`;
const writes = (): string[] => calls(account.cloudflare).filter((call) => !call.startsWith("GET"));

test("another hostname deletes the server and creates it under the same id, as a new incarnation", async () => {
  const { cloudflare } = account;
  const program = (host: string): string => `${servers({ docs: at(host) })}; exports.incarnation = docs.incarnation;`;
  const stack = await createStack(cloudflare, { program: program("one") });
  ok(await stack.up());
  const before = await stack.workspace.outputs();
  cloudflare.clearRequests();

  stack.program(program("two"));
  expect(ok(await stack.preview("--diff")).stdout).toContain(
    '~ hostname: "https://one.example.com/mcp" => "https://two.example.com/mcp"',
  );
  ok(await stack.up());

  expect(writes()).toEqual(["DELETE /servers/docs", "POST /servers"]);
  expect(cloudflare.server("docs")?.hostname).toBe("https://two.example.com/mcp");
  expect(await stack.workspace.outputs()).not.toEqual(before);
});

test.each([
  ["--replace", []],
  ["state taint", ["state", "taint", "--yes"]],
])("after %s the server is there", async (way, taint) => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: `${at("one")}, adopt: true` }) });
  ok(await stack.up());
  const { urn } = await stack.resource("docs");
  cloudflare.clearRequests();

  if (taint.length > 0) {
    ok(await stack.command([...taint, urn]));
    ok(await stack.up());
  } else {
    ok(await stack.up(way, urn));
  }

  expect(writes()).toEqual(["DELETE /servers/docs", "POST /servers"]);
  expect(cloudflare.servers()).toHaveLength(1);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
});

test("a user's deleteBeforeReplace: false changes nothing about that", async () => {
  const { cloudflare } = account;
  const program = (host: string): string =>
    servers({ docs: { args: at(host), opts: "{ deleteBeforeReplace: false }" } });
  const stack = await createStack(cloudflare, { program: program("one") });
  ok(await stack.up());
  cloudflare.clearRequests();

  stack.program(program("two"));
  ok(await stack.up());

  expect(writes()).toEqual(["DELETE /servers/docs", "POST /servers"]);
  expect(cloudflare.servers()).toHaveLength(1);
});

test("a replacement interrupted after the delete, then reverted in the program, ends with the server", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: at("one") }) });
  ok(await stack.up());
  cloudflare.addFault({
    method: "POST",
    path: "/servers",
    action: "answer",
    status: 403,
    body: { success: false, errors: [{ message: "not now" }] },
  });
  stack.program(servers({ docs: at("two") }));
  expect((await stack.up()).code).not.toBe(0);
  expect(cloudflare.servers()).toEqual([]);

  stack.program(servers({ docs: at("one") }));
  ok(await stack.up());

  expect(cloudflare.server("docs")?.hostname).toBe("https://one.example.com/mcp");
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
});

test("a server whose arguments depend on a replaced one, and end up the same, is not replaced", async () => {
  const { cloudflare } = account;
  const program = (host: string): string => `${servers({ docs: at(host) })}
    new McpServer("dependent", {
      hostname: docs.incarnation.apply(() => "https://other.example.com/mcp"),
      serverId: docs.incarnation.apply(() => "dependent"),
      authType: "unauthenticated", sync: "never",
    });`;
  const stack = await createStack(cloudflare, { program: program("one") });
  ok(await stack.up());
  cloudflare.clearRequests();

  stack.program(program("two"));
  ok(await stack.up());

  expect(writes()).toEqual(["DELETE /servers/docs", "POST /servers"]);
  expect(
    cloudflare
      .servers()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["dependent", "docs"]);
});

test("a resource renamed with an alias keeps its server without a call, and the preview knows its id", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: `${servers({ docs: at("one") })}; exports.id = docs.serverId;`,
  });
  ok(await stack.up());
  cloudflare.clearRequests();

  stack.program(
    `${servers({ handbook: { args: at("one"), opts: '{ aliases: [{ name: "docs" }] }' } })}; exports.id = handbook.serverId;`,
  );
  expect(ok(await stack.preview("--expect-no-changes", "--diff")).stdout).not.toContain("[unknown]");
  expect(ok(await stack.up()).changes).toEqual({ same: 2 });
  expect(calls(cloudflare)).toEqual([]);
  expect(await stack.workspace.outputs()).toEqual({ id: "docs" });

  // Also when the same server is then replaced: the id came from state, not from the program.
  stack.program(servers({ handbook: { args: at("two"), opts: '{ aliases: [{ name: "docs" }] }' } }));
  ok(await stack.up());
  expect(writes()).toEqual(["DELETE /servers/docs", "POST /servers"]);
  expect(cloudflare.servers().map(({ id, hostname }) => ({ id, hostname }))).toEqual([
    { id: "docs", hostname: "https://two.example.com/mcp" },
  ]);
});

test("a resource that is renamed without an alias and adopts its own server does not lose it", async () => {
  const { cloudflare } = account;
  const args = `${at("one")}, serverId: "docs", adopt: true`;
  const stack = await createStack(cloudflare, { program: servers({ before: args }) });
  ok(await stack.up());
  cloudflare.clearRequests();

  stack.program(servers({ after: args }));
  ok(await stack.up());

  expect(calls(cloudflare)).toEqual(["GET /servers/docs"]);
  expect(cloudflare.servers()).toHaveLength(1);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
});

test("protect refuses a destroy, retainOnDelete leaves the server where it is", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({ docs: { args: at("one"), opts: "{ protect: true }" } }),
  });
  ok(await stack.up());
  expect((await stack.destroy()).code).not.toBe(0);
  expect(cloudflare.servers()).toHaveLength(1);

  stack.program(servers({ docs: { args: at("one"), opts: "{ retainOnDelete: true }" } }));
  ok(await stack.up());
  cloudflare.clearRequests();
  ok(await stack.destroy());
  expect(calls(cloudflare)).toEqual([]);
  expect(cloudflare.servers()).toHaveLength(1);
});

test("an existing id is refused with the existing server and two remedies, one to adopt it for one run", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({
    id: "docs",
    name: "By hand",
    hostname: "https://one.example.com/mcp",
    auth_type: "unauthenticated",
    created_by: "ada@example.com",
  });
  const stack = await createStack(cloudflare, {
    program: servers({ docs: `${at("one")}, description: "Documentation"` }),
  });

  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  const text = refused.messages.map((message) => message.text).join("\n");
  expect(text).toContain("https://one.example.com/mcp, created by ada@example.com");
  expect(text).toContain('"docs-2"');
  expect(text).toContain("adopt: true");
  const variable = `CLOUDFLARE_MCP_ADOPT=${cloudflare.accountId}/docs`;
  expect(text).toContain(variable);
  expect(cloudflare.server("docs")?.description).toBeNull();
  cloudflare.clearRequests();

  ok(await stack.run(["up", "--yes", "--skip-preview"], { CLOUDFLARE_MCP_ADOPT: `${cloudflare.accountId}/docs` }));
  expect(calls(cloudflare)).toEqual(["GET /servers/docs", "PUT /servers/docs"]);
  expect(cloudflare.server("docs")).toMatchObject({ name: "By hand", description: "Documentation" });
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
});
