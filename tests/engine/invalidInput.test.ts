import { calls, useAccount } from "../support/account";
import { servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

test("all that is wrong with a resource is said at once, before any call, and without a secret", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({
      "My Docs": `
        hostname: "docs.example.com",
        authType: "bearer",
        authCredentials: "canary-credential-1f\\n",
        clientSecret: "canary-secret-2e",
        description: "x".repeat(513),
        updatedTools: [{ name: "a" }, { name: "a", alias: "x".repeat(41) }],
        descripton: "typing error"`,
    }),
  });

  const run = await stack.up();

  expect(run.code).not.toBe(0);
  expect(calls(cloudflare)).toEqual([]);
  const problems = run.messages
    .map(({ text }) => /has a problem: (.*)/.exec(text)?.[1])
    .filter((text) => text !== undefined);
  expect(problems).toEqual([
    expect.stringMatching(/^serverId: may contain only .* Set serverId instead, such as serverId: "my-docs"$/),
    'hostname: must be the whole URL of the MCP endpoint with https:// or http://, such as "https://docs.example.com/mcp"',
    "description: must have at most 512 characters; it has 513",
    "updatedTools.1.alias: must have at most 40 characters; it has 41",
    'updatedTools: has more than one row for "a"',
    "authCredentials: must not have line breaks or spaces at its ends: was it read from a file with a newline?",
    "descripton: is not an argument; did you mean description?",
    'clientSecret: is only for authType "oauth".',
  ]);
  expect(run.stdout + run.stderr).not.toContain("canary");
});

test.each([
  [{ CLOUDFLARE_API_TOKEN: "" }, "No Cloudflare credentials"],
  [
    { CLOUDFLARE_API_KEY: "canary-key", CLOUDFLARE_EMAIL: "ada@example.com" },
    "Two kinds of Cloudflare credentials are set: CLOUDFLARE_API_TOKEN, and CLOUDFLARE_API_KEY",
  ],
  [{ CLOUDFLARE_BASE_URL: "http://api.example.com" }, "CLOUDFLARE_BASE_URL must begin with https://"],
  [
    { CLOUDFLARE_ACCOUNT_ID: "" },
    "accountId: is not set. Set it here, by `pulumi config set cloudflare:accountId …`, or in CLOUDFLARE_ACCOUNT_ID: docs/get-started.md.",
  ],
])("a configuration that cannot be used (%j) is refused by name, not by value", async (environment, expected) => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({ docs: 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"' }),
    environment,
  });

  const run = await stack.up();

  expect(run.code).not.toBe(0);
  expect(run.messages.map(({ text }) => text).join("\n")).toContain(expected);
  expect(run.stdout + run.stderr).not.toContain("canary");
  expect(calls(cloudflare)).toEqual([]);
});

test("text that would crash Pulumi's terminal output is refused where a program says it", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({
      docs: 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never", description: "<{%boom%}>"',
    }),
  });

  const run = await stack.up("--color", "always");

  expect(run.messages.map(({ text }) => text).join("\n")).toContain("description: must not contain <{ %");
  expect(run.stderr).not.toContain("panic");
  expect(calls(cloudflare)).toEqual([]);
});

test("another account in the environment than in state is an error that names both, and moves nothing", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, {
    program: servers({ docs: 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"' }),
  });
  await stack.up();
  cloudflare.clearRequests();

  const run = await stack.run(["up", "--yes", "--skip-preview"], { CLOUDFLARE_ACCOUNT_ID: cloudflare.secondAccountId });

  expect(run.code).not.toBe(0);
  const text = run.messages.map((message) => message.text).join("\n");
  expect(text).toContain(cloudflare.accountId);
  expect(text).toContain(cloudflare.secondAccountId);
  expect(calls(cloudflare)).toEqual([]);
  expect(cloudflare.servers()).toHaveLength(1);
});

test("an alias that Cloudflare would refuse is refused in the preview, also if it is another tool's name", async () => {
  const { cloudflare } = account;
  const program = (alias: string): string =>
    servers({
      docs: `hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never",
        updatedTools: [{ name: "search", alias: "${alias}" }]`,
    });
  const stack = await createStack(cloudflare, { program: program("find") });
  expect((await stack.up()).code).toBe(0);
  cloudflare.editServer("docs", { tools: [{ name: "search" }, { name: "read" }] });
  expect((await stack.refresh()).code).toBe(0);

  stack.program(program("find it"));
  const badForm = await stack.preview();
  expect(badForm.code).not.toBe(0);
  expect(badForm.stdout + badForm.stderr).toContain("updatedTools.0.alias: may contain only a-z, A-Z, 0-9");

  stack.program(program("read"));
  const taken = await stack.preview();
  expect(taken.code).not.toBe(0);
  expect(taken.stdout + taken.stderr).toContain(
    'updatedTools: alias "read" of "search" is the name of another tool of the server',
  );
  expect((await stack.up()).code).not.toBe(0);
  expect(cloudflare.server("docs")?.updated_tools).toEqual([{ name: "search", alias: "find" }]);
  expect((await stack.drift()).code).toBe(0);
});
