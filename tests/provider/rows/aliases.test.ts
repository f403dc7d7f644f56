import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { updates, useAccount } from "../../support/account";
import { Deployment, type Properties } from "../../support/deployment";
import { inProcess, type Drivers } from "../../support/drivers";
import { aliasConflicts } from "../../../provider/src/rows/aliases";

const account = useAccount();
let upstream: McpServer;
let drivers: Drivers;
let server: Deployment;
let portal: Deployment;

beforeEach(async () => {
  upstream = await startMcpServer({ tools: [{ name: "search" }, { name: "read" }] });
  drivers = inProcess(account.cloudflare);
  server = new Deployment(drivers.next);
  portal = new Deployment(drivers.next, "McpPortal", "team");
});
afterEach(async () => {
  await upstream.close();
});

const withOverrides = (updatedTools: Properties[]): Properties => ({
  hostname: upstream.url,
  authType: "unauthenticated",
  updatedTools,
});
const withRow = (updatedTools: Properties[]): Properties => ({
  hostname: "mcp.example.com",
  servers: [{ serverId: "docs", updatedTools }],
});
const words = "may contain only a-z, A-Z, 0-9 and single _ or - between them";

describe.each<[string, string, (rows: Properties[]) => Promise<unknown>]>([
  ["a server", "updatedTools", (rows) => server.up(withOverrides(rows))],
  ["a row of a portal", "servers.0.updatedTools", (rows) => portal.up(withRow(rows))],
])("aliases of %s", (_what, argument, up) => {
  test.each(["with space", "dot.ted", "a/b", "-a", "a-", "_a", "a__b", "a-_b", "é"])(
    "that Cloudflare's pattern refuses are refused before any call: %s",
    async (alias) => {
      await expect(up([{ name: "search", alias }])).rejects.toThrow(`${argument}.0.alias: ${words}`);
      expect(updates(account.cloudflare)).toEqual([]);
    },
  );

  test("that two tools would share are refused", async () => {
    const rows = ["search", "read"].map((name) => ({ name, alias: "x" }));
    await expect(up(rows)).rejects.toThrow(`${argument}: gives more than one tool the alias "x"`);
  });
});

const conflict =
  'alias "read" of "search" is the name of another tool of the server, and Cloudflare requires unique names. Choose another alias. If the upstream has renamed that tool, run `pulumi refresh` first.';

test("an alias that is another tool's name is refused before any request, once state knows the tools", async () => {
  await server.up(withOverrides([]));
  account.cloudflare.clearRequests();

  await expect(server.up(withOverrides([{ name: "search", alias: "read" }]))).rejects.toThrow(
    `updatedTools: ${conflict}`,
  );
  expect(account.cloudflare.requests()).toEqual([]);
});

test("so is one of an adopted server, which its lookup shows", async () => {
  account.cloudflare.seedServer({ id: "docs", hostname: upstream.url, tools: [{ name: "search" }, { name: "read" }] });
  const args = { ...withOverrides([{ name: "search", alias: "read" }]), adopt: true };

  await expect(server.up(args)).rejects.toThrow(conflict);
  expect(updates(account.cloudflare)).toEqual([]);
});

test("one in a row of a portal is refused by what the portal has of the server", async () => {
  await server.up(withOverrides([]));
  await portal.up(withRow([]));
  account.cloudflare.clearRequests();

  await expect(portal.up(withRow([{ name: "search", alias: "read" }]))).rejects.toThrow(
    `servers.0.updatedTools: ${conflict}`,
  );
  expect(updates(account.cloudflare)).toEqual([]);
});

test("one in a row of a portal is refused in a preview, when the program has the server too", async () => {
  const process = drivers.next();
  const inOneProcess = (): typeof process => process;
  const docs = new Deployment(inOneProcess);
  await docs.up(withOverrides([]));
  const team = new Deployment(inOneProcess, "McpPortal", "team");
  account.cloudflare.clearRequests();

  await expect(team.up(withRow([{ name: "search", alias: "read" }]))).rejects.toThrow(conflict);
  expect(account.cloudflare.requests()).toEqual([]);
});

test("one that the same edit of the program gives another tool of the McpServer is refused in the preview", async () => {
  const process = drivers.next();
  const inOneProcess = (): typeof process => process;
  const docs = new Deployment(inOneProcess);
  const team = new Deployment(inOneProcess, "McpPortal", "team");
  await docs.up(withOverrides([]));
  await docs.up(withOverrides([{ name: "search", alias: "two" }]));
  account.cloudflare.clearRequests();

  await expect(team.up(withRow([{ name: "read", alias: "two" }]))).rejects.toThrow(
    'alias "two" of "read" is an alias of another tool of the server',
  );
  expect(account.cloudflare.requests()).toEqual([]);
});

test("what Cloudflare has from before the rule stops no refresh, and is what a program can leave as it is", async () => {
  const old = [
    { name: "search", alias: "read" },
    { name: "read", alias: "an old one!" },
  ];
  await server.up(withOverrides([{ name: "search", alias: "find" }]));
  account.cloudflare.editServer("docs", { updated_tools: old });

  expect(await server.drift()).toEqual(["updatedTools"]);
  expect(await server.refresh()).toEqual(["updatedTools"]);
  expect(await server.drift()).toEqual([]);
  expect(await server.up(withOverrides(old))).toBe("same");
  expect(await server.up(withOverrides([{ name: "search", alias: "find" }]))).toBe("update");
});

test("a tool of the upstream that takes a name which was an alias stops neither refresh nor up", async () => {
  const args = withOverrides([{ name: "search", alias: "find" }]);
  await server.up(args);
  account.cloudflare.editServer("docs", { tools: ["search", "find"].map((name) => ({ name })) });

  expect(await server.refresh()).toEqual([]);
  expect(await server.up({ ...args, description: "Documentation" })).toBe("update");
});

const none = new Map<string, unknown>();

test.each<[string, Properties[], string[], ReadonlyMap<string, unknown>]>([
  ["its own name", [{ name: "search", alias: "search" }], [], none],
  [
    "the name of a tool with another alias",
    [
      { name: "search", alias: "read" },
      { name: "read", alias: "x" },
    ],
    [conflict],
    none,
  ],
  ["the name of a prompt, or of nothing", [{ name: "search", alias: "greet" }], [], none],
  ["a name, of a tool that is not there yet", [{ name: "old", alias: "read" }], [], none],
  ["none", [{ name: "search" }, { name: "read", alias: null }], [], none],
  ["that of its server for the same tool", [{ name: "search", alias: "x" }], [], new Map([["search", "x"]])],
  [
    "that of its server for another tool",
    [{ name: "search", alias: "x" }],
    [conflict.replace('"read"', '"x"').replace("the name", "an alias")],
    new Map([["read", "x"]]),
  ],
  [
    "that of its server for another tool, which has another one here",
    [
      { name: "search", alias: "x" },
      { name: "read", alias: "y" },
    ],
    [],
    new Map([["read", "x"]]),
  ],
])("an alias can be %s: refused or not", (_what, overrides, expected, elsewhere) => {
  expect(aliasConflicts(overrides, [{ name: "search" }, { name: "read" }], elsewhere)).toEqual(expected);
});
