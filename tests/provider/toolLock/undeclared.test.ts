/** Beside an enforced lock nothing undeclared has a say: what somebody writes by hand is drift, and is taken away. */
import type { WireOverride } from "../../../provider/src/cloudflare/wire";
import { LockedProgram, type Program, type Tool } from "../../support/lockedProgram";

const read: Tool = { name: "read", description: "Reads a document.", inputSchema: { type: "object" } };
const write: Tool = { name: "write", description: "Writes a document.", inputSchema: { type: "object" } };
const offered = (...tools: Tool[]): Tool[] => tools.map((tool) => ({ ...tool, name: `docs_${tool.name}` }));
const quiet = { docs: [], team: [] };
const same = { docs: "same", team: "same" };

let program: LockedProgram;
afterEach(() => program.stop());

async function reviewed(more: Program = {}, switches = {}, tools: readonly Tool[] = [read, write]): Promise<void> {
  program = await LockedProgram.start(tools, switches);
  program.write("mcp-locks/docs.json", "");
  await program.up(more);
  program.review();
  await program.up(more);
}

function editServer(updated_tools: WireOverride[]): void {
  program.cloudflare.editServer("docs", { updated_tools });
}
function editRow(updated_tools: object[]): void {
  program.cloudflare.editPortal("team", {
    servers: [{ server_id: "docs", default_disabled: true, updated_tools }] as never,
  });
}
const pinned = (name: string): object => ({
  name,
  enabled: true,
  description: program.stored()?.tools?.find((tool) => tool.name === name)?.description,
});
const stored = (): unknown => program.stored()?.updated_tools;

describe("somebody gives a tool", () => {
  test.each<[string, () => void, { docs: string[]; team: string[] }]>([
    [
      "a description on the server",
      () => {
        editServer([{ name: "read", description: "UNREVIEWED" }]);
      },
      { docs: ["updatedTools"], team: [] },
    ],
    [
      "an alias on the server",
      () => {
        editServer([{ name: "read", alias: "evil" }]);
      },
      { docs: ["updatedTools"], team: ["servers"] },
    ],
    [
      "an alias in the row",
      () => {
        editRow([{ ...pinned("read"), alias: "evil" }, pinned("write")]);
      },
      { docs: [], team: ["servers"] },
    ],
    [
      "a description in the row",
      () => {
        editRow([{ ...pinned("read"), description: "UNREVIEWED" }, pinned("write")]);
      },
      { docs: [], team: ["servers"] },
    ],
    [
      "no description in the row",
      () => {
        editRow([{ name: "read", enabled: true }, pinned("write")]);
      },
      { docs: [], team: ["servers"] },
    ],
  ])("%s: it is drift, and up --refresh takes it away", async (_what, edit, drift) => {
    await reviewed();
    edit();
    expect(await program.drift()).toEqual(drift);
    await program.upRefresh();
    expect(program.offered()).toEqual(offered(read, write));
    expect(await program.drift()).toEqual(quiet);
    expect(await program.upRefresh()).toEqual(same);
  });

  test("a description on the server, where Cloudflare keeps none that equals the upstream's: it goes as well", async () => {
    await reviewed({}, { equalDescription: "dropped" });
    editServer([{ name: "read", description: "UNREVIEWED" }]);
    expect(await program.drift()).toEqual({ docs: ["updatedTools"], team: ["servers"] });
    await program.upRefresh();
    expect(program.offered()).toEqual(offered(read, write));
    expect(await program.upRefresh()).toEqual(same);
  });
});

test("a description that somebody gives the server does not reach agents before the next up either", async () => {
  await reviewed();
  editServer([{ name: "read", description: "UNREVIEWED" }]);
  expect(program.offered()).toEqual(offered(read, write));
  await program.up({ portal: { description: "Another" } });
  expect(program.offered()).toEqual(offered(read, write));
});

