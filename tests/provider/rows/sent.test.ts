import type { WireMappedServer, WireMapping } from "../../../provider/src/cloudflare/wire";
import type { Mapping } from "../../../provider/src/rows/rows";
import { sameRequests, sentBack, sentMappings, type Around } from "../../../provider/src/rows/sent";
import { lockOf, summarized, tool } from "../../support/locks";
import { mappedServer } from "../../support/portalAccount";

const row = (more: Partial<Mapping> = {}): Mapping => ({ serverId: "docs", ...more });
const plain = { server_id: "docs", default_disabled: false, on_behalf: true };
const hidden = { ...plain, default_disabled: true };

describe("a row of a program is sent", () => {
  const sent = (declared: Mapping, around: Around = {}): WireMapping[] => sentMappings([declared], around);

  test.each<[string, Partial<Mapping>, object]>([
    ["with the defaults where it says nothing, and without lists", {}, plain],
    ["with its switches", { defaultDisabled: true, onBehalf: false }, { ...hidden, on_behalf: false }],
    ["with null as the default", { onBehalf: null, tools: null, updatedTools: null }, plain],
    [
      "with what its list shows, hiding everything else",
      { tools: ["a"] },
      { ...hidden, updated_tools: [{ name: "a", enabled: true }] },
    ],
    ["with an empty list", { prompts: [] }, { ...hidden, updated_prompts: [] }],
    [
      "with its overrides, without those that change nothing",
      { updatedPrompts: [{ name: "a", alias: "b" }, { name: "c" }, { name: "d", enabled: false }] },
      {
        ...plain,
        updated_prompts: [
          { name: "a", enabled: true, alias: "b" },
          { name: "d", enabled: false },
        ],
      },
    ],
  ])("%s", (_how, declared, expected) => {
    expect(sent(row(declared))).toStrictEqual([expected]);
  });

  const remote = (more: Partial<WireMappedServer>): readonly WireMappedServer[] => [
    mappedServer("other", { updated_tools: [{ name: "a", enabled: false, portal_alias: "not-this" }] }),
    mappedServer("docs", more),
  ];
  const texts = { portal_alias: "find", portal_description: "Finds" };
  const entries = [
    { name: "a", enabled: true, ...texts },
    { name: "b", enabled: false },
    { name: "c", enabled: true },
  ];
  const sentTexts = { alias: "find", description: "Finds" };

  test.each<[string, Partial<Mapping>, Partial<WireMappedServer>, object]>([
    [
      "with what is there of a list that nobody declared",
      {},
      { updated_tools: entries, updated_prompts: [] },
      {
        ...plain,
        updated_tools: [
          { name: "a", enabled: true, ...sentTexts },
          { name: "b", enabled: false },
        ],
        updated_prompts: [],
      },
    ],
    [
      "with what is there, where what was shown as all others is hidden as all others from now on",
      { defaultDisabled: true },
      { updated_tools: entries },
      { ...hidden, updated_tools: [{ name: "a", enabled: false, ...sentTexts }], updated_prompts: [] },
    ],
    [
      "with what is there, where what was hidden as all others is shown as all others from now on",
      {},
      { default_disabled: true, updated_tools: entries },
      { ...plain, updated_tools: [{ name: "a", enabled: true, ...sentTexts }], updated_prompts: [] },
    ],
    [
      "with the texts that are there of what its list shows and of what it hides",
      { tools: ["b", "c"] },
      { updated_tools: [...entries, { name: "d", enabled: false, portal_alias: "four" }] },
      {
        ...hidden,
        updated_tools: [
          { name: "b", enabled: true },
          { name: "c", enabled: true },
          { name: "a", enabled: false, ...sentTexts },
          { name: "d", enabled: false, alias: "four" },
        ],
        updated_prompts: [],
      },
    ],
    [
      "without the texts that are there where it says the overrides",
      { updatedTools: [{ name: "c", enabled: false }] },
      { updated_tools: entries },
      { ...plain, updated_tools: [{ name: "c", enabled: false }], updated_prompts: [] },
    ],
    [
      "with an empty list where null is there",
      {},
      { updated_tools: null, updated_prompts: null },
      {
        ...plain,
        updated_tools: [],
        updated_prompts: [],
      },
    ],
  ])("%s", (_how, declared, there, expected) => {
    expect(sent(row(declared), { remote: remote(there) })).toStrictEqual([expected]);
  });

  test("without lists that the answer does not have", () => {
    const { updated_tools: _, updated_prompts: __, ...there } = mappedServer("docs");
    expect(sent(row(), { remote: [there] })).toStrictEqual([plain]);
    expect(sent(row({ tools: ["a"] }), { remote: [there] })).toStrictEqual([
      { ...hidden, updated_tools: [{ name: "a", enabled: true }] },
    ]);
  });

  test.each<[string, Partial<Mapping>]>([
    ["overrides", { updatedTools: [] }],
    ["list and overrides", { tools: ["a"], updatedTools: [{ name: "a", alias: "find" }] }],
  ])("with Cloudflare's default in place of what is there once it no longer declares its %s", (_which, before) => {
    const around = {
      previous: [row({ serverId: "other" }), row(before)],
      remote: remote({ updated_tools: entries, updated_prompts: entries }),
    };
    const [only] = sent(row(), around);
    expect(only?.updated_tools).toEqual([]);
    expect(only?.updated_prompts).toHaveLength(2);
  });

  test.each<[string, string[]]>([
    ["list", ["a"]],
    ["empty list", []],
  ])("with the texts that nobody declared, and all shown, once it no longer declares its %s", (_which, tools) => {
    const around = { previous: [row({ tools })], remote: remote({ default_disabled: true, updated_tools: entries }) };
    const [only] = sent(row(), around);
    expect(only).toMatchObject({
      default_disabled: false,
      updated_tools: [{ name: "a", enabled: true, ...sentTexts }],
    });
  });

  test("without the texts that its overrides had said, once only its list is left", () => {
    const previous = [row({ tools: ["a"], updatedTools: [{ name: "a", alias: "find" }] })];
    const [only] = sent(row({ tools: ["a"] }), { previous, remote: remote({ updated_tools: entries }) });
    expect(only?.updated_tools).toEqual([{ name: "a", enabled: true }]);
  });

  describe("with a lock", () => {
    const search = tool("search");
    const write = tool("write");
    const toolLock = summarized(lockOf([search]));
    const there = {
      tools: [search, write],
      updated_tools: [
        { name: "search", enabled: false, portal_alias: "find" },
        { name: "write", enabled: true },
      ],
    };
    const pinned = { name: "search", enabled: true, description: "Does search." };

    test("that was not read yet, or for a server that is not there yet, with nothing shown", () => {
      const nothing = [{ ...hidden, updated_tools: [], updated_prompts: [] }];
      expect(sent(row({ toolLock: "a.json" }), { remote: remote(there) })).toStrictEqual(nothing);
      expect(sent(row({ toolLock }), { remote: [mappedServer("other", there)] })).toStrictEqual(nothing);
      expect(sent(row({ toolLock, tools: ["search"] }))).toStrictEqual(nothing);
    });

    test.each<[string, Mapping[] | undefined]>([
      ["an alias that somebody gave", undefined],
      ["it beside a list", [row({ tools: ["search"] })]],
      ["an alias that the program had given", [row({ updatedTools: [] })]],
    ])("as it was reviewed, without %s", (_what, previous) => {
      const [only] = sent(row({ toolLock }), { previous, remote: remote(there) });
      expect(only).toStrictEqual({ ...hidden, updated_tools: [pinned], updated_prompts: [] });
    });

    test("that only reports as without it", () => {
      const reported = row({ toolLock: summarized(lockOf([search]), "report") });
      expect(sent(reported, { remote: remote(there) })).toEqual(sent(row(), { remote: remote(there) }));
    });

    test("no more: its tools are shown, hidden and described like all others again, and names by others stay", () => {
      const [only] = sent(row(), {
        previous: [row({ toolLock })],
        remote: remote({ ...there, default_disabled: true }),
      });
      expect(only).toStrictEqual({
        ...plain,
        updated_tools: [{ name: "search", enabled: true, alias: "find" }],
        updated_prompts: [],
      });
      const described = [{ name: "search", enabled: true, portal_description: "Does search." }];
      const around = {
        previous: [row({ toolLock })],
        remote: remote({ updated_tools: described, default_disabled: true }),
      };
      expect(sent(row(), around)[0]?.updated_tools).toEqual([]);
      const named = { updated_tools: [{ name: "search", enabled: true, portal_alias: "search" }] };
      expect(sent(row(), { ...around, remote: remote(named) })[0]?.updated_tools).toEqual([]);
      expect(sent(row({ defaultDisabled: true }), around)[0]?.updated_tools).toEqual([]);
      expect(sent(row({ tools: ["search"] }), around)[0]?.updated_tools).toEqual([{ name: "search", enabled: true }]);
    });
  });
});

