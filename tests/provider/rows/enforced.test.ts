import type { WireMappedServer } from "../../../provider/src/cloudflare/wire";
import { enforcedRows } from "../../../provider/src/rows/enforced";
import type { Mapping } from "../../../provider/src/rows/rows";
import { entry, lockOf, summarized, tool } from "../../support/locks";
import { mappedServer } from "../../support/portalAccount";

const search = tool("search");
const write = tool("write");
const declared: readonly Mapping[] = [
  { serverId: "tickets" },
  { serverId: "docs", toolLock: summarized(lockOf([search])) },
];
const docs = (more: Partial<WireMappedServer> = {}): WireMappedServer =>
  mappedServer("docs", { default_disabled: true, tools: [search, write], ...more });
const pinned = { name: "search", enabled: true, portal_description: "Does search." };
const unpinned = { name: "search", enabled: true };
const wanted = {
  server_id: "docs",
  default_disabled: true,
  on_behalf: true,
  updated_tools: [{ name: "search", enabled: true, description: "Does search." }],
  updated_prompts: [],
};

describe("the rows of a portal", () => {
  test.each<[string, WireMappedServer[]]>([
    ["a locked row shows what it shall", [docs({ updated_tools: [pinned] })]],
    ["no row is locked", [mappedServer("tickets", { updated_tools: [{ name: "list", enabled: false }] })]],
    ["rows are those of others", [mappedServer("files", { tools: [write] })]],
    ["there are none", []],
  ])("are right where %s", (_where, there) => {
    expect(enforcedRows(declared, there, false)).toBeUndefined();
    expect(enforcedRows(declared, there, true)).toBeUndefined();
  });

  test.each<[string, Partial<WireMappedServer>]>([
    ["shows too much", { updated_tools: [pinned, { name: "write", enabled: true }] }],
    ["shows too little", { updated_tools: [] }],
    ["shows all that nobody named", { default_disabled: false, updated_tools: [pinned] }],
    ["describes otherwise", { updated_tools: [{ ...pinned, portal_description: "Sends all." }] }],
    ["has another login", { on_behalf: false, updated_tools: [pinned] }],
  ])("are put right where one %s, and all others sent as they were read", (_what, there) => {
    const tickets = mappedServer("tickets", { updated_tools: [{ name: "list", enabled: false }] });
    for (const dropsPins of [false, true]) {
      expect(enforcedRows(declared, [tickets, docs(there)], dropsPins)).toStrictEqual([
        {
          server_id: "tickets",
          default_disabled: false,
          on_behalf: true,
          updated_tools: [{ name: "list", enabled: false }],
          updated_prompts: [],
        },
        wanted,
      ]);
    }
  });

  test("get a missing description again, unless Cloudflare drops those that equal the upstream's", () => {
    expect(enforcedRows(declared, [docs({ updated_tools: [unpinned] })], false)).toStrictEqual([wanted]);
    expect(enforcedRows(declared, [docs({ updated_tools: [unpinned] })], true)).toBeUndefined();
  });

  test("are right by prompts as by tools", () => {
    const greet = tool("greet");
    const locked = {
      serverId: "docs",
      toolLock: summarized(lockOf([], { prompts: new Map([["greet", entry(greet)]]) })),
    };
    const there = (more: object): WireMappedServer[] => [
      docs({
        tools: null,
        prompts: [greet],
        updated_tools: null,
        updated_prompts: [{ name: "greet", enabled: true, ...more }],
      }),
    ];
    expect(enforcedRows([locked], there({ portal_description: "Does greet." }), false)).toBeUndefined();
    expect(enforcedRows([locked], there({}), true)).toBeUndefined();
    expect(enforcedRows([locked], there({}), false)).toHaveLength(1);
    expect(enforcedRows([locked], there({ portal_description: "Sends." }), true)).toHaveLength(1);
  });

  test("are not right where a text of the program's own is missing, whatever Cloudflare keeps", () => {
    const row = {
      serverId: "docs",
      toolLock: summarized(lockOf([search])),
      updatedTools: [{ name: "search", description: "Ours." }],
    };
    expect(enforcedRows([row], [docs({ updated_tools: [unpinned] })], true)).toMatchObject([
      { updated_tools: [{ name: "search", enabled: true, description: "Ours." }] },
    ]);
    const ours = { ...pinned, portal_description: "Ours." };
    expect(enforcedRows([row], [docs({ updated_tools: [ours] })], true)).toBeUndefined();
    // The text alone does not make it right.
    expect(enforcedRows([row], [docs({ updated_tools: [{ ...ours, enabled: false }] })], true)).toHaveLength(1);
  });
});
