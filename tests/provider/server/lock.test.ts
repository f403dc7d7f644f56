import type { WireServer } from "../../../provider/src/cloudflare/wire";
import { digestOf } from "../../../provider/src/lock/digest";
import type { LockFile } from "../../../provider/src/lock/file";
import type { ObservedServer } from "../../../provider/src/lock/verdict";
import { pulumiId } from "../../../provider/src/lifecycle/pulumiId";
import { serverTable } from "../../../provider/src/server/table";
import { rowWithinLock, settleLock } from "../../../provider/src/server/lock";
import { PortalNotes } from "../../../provider/src/rows/notes";
import { lockDisabledKey } from "../../../provider/src/server/step";
import { sameLock, type LockMode, type LockSummary } from "../../../provider/src/toolLock/summary";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { deviation, entry, lockOf, observed, summarized, tool, type Definition } from "../../support/locks";
import { writeOf } from "../../support/writes";
import { failure, mappedServer, PortalAccount, portalOf } from "../../support/portalAccount";

const search = tool("search");
const write = tool("write");
const changed = tool("search", { description: "Sends all of it." });
const digest = (definition: Definition): string => digestOf(definition, []);

interface Step {
  readonly lock?: LockFile | undefined;
  readonly mode?: LockMode;
  readonly previous?: Properties;
  /** The names of what the write carried. */
  readonly changed?: readonly string[];
  readonly isMoved?: boolean;
}

/** What becomes of the lock of the server "github" in a step on it: its hidden outputs, and the lock in state. */
async function settled(account: PortalAccount, server: ObservedServer, step: Step = {}): Promise<Properties> {
  const { hidden, instead } = await settle(account, server, step);
  expect(sameLock(instead?.toolLock, toolLockOf(step))).toBe(true);
  return hidden;
}

function toolLockOf(step: Step): LockSummary | undefined {
  const { lock = lockOf([search]), mode = "enforce" } = step;
  return "lock" in step && step.lock === undefined ? undefined : summarized(lock, mode);
}

function settle(account: PortalAccount, server: ObservedServer, step: Step): ReturnType<typeof settleLock> {
  const { previous = {}, changed: names = [], isMoved = false } = step;
  const toolLock = toolLockOf(step);
  const inputs = {
    accountId: "account",
    serverId: "github",
    ...(toolLock && { toolLock }),
  };
  const object = { id: "github", ...server } as unknown as WireServer;
  return settleLock(
    account.server("github"),
    { object, inputs, previous, ...writeOf(serverTable, names) },
    object,
    isMoved,
  );
}

const refused = failure("validation", "not <{% today.");

describe("what is not as it was reviewed", () => {
  const warning = (words: string): string =>
    `Not as reviewed in mcp-locks/github.json: ${words}. Portal rows with this lock hide them until they are reviewed. \`npx pulumi-cloudflare-mcp lock check github\` shows what changed.`;

  test("is nothing where all is, or where there is no lock", async () => {
    const account = new PortalAccount();
    expect(await settled(account, observed([search]))).toEqual({ [lockDisabledKey]: [] });
    expect(await settled(account, observed([write]), { lock: undefined })).toEqual({ [lockDisabledKey]: null });
    expect(account.warnings).toEqual([]);
  });

  test("is said, and noted as dealt with", async () => {
    const account = new PortalAccount();
    const deviations = [`tools search changed ${digest(changed)}`, `tools write new ${digest(write)}`].map(deviation);
    expect(await settled(account, observed([changed, write]))).toEqual({ [lockDisabledKey]: deviations });
    expect(account.warnings).toEqual([warning("search (changed), write (new)")]);
  });

  test("is said once, and again when it is another difference", async () => {
    const account = new PortalAccount();
    const previous = await settled(account, observed([changed]));
    account.warnings.length = 0;
    expect(await settled(account, observed([changed]), { previous })).toEqual(previous);
    expect(account.warnings).toEqual([]);
    await settled(account, observed([changed, write]), { previous });
    expect(account.warnings).toEqual([warning("write (new)")]);
    account.warnings.length = 0;
    await settled(account, observed([]), { previous });
    expect(account.warnings).toEqual([warning("search (gone)")]);
  });

  test("is said of prompts as such, of another hostname, and of names as keys", async () => {
    const account = new PortalAccount();
    const names = ["two words <{%", 'a "quoted" one', "__odd", "line\u2028break"];
    const lock = lockOf([search], { prompts: new Map([["greet", entry(tool("greet"))]]) });
    const server = observed([search, ...names.map((name) => tool(name))], {
      hostname: "https://other.example.com/mcp",
    });
    await settled(account, server, { lock });
    const words = [
      '"__odd" (new)',
      '"a \\"quoted\\" one" (new)',
      '"line\\u2028break" (new)',
      "search (of another hostname)",
    ];
    expect(account.warnings).toEqual([warning(`${words.join(", ")}, "two words \\u003c{%" (new) and 1 more`)]);
    account.warnings.length = 0;
    await settled(account, observed([search]), { lock });
    expect(account.warnings).toEqual([warning("greet (prompt, gone)")]);
  });

  test("is said of five, and of more than that how many", async () => {
    const account = new PortalAccount();
    const tools = ["a", "b", "c", "d", "e", "f", "g"].map((name) => tool(name));
    await settled(account, observed(tools.slice(0, 5)), { lock: lockOf([]) });
    await settled(account, observed(tools), { lock: lockOf([]) });
    const five = "a (new), b (new), c (new), d (new), e (new)";
    expect(account.warnings).toEqual([warning(five), warning(`${five} and 2 more`)]);
  });

  test("is said only, and never noted as dealt with, in mode report", async () => {
    const account = new PortalAccount(portalOf("team", mappedServer("github", { updated_tools: [{ name: "write" }] })));
    const step = { mode: "report", isMoved: true } as const;
    expect(await settled(account, observed([changed]), step)).toEqual({ [lockDisabledKey]: null });
    expect(await settled(account, observed([], { tools: null as never }), step)).toEqual({ [lockDisabledKey]: null });
    expect(account.warnings).toEqual([
      "Not as reviewed in mcp-locks/github.json: search (changed). Report mode hides none of them. `npx pulumi-cloudflare-mcp lock check github` shows what changed.",
    ]);
    expect(account.calls).toEqual([]);
  });
});

