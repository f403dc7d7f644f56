import type { WireMappedServer } from "../../../provider/src/cloudflare/wire";
import {
  declaredEntries,
  deviations,
  isNeutral,
  overrideFrom,
  remoteEntries,
  wireOverrides,
  type Entry,
} from "../../../provider/src/rows/entries";
import { lists, type Mapping } from "../../../provider/src/rows/rows";
import { mappedServer } from "../../support/portalAccount";

const [toolList, promptList] = lists;
const entry = (enabled: boolean, alias: string | null = null, description: string | null = null): Entry => ({
  enabled,
  alias,
  description,
});

test.each<[Entry, boolean, boolean]>([
  [entry(true), true, true],
  [entry(false), false, true],
  [entry(true), false, false],
  [entry(false), true, false],
  [entry(true, "find"), true, false],
  [entry(true, null, "Finds"), true, false],
])("%j changes nothing among what is shown (%p): %p", (one, shown, expected) => {
  expect(isNeutral(one, shown)).toBe(expected);
});

describe("a row of a program says of the tools that it names", () => {
  const said = (row: Partial<Mapping>, list: (typeof lists)[number] = toolList): unknown =>
    Object.fromEntries(declaredEntries({ serverId: "docs", ...row }, list));

  test.each<[string, Partial<Mapping>, object]>([
    ["nothing", {}, {}],
    [
      "what its overrides say, shown as all others",
      { updatedTools: [{ name: "a", alias: "b" }] },
      { a: entry(true, "b") },
    ],
    [
      "what its overrides say, hidden as all others",
      {
        defaultDisabled: true,
        updatedTools: [
          { name: "a", description: "c" },
          { name: "d", enabled: true },
        ],
      },
      { a: entry(false, null, "c"), d: entry(true) },
    ],
    ["that a list shows them", { tools: ["a", "b"] }, { a: entry(true), b: entry(true) }],
    [
      "that a list shows or hides them, with the texts of the overrides",
      {
        tools: ["a", "b"],
        updatedTools: [
          { name: "a", alias: "one", description: "First" },
          { name: "c", alias: "three" },
        ],
      },
      { a: entry(true, "one", "First"), c: entry(false, "three"), b: entry(true) },
    ],
    ["nothing where its list is empty", { tools: [] }, {}],
    ["nothing where its list is null", { tools: null, updatedTools: null }, {}],
    ["nothing of prompts", { prompts: ["a"] }, {}],
  ])("%s", (_what, row, expected) => {
    expect(said(row)).toEqual(expected);
  });

  test("and the same of prompts", () => {
    const row = { prompts: ["greet"], updatedPrompts: [{ name: "part" }], tools: ["a"] };
    expect(said(row, promptList)).toEqual({ greet: entry(true), part: entry(false) });
  });
});

describe("Cloudflare says of a tool", () => {
  test.each<[string, object, boolean, Entry]>([
    ["that it is shown", { enabled: true }, false, entry(true)],
    ["that it is hidden", { enabled: false }, true, entry(false)],
    ["nothing: it is shown as all others", {}, true, entry(true)],
    ["nothing: it is hidden as all others", {}, false, entry(false)],
    ["null: it is shown as all others", { enabled: null }, true, entry(true)],
    ["null: it is hidden as all others", { enabled: null }, false, entry(false)],
    ["its texts", { portal_alias: "find", portal_description: "Finds" }, true, entry(true, "find", "Finds")],
    ["its texts, as a request does", { alias: "find", description: "Finds" }, true, entry(true, "find", "Finds")],
    [
      "its texts, before those of a request",
      { portal_alias: "find", alias: "a", portal_description: "Finds", description: "b" },
      true,
      entry(true, "find", "Finds"),
    ],
    ["that its texts are empty", { portal_alias: "", portal_description: "" }, true, entry(true)],
    ["texts of its server only", { server_alias: "find", server_description: "Finds" }, true, entry(true)],
  ])("%s", (_what, said, shown, expected) => {
    const row = mappedServer("docs", { updated_tools: [{ name: "search", ...said }] });
    expect([...remoteEntries(row, toolList, shown)]).toEqual([["search", expected]]);
    expect([...remoteEntries(row, promptList, shown)]).toEqual([]);
  });

  test.each([null, undefined])("nothing at all where its list is %p", (updated_tools) => {
    expect(remoteEntries({ ...mappedServer("docs"), updated_tools } as WireMappedServer, toolList, true).size).toBe(0);
  });
});

describe("overrides without those that change nothing", () => {
  const overrides = [
    { name: "plain" },
    { name: "on", enabled: true },
    { name: "off", enabled: false },
    { name: "named", alias: "find", enabled: false },
  ];

  test.each<[string, boolean, boolean, object]>([
    ["among what is shown", true, false, { off: entry(false), named: entry(false, "find") }],
    ["among what is hidden", false, false, { on: entry(true), named: entry(false, "find") }],
    ["beside a list", false, true, { named: entry(false, "find") }],
    ["beside a list that hides nothing", true, true, { named: entry(true, "find") }],
  ])("%s", (_where, shown, textsOnly, expected) => {
    expect(deviations(overrides, shown, textsOnly)).toEqual(expected);
  });
});

describe("an entry", () => {
  test.each<[Entry, boolean, object]>([
    [entry(true), true, {}],
    [entry(false), false, {}],
    [entry(false), true, { enabled: false }],
    [entry(true, "find", "Finds"), false, { alias: "find", description: "Finds", enabled: true }],
    [{ enabled: true, alias: undefined, description: undefined }, true, {}],
  ])("%j among what is shown (%p) is in a program %j", (one, shown, expected) => {
    const override = overrideFrom("search", one, shown);
    expect(override).toEqual({ name: "search", ...expected });
    expect(Object.keys(override)).toHaveLength(1 + Object.keys(expected).length);
  });

  test.each<[Entry, boolean, object[]]>([
    [entry(true), true, []],
    [entry(false), false, []],
    [entry(true), false, [{ enabled: true }]],
    [entry(false), true, [{ enabled: false }]],
    [entry(true, "find"), true, [{ enabled: true, alias: "find" }]],
    [entry(false, null, "Finds"), false, [{ enabled: false, description: "Finds" }]],
  ])("%j among what is shown (%p) is sent as %j", (one, shown, expected) => {
    const sent = wireOverrides(new Map([["search", one]]), shown);
    expect(sent).toStrictEqual(expected.map((each) => ({ name: "search", ...each })));
  });
});
