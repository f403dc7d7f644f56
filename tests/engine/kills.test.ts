/**
 * SIGKILL of Pulumi, or of its provider process, while a call is on its way: before Cloudflare did what it asks, or
 * after. Whatever was killed when, the next `up` ends as declared; nothing is lost, nothing is there twice, no secret is
 * anywhere in clear.
 *
 * Here is one life of each host with the calls that write; `npm run test:kills` plays all victims, moments and calls.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { startMcpServer, type FaultAction, type McpServer } from "cloudflare-mcp-emulator";
import { useAccount } from "../support/account";
import { usePluginBundle } from "../support/pluginBundle";
import { pluginProgram, pluginProject } from "../support/pluginProgram";
import { isAlive, until } from "../support/processes";
import { ok, servers, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const hosts = ["the dynamic provider", "the native plugin"] as const;
type Host = (typeof hosts)[number];

const victims = ["pulumi and its provider process", "pulumi", "the provider process"] as const;
type Victim = (typeof victims)[number];

const moments = ["holdAfterCommit", "holdBeforeCommit"] as const satisfies FaultAction["action"][];
type Moment = (typeof moments)[number];

/** What the program declares next, and the calls of the `up` that carries it out. */
interface Chapter {
  readonly name: string;
  readonly declared: Declared;
  readonly writes: readonly string[];
  readonly others: readonly string[];
}

interface Declared {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  /** Of the portal, if there is one. */
  readonly description?: string;
}

const isWhole = process.env.KILLS === "all";
const lives: readonly [Host, Victim, Moment][] = hosts.flatMap((host) =>
  isWhole
    ? victims.flatMap((victim) => moments.map((moment): [Host, Victim, Moment] => [host, victim, moment]))
    : [[host, "pulumi and its provider process", "holdAfterCommit"]],
);
const canaries = { first: "canary-first-7d21", second: "canary-second-e4c0" };
const account = useAccount();
const createStack = useStacks();
const plugin = usePluginBundle();
let one: McpServer;
let other: McpServer;

beforeEach(async () => {
  const options = { tools: [{ name: "search" }] };
  [one, other] = await Promise.all([startMcpServer(options), startMcpServer(options)]);
});
afterEach(async () => {
  await Promise.all([one.close(), other.close()]);
});

function chapters(): Chapter[] {
  const created: Declared = { name: "Tickets", url: one.url, token: canaries.first };
  const renamed = { ...created, name: "Renamed" };
  const rotated = { ...renamed, token: canaries.second };
  const shown = { ...rotated, description: "About." };
  const moved = { ...shown, url: other.url };
  const sync = "POST /servers/tickets/sync";
  return [
    { name: "create", declared: created, writes: ["POST /servers"], others: [sync, "GET /servers/tickets"] },
    { name: "rename", declared: renamed, writes: ["PUT /servers/tickets"], others: [] },
    { name: "rotation", declared: rotated, writes: ["PUT /servers/tickets"], others: [sync] },
    { name: "portal", declared: shown, writes: ["POST /portals"], others: [] },
    { name: "replacement", declared: moved, writes: ["DELETE /servers/tickets", "POST /servers"], others: [sync] },
    {
      name: "update of the portal",
      declared: { ...moved, description: "Changed." },
      writes: ["PUT /portals/team"],
      others: [],
    },
  ];
}

function programOf(host: Host, { name, url, token, description }: Declared): string {
  const server = `name: "${name}", hostname: "${url}", authType: "bearer", authCredentials: "${token}"`;
  const portal = (row: string): string =>
    description === undefined
      ? ""
      : `new McpPortal("team", { hostname: "mcp.example.com", description: "${description}", servers: [${row}] });`;
  return host === "the native plugin"
    ? pluginProgram(`const tickets = new McpServer("tickets", { ${server} });
        ${portal("{ server: tickets.id }")}`)
    : `${servers({ tickets: server })}
      const { McpPortal } = require("pulumi-cloudflare-mcp");
      ${portal("tickets")}`;
}

const up = ["up", "--yes", "--skip-preview"];

const destroy = ["destroy", "--yes", "--skip-preview"];

