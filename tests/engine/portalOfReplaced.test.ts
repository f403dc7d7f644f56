/** A server that is created again, for whatever reason, is in its portals afterwards. */
import { useAccount } from "../support/account";
import { ok, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const program = ({ host = "one", name = "docs", options = "{}" } = {}): string => `
  const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
  const docs = new McpServer("${name}", {
    hostname: "https://${host}.example.com/mcp", authType: "unauthenticated", sync: "never", serverId: "docs",
  }, ${options});
  new McpPortal("team", { hostname: "mcp.example.com", servers: [{ server: docs, onBehalf: false }] });`;

const refuseCreate = (): void => {
  account.cloudflare.addFault({
    method: "POST",
    path: "/servers",
    action: "answer",
    status: 400,
    body: { success: false, errors: [{ message: "not now" }] },
  });
};

const urnOf = async (stack: TestStack): Promise<string> => (await stack.resource("docs")).urn;

/** What leads to another create, up to the command that does it. Returns the flags of that command. */
const ways: Readonly<Record<string, (stack: TestStack) => Promise<string[]>>> = {
  "another hostname": (stack) => {
    stack.program(program({ host: "two" }));
    return Promise.resolve([]);
  },
  "another hostname under a new name with an alias": (stack) => {
    stack.program(program({ host: "two", name: "handbook", options: '{ aliases: [{ name: "docs" }] }' }));
    return Promise.resolve([]);
  },
  "--replace": async (stack) => ["--replace", await urnOf(stack)],
  "state taint": async (stack) => {
    ok(await stack.command(["state", "taint", "--yes", await urnOf(stack)]));
    return [];
  },
  "a replacement that was interrupted": async (stack) => {
    refuseCreate();
    stack.program(program({ host: "two" }));
    expect((await stack.up()).code).not.toBe(0);
    return [];
  },
  "a replacement that was interrupted twice": async (stack) => {
    stack.program(program({ host: "two" }));
    for (let attempt = 1; attempt <= 2; attempt++) {
      refuseCreate();
      expect((await stack.up()).code).not.toBe(0);
    }
    return [];
  },
  "a replacement that was interrupted and taken back": async (stack) => {
    refuseCreate();
    stack.program(program({ host: "two" }));
    expect((await stack.up()).code).not.toBe(0);
    stack.program(program());
    return [];
  },
  "a deletion outside that a refresh of the server alone has seen": async (stack) => {
    account.cloudflare.removeServer("docs");
    ok(await stack.refresh("--target", await urnOf(stack)));
    return [];
  },
  "a deletion outside": () => {
    account.cloudflare.removeServer("docs");
    return Promise.resolve(["--refresh"]);
  },
};

test.each(Object.entries(ways))("the portal shows the server again after %s", async (_way, lead) => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: program() });
  ok(await stack.up());
  const flags = await lead(stack);

  const { changes } = ok(await stack.preview(...flags));
  cloudflare.clearRequests();
  const done = ok(await stack.up(...flags));

  expect(done.changes).toEqual(changes);
  expect(cloudflare.requests().some(({ method, path }) => method === "POST" && path === "/servers")).toBe(true);
  expect(cloudflare.portal("team")?.servers).toMatchObject([{ server_id: "docs", on_behalf: false }]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
});

test("the next `up` maps a server that `--replace` could not put back into its portal", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: program() });
  ok(await stack.up());
  cloudflare.addFault({
    method: "PUT",
    path: "/portals/*",
    action: "answer",
    status: 403,
    body: { success: false, errors: [{ code: 10000, message: "Authentication error" }] },
    times: "always",
  });
  expect((await stack.up("--replace", await urnOf(stack))).code).not.toBe(0);
  cloudflare.clearFaults();

  expect(ok(await stack.up()).steps).toContain("update team");
  expect(cloudflare.portal("team")?.servers).toMatchObject([{ server_id: "docs", on_behalf: false }]);
  expect((await stack.preview("--expect-no-changes")).code).toBe(0);
});

test("the next `up` of all maps a server that an `up` of it alone created again", async () => {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: program() });
  ok(await stack.up());
  const urn = await urnOf(stack);
  cloudflare.removeServer("docs");
  ok(await stack.refresh("--target", urn));
  ok(await stack.up("--target", urn));

  expect(ok(await stack.up()).steps).toEqual(["update team"]);
  expect(cloudflare.portal("team")?.servers).toMatchObject([{ server_id: "docs", on_behalf: false }]);
  expect((await stack.preview("--expect-no-changes")).code).toBe(0);
});
