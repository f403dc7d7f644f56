import { observing, speak } from "../../support/observing";
import type { WireMappedServer, WireReturnedOverride } from "../../../provider/src/cloudflare/wire";
import { digestOf } from "../../../provider/src/lock/digest";
import type { LockFile } from "../../../provider/src/lock/file";
import { lockedEntries, observeLocked, observeReported, sentLocked } from "../../../provider/src/rows/locked";
import { lists, type Mapping } from "../../../provider/src/rows/rows";
import { sameLock, withSeen, type LockSummary } from "../../../provider/src/toolLock/summary";
import { entry, lockOf, shortDigest as short, summarized, tool } from "../../support/locks";
import { mappedServer } from "../../support/portalAccount";

const search = tool("search");
const write = tool("write");
const changed = tool("search", { description: "Sends all of it." });
const row = (more: Partial<Mapping> = {}): Mapping => ({ serverId: "github", ...more });
const there = (more: Partial<WireMappedServer> = {}): WireMappedServer =>
  mappedServer("github", { default_disabled: true, tools: [search, write], ...more });
const lockBoth = lockOf([search, write]);
const lockSearch = lockOf([search], {
  tools: new Map([
    ["search", entry(search)],
    ["write", entry(write, { allow: false })],
  ]),
});
const pinned = (name: string): object => ({ name, enabled: true, description: `Does ${name}.` });

describe("a locked row is sent", () => {
  const sent = (lock: LockFile, remote: WireMappedServer, more: Partial<Mapping> = {}): unknown =>
    sentLocked(row(more), summarized(lock), remote, false);
  const shown = (...updated_tools: object[]): object => ({
    server_id: "github",
    default_disabled: true,
    on_behalf: true,
    updated_tools,
    updated_prompts: [],
  });

  test.each<[string, LockFile, Partial<WireMappedServer>, object[]]>([
    ["with what is approved, and the texts that were reviewed", lockBoth, {}, [pinned("search"), pinned("write")]],
    ["without what is denied", lockSearch, {}, [pinned("search")]],
    ["without what is changed", lockBoth, { tools: [changed, write] }, [pinned("write")]],
    ["without what is new", lockOf([write]), {}, [pinned("write")]],
    ["without what is gone", lockBoth, { tools: [write] }, [pinned("write")]],
    ["with nothing of another upstream", lockBoth, { hostname: "https://other.example.com/mcp" }, []],
    ["with nothing where there is no catalogue", lockBoth, { tools: null }, []],
    [
      "with its title or name where the upstream gives no text, or one that is none",
      lockOf([
        tool("search", { description: "", title: "Search" }),
        tool("write", { description: 7 }),
        { name: "read" },
      ]),
      {
        tools: [
          tool("search", { description: "", title: "Search" }),
          tool("write", { description: 7 }),
          { name: "read" },
        ],
      },
      [
        { name: "read", enabled: true, description: "read" },
        { name: "search", enabled: true, description: "Search" },
        { name: "write", enabled: true, description: "write" },
      ],
    ],
    [
      "with the text and name that were reviewed where the server has others",
      lockBoth,
      { updated_tools: [{ name: "search", enabled: true, server_alias: "find", server_description: "Sends all." }] },
      [{ ...pinned("search"), alias: "search" }, pinned("write")],
    ],
    [
      "without the aliases and texts that somebody gave, also of what it hides",
      lockSearch,
      {
        updated_tools: [
          { name: "search", portal_alias: "find" },
          { name: "write", portal_alias: "save", portal_description: "Saves." },
        ],
      },
      [pinned("search")],
    ],
  ])("%s", (_how, lock, remote, expected) => {
    expect(sent(lock, there(remote))).toStrictEqual(shown(...expected));
  });

  test("with what its own list names only, and with its overrides in place of aliases that somebody gave", () => {
    const remote = there({ updated_tools: [{ name: "search", portal_alias: "find" }] });
    expect(sent(lockBoth, remote, { tools: ["write"] })).toStrictEqual(shown(pinned("write")));
    expect(sent(lockBoth, remote, { updatedTools: [{ name: "write", alias: "save", description: "Saves." }] })).toEqual(
      shown(pinned("search"), { name: "write", enabled: true, alias: "save", description: "Saves." }),
    );
    expect(sent(lockBoth, remote, { updatedTools: [{ name: "write", enabled: false }] })).toEqual(
      shown(pinned("search")),
    );
  });

  test("with its login, and with prompts as with tools", () => {
    const greet = tool("greet");
    const lock = lockOf([], { prompts: new Map([["greet", entry(greet)]]) });
    const remote = there({ tools: [], prompts: [greet] });
    expect(sent(lock, remote, { onBehalf: false })).toEqual({
      ...shown(),
      on_behalf: false,
      updated_prompts: [pinned("greet")],
    });
    expect(sent(lock, remote, { onBehalf: null, prompts: [] })).toEqual(shown());
  });

  test("with what the McpServer says of its tools, and without what it turns off", () => {
    const serverTools = [
      { name: "search", description: "Ours." },
      { name: "write", enabled: false },
    ];
    expect(sent(lockBoth, there(), { serverTools })).toStrictEqual(
      shown({ ...pinned("search"), description: "Ours." }),
    );
  });

  test("with an entry for each tool of the server", () => {
    const remote = there({ updated_tools: [{ name: "search", portal_alias: "find" }] });
    const entries = lockedEntries(row(), summarized(lockSearch), lists[0], remote, false);
    expect([...entries]).toEqual([
      ["search", { enabled: true, alias: null, description: "Does search." }],
      ["write", { enabled: false, alias: null, description: null }],
    ]);
  });
});