test.each([true, false])(
  "a tool that somebody turned off on the server stays off, with a warning (the server wins: %p)",
  async (serverDisabledWins) => {
    await reviewed({}, { serverDisabledWins });
    editServer([{ name: "write", enabled: false, alias: "evil", description: "UNREVIEWED" }]);
    expect((await program.drift()).docs).toEqual(["updatedTools"]);
    await program.upRefresh();
    expect(stored()).toEqual([{ name: "write", enabled: false }]);
    expect(program.offered()).toEqual(offered(...(serverDisabledWins ? [read] : [read, write])));
    expect(program.warnings.at(-1)).toBe(
      'mcp-locks/docs.json allows "write", but somebody disabled it on MCP server "docs". The provider leaves it disabled. Enable it at Cloudflare, or set allow to false in the lock.',
    );
    const said = program.warnings.length;
    expect(await program.drift()).toEqual(quiet);
    expect(await program.upRefresh()).toEqual(same);
    expect(program.warnings.length).toBe(said + 2);

    // Once the lock does not allow it, nothing is left to warn of.
    program.review(["read"]);
    await program.up();
    await program.refresh();
    expect(program.warnings.length).toBe(said + 2);
  },
);

test.each<[string, WireOverride[] | undefined, WireOverride[] | undefined, WireOverride[]]>([
  [
    "also when the program then says something else",
    undefined,
    [{ name: "read", alias: "find" }],
    [
      { name: "read", alias: "find" },
      { name: "write", enabled: false },
    ],
  ],
  [
    "also under words of the program",
    [{ name: "write", alias: "save" }],
    [{ name: "write", alias: "store" }],
    [{ name: "write", alias: "store", enabled: false }],
  ],
  [
    "also when the program takes its words back",
    [{ name: "read", alias: "find" }],
    undefined,
    [{ name: "write", enabled: false }],
  ],
  ["unless the program turns it on", undefined, [{ name: "write", enabled: true }], [{ name: "write", enabled: true }]],
])("a tool that somebody turned off stays off %s", async (_when, before, after, expected) => {
  await reviewed({ server: { updatedTools: before } });
  editServer([
    ...(before ?? []).filter(({ name }) => name !== "write"),
    { ...before?.find(({ name }) => name === "write"), name: "write", enabled: false },
  ]);
  const to = { server: { updatedTools: after } };
  for (const step of [() => program.up(to), () => program.upRefresh(to)]) {
    await step();
    expect(stored()).toEqual(expected);
  }
  expect(await program.drift()).toEqual(quiet);
});

test("a tool that the program turned off is turned on when the program says so no more", async () => {
  await reviewed({ server: { updatedTools: [{ name: "write", enabled: false }] } });
  expect(program.offered()).toEqual(offered(read));
  await program.upRefresh();
  expect(stored()).toEqual([]);
  expect(program.offered()).toEqual(offered(read, write));
});

test.each([true, false])(
  "words and a turned-off tool of the McpServer show in its locked rows, whoever wins (%p)",
  async (serverDisabledWins) => {
    const updatedTools = [
      { name: "read", alias: "find", description: "Said by the program." },
      { name: "write", enabled: false },
    ];
    await reviewed({ server: { updatedTools } }, { serverDisabledWins });
    const wanted = [{ ...read, name: "docs_find", description: "Said by the program." }];
    expect(program.offered()).toEqual(wanted);
    editServer([
      { name: "read", description: "UNREVIEWED" },
      { name: "write", enabled: true },
    ]);
    expect(program.offered()).toEqual([{ ...wanted[0], name: "docs_read" }]);
    await program.upRefresh({ server: { updatedTools } });
    expect(program.offered()).toEqual(wanted);
    expect(await program.drift()).toEqual(quiet);
  },
);