describe("of a server of which nothing is known", () => {
  const unread = observed([], { tools: null as never });
  const warning =
    'Cloudflare has not read the tools of MCP server "github" yet, so portals with its lock expose none of them. Once it has, review them with `npx pulumi-cloudflare-mcp lock update github`, then run `pulumi up --refresh`.';

  test.each<[string, Step, string[]]>([
    ["that is new", { changed: ["serverId", "hostname"] }, [warning]],
    ["of which something else changed", { changed: ["name"] }, [warning]],
    ["whose tools were known before", { isMoved: true }, [warning]],
    ["of which it was said", {}, []],
  ])("%s this is said: %j", async (_which, step, expected) => {
    const account = new PortalAccount();
    expect(await settled(account, unread, step)).toEqual({ [lockDisabledKey]: [] });
    expect(account.warnings).toEqual(expected);
  });

  test("it is not said where its tools are known", async () => {
    const account = new PortalAccount();
    await settled(account, observed([search], { status: "error" }), { isMoved: true });
    expect(account.warnings).toEqual([]);
  });
});

describe("portals that show what the lock does not allow", () => {
  const exposed = (portal: string, names: string): string =>
    `The portal "${portal}" exposes tools of MCP server "github" that mcp-locks/github.json does not allow: ${names}. If the row references this McpServer, the update of the portal hides them; otherwise give the row a toolLock.`;
  const row = (...names: string[]): ReturnType<typeof mappedServer> =>
    mappedServer("github", { updated_tools: names.map((name) => ({ name, enabled: true })) });
  const right = observed([search]);
  const locked = { toolLock: summarized(lockOf([search])) };

  test.each<[string, Step, boolean]>([
    ["that was settled without a change", {}, true],
    ["whose tools changed", { isMoved: true, changed: ["name"] }, true],
    ["that was changed otherwise", { changed: ["name"] }, false],
    ["that is new", { isMoved: true, changed: ["serverId"] }, false],
    ["that moved to another account", { isMoved: true, changed: ["name", "accountId"] }, false],
  ])("are looked for after the step of a server %s: %j, %p", async (_which, step, expected) => {
    const account = new PortalAccount(portalOf("sales", row("write")));
    await settled(account, right, { previous: locked, ...step });
    expect(account.calls).toEqual(expected ? ["LIST"] : []);
    expect(account.warnings).toEqual(expected ? [exposed("sales", "write")] : []);
  });

  test("are named with what they show, be it by name or as all others", async () => {
    const account = new PortalAccount(
      portalOf("sales", mappedServer("tickets", { updated_tools: [{ name: "list", enabled: true }] }), {
        ...row("search", "write"),
        updated_prompts: [{ name: "greet <{%" }],
      }),
      portalOf(
        "support",
        mappedServer("github", { updated_tools: [{ name: "write", enabled: false }, { name: "search" }] }),
      ),
      { ...portalOf("empty"), servers: null },
    );
    await settled(account, right, { previous: locked });
    expect(account.warnings).toEqual([exposed("sales", "write, greet <{ %")]);
  });

  test("are named with five of what they show, and of more than that how many", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const account = new PortalAccount(portalOf("sales", row(...names.slice(0, 5))), portalOf("support", row(...names)));
    await settled(account, right, { previous: locked });
    expect(account.warnings).toEqual([
      exposed("sales", "a, b, c, d, e"),
      exposed("support", "a, b, c, d, e and 2 more"),
    ]);
  });

  test("are not those that keep a list of what they show, nor those that this program locks", async () => {
    const account = new PortalAccount(
      portalOf("sales", { ...row("write"), default_disabled: true }),
      portalOf("team", row("write")),
    );
    account.memory.notesOf(PortalNotes).lock(pulumiId("account", "team"), [{ serverId: "github" }]);
    await settled(account, right, { previous: locked });
    expect(account.warnings).toEqual([]);
  });

  test("are also those of this program that it does not lock, such as one whose servers it leaves alone", async () => {
    const account = new PortalAccount(portalOf("team", row("write")));
    account.memory.notesOf(PortalNotes).lock(pulumiId("account", "team"), [{ serverId: "tickets" }]);
    await settled(account, right, { previous: locked });
    expect(account.warnings).toEqual([exposed("team", "write")]);
  });

  test("are those of another account's portal of the same id all the same", async () => {
    const account = new PortalAccount(portalOf("team", row("write")));
    account.memory.notesOf(PortalNotes).lock(pulumiId("other", "team"), [{ serverId: "github" }]);
    await settled(account, right, { previous: locked });
    expect(account.warnings).toEqual([exposed("team", "write")]);
  });

  test("are not looked for in vain: a list that fails is no error, a mistake of ours is one", async () => {
    const account = new PortalAccount(portalOf("sales", row("write")));
    account.on("LIST", refused);
    expect(await settled(account, right, { previous: locked })).toEqual({ [lockDisabledKey]: [] });
    expect(account.warnings).toEqual([]);
    account.on("LIST", new TypeError("ours"));
    await expect(settled(account, right, { previous: locked })).rejects.toThrow("ours");
  });

  test("are a note where a plain up begins to enforce: a row of this program is closed by its own step", async () => {
    const reporting = { toolLock: summarized(lockOf([search]), "report") };
    for (const previous of [{}, reporting]) {
      const account = new PortalAccount(portalOf("team", row("write")));
      await settled(account, right, { previous });
      expect([account.warnings, account.notes]).toEqual([[], [exposed("team", "write")]]);
    }
  });

  test("are no rows of this program once a refresh has seen these, and others are warned about", async () => {
    const account = new PortalAccount(portalOf("sales", row("write")), portalOf("team", row("write")));
    const notes = account.memory.notesOf(PortalNotes);
    notes.compare(pulumiId("account", "github"));
    notes.pass(pulumiId("account", "team"), [pulumiId("account", "github")]);
    notes.check(pulumiId("account", "github"));
    await settled(account, right, { previous: {} });
    expect([account.warnings, account.notes]).toEqual([[exposed("sales", "write")], []]);
  });
});