describe("a row is sent back", () => {
  test.each<[string, object, object]>([
    ["with Cloudflare's defaults where the answer has nothing", {}, plain],
    ["with Cloudflare's defaults for null", { default_disabled: null, on_behalf: null }, plain],
    ["as it was read", { default_disabled: true, on_behalf: false }, { ...hidden, on_behalf: false }],
    [
      "with the entries that change something",
      {
        default_disabled: true,
        updated_tools: [
          { name: "a", enabled: true, portal_alias: "find", server_alias: "no" },
          { name: "b", enabled: false },
          { name: "c" },
        ],
        updated_prompts: null,
      },
      { ...hidden, updated_tools: [{ name: "a", enabled: true, alias: "find" }], updated_prompts: [] },
    ],
    [
      "with the entries that change something among what is shown",
      { updated_prompts: [{ name: "a", enabled: true }, { name: "b", enabled: false }, { name: "c" }] },
      { ...plain, updated_prompts: [{ name: "b", enabled: false }] },
    ],
  ])("%s", (_how, there, expected) => {
    expect(sentBack({ id: "docs", ...there } as WireMappedServer)).toStrictEqual(expected);
  });
});

describe("two requests", () => {
  const first = { ...plain, updated_tools: [{ name: "a", alias: "x" }, { name: "b" }], updated_prompts: [] };
  const second = { ...plain, server_id: "tickets" };

  test("ask for the same in any order of rows and entries, with an empty list or none", () => {
    const turned = { ...plain, updated_tools: [{ name: "b" }, { name: "a", alias: "x" }] };
    expect(sameRequests([first, second], [{ ...second, updated_tools: [] }, turned])).toBe(true);
    expect(sameRequests([], [])).toBe(true);
  });

  test.each<[string, WireMapping[]]>([
    ["another row", [first, { ...second, server_id: "files" }]],
    ["one row less", [first]],
    ["another switch", [first, { ...second, on_behalf: false }]],
    ["another entry", [{ ...first, updated_tools: [{ name: "a", alias: "x" }, { name: "c" }] }, second]],
    ["another text", [{ ...first, updated_tools: [{ name: "a", alias: "y" }, { name: "b" }] }, second]],
    ["an entry of the other kind", [{ ...first, updated_prompts: [{ name: "c" }] }, second]],
  ])("do not with %s", (_what, other) => {
    expect(sameRequests([first, second], other)).toBe(false);
  });
});
