import { calls, updates, useAccount } from "../support/account";
import { ok, servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

test("a server that was made by hand is imported by a file, previews empty, and is then managed", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({
    id: "docs",
    name: "Documentation",
    hostname: "https://docs.example.com/mcp",
    auth_type: "unauthenticated",
  });
  const declared = 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", name: "Documentation"';
  const stack = await createStack(cloudflare, { program: servers({ docs: declared }) });
  const properties = {
    __provider: 'exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("McpServer")',
    accountId: cloudflare.accountId,
    serverId: "docs",
    hostname: "https://docs.example.com/mcp",
    authType: "unauthenticated",
    name: "Documentation",
  };
  stack.workspace.write(
    "import.json",
    JSON.stringify({
      resources: [
        {
          type: "pulumi-nodejs:dynamic/cloudflare-mcp:McpServer",
          name: "docs",
          id: `${cloudflare.accountId}/docs`,
          inputs: properties,
          outputs: properties,
        },
      ],
    }),
  );

  ok(
    await stack.run([
      "import",
      "--file",
      "import.json",
      "--generate-code=false",
      "--protect=false",
      "--yes",
      "--skip-preview",
    ]),
  );
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect(calls(cloudflare)).toEqual([]);

  // A refresh fills in what the file left out, and is no drift.
  expect((await stack.drift()).code).toBe(0);
  ok(await stack.refresh());
  expect((await stack.resource("docs")).outputs).toMatchObject({ status: "waiting", tools: [] });
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);

  stack.program(servers({ docs: declared.replace("Documentation", "Handbook") }));
  cloudflare.clearRequests();
  ok(await stack.up());
  expect(updates(cloudflare)).toEqual([{ name: "Handbook" }]);
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});

test("another account in stack config deletes the server in the old account and creates it in the new one", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({ docs: 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"' }),
    config: { "cloudflare:accountId": cloudflare.accountId },
    environment: { CLOUDFLARE_ACCOUNT_ID: "" },
  });
  ok(await stack.up());

  await stack.config("cloudflare:accountId", cloudflare.secondAccountId);
  ok(await stack.up());

  expect(cloudflare.servers()).toEqual([]);
  expect(cloudflare.servers(cloudflare.secondAccountId).map(({ id }) => id)).toEqual(["docs"]);
});

test("the preview of a replacement warns that an OAuth server loses its login", async () => {
  const { cloudflare } = account;
  const program = (host: string): string =>
    servers({ tickets: `hostname: "https://${host}.example.com/mcp", authType: "oauth", sync: "never"` });
  const stack = await createStack(cloudflare, { program: program("one") });
  ok(await stack.up());
  cloudflare.editServer("tickets", { authentication_status: "connected" });
  ok(await stack.refresh());

  stack.program(program("two"));
  const { messages } = ok(await stack.preview());

  expect(messages).toContainEqual({
    severity: "warning",
    resource: "tickets",
    text: expect.stringContaining("loses its OAuth login") as string,
  });
});

test.each(["McpServer", "McpPortal"])(
  "the option import of %s fails before any call, and names the ways that work",
  async (kind) => {
    const { cloudflare } = account;
    const args =
      kind === "McpServer"
        ? '{ hostname: "https://docs.example.com/mcp", authType: "unauthenticated" }'
        : '{ hostname: "mcp.example.com" }';
    const stack = await createStack(cloudflare, {
      program: `
      const { ${kind} } = require("pulumi-cloudflare-mcp");
      new ${kind}("docs", ${args}, { import: "${cloudflare.accountId}/docs" });`,
    });

    const failed = await stack.preview();

    expect(failed.code).not.toBe(0);
    const said = `${failed.stdout}${failed.stderr}`;
    expect(said).toContain(`${kind} "docs": the option import does not work with this package`);
    for (const way of ["adopt: true", "pulumi import --file", `${kind}.get`, "docs/existing-accounts.md"]) {
      expect(said).toContain(way);
    }
    expect(said).not.toMatch(/toJavaScript|\n\s+at /);
    expect(calls(cloudflare)).toEqual([]);
  },
);
