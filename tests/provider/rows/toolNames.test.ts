import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { nameWarnings, toolsOfRow, toolsOfServer } from "../../../provider/src/rows/toolNames";
import type { WireMappedServer, WireServer } from "../../../provider/src/cloudflare/wire";
import { useAccount } from "../../support/account";
import { Deployment } from "../../support/deployment";
import { inProcess, type Drivers } from "../../support/drivers";

const long = "a".repeat(60);
const server = (id: string, names: readonly string[], more: object = {}): WireServer =>
  ({ id, tools: names.map((name) => ({ name })), ...more }) as unknown as WireServer;
const row = (id: string, names: readonly string[], more: object = {}): WireMappedServer => ({
  ...server(id, names),
  server_id: id,
  ...more,
});

const tooLong = (found: string): string =>
  `Tool names of more than 64 characters, the limit of many clients: ${found}. Set a shorter serverId, or an alias in updatedTools.`;
const characters = (found: string): string =>
  `Tool names that many clients reject, because these allow only a-z, A-Z, 0-9, _ and -: ${found}. Set an alias in updatedTools.`;
const prefix = (found: string): string =>
  `Tool names that begin with portal_, like a portal's own tools, because of the serverId ${found}. Choose another serverId.`;
const shared = (found: string): string =>
  `Tool names that more than one tool has, so agents can call at most one of them: ${found}. Change the alias in updatedTools.`;
const folded = (found: string): string =>
  `Tool names that are probably the same in Code Mode, which turns them into JavaScript identifiers: ${found}. Set an alias in updatedTools.`;

describe("the names of a server's tools", () => {
  test.each<[string, WireServer, string[]]>([
    ["that every client takes", server("docs", ["search", "get-file", "get_issue", "a2"]), []],
    ["that are of another length", server("docs", [long]), [tooLong(`docs_${long}`)]],
    ["with a dot", server("docs", ["get.file"]), [characters("docs_get.file")]],
    ["with a space", server("docs", ["get file"]), [characters("docs_get file")]],
    ["with a slash", server("docs", ["get/file"]), [characters("docs_get/file")]],
    ["with letters outside ASCII", server("docs", ["sеarch"]), [characters("docs_sеarch")]],
    [
      "that break a rule more than three times",
      server("docs", ["a.1", "a.2", "a.3", "a.4", "a.5"]),
      [characters("docs_a.1, docs_a.2, docs_a.3 and 2 more")],
    ],
    ["that are too long as well as wrong", server("docs", [`${long}.`]), [tooLong(`docs_${long}.`)]],
    ["of a server that is called like the portal's own tools", server("portal", ["a", "b"]), [prefix('"portal"')]],
    ["of a server whose id begins so", server("portal_one", ["a", "b"]), [prefix('"portal_one"')]],
    ["of a server whose id only has that word", server("portal-one", ["portal_a"]), []],
    [
      "that Code Mode makes equal",
      server("docs", ["get-file", "get_file"]),
      [folded("docs_get-file and docs_get_file")],
    ],
    [
      "with an alias that helps",
      server("docs", ["get.file", long], {
        updated_tools: [
          { name: "get.file", alias: "get" },
          { name: long, alias: "a" },
        ],
      }),
      [],
    ],
    [
      "with an alias that is the name of a new tool",
      server("docs", ["search", "find"], { updated_tools: [{ name: "search", alias: "find" }] }),
      [shared('docs_find ("search", "find")')],
    ],
  ])("%s", (_what, of, expected) => {
    expect(nameWarnings(toolsOfServer(of))).toEqual(expected);
  });
});

describe("the names of a portal's tools", () => {
  const portal = (...rows: readonly WireMappedServer[]): string[] =>
    nameWarnings(rows.flatMap(toolsOfRow), { isOfPortalAlone: true });

  test("are not warned about where their server is", () => {
    expect(portal(row("docs", ["get.file", "get_file", long]))).toEqual([]);
  });

  test("are warned about where the portal makes them, hidden ones left out", () => {
    const updated_tools = [{ name: "search", enabled: true, portal_alias: "get-file" }];
    expect(portal(row("docs", ["search", "get_file"], { updated_tools }))).toEqual([
      folded("docs_get-file and docs_get_file"),
    ]);
    const hidden = [...updated_tools, { name: "get_file", enabled: false }];
    expect(portal(row("docs", ["search", "get_file"], { updated_tools: hidden }))).toEqual([]);
  });

  test("are warned about where two servers make them, unless Code Mode is off", () => {
    const rows = [row("a-b", ["c"]), row("a_b", ["c"])];
    expect(portal(...rows)).toEqual([folded("a-b_c and a_b_c")]);
    expect(nameWarnings(rows.flatMap(toolsOfRow), { isCodeModeOff: true })).toEqual([]);
  });

  test("can be one name of two servers", () => {
    expect(portal(row("a", ["b_c"]), row("a_b", ["c"]))).toEqual([shared('a_b_c ("b_c", "c")')]);
  });
});

describe("a program", () => {
  const account = useAccount();
  let upstream: McpServer;
  let drivers: Drivers;

  beforeEach(async () => {
    upstream = await startMcpServer({ tools: [{ name: "get.file" }, { name: "get.page" }, { name: "put file" }] });
    drivers = inProcess(account.cloudflare);
  });
  afterEach(() => upstream.close());

  test("is one warning for each rule, in the up that finds the tools and in each refresh, and never an error", async () => {
    const docs = new Deployment(drivers.next);
    const warning = characters("docs_get.file, docs_get.page, docs_put file");
    expect(await docs.up({ hostname: upstream.url, authType: "unauthenticated" })).toBe("create");
    expect(drivers.warnings).toEqual([warning]);
    expect(await docs.refresh()).toEqual([]);
    expect(drivers.warnings).toEqual([warning, warning]);
  });

  test("is warned of names that two of its servers make equal, by the portal", async () => {
    for (const id of ["a-b", "a_b"]) {
      account.cloudflare.seedServer({ id, tools: [{ name: "search" }] });
    }
    const team = new Deployment(drivers.next, "McpPortal", "team");
    await team.up({ hostname: "mcp.example.com", servers: [{ serverId: "a-b" }, { serverId: "a_b" }] });
    expect(drivers.warnings).toEqual([folded("a-b_search and a_b_search")]);
  });
});
