import { observing } from "../../support/observing";
import type { WireMappedServer, WireReturnedOverride } from "../../../provider/src/cloudflare/wire";
import { mappingsFromWire, observeMappings, pendingNames } from "../../../provider/src/rows/observed";
import type { Mapping } from "../../../provider/src/rows/rows";
import { withSeen } from "../../../provider/src/toolLock/summary";
import { lockOf, summarized, tool } from "../../support/locks";
import { mappedServer } from "../../support/portalAccount";

const docs = (more: Partial<WireMappedServer> = {}): WireMappedServer => mappedServer("docs", more);
const tickets = mappedServer("tickets");
const tools = (...names: string[]): { name: string }[] => names.map((name) => ({ name }));

describe("rows that no program declares are kept", () => {
  test.each<[string, object, object]>([
    [
      "with all defaults",
      { id: "docs", default_disabled: null, on_behalf: null },
      { serverId: "docs", defaultDisabled: false, onBehalf: true },
    ],
    [
      "without lists that are null",
      { ...docs(), updated_tools: null, updated_prompts: null },
      { serverId: "docs", defaultDisabled: false, onBehalf: true },
    ],
    [
      "with their switches",
      docs({ default_disabled: true, on_behalf: false }),
      { serverId: "docs", defaultDisabled: true, onBehalf: false, updatedTools: [], updatedPrompts: [] },
    ],
    [
      "with the entries that change something, by name",
      docs({
        updated_tools: [
          { name: "b", enabled: false },
          { name: "d" },
          { name: "e", portal_alias: "last" },
          { name: "c", enabled: true },
          { name: "a", portal_alias: "first" },
        ],
      }),
      {
        serverId: "docs",
        defaultDisabled: false,
        onBehalf: true,
        updatedTools: [
          { name: "a", alias: "first" },
          { name: "b", enabled: false },
          { name: "e", alias: "last" },
        ],
        updatedPrompts: [],
      },
    ],
    [
      "with the entries that change something among what is hidden",
      docs({
        default_disabled: true,
        updated_prompts: [
          { name: "b", enabled: false },
          { name: "c", enabled: true },
        ],
      }),
      {
        serverId: "docs",
        defaultDisabled: true,
        onBehalf: true,
        updatedTools: [],
        updatedPrompts: [{ name: "c", enabled: true }],
      },
    ],
  ])("%s", (_how, there, expected) => {
    expect(mappingsFromWire([there])).toStrictEqual([expected]);
  });

  test("in one order, whatever Cloudflare's is", () => {
    const ids = (rows: unknown): string[] => mappingsFromWire(rows).map(({ serverId }) => serverId);
    const files = mappedServer("files");
    expect(ids([tickets, docs(), files])).toEqual(["docs", "files", "tickets"]);
    expect(ids([files, tickets, docs()])).toEqual(["docs", "files", "tickets"]);
    expect(mappingsFromWire(null)).toEqual([]);
  });
});

