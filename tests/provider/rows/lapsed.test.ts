import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { updates, useAccount } from "../../support/account";
import { Deployment, type Properties } from "../../support/deployment";
import { inProcess, type Drivers } from "../../support/drivers";
import { LockedProgram } from "../../support/lockedProgram";

const account = useAccount();
let upstream: McpServer;
let drivers: Drivers;
let server: Deployment;
let portal: Deployment;
let forgotten: number;
const forgetWarnings = (): void => {
  forgotten = drivers.warnings.length;
};
const newWarnings = (): readonly string[] => drivers.warnings.slice(forgotten);

const before = ["search", "delete_all"];
const after = ["search", "remove_all"];
const toolsOf = (names: readonly string[]): { name: string }[] => names.map((name) => ({ name }));

beforeEach(async () => {
  upstream = await startMcpServer({ tools: toolsOf(before), prompts: toolsOf(before) });
  drivers = inProcess(account.cloudflare);
  forgotten = 0;
  server = new Deployment(drivers.next);
  portal = new Deployment(drivers.next, "McpPortal", "team");
});
afterEach(async () => {
  await upstream.close();
});

const plain = (): Properties => ({ hostname: upstream.url, authType: "unauthenticated" });

/** Where overrides can stand: what `up` is given, and what an override that lapsed is said to be. */
interface Place {
  readonly of: () => Deployment;
  readonly args: (rows: Properties[]) => Properties;
  readonly argument: string;
  readonly list: string;
  readonly words: string;
  readonly declared: (inputs: Properties | undefined) => unknown;
}

const onServer = (list: string): Place => ({
  of: () => server,
  args: (rows) => ({ ...plain(), [list]: rows }),
  argument: list,
  list,
  words: `${list} of MCP server "docs"`,
  declared: (inputs) => inputs?.[list],
});
const inRow = (list: string): Place => ({
  of: () => portal,
  args: (rows) => ({ hostname: "mcp.example.com", servers: [{ serverId: "docs", [list]: rows }] }),
  argument: "servers",
  list,
  words: `servers of MCP server portal "team": ${list} of server "docs"`,
  declared: (inputs) => (inputs?.servers as Properties[] | undefined)?.[0]?.[list],
});

/** Cloudflare keeps or drops the override of a server; that of a portal it drops. */
function rename(names: readonly string[]): void {
  const definitions = toolsOf(names);
  account.cloudflare.editServer("docs", { tools: definitions, prompts: definitions });
}

const lapsed = (words: string, what: string, list: string, names = '"delete_all" (nearest name now: "remove_all")') =>
  `${words} no longer ${what} ${names}: the upstream no longer has it. Review its current tools, and change ${list}.`;

describe.each<[string, Place]>([
  ["updatedTools of a server", onServer("updatedTools")],
  ["updatedPrompts of a server", onServer("updatedPrompts")],
  ["updatedTools of a row", inRow("updatedTools")],
  ["updatedPrompts of a row", inRow("updatedPrompts")],
])("%s", (_where, { of, args, argument, list, words, declared }) => {
  const hiding = [{ name: "delete_all", enabled: false }];
  const deploy = async (rows: Properties[]): Promise<void> => {
    await server.up(plain());
    await of().up(args(rows));
    forgetWarnings();
  };

  test("an override that hid a tool which was renamed is drift by name until the program changes", async () => {
    await deploy(hiding);
    expect(await of().drift()).toEqual([]);
    rename(after);

    for (let round = 1; round <= 3; round++) {
      forgetWarnings();
      expect(await of().drift()).toEqual([argument]);
      expect(newWarnings()).toEqual([lapsed(words, "hides", list)]);
      expect(await of().refresh()).toEqual([argument]);
      expect(declared(of().state?.inputs)).toEqual([]);
      expect(await of().up(args(hiding))).toBe("update");
      expect(await of().up(args(hiding))).toBe("same");
    }

    await of().up(args([{ name: "remove_all", enabled: false }]));
    forgetWarnings();
    expect(await of().drift()).toEqual([]);
    expect(newWarnings()).toEqual([]);
  });

  test("what a refresh saw of it stays known through a refresh that state took over", async () => {
    await deploy(hiding);
    rename(after);
    await of().refresh();
    expect(await of().drift()).toEqual(["pending"]);
    await of().up(args(hiding));

    expect(await of().drift()).toEqual([argument]);
  });

  test("an override that a refresh left out of state leaves Cloudflare once the program removes it", async () => {
    await deploy(hiding);
    rename(after);
    await of().refresh();
    forgetWarnings();
    // Not by name any more: the inputs of state lack it too.
    expect(await of().drift()).toEqual(["pending"]);
    expect(newWarnings()).toEqual([lapsed(words, "hides", list)]);

    account.cloudflare.clearRequests();
    expect(await of().up(args([]))).toBe("update");
    expect(updates(account.cloudflare)).toHaveLength(list === argument ? 1 : 0);
    forgetWarnings();
    expect(await of().drift()).toEqual([]);
    expect(newWarnings()).toEqual([]);
    rename(before);
    expect(await of().drift()).toEqual([]);
  });

  test("an override that names or describes a tool which is gone is a warning, and no drift", async () => {
    const rows = [
      { name: "delete_all", alias: "wipe" },
      { name: "search", description: "Finds." },
    ];
    await deploy(rows);
    rename(after);

    expect(await of().refresh()).toEqual([]);
    expect(newWarnings()).toEqual([lapsed(words, "applies to", list)]);
    expect(await of().up(args(rows))).toBe("same");
  });

  test("an override whose tool was never there waits for it, and is no drift", async () => {
    await deploy([{ name: "never_there", enabled: false }]);
    rename(after);

    expect(await of().refresh()).toEqual([]);
    expect(newWarnings()).toEqual([]);
  });

  test("a tool that comes back ends the drift", async () => {
    await deploy(hiding);
    rename(after);
    expect(await of().drift()).toEqual([argument]);
    rename(before);
    await of().refresh();
    await of().up(args(hiding));
    expect(await of().drift()).toEqual([]);
  });

  test("a catalogue that nobody has read proves nothing", async () => {
    await deploy(hiding);
    account.cloudflare.editServer("docs", { tools: [], prompts: [], status: "waiting" });

    expect(await of().drift()).toEqual([]);
    account.cloudflare.editServer("docs", { status: "ready" });
    expect(await of().drift()).toEqual([argument]);
  });

  test("many are listed with a limit, each with its nearest name", async () => {
    const many = Array.from({ length: 8 }, (_, index) => `delete_${index}`);
    await deploy([]);
    rename([...many, ...before]);
    await of().up(args(many.map((name) => ({ name, enabled: false }))));
    rename(["search"]);
    forgetWarnings();

    await of().drift();
    const listed = many.slice(0, 5).map((name) => `"${name}"`);
    expect(newWarnings()).toEqual([
      lapsed(words, "hides", list, `${listed.join(", ")} and 3 more`).replace("has it", "has them"),
    ]);
  });
});

