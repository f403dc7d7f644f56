/**
 * The tool lock on the real engine, with a real MCP server behind the emulator. One stack lives one life; what was seen
 * on the way is written down, and each test is about one part of it. What counts is what agents are offered.
 */
import { startEmulator, startMcpServer, type Emulator, type McpServer } from "cloudflare-mcp-emulator";
import { blankLock, lockText, type LockFile } from "../../provider/src/lock/file";
import { isClean, judge, type Standing } from "../../provider/src/lock/verdict";
import type { Tool } from "../support/lockedProgram";
import { reviewedLock } from "../support/reviewed";
import { ok, TestStack, type Run } from "../support/stack";
import {
  differencesOf,
  isTool,
  offeredAs,
  offeredMeanwhile,
  reviewedForGood,
  upstreamChanges,
} from "../support/upstreamChanges";

const driftFound = 7;
const before = [reviewedForGood, ...upstreamChanges.map((change) => change.before)].filter(isTool);
const after = [reviewedForGood, ...upstreamChanges.map((change) => change.after)].filter(isTool);

let cloudflare: Emulator;
let upstream: McpServer;
let stack: TestStack;
let lock: LockFile = blankLock("docs");

/** What was seen after a part of the life. */
interface Moment {
  readonly run: Run;
  readonly offered: readonly Tool[];
  readonly standings: ReadonlyMap<string, Standing>;
  readonly isClean: boolean;
}
const moments = new Map<string, Moment>();

function moment(name: string): Moment {
  const found = moments.get(name);
  if (found === undefined) {
    throw new Error(`The life of the stack ended before "${name}".`);
  }
  return found;
}

function remember(name: string, run: Run): void {
  const server = cloudflare.server("docs");
  const verdict = server && judge(lock, server);
  moments.set(name, {
    run,
    offered: cloudflare.portals().some(({ id }) => id === "team") ? cloudflare.portalTools("team") : [],
    standings: new Map(verdict?.tools.map((judged) => [judged.name, judged.standing])),
    isClean: verdict !== undefined && isClean(verdict),
  });
}

function review(): void {
  lock = reviewedLock(cloudflare.server("docs"));
  stack.workspace.write("mcp-locks/docs.json", lockText(lock));
}

/** The program, with more at its end, and more arguments of the server. */
function program(more = "", args = ""): string {
  return `
    const pulumi = require("@pulumi/pulumi");
    const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
    const docs = new McpServer("docs", {
      hostname: ${JSON.stringify(upstream.url)},
      authType: "bearer",
      authCredentials: new pulumi.Config().requireSecret("token"),
      toolLock: "mcp-locks/docs.json",
      ${args}
    }, { ignoreChanges: ${args === "" ? "[]" : '["updatedTools"]'} });
    new McpPortal("team", { hostname: "mcp.example.com", servers: [docs] });
    ${more}`;
}

/** What Cloudflare does by itself about every two hours. */
async function sync(): Promise<void> {
  await fetch(`${cloudflare.baseUrl}/accounts/${cloudflare.accountId}/access/ai-controls/mcp/servers/docs/sync`, {
    method: "POST",
    headers: { authorization: `Bearer ${cloudflare.apiToken}` },
  });
}

async function rotate(token: string): Promise<void> {
  upstream.setToken(token);
  await stack.config("token", { secret: token });
}

