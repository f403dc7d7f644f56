/**
 * "Output is sorted, and the same for the same account" (docs/reference.md), of every command in every format: the same
 * account is answered in one order and in the opposite one, and each byte that is printed or written is compared. All
 * clocks stand still, the emulator's too, so that times are no difference.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator, type StoredServer, type Switches } from "cloudflare-mcp-emulator";
import { formatNames } from "../../provider/src/cli/drift/options";
import { lockText } from "../../provider/src/lock/file";
import { oauthClient, plain } from "../behaviours/examples";
import { commandLine } from "../support/commandLine";
import { Deployment, type Properties } from "../support/deployment";
import { inProcess } from "../support/drivers";
import { tool } from "../support/locks";
import { reviewedLock } from "../support/reviewed";
import { savedState, type SavedOptions } from "../support/savedState";
import { environmentOf } from "../support/stack";
import { liveCheck, startUpstream } from "../tools/liveCheck/run";

jest.setTimeout(120_000);

/** What order means nothing is turned around by it, or not. */
type Order = <Item>(items: readonly Item[]) => Item[];
const asItIs: Order = (items) => [...items];
const turned: Order = (items) => items.toReversed();

const now = (): number => Date.UTC(2026, 0, 15);

const folders: string[] = [];
const running: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
  folders.splice(0).forEach((folder) => {
    rmSync(folder, { recursive: true });
  });
});

async function emulator(switches: Partial<Switches> = {}): Promise<Emulator> {
  const cloudflare = await startEmulator({ now, switches });
  running.push(cloudflare);
  return cloudflare;
}

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "order-"));
  folders.push(folder);
  mkdirSync(join(folder, "mcp-locks"));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const reviewedTools = ["write", "read", "gone-2", "gone-1"].map((name) => tool(name));
const tools = [
  tool("write"),
  tool("new-2"),
  tool("new-1"),
  tool("read", { description: "Reads, and mails what it reads." }),
  tool("delete", { inputSchema: { type: "object", properties: { b: {}, a: {} } } }),
];
const prompts = ["summarize", "review", "ask"].map((name) => ({ name, description: `Does ${name}.` }));

/** The account as it was when the program was deployed. */
function seedDeployed(cloudflare: Emulator): void {
  for (const id of ["docs", "github"]) {
    cloudflare.editServer(id, { status: "ready", tools: reviewedTools, prompts });
  }
}

/** What a program declared of it: the text of the state, and the locks. */
async function deployed(): Promise<Readonly<Record<string, string>>> {
  const cloudflare = await emulator();
  const folder = project({ "Pulumi.yaml": "name: test\nruntime: nodejs\n", "mcp-locks/docs.json": "{}" });
  const saved: [Deployment, SavedOptions][] = [];
  const up = async (kind: "McpServer" | "McpPortal", name: string, args: Properties): Promise<Deployment> => {
    const deployment = new Deployment(inProcess(cloudflare, { folder }).next, kind, name);
    await deployment.up(args);
    saved.push([deployment, {}]);
    return deployment;
  };
  const locked = { toolLock: "mcp-locks/docs.json" };
  const updatedTools = [
    { name: "write", alias: "put" },
    { name: "read", enabled: false },
  ];
  const docs = await up("McpServer", "docs", { ...plain, ...locked, name: "Docs", description: "Docs", updatedTools });
  await up("McpServer", "github", { ...plain, name: "GitHub" });
  await up("McpServer", "client", oauthClient);
  await up("McpServer", "gone-b", plain);
  await up("McpServer", "gone-a", plain);
  seedDeployed(cloudflare);
  const lock = lockText(reviewedLock(cloudflare.server("docs"), ["write", "gone-1"]));
  writeFileSync(join(folder, "mcp-locks/docs.json"), lock);
  const { incarnation } = docs.state?.outputs ?? {};
  const rows = [
    { serverId: "docs", incarnation, ...locked },
    { serverId: "github", tools: ["write", "read"], prompts: ["review", "ask"] },
  ];
  await up("McpPortal", "team", { name: "Team", hostname: "mcp.example.com", servers: rows });
  for (const [deployment] of saved) {
    await deployment.refresh();
  }
  return {
    "Pulumi.yaml": "name: test\nruntime: nodejs\n",
    "state.json": savedState(...saved),
    "mcp-locks/docs.json": lock,
    "mcp-locks/github.json": lockText(reviewedLock(cloudflare.server("github"))),
  };
}

