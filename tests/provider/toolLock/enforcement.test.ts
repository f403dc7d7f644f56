/** What a lock does with a server and its portals besides what upstreams do: upstreamChanges.test.ts. */
import { blankLock, lockText } from "../../../provider/src/lock/file";
import { Deployment, type Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { LockedProgram, type Tool } from "../../support/lockedProgram";
import { reviewedLock } from "../../support/reviewed";

const read: Tool = { name: "read", description: "Reads a document.", inputSchema: { type: "object" } };
const write: Tool = { name: "write", description: "Writes a document.", inputSchema: { type: "object" } };

let program: LockedProgram;
afterEach(() => program.stop());

async function reviewed(
  tools: readonly Tool[] = [read, write],
  allowed: "all" | readonly string[] = "all",
  switches = {},
): Promise<void> {
  program = await LockedProgram.start(tools, switches);
  program.write("mcp-locks/docs.json", "");
  await program.up();
  program.review(allowed);
  await program.up();
}

const quiet = { docs: [], team: [] };
const same = { docs: "same", team: "same" };

test("the row's own list shows less than the lock, never more, and says what it named in vain", async () => {
  await reviewed([read, write], ["read"]);
  expect(program.offeredNames()).toEqual(["docs_read"]);

  expect(await program.up({ row: { tools: ["write"] } })).toEqual({ docs: "same", team: "update" });
  expect(program.offeredNames()).toEqual([]);
  expect(program.warnings.at(-1)).toContain(
    'tools of server "docs" names "write", which mcp-locks/docs.json does not allow in the current form. The portal hides them.',
  );
  expect(await program.drift()).toEqual(quiet);
});

test("where the row shows everything by itself beside a lock, it is refused", async () => {
  program = await LockedProgram.start([read]);
  program.write("mcp-locks/docs.json", "");
  await expect(program.up({ row: { defaultDisabled: false } })).rejects.toThrow(
    "has a toolLock, which hides unapproved tools, beside defaultDisabled: false",
  );
  const toolLock = { file: "mcp-locks/docs.json", mode: "report" };
  await expect(program.up({ server: { toolLock }, row: { defaultDisabled: false, toolLock } })).resolves.toEqual({
    docs: "update",
    team: "create",
  });
});

test("in mode report portals show what they would without a lock, and each refresh names unapproved tools", async () => {
  program = await LockedProgram.start([read, write]);
  const report = { file: "mcp-locks/docs.json", mode: "report" };
  const reporting = { server: { toolLock: report }, row: { toolLock: report } };
  program.write("mcp-locks/docs.json", "");
  await program.up(reporting);
  program.review(["read"]);
  await program.up(reporting);
  expect(program.offeredNames()).toEqual(["docs_read", "docs_write"]);
  expect(await program.drift()).toEqual(quiet);

  await program.publish([{ ...read, description: "Sends." }, write]);
  // "write" was there and not allowed when it was reviewed.
  const warning =
    "Not as reviewed in mcp-locks/docs.json: read (changed). Report mode hides none of them. `npx pulumi-cloudflare-mcp lock check docs` shows what changed.";
  const said = async (run: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = program.warnings.length;
    await run();
    return program.warnings.slice(before);
  };
  for (let time = 0; time < 2; time++) {
    program.cloudflare.clearRequests();
    expect(await program.drift()).toEqual(quiet);
    expect(await said(() => program.refresh())).toEqual([warning]);
    expect(await said(() => program.preview(reporting))).toEqual([warning]);
    const up = async (): Promise<void> => {
      expect(await program.up(reporting)).toEqual(same);
    };
    expect(await said(up)).toEqual([warning]);
    expect(program.cloudflare.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  }
  expect(program.offeredNames()).toEqual(["docs_read", "docs_write"]);

  // Adoption goes on: now it is enforced, though the tools are the same.
  expect(await program.up()).toEqual({ docs: "update", team: "update" });
  expect(program.offeredNames()).toEqual([]);
  expect(await program.drift()).toEqual(quiet);
  // And back.
  await program.up(reporting);
  expect(program.offeredNames()).toEqual(["docs_read", "docs_write"]);
});

test("a preview matches up: a changed or new tool is hidden until its review, with the same warning", async () => {
  await reviewed();
  await program.publish([
    { ...read, description: "Sends." },
    { ...read, name: "new" },
  ]);
  await program.refresh();
  const seen = (program.docs.state?.inputs.toolLock as { tools: Properties }).tools;
  expect(seen).toEqual({
    read: expect.stringMatching(/^changed sha256:[0-9a-f]{12}$/) as string,
    new: expect.stringMatching(/^new sha256:[0-9a-f]{12}$/) as string,
    write: "gone",
  });

  const lines = {
    read: "hidden until reviewed",
    new: "hidden until reviewed",
    write: expect.stringMatching(/^approved sha256:[0-9a-f]{12}, if it returns$/) as string,
  };
  const warning =
    "Not as reviewed in mcp-locks/docs.json: new (new), read (changed), write (gone). Portal rows with this lock hide them until they are reviewed. `npx pulumi-cloudflare-mcp lock check docs` shows what changed.";
  const before = program.warnings.length;
  expect(await program.preview()).toEqual({ docs: lines, team: { ...lines, write: expect.anything() as unknown } });
  expect(program.warnings.slice(before)).toEqual([warning]);
  await program.up();
  expect(program.warnings.slice(before)).toEqual([warning, warning]);
  expect(program.offeredNames()).toEqual([]);

  // And then it is quiet, and says so.
  expect(await program.drift()).toEqual(quiet);
  expect(await program.preview()).toEqual(same);
  expect(program.warnings).toHaveLength(before + 2);

  program.review(["read"]);
  const approved = expect.stringMatching(/^approved sha256:[0-9a-f]{12}$/) as string;
  const denied = expect.stringMatching(/^not allowed sha256:[0-9a-f]{12}$/) as string;
  expect(await program.preview()).toMatchObject({ docs: { read: approved, new: denied } });
});

test("each refresh notes an approved tool that is hidden, until it is reviewed", async () => {
  await reviewed();
  await program.publish([{ ...read, description: "Sends." }, write]);
  await program.upRefresh();
  const note =
    '1 approved tool of MCP server "docs" is hidden, review pending: read. `npx pulumi-cloudflare-mcp lock check docs` shows what changed.';
  for (let time = 0; time < 2; time++) {
    const before = program.notes.length;
    await program.refresh();
    expect(program.notes.slice(before)).toEqual([note]);
  }
  program.review();
  await program.up();
  const before = program.notes.length;
  await program.refresh();
  expect(program.notes.slice(before)).toEqual([]);
});

test("the switch from report to enforce ends without a warning about rows that it closes", async () => {
  program = await LockedProgram.start([read, write]);
  const report = { file: "mcp-locks/docs.json", mode: "report" };
  const reporting = { server: { toolLock: report }, row: { toolLock: report } };
  program.write("mcp-locks/docs.json", "");
  await program.up(reporting);
  program.review(["read"]);
  await program.up(reporting);
  const before = program.warnings.length;
  await program.refresh();
  expect(await program.upRefresh()).toEqual({ docs: "update", team: "update" });
  expect(program.offeredNames()).toEqual(["docs_read"]);
  expect(program.warnings.slice(before)).toEqual([]);
});

test("prompts are treated like tools", async () => {
  program = await LockedProgram.start([read]);
  const prompts = [
    { name: "summarise", description: "Summarises." },
    { name: "translate", description: "Translates." },
  ];
  program.write("mcp-locks/docs.json", "");
  await program.up();
  program.cloudflare.editServer("docs", { prompts });
  program.review(["read", "summarise"]);
  await program.up();
  const offered = (): string[] => program.cloudflare.portalPrompts("team").map(({ name }) => name);
  expect(offered()).toEqual(["docs_summarise"]);
  await program.refresh();
  expect(await program.drift()).toEqual(quiet);

  program.cloudflare.editServer("docs", {
    prompts: [
      { name: "summarise", description: "Summarises, and sends." },
      { name: "new", description: "New." },
    ],
  });
  expect(program.cloudflare.portalPrompts("team")).toEqual([{ name: "docs_summarise", description: "Summarises." }]);
  expect((await program.drift()).docs).toEqual(["toolLock"]);
  await program.upRefresh();
  expect(offered()).toEqual([]);
  expect(program.warnings.at(-1)).toMatch(/: new \(prompt, new\), summarise \(prompt, changed\)\./);
  expect(await program.drift()).toEqual(quiet);
});

test("what somebody shows by hand is drift of the portal, by name, and taken off again", async () => {
  await reviewed([read, write], ["read"]);
  program.cloudflare.editPortal("team", {
    servers: [
      {
        server_id: "docs",
        default_disabled: false,
        updated_tools: [
          { name: "read", enabled: true, description: "Not what was reviewed." },
          { name: "write", enabled: true },
        ],
      },
    ],
  });
  expect(program.offeredNames()).toEqual(["docs_read", "docs_write"]);
  await program.refresh();
  const [row] = program.team.state?.inputs.servers as Properties[];
  expect(row).toMatchObject({
    defaultDisabled: false,
    toolLock: {
      tools: {
        read: "described otherwise",
        write: expect.stringMatching(/^shown sha256:\w{12}$/) as string,
      },
    },
  });
  expect(await program.up()).toEqual({ docs: "same", team: "update" });
  expect(program.offered()).toEqual([{ ...read, name: "docs_read" }]);
});

test.each([
  ["a server without tools", []],
  ["a server whose tools are all hidden by hand", [read]],
])("a row that somebody lets show what comes later is drift and is closed again: %s", async (_, tools) => {
  await reviewed(tools, []);
  program.cloudflare.editPortal("team", {
    servers: [
      {
        server_id: "docs",
        default_disabled: false,
        updated_tools: tools.map(({ name }) => ({ name, enabled: false })),
      },
    ],
  });
  expect(await program.drift()).toEqual({ docs: [], team: ["servers"] });
  expect(await program.upRefresh()).toEqual({ docs: "same", team: "update" });
  await program.publish([...tools, write]);
  expect(program.offeredNames()).toEqual([]);
});

test.each([true, false])(
  "a tool that its server disables and its lock allows is a warning and no drift, the server wins: %p",
  async (serverDisabledWins) => {
    await reviewed([read, write], "all", { serverDisabledWins });
    const off = { server: { updatedTools: [{ name: "write", enabled: false }] } };
    await program.up(off);
    expect(program.warnings.join("\n")).toContain(
      'mcp-locks/docs.json allows "write", but updatedTools or updatedPrompts disables it (enabled: false).',
    );
    expect(program.offeredNames()).toEqual(["docs_read"]);
    expect(await program.drift()).toEqual(quiet);
    expect(await program.upRefresh(off)).toEqual(same);
  },
);

test("dropped descriptions that equal the upstream's are a single warning, and never drift", async () => {
  await reviewed([read], "all", { equalDescription: "dropped" });
  const said = (): number => program.warnings.filter((text) => text.includes("did not save the reviewed")).length;
  expect(said()).toBe(1);
  expect(await program.drift()).toEqual(quiet);
  await program.up({ portal: { description: "Another" } });
  expect(said()).toBe(1);
  expect(await program.upRefresh({ portal: { description: "Another" } })).toEqual(same);
});

test("an OAuth server shows nothing before its login, and the reviewed tools after it", async () => {
  program = await LockedProgram.start([read, write]);
  program.write("mcp-locks/docs.json", "");
  const oauth = { server: { authType: "oauth" } };
  await program.up(oauth);
  expect(program.stored()?.authentication_status).toBe("required");
  expect(program.offeredNames()).toEqual([]);
  expect(program.warnings.join("\n")).toContain('Cloudflare has not read the tools of MCP server "docs" yet');
  expect(await program.drift()).toEqual(quiet);

  program.cloudflare.editServer("docs", {
    authentication_status: "connected",
    status: "ready",
    last_successful_sync: "2026-11-25 00:00:00",
    tools: [read, write],
    prompts: [],
  });
  expect(program.offeredNames()).toEqual([]);
  program.review(["read"]);
  await program.upRefresh(oauth);
  expect(program.offeredNames()).toEqual(["docs_read"]);
});

test("names that an upstream chooses to confuse are approved, shown and watched like all others", async () => {
  const strange = [
    "__proto__",
    "constructor",
    "__defaults",
    "toString",
    "a;b",
    "<{%fg 1%}>",
    "4dabf18193072939515e22adb298388d",
  ];
  const tools = strange.map((name) => ({ ...read, name }));
  await reviewed(tools);
  expect(program.offeredNames()).toEqual(strange.map((name) => `docs_${name}`));
  expect(await program.drift()).toEqual(quiet);

  await program.publish(tools.map((tool) => ({ ...tool, title: "Changed" })));
  expect((await program.drift()).docs).toEqual(["toolLock"]);
  await program.upRefresh();
  expect(program.offeredNames()).toEqual([]);
});

describe("a lock file is refused before anything is done, with its name and what to do,", () => {
  const other = lockText({ ...blankLock("tickets"), hostname: "https://tickets.example.com/mcp" });
  test.each([
    ["when it is missing", undefined, /mcp-locks\/docs\.json.*does not exist.*lock init docs/s],
    ["when it is not JSON", "{", /mcp-locks\/docs\.json.*is not JSON.*last commit/s],
    [
      "when a merge is unfinished",
      "<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n",
      /mcp-locks\/docs\.json.*unfinished merge/s,
    ],
    ["when it is that of another server", other, /mcp-locks\/docs\.json.*"tickets".*lock init docs/s],
  ])("%s", async (_words, text, message) => {
    program = await LockedProgram.start([read]);
    if (text !== undefined) {
      program.write("mcp-locks/docs.json", text);
    }
    await expect(program.up()).rejects.toThrow(message);
    await expect(program.team.up(program.portalArguments())).rejects.toThrow(message);
    expect(program.cloudflare.requests()).toEqual([]);
  });
});

test("a row applies a lock to a server of another stack, and a portal without one is reported as exposed", async () => {
  program = await LockedProgram.start([read, write]);
  program.write("mcp-locks/docs.json", "");
  await program.docs.up(program.serverArguments());
  program.review(["read"]);
  const theirs = new Deployment(inProcess(program.cloudflare, { folder: program.folder }).next, "McpPortal", "theirs");
  const portal = (row: Properties): Properties => ({
    hostname: "theirs.example.com",
    servers: [{ serverId: "docs", ...row }],
  });
  await theirs.up(portal({}));
  expect(program.offeredNames("theirs")).toEqual(["docs_read", "docs_write"]);
  await program.docs.up(program.serverArguments());
  expect(program.warnings.join("\n")).toContain(
    'The portal "theirs" exposes tools of MCP server "docs" that mcp-locks/docs.json does not allow: write.',
  );

  await theirs.up(portal({ toolLock: "mcp-locks/docs.json" }));
  expect(program.offeredNames("theirs")).toEqual(["docs_read"]);
  expect(await theirs.drift()).toEqual([]);
});

test("a row by id whose own lock only reports warns on each refresh, preview and up, and is no difference", async () => {
  program = await LockedProgram.start([read, write]);
  program.write("mcp-locks/docs.json", "");
  const without = { server: { toolLock: undefined } };
  const row = { incarnation: undefined, toolLock: { file: "mcp-locks/docs.json", mode: "report" } };
  await program.up({ ...without, row });
  program.review(["read"]);
  await program.up({ ...without, row });
  await program.publish([{ ...read, title: "Changed" }, write]);
  const warning = "Not as reviewed in mcp-locks/docs.json: read (changed). Report mode hides none of them.";
  await program.refresh();
  expect(await program.drift()).toEqual(quiet);
  const before = program.warnings.length;
  await program.refresh();
  expect(await program.preview({ ...without, row })).toEqual(same);
  expect(await program.up({ ...without, row })).toEqual(same);
  expect(program.warnings.slice(before)).toEqual([1, 2, 3].map(() => expect.stringContaining(warning) as string));
});

test("a lock that leaves members out of the digest is not disturbed by them", async () => {
  await reviewed([{ ...read, _meta: { at: 1 } }]);
  program.writeLock(reviewedLock(program.cloudflare.server("docs"), "all", { ignore: ["/_meta/at"] }));
  await program.up();
  await program.publish([{ ...read, _meta: { at: 2 } }]);
  expect(await program.drift()).toEqual(quiet);
  await program.publish([{ ...read, _meta: { at: 2, more: 1 } }]);
  expect((await program.drift()).docs).toEqual(["toolLock"]);
});

test("removing a lock from the program leaves no hidden tool, no reviewed description and no drift", async () => {
  await reviewed([read, write], ["read"]);
  const without = { server: { toolLock: undefined }, row: { toolLock: undefined } };
  await program.up(without);
  expect(program.offeredNames()).toEqual(["docs_read", "docs_write"]);
  await program.publish([{ ...read, description: "Changed" }, write]);
  expect(program.offered()).toContainEqual({ ...read, name: "docs_read", description: "Changed" });
  expect(await program.drift()).toEqual(quiet);
});

test("a change that was turned off, went away and comes again is drift again", async () => {
  await reviewed([read]);
  const changed = { ...read, description: "Sends." };
  for (let time = 0; time < 2; time++) {
    await program.publish([changed]);
    expect((await program.drift()).docs).toEqual(["toolLock"]);
    expect((await program.upRefresh()).docs).toBe("update");
    expect(program.warnings.at(-1)).toContain("read (changed)");
    expect(await program.drift()).toEqual(quiet);

    await program.publish([read]);
    await program.upRefresh();
    expect(await program.drift()).toEqual(quiet);
  }
});

test("an ignored description can change without drift and calls, and no other words replace it", async () => {
  program = await LockedProgram.start([read]);
  program.write("mcp-locks/docs.json", "");
  await program.up();
  program.review("all", { ignore: ["/description"] });
  await program.up();
  for (const description of ["Index of hour 2.", "Index of hour 3."]) {
    await program.publish([{ ...read, description }]);
    expect(program.offered()).toMatchObject([{ name: "docs_read", description }]);
    expect(await program.drift()).toEqual(quiet);
    expect(await program.upRefresh()).toEqual(same);
    expect(program.cloudflare.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  }
});

test("the scheme of a header is an ordinary word: it stays in definitions, and no update changes tools", async () => {
  const tool: Tool = { ...read, description: "Takes a Bearer token." };
  const token = "the-token-of-the-upstream";
  program = await LockedProgram.start([tool]);
  program.upstream.setToken(token);
  const credentials = { authType: "bearer", authCredentials: { headers: { Authorization: `Bearer ${token}` } } };
  program.write("mcp-locks/docs.json", "");
  await program.up({ server: credentials });
  program.review();
  await program.up({ server: credentials });
  expect(program.docs.state?.outputs.tools).toEqual([tool]);
  const renamed = { server: { ...credentials, name: "Documents" } };
  expect(await program.up(renamed)).toEqual({ docs: "update", team: "same" });
});