test.each(["tools", "prompts"])("a name of the allow-list %s whose tool is gone is a warning", async (list) => {
  const { args, of, words } = { ...inRow(list), args: () => ({ hostname: "mcp.example.com", servers: [row] }) };
  const row = { serverId: "docs", [list]: before };
  await server.up(plain());
  await of().up(args());
  forgetWarnings();
  rename(after);

  expect(await of().refresh()).toEqual([]);
  expect(newWarnings()).toEqual([lapsed(words, "applies to", list)]);
  expect(await of().up(args())).toBe("same");
});

test("a row that hides all by default hides the new name too, so that a lapsed override there is a warning", async () => {
  const row = { serverId: "docs", defaultDisabled: true, updatedTools: [{ name: "delete_all", enabled: false }] };
  await server.up(plain());
  await portal.up({ hostname: "mcp.example.com", servers: [row] });
  rename(after);
  expect(await portal.refresh()).toEqual([]);
});

test("beside an enforced lock, which hides the new name too, it is a warning and no drift", async () => {
  const world = await LockedProgram.start(toolsOf(before));
  try {
    const server = { updatedTools: [{ name: "delete_all", enabled: false }] };
    world.write("mcp-locks/docs.json", "");
    await world.up({ server });
    const said = world.warnings.length;
    await world.publish(toolsOf(after));
    expect((await world.refresh()).docs).not.toContain("updatedTools");
    expect(world.warnings.slice(said)).toContainEqual(
      lapsed('updatedTools of MCP server "docs"', "applies to", "updatedTools"),
    );
  } finally {
    await world.stop();
  }
});

test("a sync of ours that finds a renamed tool says so in place of calling the override pending", async () => {
  const args = {
    ...plain(),
    authType: "bearer",
    authCredentials: "one",
    updatedTools: [{ name: "delete_all", enabled: false }],
  };
  await server.up(args);
  upstream.setTools(toolsOf(after));
  forgetWarnings();

  await server.up({ ...args, authCredentials: "two" });
  expect(newWarnings()).toEqual([lapsed('updatedTools of MCP server "docs"', "hides", "updatedTools")]);
  expect(await server.drift()).toEqual(["updatedTools"]);
});

test("state keeps nothing but names of it", async () => {
  await server.up({ ...plain(), updatedTools: [{ name: "delete_all", alias: "wipe", description: "Removes all." }] });
  expect(server.state?.outputs.__overridesInForce).toEqual([
    { serverId: "docs", list: "updatedTools", names: ["delete_all"] },
  ]);
});

test("the tools in state written before 2026-11-28 imply which overrides of a server were in force", async () => {
  const args = { ...plain(), updatedTools: [{ name: "delete_all", enabled: false }] };
  await server.up(args);
  delete server.state?.outputs.__overridesInForce;
  rename(after);

  expect(await server.drift()).toEqual(["updatedTools"]);
  expect(newWarnings()).toEqual([lapsed('updatedTools of MCP server "docs"', "hides", "updatedTools")]);
});