/** The account as it is now, after a lot was done behind the program's back. */
function seed(cloudflare: Emulator, order: Order): void {
  const updated_tools = order([
    { name: "write", alias: "look" },
    { name: "delete", enabled: false },
    { name: "new-1", description: "Other" },
  ]);
  const common = { status: "ready", tools: order(tools), prompts: order(prompts), updated_tools } as const;
  const broken = { status: "error", error: "Server error: HTTP 530" } as const;
  const client = {
    auth_type: "oauth",
    auth_credentials: JSON.stringify({
      auth_mode: "manual",
      config: { authorization_endpoint: "https://idp.test/authorize", token_endpoint: "https://idp.test/token" },
      registration_info: { client_id: "another", redirect_uris: ["https://mcp.example.com/servers-callback"] },
    }),
    client_secret: "the-secret",
  } as const;
  const servers: (Partial<StoredServer> & { id: string })[] = [
    { id: "docs", hostname: "https://docs.example.com/mcp", name: "Edited", description: "Edited", ...common },
    { id: "github", hostname: "https://docs.example.com/mcp", name: "GitHub", ...common, updated_tools: null },
    { id: "client", ...client },
    ...["ab", "a-b", "a_b", "a1", "1a"].map((id) => ({ id, ...common, ...broken })),
  ];
  for (const [index, server] of order([...servers.entries()])) {
    cloudflare.seedServer({ ...server, created_at: `2026-01-0${index + 1} 00:00:00` });
  }
  const updated_prompts = order([
    { name: "review", enabled: true, alias: "check" },
    { name: "ask", enabled: false },
  ]);
  const rows = order([
    { server_id: "github", default_disabled: true, updated_tools, updated_prompts },
    { server_id: "docs", updated_tools, updated_prompts },
    { server_id: "a_b" },
    { server_id: "ab", default_disabled: true },
  ]);
  for (const id of order(["team", "everything", "another"])) {
    const hostname = id === "team" ? "mcp.example.com" : `${id}.example.com`;
    cloudflare.seedPortal({ id, hostname, created_at: "2026-01-10 00:00:00", servers: rows });
  }
}

/** Everything that a command says and writes, by a name for each. */
async function outputs(
  files: Readonly<Record<string, string>>,
  order: Order,
  switches: Partial<Switches>,
): Promise<Record<string, string>> {
  const cloudflare = await emulator(switches);
  seed(cloudflare, order);
  const waivers = ["until: unused", "another"].map((why, index) => ({
    ...{ rule: "changed-argument", id: `docs-${index}`, until: "2026-01-15", why },
  }));
  const folder = project({
    ...Object.fromEntries(order(Object.entries(files))),
    "waivers.json": JSON.stringify({ waivers: order(waivers) }),
  });
  const said: Record<string, string> = {};
  const run = async (...words: string[]): Promise<void> => {
    const environment = { ...environmentOf(cloudflare), CLOUDFLARE_API_TOKEN: cloudflare.readOnlyToken };
    const { code, stdout, stderr } = await commandLine(words, { folder, environment });
    // Names that were given in another order are other words.
    Object.assign(said, keyed(words.toSorted().join(" "), { code: String(code), stdout, stderr }));
  };
  for (const format of formatNames) {
    await run("drift", "--account", cloudflare.accountId, "--format", format);
    await run("drift", "--state", "state.json", "--waivers", "waivers.json", "--strict", "--format", format);
  }
  for (const format of ["text", "json"]) {
    await run("lock", "check", "--format", format);
  }
  await run("lock", "init", "a_b", "--allow", "all", "--reason", "read");
  await run("lock", "init", "ab", "--ignore", ...order(["/_meta", "/annotations"]));
  await run("lock", "update");
  await run("lock", "deny", "docs", ...order(["new-1", "new-2", "write"]));
  for (const format of ["text", "json", "tools-list"]) {
    await run("lock", "show", "docs", "--format", format);
  }
  await run("export", "--out", "out");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isWritten).sort()) {
    said[`file ${name}`] = readFileSync(join(folder, name), "utf8");
  }
  return said;
}