beforeAll(async () => {
  cloudflare = await startEmulator();
  upstream = await startMcpServer({ tools: before, token: "first" });
  stack = await TestStack.create(cloudflare, {
    config: { token: { secret: "first" } },
    files: {
      "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: program\n",
      "program/package.json": '{ "name": "test", "main": "index.js" }',
      "program/index.js": program(),
    },
  });

  remember("without a file", await stack.preview());
  stack.workspace.write("mcp-locks/docs.json", "");
  remember("with an empty file", ok(await stack.up()));
  review();
  remember("preview of a review", ok(await stack.preview("--diff")));
  remember("reviewed", ok(await stack.up()));
  remember("quiet", await stack.drift());

  cloudflare.editServer("docs", {
    updated_tools: [
      { name: "read", description: "UNREVIEWED", alias: "evil" },
      { name: "word", enabled: false, description: "UNREVIEWED" },
    ],
  });
  remember("edited by hand", await stack.drift("--diff"));
  remember("after the edit", ok(await stack.up("--refresh")));
  remember("quiet after the edit", await stack.drift());
  cloudflare.editServer("docs", { updated_tools: [] });
  for (const row of ['{ serverId: "docs" }', "{ serverId: docs.serverId }"]) {
    stack.workspace.write(
      "program/index.js",
      program(`new McpPortal("open", { hostname: "o.example.com", servers: [${row}] });`),
    );
    remember(row, await stack.preview());
  }
  stack.workspace.write("program/index.js", program());

  upstream.setTools(after);
  await sync();
  remember("changed", await stack.drift("--diff"));
  remember("up --refresh", ok(await stack.up("--refresh")));
  remember("dealt with", await stack.drift());
  cloudflare.clearRequests();
  remember("again", ok(await stack.up("--refresh")));
  review();
  remember("reviewed again", ok(await stack.up()));

  upstream.setTools([...after, { ...reviewedForGood, name: "later" }].map((tool) => ({ ...tool, title: "Changed" })));
  await rotate("second");
  cloudflare.clearRequests();
  remember("a sync of ours", ok(await stack.up()));
  remember("after it", await stack.drift());
  review();
  ok(await stack.up());

  const row = cloudflare.portal("team")?.servers;
  const tools = cloudflare.server("docs")?.tools ?? null;
  cloudflare.removeServer("docs");
  cloudflare.seedServer({ id: "docs", hostname: "https://elsewhere.example.com/mcp", auth_type: "bearer", tools });
  cloudflare.editServer("docs", { prompts: [], status: "ready", last_successful_sync: "2026-11-25 00:00:00" });
  cloudflare.editPortal("team", { servers: row ?? [] });
  remember("elsewhere", await stack.drift("--diff"));
  remember("back again", ok(await stack.up("--refresh")));
  remember("in the end", await stack.drift());

  const { description: _, ...bare } = reviewedForGood;
  upstream.setTools([bare]);
  await sync();
  review();
  ok(await stack.up("--refresh"));
  upstream.setTools([reviewedForGood]);
  await sync();
  remember("described later", await stack.drift());

  review();
  const words = '{ name: "read", description: "Ours." }';
  stack.workspace.write("program/index.js", program("", `updatedTools: [${words}],`));
  ok(await stack.up("--refresh"));
  cloudflare.editServer("docs", { updated_tools: [{ name: "read", description: "UNREVIEWED" }] });
  remember("ignored", await stack.drift());
  remember("ignored by up", ok(await stack.up("--refresh")));
});

afterAll(async () => {
  stack.remove();
  await cloudflare.close();
  await upstream.close();
});

test("a lock file that does not exist is refused in the preview, with the command that writes it", () => {
  const { run } = moment("without a file");
  expect(run.code).not.toBe(0);
  expect(run.messages.map(({ text }) => text).join("\n")).toContain("pulumi-cloudflare-mcp lock init docs");
});

test("an empty file approves nothing: server and portal are there, and agents are offered no tool", () => {
  expect(moment("with an empty file").run.steps).toEqual(["create docs", "create team"]);
  expect(moment("with an empty file").offered).toEqual([]);
});

test("a review shows in the preview by the digests of the tools, and turns them on", () => {
  const { stdout } = moment("preview of a review").run;
  expect(stdout).toMatch(/\+ read\s*: "approved sha256:[0-9a-f]{12}"/);
  expect(moment("reviewed").run.steps).toEqual(["update docs", "update team"]);
  expect(moment("reviewed").offered).toEqual(before.map((tool) => offeredAs(tool)));
  expect(moment("reviewed").isClean).toBe(true);
  expect(moment("quiet").run.code).toBe(0);
});

