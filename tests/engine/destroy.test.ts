import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { ok, servers, type Run, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

/**
 * What a stack can do after its API token was revoked. Pulumi saves stack config in state, and a refresh or a destroy
 * that runs no program uses what the last `up` saved.
 */
const createStack = useStacks();
const oldToken = "the-token-that-will-be-revoked";
const newToken = "the-token-that-follows";

let folder: string;
let cloudflare: Emulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "account-"));
  cloudflare = await start(oldToken);
});
afterEach(async () => {
  await cloudflare.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The account as its file has it, knowing one token. */
function start(apiToken: string, port?: number): Promise<Emulator> {
  return startEmulator({
    dataFile: join(folder, "account.json"),
    identities: { apiToken },
    ...(port !== undefined && { port }),
  });
}

/** The same account and servers at the same address, where the old token is not known any more. */
async function revoke(next = newToken): Promise<void> {
  await cloudflare.close();
  cloudflare = await start(next, Number(new URL(cloudflare.baseUrl).port));
}

const program = servers({
  docs: 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"',
});
const destroy = ["destroy", "--yes", "--skip-preview"];
const refresh = ["refresh", "--yes", "--skip-preview"];

describe("a token from the environment", () => {
  test.each([
    ["throws", 'throw new Error("no program")'],
    ["is gone", undefined],
  ])("is that of today, so that everything is destroyed although the program %s", async (_how, text) => {
    const stack = await createStack(cloudflare, { program });
    ok(await stack.up());
    await revoke();
    if (text === undefined) {
      rmSync(join(stack.workspace.folder, "index.js"));
    } else {
      stack.program(text);
    }

    const refused = await stack.run(destroy);
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain("The credentials are from CLOUDFLARE_API_TOKEN (environment).");
    // What the old token is told is no "not found": nothing is forgotten.
    expect((await stack.resource("docs")).id).toBe(`${cloudflare.accountId}/docs`);

    ok(await stack.run(refresh, { CLOUDFLARE_API_TOKEN: newToken }));
    ok(await stack.run(destroy, { CLOUDFLARE_API_TOKEN: newToken }));

    await expectNothingLeft(stack);
  });
});

describe("a token in stack config", () => {
  async function stackWithRevokedToken(): Promise<TestStack> {
    const stack = await createStack(cloudflare, {
      program,
      config: { "cloudflare:apiToken": { secret: oldToken }, "cloudflare:baseUrl": cloudflare.baseUrl },
      environment: { CLOUDFLARE_API_TOKEN: undefined },
    });
    ok(await stack.up());
    await revoke();
    await stack.config("cloudflare:apiToken", { secret: newToken });
    return stack;
  }

  test("is that of the last up, and what is refused then says so and names the remedy", async () => {
    const stack = await stackWithRevokedToken();
    stack.program('throw new Error("no program")');

    for (const command of [refresh, destroy]) {
      const refused = await stack.run(command);
      expect(refused.code).not.toBe(0);
      expect(said(refused)).toContain("The credentials are from cloudflare:apiToken (stack config).");
      expect(said(refused)).toContain("`--run-program`");
      expect([refused.stdout, refused.stderr].filter((place) => place.includes(oldToken))).toEqual([]);
      expect((await stack.resource("docs")).id).toBe(`${cloudflare.accountId}/docs`);
      expect(cloudflare.server("docs")).toBeDefined();
    }
    // Also today's token in the environment does not help: stack config wins.
    expect((await stack.run(destroy, { CLOUDFLARE_API_TOKEN: newToken })).code).not.toBe(0);
  });

  test("is that of today with --run-program", async () => {
    const stack = await stackWithRevokedToken();

    ok(await stack.run([...refresh, "--run-program"]));
    ok(await stack.run([...destroy, "--run-program"]));

    await expectNothingLeft(stack);
  });

  test("is the last up's in the refresh of an up, which the error names, and today's with --run-program", async () => {
    const stack = await stackWithRevokedToken();
    const up = ["up", "--yes", "--skip-preview", "--refresh"];

    const refused = await stack.run(up);
    expect(refused.code).not.toBe(0);
    expect(said(refused)).toContain("The refresh of `pulumi up` uses the credentials that the last `pulumi up` saved");
    expect(said(await stack.run(refresh))).toContain(
      "`pulumi refresh` uses the credentials that the last `pulumi up` saved",
    );
    expect(refused.notes.map(({ text }) => text)).toEqual([]);
    expect(refused.stdout + refused.stderr).not.toContain("shown with its resource");

    ok(await stack.run([...up, "--run-program"]));
    ok(await stack.run(up));
    await revoke("a-token-that-nobody-has");
    const withProgram = await stack.run([...refresh, "--run-program"]);
    expect(withProgram.code).not.toBe(0);
    expect(said(withProgram)).toContain("The credentials are from cloudflare:apiToken (stack config).");
    expect(said(withProgram)).not.toContain("--run-program");
  });

  test("is that of today after an up", async () => {
    const stack = await stackWithRevokedToken();

    ok(await stack.run(["up", "--yes", "--skip-preview"]));
    ok(await stack.run(destroy));

    await expectNothingLeft(stack);
  });
});

test("a removed provider with a dead token is restored with a valid one, and deletes its resources", async () => {
  const text = (token: string, resources: string): string => `
    const { McpServer, Provider } = require("pulumi-cloudflare-mcp");
    const provider = new Provider("second", { apiToken: "${token}", baseUrl: "${cloudflare.baseUrl}" });
    ${resources}`;
  const docs =
    'new McpServer("docs", { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" }, { provider });';
  const stack = await createStack(cloudflare, { program: text(oldToken, docs) });
  ok(await stack.up());
  await revoke();

  stack.program("");
  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  expect(said(refused)).toContain('The credentials are from apiToken of provider "second".');
  expect(said(refused)).toContain(
    'If the program no longer declares provider "second", Pulumi used its credentials in state. Declare it again with a valid token, then run `pulumi up`.',
  );
  expect(said(refused)).not.toContain("--run-program");
  expect((await stack.run([...refresh, "--run-program"])).code).not.toBe(0);
  expect(cloudflare.server("docs")).toBeDefined();

  // As docs/servers.md says.
  stack.program(text(newToken, ""));
  ok(await stack.up("--refresh", "--run-program"));
  expect(cloudflare.servers()).toEqual([]);
  stack.program("");
  ok(await stack.up("--refresh"));
  ok(await stack.destroy());
  await expectNothingLeft(stack);
});

test("a token in stack config dies with the last resource that used it: put back, it saves today's", async () => {
  const stack = await createStack(cloudflare, {
    program,
    config: { "cloudflare:apiToken": { secret: oldToken }, "cloudflare:baseUrl": cloudflare.baseUrl },
    environment: { CLOUDFLARE_API_TOKEN: undefined },
  });
  ok(await stack.up());
  await revoke();
  await stack.config("cloudflare:apiToken", { secret: newToken });

  stack.program("");
  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  expect(said(refused)).toContain(
    "If no resource of the program uses stack config, Pulumi used the credentials in state",
  );

  stack.program(program);
  ok(await stack.up());
  stack.program("");
  ok(await stack.up());
  expect(cloudflare.servers()).toEqual([]);
});

function said({ messages }: Run): string {
  return messages.map(({ text }) => text).join("\n");
}

async function expectNothingLeft(stack: TestStack): Promise<void> {
  expect(cloudflare.servers()).toEqual([]);
  const { resources, pending } = await stack.state();
  expect([...resources, ...pending]).toEqual([]);
}