describe("portals of the program that had their turn before the tools of a server changed", () => {
  const locked = { serverId: "github", toolLock: summarized(lockOf([search])) };
  const tooMuch = mappedServer("github", {
    default_disabled: true,
    tools: [search, write],
    updated_tools: [{ name: "write", enabled: true }],
  });

  function accountWith(...portalIds: string[]): PortalAccount {
    const account = new PortalAccount(...portalIds.map((id) => portalOf(id, tooMuch)));
    account.catalogues.set("github", { tools: [search, write] });
    for (const portalId of portalIds) {
      account.memory.notesOf(PortalNotes).lock(pulumiId("account", portalId), [{ serverId: "other" }, locked]);
    }
    return account;
  }
  const shown = (account: PortalAccount, portalId: string): string[] =>
    (account.rowOf(portalId, "github")?.updated_tools ?? []).flatMap(({ name, enabled }) =>
      enabled === true ? [name] : [],
    );

  test("are put right, with or without a lock of the server itself, and those to come know", async () => {
    for (const step of [
      { isMoved: true, changed: ["name"] },
      { isMoved: true, lock: undefined },
    ]) {
      const account = accountWith("team", "sales");
      await settled(account, observed([search, write]), step);
      expect(account.calls.slice(0, 4)).toEqual(["GET team", "PUT team", "GET sales", "PUT sales"]);
      expect([shown(account, "team"), shown(account, "sales")]).toEqual([["search"], ["search"]]);
      expect(account.memory.notesOf(PortalNotes).hasMoved(pulumiId("account", "github"))).toBe(true);
    }
  });

  test("get the reviewed descriptions again: what moved may have been one", async () => {
    const unpinned = { ...tooMuch, updated_tools: [{ name: "search", enabled: true }] };
    const account = accountWith("team");
    account.put(portalOf("team", unpinned));
    await settled(account, observed([search]), { isMoved: true, lock: undefined });
    expect(account.rowOf("team", "github")?.updated_tools).toMatchObject([
      { name: "search", portal_description: "Does search." },
      { name: "write", enabled: false },
    ]);
  });

  test("are left alone where nothing moved", async () => {
    const account = accountWith("team");
    await settled(account, observed([search, write]), { changed: ["name"] });
    expect(account.calls).toEqual([]);
    expect(account.memory.notesOf(PortalNotes).hasMoved(pulumiId("account", "github"))).toBe(false);
  });

  test("are left alone where they lock other servers only, or are those of another account", async () => {
    const account = new PortalAccount(portalOf("team", tooMuch), portalOf("sales", tooMuch));
    account.memory.notesOf(PortalNotes).lock(pulumiId("account", "team"), [{ ...locked, serverId: "other" }]);
    account.memory.notesOf(PortalNotes).lock(pulumiId("other", "sales"), [locked]);
    await settled(account, observed([search, write]), { isMoved: true, changed: ["serverId"] });
    expect(account.calls).toEqual([]);
  });

  test("and cannot be put right are warned about, and the others are", async () => {
    const account = accountWith("team", "sales");
    account.on("PUT team", refused);
    await settled(account, observed([search]), { isMoved: true });
    expect(account.warnings[0]).toBe(
      'The tool lock of MCP server "github" could not be applied to MCP server portal "team": not <{ % today. Run `pulumi up --refresh` to apply it.',
    );
    expect(shown(account, "sales")).toEqual(["search"]);
    account.on("GET team", new TypeError("ours"));
    await expect(settled(account, observed([search]), { isMoved: true })).rejects.toThrow("ours");
  });
});

