/** Update plans: what `preview --save-plan` wrote is what `up --plan` may do, and no more. */
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { lockText } from "../../provider/src/lock/file";
import { useAccount } from "../support/account";
import { reviewedLock } from "../support/reviewed";
import { ok, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
let upstream: McpServer;

beforeEach(async () => {
  upstream = await startMcpServer({ token: "first-token", tools: [{ name: "search" }, { name: "write" }] });
});
afterEach(async () => {
  await upstream.close();
});

interface Declared {
  readonly name?: string;
  readonly host?: string;
  readonly rows?: string;
  readonly lock?: string;
}

const program = ({ name = "Tickets", host = "docs", rows = "[tickets, docs]", lock = "" }: Declared = {}): string => `
  const pulumi = require("@pulumi/pulumi");
  const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
  const config = new pulumi.Config();
  const tickets = new McpServer("tickets", {
    name: "${name}", hostname: config.require("url"), authType: "bearer", authCredentials: config.requireSecret("token"), ${lock}
  });
  const docs = new McpServer("docs", { hostname: "https://${host}.example.com/mcp", authType: "unauthenticated", sync: "never" });
  new McpPortal("team", { hostname: "mcp.example.com", servers: ${rows} });`;

const start = (): Promise<TestStack> =>
  createStack(account.cloudflare, {
    program: program(),
    config: { url: upstream.url, token: { secret: "first-token" } },
    environment: { PULUMI_EXPERIMENTAL: "true" },
  });

/** Previews into a plan and carries it out. Returns the steps. */
async function planned(stack: TestStack, ...flags: string[]): Promise<readonly string[]> {
  ok(await stack.preview("--save-plan", "plan.json", ...flags));
  return ok(await stack.up("--plan", "plan.json", ...flags)).steps;
}

async function expectQuiet(stack: TestStack): Promise<void> {
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
}

const shown = (): string[] =>
  (account.cloudflare.portal("team")?.servers ?? []).map(({ server_id: id }) => id).toSorted();

test("update plans of a create, a rename, a rotation and portal rows hold, with the account as declared", async () => {
  const { cloudflare } = account;
  const stack = await start();
  expect((await planned(stack)).toSorted()).toEqual(["create docs", "create team", "create tickets"]);
  expect(cloudflare.server("tickets")).toMatchObject({ name: "Tickets", status: "ready" });
  expect(shown()).toEqual(["docs", "tickets"]);

  stack.program(program({ name: "Renamed" }));
  expect(await planned(stack)).toEqual(["update tickets"]);
  expect(cloudflare.server("tickets")).toMatchObject({ name: "Renamed", status: "ready" });

  upstream.setToken("second-token");
  await stack.config("token", { secret: "second-token" });
  expect(await planned(stack)).toEqual(["update tickets"]);
  expect(cloudflare.server("tickets")).toMatchObject({ auth_credentials: "second-token", status: "ready" });

  stack.program(program({ name: "Renamed", rows: '[docs, { server: tickets, tools: ["search"] }]' }));
  expect(await planned(stack)).toEqual(["update team"]);
  expect(cloudflare.portalTools("team").map(({ name }) => name)).toEqual(["tickets_search"]);
  await expectQuiet(stack);
});

test("a plan of a replacement holds, and the portal shows the new server", async () => {
  const { cloudflare } = account;
  const stack = await start();
  ok(await stack.up());
  const incarnations = [(await stack.resource("docs")).outputs.incarnation];

  for (const host of ["handbook", "manual"]) {
    stack.program(program({ host }));
    expect((await planned(stack)).at(-1)).toBe("update team");
    expect(cloudflare.server("docs")?.hostname).toBe(`https://${host}.example.com/mcp`);
    expect(shown()).toEqual(["docs", "tickets"]);
    incarnations.push((await stack.resource("docs")).outputs.incarnation);
  }

  expect(incarnations).toEqual(["1", "2", "3"]);
  await expectQuiet(stack);
});

test("a plan with --replace holds, and the portal shows the new server", async () => {
  const { cloudflare } = account;
  const stack = await start();
  ok(await stack.up());
  const created = cloudflare.server("docs")?.created_at;
  cloudflare.clearRequests();

  const { urn } = await stack.resource("docs");
  expect((await planned(stack, "--replace", urn)).at(-1)).toBe("update team");

  expect(cloudflare.requests().map(({ method, path }) => `${method} ${path}`)).toContain("POST /servers");
  expect(created).toBeDefined();
  expect(shown()).toEqual(["docs", "tickets"]);
  await expectQuiet(stack);
});

test("a plan of a tool lock holds, and the portal shows what the lock allows", async () => {
  const { cloudflare } = account;
  const stack = await start();
  ok(await stack.up());
  stack.workspace.write("mcp-locks/tickets.json", lockText(reviewedLock(cloudflare.server("tickets"), ["search"])));

  stack.program(program({ lock: 'toolLock: "mcp-locks/tickets.json"' }));
  expect((await planned(stack)).toSorted()).toEqual(["update team", "update tickets"]);

  expect(cloudflare.portalTools("team").map(({ name }) => name)).toEqual(["tickets_search"]);
  await expectQuiet(stack);
});