describe("of rows that a program declares a refresh sees", () => {
  const seen = (declared: Partial<Mapping>, there: WireMappedServer, dropsPins?: boolean): unknown =>
    (observeMappings([{ serverId: "docs", ...declared }], [there], observing(declared, dropsPins)) as unknown[])[0];
  const same = (declared: Partial<Mapping>, there: WireMappedServer): void => {
    expect(seen(declared, there)).toStrictEqual({ serverId: "docs", ...declared });
  };
  const different = (declared: Partial<Mapping>, there: WireMappedServer, differing: Partial<Mapping>): void => {
    expect(seen(declared, there)).toStrictEqual({ serverId: "docs", ...declared, ...differing });
  };

  describe("of the switches", () => {
    test.each<[string, Partial<Mapping>, object]>([
      ["the defaults that the program does not say", {}, { default_disabled: false, on_behalf: true }],
      ["null, which is the default", {}, { default_disabled: null, on_behalf: null }],
      ["nothing that says otherwise", { defaultDisabled: true, onBehalf: false }, {}],
      ["nothing that says otherwise than a list", { tools: [] }, {}],
      [
        "what the program says",
        { defaultDisabled: true, onBehalf: false },
        { default_disabled: true, on_behalf: false },
      ],
      ["what follows from a list", { tools: [] }, { default_disabled: true }],
      ["null where the program says null", { onBehalf: null }, { on_behalf: null }],
    ])("%s: no difference", (_what, declared, there) => {
      same(declared, { id: "docs", ...there } as WireMappedServer);
    });

    test.each<[string, Partial<Mapping>, object, Partial<Mapping>]>([
      ["that it hides", {}, { default_disabled: true }, { defaultDisabled: true }],
      ["that it hides no more", { defaultDisabled: true }, { default_disabled: false }, { defaultDisabled: false }],
      [
        "null, that it hides no more",
        { defaultDisabled: true },
        { default_disabled: null },
        { defaultDisabled: false },
      ],
      ["that it hides no more beside a list", { tools: [] }, { default_disabled: false }, { defaultDisabled: false }],
      ["another login", {}, { on_behalf: false }, { onBehalf: false }],
      ["the default login", { onBehalf: false }, { on_behalf: true }, { onBehalf: true }],
      ["null, the default login", { onBehalf: false }, { on_behalf: null }, { onBehalf: true }],
    ])("%s", (_what, declared, there, differing) => {
      different(declared, { id: "docs", ...there } as WireMappedServer, differing);
    });
  });

  describe("of a list of what is shown", () => {
    const there = (...updated_tools: WireReturnedOverride[]): WireMappedServer =>
      docs({ default_disabled: true, tools: tools("a", "b", "c", "d"), updated_tools });
    const on = (name: string): WireReturnedOverride => ({ name, enabled: true });
    const off = (name: string): WireReturnedOverride => ({ name, enabled: false });

    test("its own words where the same is shown", () => {
      same({ tools: ["b", "a"] }, there(on("a"), on("b"), off("c"), { name: "d" }));
      same({ tools: [] }, there(off("a")));
    });

    test("what waits for its tool as declared", () => {
      same({ tools: ["later", "a"] }, there(on("a")));
    });

    test.each<[string, WireReturnedOverride[], string[]]>([
      ["what is shown besides, behind it and by name", [on("d"), on("a"), on("c"), on("b")], ["b", "a", "c", "d"]],
      ["not what is hidden", [on("a"), off("b")], ["a"]],
      ["not what the server has and no entry shows", [on("a")], ["a"]],
      ["neither of them", [off("a"), off("b"), on("c")], ["c"]],
    ])("%s", (_what, entries, expected) => {
      different({ tools: ["b", "a"] }, there(...entries), { tools: expected });
    });

    test("nothing of a list that the answer does not have, and null as an empty one", () => {
      const { updated_tools: _, ...unknown } = there();
      same({ tools: ["a"] }, unknown);
      different({ tools: ["a"] }, { ...there(), updated_tools: null }, { tools: [] });
    });

    test("prompts as tools", () => {
      const greet = docs({ default_disabled: true, prompts: tools("a"), updated_prompts: [off("a")] });
      different({ prompts: ["a"] }, greet, { prompts: [] });
    });
  });

  describe("of overrides", () => {
    const there = (...updated_tools: WireReturnedOverride[]): WireMappedServer =>
      docs({ tools: tools("a", "b", "c"), updated_tools });

    test.each<[string, NonNullable<Mapping["updatedTools"]>, WireReturnedOverride[]]>([
      ["what is declared", [{ name: "a", alias: "x" }], [{ name: "a", enabled: true, portal_alias: "x" }]],
      ["nothing of what changes nothing", [{ name: "a" }, { name: "b", enabled: true }], [{ name: "a" }]],
      ["nothing else", [], [{ name: "a" }, { name: "b", enabled: true }]],
      ["what waits for its tool", [{ name: "later", alias: "soon" }], []],
    ])("their own words where there is %s", (_what, updatedTools, entries) => {
      same({ updatedTools }, there(...entries));
    });

    test.each<[string, NonNullable<Mapping["updatedTools"]>, WireReturnedOverride[], object[]]>([
      [
        "another text in place of theirs",
        [
          { name: "b", alias: "x" },
          { name: "a", enabled: false },
        ],
        [
          { name: "a", enabled: false },
          { name: "b", portal_alias: "y" },
        ],
        [
          { name: "b", alias: "y" },
          { name: "a", enabled: false },
        ],
      ],
      [
        "none of what changes nothing any more",
        [
          { name: "a", alias: "x" },
          { name: "b", alias: "y" },
        ],
        [{ name: "a" }, { name: "b", portal_alias: "y" }],
        [{ name: "b", alias: "y" }],
      ],
      ["none of what has no entry", [{ name: "a", alias: "x" }], [], []],
      [
        "others behind them, by name",
        [{ name: "b", alias: "x" }],
        [
          { name: "b", portal_alias: "x" },
          { name: "c", enabled: false },
          { name: "a", portal_description: "<{%" },
        ],
        [
          { name: "b", alias: "x" },
          { name: "a", description: "<{ %" },
          { name: "c", enabled: false },
        ],
      ],
    ])("%s", (_what, updatedTools, entries, expected) => {
      different({ updatedTools }, there(...entries), { updatedTools: expected as Mapping["updatedTools"] & object });
    });

    test("among what is hidden what is shown by them, and by itself", () => {
      const hidden = { ...there({ name: "a", enabled: true }, { name: "b", enabled: true }), default_disabled: true };
      different({ defaultDisabled: true, updatedTools: [{ name: "a", enabled: true }] }, hidden, {
        updatedTools: [
          { name: "a", enabled: true },
          { name: "b", enabled: true },
        ],
      });
    });

    test("by what the row does now, where somebody turned it round", () => {
      const turned = { ...there({ name: "a", enabled: false }, { name: "b", enabled: true }), default_disabled: true };
      different({ updatedTools: [{ name: "a", enabled: false }, { name: "b" }] }, turned, {
        defaultDisabled: true,
        updatedTools: [{ name: "b", enabled: true }],
      });
    });

    test("texts only, beside a list", () => {
      const listed = {
        ...there({ name: "a", enabled: true, portal_alias: "x" }, { name: "b", enabled: false }),
        default_disabled: true,
      };
      same({ tools: ["a"], updatedTools: [{ name: "a", alias: "x" }] }, listed);
      same({ tools: ["a"], updatedTools: [{ name: "a", alias: "x", enabled: true }, { name: "b" }] }, listed);
      different({ tools: ["a"], updatedTools: [] }, listed, { updatedTools: [{ name: "a", alias: "x" }] });
      different({ tools: ["b"], updatedTools: [{ name: "b", alias: "y" }] }, listed, {
        tools: ["a"],
        updatedTools: [{ name: "a", alias: "x" }],
      });
    });

    test("nothing of those that the row does not declare", () => {
      const row = observeMappings(
        [{ serverId: "docs", updatedPrompts: [] }],
        [there({ name: "a", enabled: false })],
        observing({}),
      );
      expect(row).toStrictEqual([{ serverId: "docs", updatedPrompts: [] }]);
    });
  });

  describe("of a lock", () => {
    const search = tool("search");
    const toolLock = summarized(lockOf([search]));
    const unpinned = docs({
      default_disabled: true,
      tools: [search],
      updated_tools: [{ name: "search", enabled: true }],
    });
    const open = { tools: { search: "description not kept" } };

    test("what is shown otherwise than it allows, and the switches besides", () => {
      const opened = { ...unpinned, default_disabled: false, on_behalf: false };
      different({ toolLock }, opened, {
        defaultDisabled: false,
        onBehalf: false,
        toolLock: withSeen(toolLock, { open, settled: {} }),
      });
      // What the lock says of a list is not said by the list once more.
      expect(seen({ toolLock, tools: [] }, unpinned)).toMatchObject({ tools: [] });
    });

    test("no missing description where Cloudflare keeps none", () => {
      expect(seen({ toolLock }, unpinned, true)).toStrictEqual({ serverId: "docs", toolLock });
      expect(seen({ toolLock }, unpinned, false)).not.toEqual({ serverId: "docs", toolLock });
    });

    test("that only reports what is not as it was reviewed, beside the row's own lists", () => {
      const reported = summarized(lockOf([search]), "report");
      const there = docs({ default_disabled: true, tools: [], updated_tools: [] });
      const settled = { tools: { search: "gone" } };
      const expected = { serverId: "docs", tools: ["search"], toolLock: withSeen(reported, { open: {}, settled }) };
      expect(seen({ tools: ["search"], toolLock: reported }, there)).toStrictEqual(expected);
    });
  });

  test("the rows that are there in its order, and behind them those that it does not declare, by id", () => {
    const declared = [{ serverId: "tickets" }, { serverId: "gone" }, { serverId: "docs" }];
    const there = [
      mappedServer("b", { default_disabled: true, on_behalf: false, updated_tools: [{ name: "x" }] }),
      docs(),
      mappedServer("a"),
      tickets,
    ];
    expect(observeMappings(declared, there, observing(declared))).toStrictEqual([
      { serverId: "tickets" },
      { serverId: "docs" },
      { serverId: "a" },
      { serverId: "b", defaultDisabled: true, onBehalf: false },
    ]);
  });
});