function keyed(what: string, parts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([name, text]) => [`${what} | ${name}`, text]));
}

const isWritten = (name: string): boolean => /^(?:mcp-locks|out)\/.*\.\w+$/.test(name);

/** The names in each list of the API's answers, as they come, by where the list is. */
async function orders({ baseUrl, accountId, apiToken }: Emulator): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const collect = (place: string, list: unknown): void => {
    const rows = list as readonly Readonly<Record<string, unknown>>[];
    const names = rows.map(({ server_id, id, name }) => String(server_id ?? id ?? name));
    found[place] = names;
    for (const [index, row] of rows.entries()) {
      for (const name of ["servers", "tools", "prompts", "updated_tools", "updated_prompts"]) {
        if (Array.isArray(row[name])) {
          collect(`${place} ${names[index] ?? ""} ${name}`, row[name]);
        }
      }
    }
  };
  for (const list of ["servers", "portals"]) {
    const answer = await fetch(`${baseUrl}/accounts/${accountId}/access/ai-controls/mcp/${list}`, {
      headers: { authorization: `Bearer ${apiToken}` },
    });
    collect(list, ((await answer.json()) as { result: unknown }).result);
  }
  return found;
}

const oneOrder = { listOrder: "created", portalRowOrder: "id" } as const;
const otherOrder = { listOrder: "created", portalRowOrder: "idDescending" } as const;

test("drift, lock and export say and write the same of an account, whatever order it is answered in", async () => {
  const files = await deployed();
  const one = await outputs(files, asItIs, oneOrder);
  const other = await outputs(files, turned, otherOrder);
  expect(Object.keys(one).length).toBeGreaterThan(60);
  expect(Object.entries(one).filter(([name, text]) => name.endsWith("stdout") && text === "")).toEqual([]);
  expect(Object.keys(other)).toEqual(Object.keys(one));
  for (const [name, text] of Object.entries(other)) {
    expect({ name, text }).toEqual({ name, text: one[name] });
  }
});

test("these two orders are different ones, in everything that has no order", async () => {
  const [one, other] = await Promise.all(
    ([asItIs, turned] as const).map(async (order, index) => {
      const cloudflare = await emulator([oneOrder, otherOrder][index]);
      seed(cloudflare, order);
      return orders(cloudflare);
    }),
  );
  const places = Object.entries(one ?? {});
  expect(places.filter(([, names]) => names.length > 1).length).toBeGreaterThan(40);
  expect(other).toEqual(Object.fromEntries(places.map(([place, names]) => [place, names.toReversed()])));
});

// The order of lists and rows is among what it asks, so that stays.
test("the live check says the same of an account, whatever order all else is answered in", async () => {
  const upstream = await startUpstream();
  running.push(upstream);
  const look = async (order: Order): Promise<Record<string, unknown>> => {
    const cloudflare = await emulator({ listOrder: "id", portalRowOrder: "id" });
    seed(cloudflare, order);
    upstream.setTools(order(tools));
    const outcomes: Record<string, unknown> = {};
    for (const format of ["text", "json"]) {
      for (const words of [
        ["--format", format],
        ["--write", "--format", format],
      ]) {
        outcomes[words.join(" ")] = await liveCheck(words, { cloudflare, upstream: upstream.url });
      }
    }
    return outcomes;
  };
  const one = await look(asItIs);
  expect(JSON.stringify(one)).toContain("listOrder");
  expect(await look(turned)).toEqual(one);
});