describe.each(upstreamChanges)("when $name", (change) => {
  const differences = differencesOf(change);
  const names = Object.keys(differences).map((name) => `docs_${name}`);
  const among = (offered: readonly Tool[]): readonly Tool[] => offered.filter(({ name }) => names.includes(name));

  test("refresh finds it (7) and says what it is, and so does the verdict that lock check prints", () => {
    const { run, standings, isClean: clean } = moment("changed");
    expect(run.code).toBe(driftFound);
    expect(clean).toBe(false);
    for (const [name, standing] of Object.entries(differences)) {
      expect(standings.get(name)).toBe(standing);
      expect(run.stdout).toMatch(new RegExp(`${name}\\s*: .*"${standing}`));
    }
  });

  test("until then agents are offered what the documents claim, and after up --refresh none of it", () => {
    const claimed = offeredMeanwhile(change, { hidesLaterTools: true, keepsDescriptions: true });
    expect(among(moment("changed").offered)).toEqual(claimed);
    expect(among(moment("up --refresh").offered)).toEqual([]);
    expect(moment("up --refresh").offered).toEqual([offeredAs(reviewedForGood)]);
  });

  test("a review turns it on again, as it is now", () => {
    expect(among(moment("reviewed again").offered)).toEqual(
      change.after === undefined ? [] : [offeredAs(change.after)],
    );
  });
});

test("what was dealt with is no drift any more, and another up --refresh writes nothing", () => {
  expect(moment("up --refresh").run.steps).toEqual(expect.arrayContaining(["update docs", "update team"]));
  expect(moment("dealt with").run.code).toBe(0);
  expect(moment("dealt with").isClean).toBe(false);
  expect(moment("again").run.changes).toEqual({ same: 3 });
});

test("when our sync finds changed tools, the portal follows in the same up with unchanged arguments", () => {
  const { run, offered } = moment("a sync of ours");
  expect(run.steps).toEqual(["update docs", "update team"]);
  expect(offered).toEqual([]);
  expect(moment("after it").run.code).toBe(0);
});

test("a server recreated by hand for another upstream is found, and hidden until it is the reviewed one", () => {
  const { run, standings } = moment("elsewhere");
  expect(run.code).toBe(driftFound);
  expect(run.stdout).toMatch(/read\s*: "approved sha256:[0-9a-f]{12}" => "of another hostname/);
  expect(standings.get("read")).toBe("void");
  expect(cloudflare.server("docs")?.hostname).toBe(upstream.url);
  expect(moment("back again").offered.map(({ name }) => name)).toContain("docs_read");
  expect(moment("in the end").run.code).toBe(0);
});

test("descriptions by others on the server are drift and go; tools they turn off stay off, with a warning", () => {
  const { run } = moment("edited by hand");
  expect(run.code).toBe(driftFound);
  expect(run.stdout).toContain("updatedTools");
  expect(run.stdout).toContain("UNREVIEWED");
  const { run: up, offered } = moment("after the edit");
  expect(up.steps).toContain("update docs");
  expect(up.messages.map(({ text }) => text).join("\n")).toContain('allows "word", but somebody disabled it');
  expect(offered).toEqual(before.filter(({ name }) => name !== "word").map((tool) => offeredAs(tool)));
  expect(moment("quiet after the edit").run.code).toBe(0);
});

test.each(['{ serverId: "docs" }', "{ serverId: docs.serverId }"])(
  "a row %s that would get around the lock is refused in the preview",
  (row) => {
    const { run } = moment(row);
    expect(run.code).not.toBe(0);
    expect(run.messages.map(({ text }) => text).join("\n")).toMatch(
      /without the toolLock that this program enforces|which bypasses the lock/,
    );
  },
);

test("a description that the upstream gives to a tool reviewed without one does not reach agents", () => {
  expect(moment("described later").run.code).toBe(driftFound);
  expect(moment("described later").offered).toMatchObject([
    { name: `docs_${reviewedForGood.name}`, description: reviewedForGood.name },
  ]);
});

test("locked rows show the McpServer's descriptions, not those by others, also with ignoreChanges", () => {
  expect(moment("ignored").run.code).toBe(0);
  for (const when of ["ignored", "ignored by up"]) {
    expect(moment(when).offered).toMatchObject([{ name: "docs_read", description: "Ours." }]);
  }
  expect(cloudflare.server("docs")?.updated_tools).toEqual([{ name: "read", description: "UNREVIEWED" }]);
});

test("state holds digests and no second copy of a definition", async () => {
  const { outputs, inputs } = await stack.resource("docs");
  expect(JSON.stringify({ ...outputs, tools: undefined, ...inputs })).not.toContain("inputSchema");
});