describe("the names that wait for their tool", () => {
  const there = docs({ tools: tools("search", "read"), updated_tools: [{ name: "listed" }], prompts: tools("greet") });

  test("are those that neither the server nor the portal has, with what the server has instead", () => {
    const row = {
      serverId: "docs",
      tools: ["search", "listed", "serch"],
      updatedTools: [{ name: "serch" }, { name: "later", alias: "soon" }, { name: "read" }],
      updatedPrompts: [{ name: "gret" }, { name: "greet" }],
    };
    expect(pendingNames([{ serverId: "elsewhere", tools: ["search"] }, row], [tickets, there])).toEqual([
      { serverId: "docs", argument: "tools", name: "serch", offered: ["search", "read"] },
      { serverId: "docs", argument: "updatedTools", name: "later", offered: ["search", "read"] },
      { serverId: "docs", argument: "updatedPrompts", name: "gret", offered: ["greet"] },
    ]);
  });

  test("are not known of a list that the answer does not have", () => {
    const { updated_tools: _, ...unknown } = there;
    expect(pendingNames([{ serverId: "docs", tools: ["serch"] }], [unknown])).toEqual([]);
    expect(pendingNames([{ serverId: "docs", tools: ["serch"] }], [{ ...unknown, updated_tools: null }])).toHaveLength(
      1,
    );
    expect(pendingNames(undefined, [there])).toEqual([]);
  });
});