describe("of a locked row a refresh sees", () => {
  const seen = (
    updated_tools: WireReturnedOverride[],
    {
      lock = lockOf([search]),
      remote = {},
      declared = {},
      dropsPins = false,
    }: {
      lock?: LockFile;
      remote?: Partial<WireMappedServer>;
      declared?: Partial<Mapping>;
      dropsPins?: boolean;
    } = {},
  ): Partial<Mapping> =>
    observeLocked(
      row(declared),
      summarized(lock),
      there({ tools: [search], updated_tools, ...remote }),
      observing(declared, dropsPins),
    );
  /** What differs from the lock: drift. */
  const toolsSeen = (...parameters: Parameters<typeof seen>): unknown =>
    (seen(...parameters).toolLock as LockSummary).__record.open?.tools ?? {};
  const right = { name: "search", enabled: true, portal_description: "Does search." };

  test("nothing where it is as it shall be", () => {
    expect(seen([right])).toStrictEqual({ toolLock: summarized(lockOf([search])) });
  });

  test.each<[string, WireReturnedOverride[], object]>([
    ["what is hidden and shall be shown", [{ name: "search", enabled: false }], { search: "hidden" }],
    ["what has no entry, and is hidden as all others", [], { search: "hidden" }],
    ["another description", [{ ...right, portal_description: "Other." }], { search: "described otherwise" }],
    ["no description", [{ name: "search", enabled: true }], { search: "description not kept" }],
  ])("%s", (_what, entries, expected) => {
    expect(toolsSeen(entries)).toEqual(expected);
  });

  test("no missing description where Cloudflare keeps none, but another one", () => {
    expect(toolsSeen([{ name: "search", enabled: true }], { dropsPins: true })).toEqual({});
    expect(toolsSeen([{ ...right, portal_description: "Other." }], { dropsPins: true })).toEqual({
      search: "described otherwise",
    });
  });

  test("what is shown and shall not be, as it is now", () => {
    const remote = { tools: [changed, write] };
    const entries = [right, { name: "write", enabled: true }];
    expect(toolsSeen(entries, { remote })).toEqual({
      search: `shown ${digestOf(changed, [])}`,
      write: `shown ${digestOf(write, [])}`,
    });
    expect(toolsSeen([], { remote: { ...remote, default_disabled: false } })).toEqual({
      search: `shown ${digestOf(changed, [])}`,
      write: `shown ${digestOf(write, [])}`,
    });
  });

  test("nothing of what is hidden and shall be, whatever is said of it, and what was decided of what is gone", () => {
    const lock = lockOf([search], {
      tools: new Map([
        ["write", entry(write, { allow: false })],
        ["search", entry(search)],
      ]),
    });
    const entries = [{ name: "write", enabled: false, portal_description: "Other." }];
    expect(toolsSeen(entries, { lock, remote: { tools: [write, tool("new")] } })).toEqual({});
    const { tools } = seen(entries, { lock, remote: { tools: [write, tool("new")] } }).toolLock as LockSummary;
    expect(tools).toEqual({
      new: "hidden until reviewed",
      search: `approved ${short(search)}, if it returns`,
      write: `not allowed ${short(write)}`,
    });
  });

  test("the missing description and name beside words that somebody gave the server", () => {
    const entry = { ...right, server_alias: "evil", server_description: "Sends all." };
    expect(toolsSeen([{ ...entry, portal_description: null }])).toEqual({ search: "named otherwise" });
    expect(toolsSeen([{ ...entry, portal_alias: "search", portal_description: null }])).toEqual({
      search: "description not kept",
    });
    expect(seen([{ ...entry, portal_alias: "search" }])).toStrictEqual({ toolLock: summarized(lockOf([search])) });
  });

  test("as shown what Cloudflare shows in words that cannot be covered, and nothing once it is hidden", () => {
    const foreign = { name: "search", server_description: "Sends all." };
    expect(toolsSeen([{ ...foreign, enabled: true }], { dropsPins: true })).toEqual({
      search: `shown ${digestOf(search, [])}`,
    });
    expect(toolsSeen([{ ...foreign, enabled: false }], { dropsPins: true })).toEqual({});
  });

  test("a missing title or name as drift, even if Cloudflare drops descriptions that equal the upstream's", () => {
    const bare = { name: "search" };
    const options = { lock: lockOf([bare]), remote: { tools: [bare] } };
    const seenOfIt = { search: "description not kept" };
    for (const dropsPins of [false, true]) {
      expect(toolsSeen([{ name: "search", enabled: true }], { ...options, dropsPins })).toEqual(seenOfIt);
    }
  });

  test("names as keys that mean nothing to Pulumi", () => {
    const odd = tool("__odd");
    const lock = lockOf([odd]);
    expect(toolsSeen([], { lock, remote: { tools: [odd] } })).toEqual({
      '"__odd"': "hidden",
    });
  });

  test.each([null, undefined])("what was seen last where the answer has no catalogue (%p)", (tools) => {
    const summary = withSeen(summarized(lockOf([search])), { open: { tools: { search: "hidden" } }, settled: {} });
    const remote = there({ tools } as Partial<WireMappedServer>);
    expect(observeLocked(row({ updatedTools: [] }), summary, remote, observing({}))).toStrictEqual({
      toolLock: summary,
    });
  });

  test("what has no word of its own as all others: shown or hidden", () => {
    const { enabled: _, ...silent } = right;
    expect(toolsSeen([silent])).toEqual({ search: "hidden" });
    for (const default_disabled of [false, null]) {
      expect(toolsSeen([silent], { remote: { default_disabled } })).toEqual({});
    }
  });

  test("prompts as tools", () => {
    const greet = tool("greet");
    const lock = lockOf([], { prompts: new Map([["greet", entry(greet)]]) });
    const { toolLock } = seen([], { lock, remote: { tools: [], prompts: [greet] } });
    const open = { prompts: { greet: "hidden" } };
    expect(toolLock).toEqual(withSeen(summarized(lock), { open, settled: {} }));
  });

  test("the lock as it was decided, though state has seen something else", () => {
    const open = { tools: { search: "hidden", odd: "shown sha256:1" } };
    const summary = withSeen(summarized(lockOf([search])), { open, settled: {} });
    const { toolLock } = observeLocked(
      row(),
      summary,
      there({ tools: [search], updated_tools: [right] }),
      observing({}),
    );
    expect(toolLock).toEqual(summarized(lockOf([search])));
  });

  describe("of its overrides", () => {
    const overridesSeen = (
      declared: NonNullable<Mapping["updatedTools"]>,
      updated_tools: WireReturnedOverride[],
      tools = [search, write],
    ): unknown => {
      const options = { lock: lockBoth, remote: { tools }, declared: { updatedTools: declared } };
      return seen(updated_tools, options).updatedTools;
    };

    test.each<[string, NonNullable<Mapping["updatedTools"]>, WireReturnedOverride[]]>([
      ["the same alias", [{ name: "search", alias: "find" }], [{ ...right, portal_alias: "find" }]],
      ["no alias", [{ name: "search", enabled: false }], [{ name: "search", enabled: false }]],
      ["the same text", [{ name: "search", description: "Ours." }], [{ ...right, portal_description: "Ours." }]],
      ["a text that is not theirs to say", [{ name: "search", enabled: true }], [right]],
      ["of what the server does not have", [{ name: "later", alias: "soon" }], [right]],
      ["nothing, as they say by null", [{ name: "search", alias: null, description: null }], [right]],
      ["no entry for what says nothing", [{ name: "write", enabled: false }], []],
    ])("they themselves where there is %s", (_what, declared, entries) => {
      expect(overridesSeen(declared, entries)).toStrictEqual(declared);
    });

    test.each<[string, NonNullable<Mapping["updatedTools"]>, WireReturnedOverride[], object[]]>([
      [
        "another alias",
        [{ name: "search", alias: "find", enabled: true }],
        [{ ...right, portal_alias: "look" }],
        [{ name: "search", alias: "look", enabled: true }],
      ],
      [
        "an alias where there shall be none",
        [{ name: "search" }],
        [{ ...right, portal_alias: "look" }],
        [{ name: "search", alias: "look" }],
      ],
      ["no alias", [{ name: "search", alias: "find" }], [right], [{ name: "search" }]],
      [
        "another text",
        [{ name: "search", description: "Ours." }],
        [{ ...right, portal_description: "Theirs." }],
        [{ name: "search", description: "Theirs." }],
      ],
      [
        "no text",
        [{ name: "search", description: "Ours." }],
        [{ name: "search", enabled: true }],
        [{ name: "search" }],
      ],
      [
        "an alias of what they do not name",
        [{ name: "search" }],
        [right, { name: "write", enabled: true, portal_alias: "<{%" }],
        [{ name: "search" }, { name: "write", alias: "<{ %" }],
      ],
      [
        "an alias of what none of them names",
        [],
        [{ ...right, portal_alias: "look" }],
        [{ name: "search", alias: "look" }],
      ],
    ])("%s", (_what, declared, entries, expected) => {
      expect(overridesSeen(declared, entries)).toStrictEqual(expected);
    });

    test.each<[string, Mapping["updatedTools"], WireReturnedOverride[], object[] | undefined]>([
      ["an alias", undefined, [{ ...right, portal_alias: "evil" }], [{ name: "search", alias: "evil" }]],
      ["an alias, for null", null, [{ ...right, portal_alias: "evil" }], [{ name: "search", alias: "evil" }]],
      [
        "the words of a hidden tool",
        undefined,
        [right, { name: "write", enabled: false, portal_alias: "evil", portal_description: "Sends." }],
        [{ name: "write", alias: "evil", description: "Sends." }],
      ],
      [
        "no text of a tool that is shown, which the lock says",
        undefined,
        [{ ...right, portal_description: "Sends." }],
        undefined,
      ],
    ])("that nobody declared, %s", (_what, updatedTools, entries, expected) => {
      const declared = updatedTools === undefined ? {} : { updatedTools };
      const options = { lock: lockSearch, remote: { tools: [search, write] }, declared };
      expect(seen(entries, options).updatedTools).toEqual(expected);
    });

    test("an own text that equals the upstream's is no difference where Cloudflare does not keep it", () => {
      const declared = { updatedTools: [{ name: "search", description: "Does search." }] };
      const entries = [{ name: "search", enabled: true }];
      expect(seen(entries, { declared, dropsPins: true })).toMatchObject(declared);
      expect(seen(entries, { declared }).updatedTools).toEqual([{ name: "search" }]);
    });

    test("nothing of those that the row does not declare", () => {
      expect(seen([right])).not.toHaveProperty("updatedTools");
      expect(seen([right], { declared: { updatedTools: null } })).not.toHaveProperty("updatedTools");
      expect(seen([right], { declared: { updatedPrompts: [] } })).toMatchObject({ updatedPrompts: [] });
    });
  });
});

describe("of a row whose lock only reports a refresh sees", () => {
  const toolLock = summarized(lockOf([search]), "report");

  test("what is not as it was reviewed, which is no difference", () => {
    const { toolLock: observed } = observeReported(row({ toolLock }), there({ tools: [changed] }), speak);
    const settled = { tools: { search: `changed ${digestOf(changed, [])}` } };
    expect(observed).toEqual(withSeen(toolLock, { open: {}, settled }));
    expect((observed as LockSummary).tools).toEqual({ search: `changed ${short(changed)}, not hidden` });
    expect(sameLock(observed, toolLock)).toBe(true);
  });

  test("nothing without a lock, or for a server of the program, which says it itself", () => {
    expect(observeReported(row(), there(), speak)).toStrictEqual({});
    expect(observeReported(row({ toolLock: "a.json" }), there(), speak)).toStrictEqual({});
    expect(observeReported(row({ toolLock, incarnation: "one" }), there({ tools: [changed] }), speak)).toStrictEqual(
      {},
    );
  });
});