describe("a server with overrides by hand", () => {
  const report = { file: "mcp-locks/docs.json", mode: "report" };
  const byHand = [
    { name: "read", description: "UNREVIEWED" },
    { name: "write", enabled: false },
  ];

  test.each<[string, unknown]>([
    ["no lock", undefined],
    ["a lock that only reports", report],
  ])("keeps them with %s, and loses all but what is turned off once the lock is enforced", async (_with, toolLock) => {
    const before = { server: { toolLock }, row: { toolLock } };
    await reviewed(before);
    editServer(byHand);
    expect((await program.drift()).docs).toEqual([]);
    await program.upRefresh(before);
    expect(stored()).toEqual(byHand);
    await program.up();
    expect(stored()).toEqual([{ name: "write", enabled: false }]);
    expect(program.offered()).toEqual(offered(read));
    expect(await program.drift()).toEqual(quiet);
  });

  test("is adopted without them, but for what is turned off", async () => {
    program = await LockedProgram.start([read, write]);
    program.cloudflare.seedServer({
      id: "docs",
      hostname: program.upstream.url,
      auth_type: "unauthenticated",
      tools: [read, write],
      prompts: [],
      updated_tools: byHand,
    });
    program.cloudflare.editServer("docs", { status: "ready", last_successful_sync: "2026-11-25 00:00:00" });
    program.review();
    const adopting = { server: { adopt: true } };
    await program.up(adopting);
    expect(stored()).toEqual([{ name: "write", enabled: false }]);
    expect(program.offered()).toEqual(offered(read));
    expect(program.warnings.join("\n")).toContain('allows "write", but somebody disabled it');
    expect(await program.upRefresh(adopting)).toEqual(same);
  });

  test("is left alone again once the lock is removed: nothing is reset", async () => {
    await reviewed();
    editServer([{ name: "write", enabled: false }]);
    await program.upRefresh();
    const without = { server: { toolLock: undefined }, row: { toolLock: undefined } };
    await program.up(without);
    expect(stored()).toEqual([{ name: "write", enabled: false }]);
    editServer(byHand);
    expect(await program.drift()).toEqual(quiet);
    expect(await program.upRefresh(without)).toEqual(same);
    expect(stored()).toEqual(byHand);
  });

  test("keeps them with ignoreChanges, and its locked rows say the reviewed words all the same", async () => {
    await reviewed();
    editServer([{ name: "read", alias: "evil", description: "UNREVIEWED" }]);
    await program.refresh();
    // The engine puts what a refresh has seen in the place of what the program says.
    const ignoring = {
      server: { updatedTools: program.docs.state?.inputs.updatedTools },
      row: { serverTools: undefined },
    };
    await program.up(ignoring);
    expect(stored()).toEqual([{ name: "read", alias: "evil", description: "UNREVIEWED" }]);
    expect(program.offered()).toEqual(offered(read, write));
    expect(await program.upRefresh(ignoring)).toEqual(same);
  });
});

test("a tool without a description keeps its title or name, whatever the upstream adds", async () => {
  const { description: _, ...bare } = write;
  const titled = { ...read, description: "", title: "Read" };
  await reviewed({}, {}, [titled, bare]);
  expect(program.offered()).toEqual(offered({ ...titled, description: "Read" }, { ...bare, description: "write" }));
  await program.publish([
    { ...titled, description: "UNREVIEWED" },
    { ...bare, description: "UNREVIEWED" },
  ]);
  expect(program.offered()).toEqual(offered({ ...titled, description: "Read" }, { ...bare, description: "write" }));
  await program.upRefresh();
  expect(program.offered()).toEqual([]);
});

test("a title in place of a description is drift even where Cloudflare drops the upstream's own words", async () => {
  const { description: _, ...bare } = write;
  await reviewed({}, { equalDescription: "dropped" }, [read, bare]);
  editRow([
    { name: "read", enabled: true },
    { name: "write", enabled: true },
  ]);
  expect((await program.drift()).team).toEqual(["servers"]);
  await program.upRefresh();
  expect(program.offered()).toEqual(offered(read, { ...bare, description: "write" }));
  expect(await program.drift()).toEqual(quiet);
});

test("a description of any length is pinned", async () => {
  const long = { ...read, description: "x".repeat(20_000) };
  await reviewed({}, {}, [long]);
  await program.publish([{ ...long, description: "UNREVIEWED" }]);
  expect(program.offered()).toEqual(offered(long));
});