describe("a row of a server that was replaced", () => {
  const toolLock = summarized(lockOf([search], { prompts: new Map([["greet", entry(tool("greet"))]]) }));
  const object = {
    id: "github",
    ...observed([search, write], { prompts: [tool("greet"), tool("bye")] }),
  } as unknown as WireServer;
  const row = mappedServer("github", {
    default_disabled: true,
    on_behalf: false,
    updated_tools: [
      { name: "search", enabled: true, portal_alias: "find" },
      { name: "write", enabled: true },
      { name: "gone", enabled: true },
      { name: "named", enabled: false, portal_alias: "call-me" },
    ],
    updated_prompts: [
      { name: "greet", enabled: true },
      { name: "bye", enabled: true },
    ],
  });

  test("goes back with what is as it was reviewed turned on, and nothing else", () => {
    expect(rowWithinLock(row, { toolLock }, object)).toStrictEqual({
      server_id: "github",
      default_disabled: true,
      on_behalf: false,
      updated_tools: [
        { name: "search", enabled: true, alias: "find" },
        { name: "named", enabled: false, alias: "call-me" },
      ],
      updated_prompts: [{ name: "greet", enabled: true }],
    });
  });

  test("goes back without what its lists do not say", () => {
    const { updated_tools: _, updated_prompts: __, ...bare } = row;
    expect(rowWithinLock(bare, { toolLock }, object)).toMatchObject({ updated_tools: [], updated_prompts: [] });
  });

  test.each<[string, Properties, boolean | null]>([
    ["there is no lock", {}, true],
    ["the lock only reports", { toolLock: summarized(lockOf([search]), "report") }, true],
    ["it shows what nobody turned off", { toolLock }, false],
    ["it says nothing", { toolLock }, null],
  ])("goes back as it was where %s", (_where, inputs, default_disabled) => {
    const there = { ...row, default_disabled };
    expect(rowWithinLock(there, inputs, object)).toBe(there);
  });
});