test.each(lives)(
  "with %s, SIGKILL of %s, %s, at each call in the life of a stack: the next up ends as declared",
  async (host, victim, moment) => {
    const { cloudflare } = account;
    const files = host === "the native plugin" ? { "Pulumi.yaml": pluginProject(plugin.folder) } : {};
    const stack = await createStack(cloudflare, { program: "", files });
    const said: string[] = [];
    let before: Declared | undefined;

    for (const { name, declared, writes, others } of chapters()) {
      for (const [index, call] of [...writes, ...(isWhole ? others : [])].entries()) {
        if (index > 0) {
          // Each call of a chapter wants what was there before it.
          ok(await stack.destroy());
          said.push(before === undefined ? "" : await settle(stack, programOf(host, before)));
        }
        stack.program(programOf(host, declared));
        said.push(await killAt(stack, up, call, victim, moment));
        said.push(await settle(stack, programOf(host, declared)));
        await expectAsDeclared(stack, declared, `${name}, ${call}`);
      }
      before = declared;
    }
    expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);

    for (const call of ["DELETE /portals/team", "DELETE /servers/tickets"]) {
      said.push(await killAt(stack, destroy, call, victim, moment));
    }
    said.push(ok(await stack.destroy()).stdout);
    expect([cloudflare.servers(), cloudflare.portals(), (await stack.state()).resources]).toEqual([[], [], []]);
    expect(leaksIn(said.join("\n"))).toEqual([]);
  },
  // A kill and its mending take about ten seconds.
  isWhole ? 1_800_000 : 300_000,
);

/** Runs a command until a call is held, kills, and waits until nothing of it is left. Gives what was printed. */
async function killAt(
  stack: TestStack,
  words: readonly string[],
  call: string,
  victim: Victim,
  moment: Moment,
): Promise<string> {
  const { cloudflare } = account;
  const [method = "", path = ""] = call.split(" ");
  cloudflare.addFault({ method, path, action: moment });
  cloudflare.clearRequests();
  const child = stack.start(words);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text: Buffer) => (printed += text.toString()));
  }
  const ended = once(child, "close");
  await until(`${call} is held`, () => cloudflare.requests().some(({ isHeld }) => isHeld));
  const provider = await stack.providerProcess(child);
  if (victim !== "the provider process") {
    child.kill("SIGKILL");
  }
  if (victim !== "pulumi") {
    process.kill(provider, "SIGKILL");
  }
  await ended;
  await until("the provider process is gone", () => !isAlive(provider));
  cloudflare.clearFaults();
  if (victim !== "the provider process") {
    ok(await stack.command(["cancel", "--yes"]));
  }
  return printed;
}

/** The next `up`, and if it says so, one that adopts what the killed one created. */
async function settle(stack: TestStack, program: string): Promise<string> {
  stack.program(program);
  const first = await stack.up();
  const said = first.stdout + first.stderr;
  if (first.code === 0) {
    return said;
  }
  const [, variable = "", value = ""] = /(CLOUDFLARE_MCP_ADOPT)=(\S+) in the environment/.exec(said) ?? [];
  return said + ok(await stack.run(up, { [variable]: value })).stdout;
}

async function expectAsDeclared(stack: TestStack, declared: Declared, where: string): Promise<void> {
  const { cloudflare } = account;
  const { name, url, token, description } = declared;
  expect({ where, servers: cloudflare.servers() }).toMatchObject({
    where,
    servers: [{ id: "tickets", name, hostname: url, auth_credentials: token, tools: [{ name: "search" }] }],
  });
  expect({ where, portals: cloudflare.portals() }).toMatchObject({
    where,
    portals: description === undefined ? [] : [{ id: "team", description, servers: [{ server_id: "tickets" }] }],
  });
  const refreshed = await stack.refresh("--clear-pending-creates", "--expect-no-changes");
  expect({ where, code: refreshed.code }).toEqual({ where, code: 0 });
  const state = readFileSync(stack.workspace.stateFile, "utf8");
  expect({ where, pending: /"pending_operations": \[\s*\{/.test(state), leaks: leaksIn(state) }).toEqual({
    where,
    pending: false,
    leaks: [],
  });
}

function leaksIn(text: string): string[] {
  return Object.values(canaries).filter((canary) => text.includes(canary));
}
