import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { localId, parsePulumiId, pulumiId } from "../../../provider/src/lifecycle/pulumiId";
import { defaultIdentities } from "../../../emulator/src/identities";
import { offered, plainPortal } from "../../behaviours/portalExamples";
import { plain } from "../../behaviours/examples";
import { Deployment, type Refused } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { unknownMark } from "../../support/hostile";

const { accountId: account, secondAccountId: other } = defaultIdentities;

test("an id that Pulumi stores is parsed as it was made, and no other text is", () => {
  expect(parsePulumiId(pulumiId("account", "docs"))).toEqual({ accountId: "account", id: "docs" });
  expect(["docs", "/docs", "account/", "a/b/c", ""].map(parsePulumiId)).toEqual(Array(5).fill(undefined));
});

test.each<[unknown, unknown, ReturnType<typeof localId>]>([
  ["docs", account, { id: "docs" }],
  [`${account}/docs`, account, { id: "docs" }],
  [`${account}/docs`, undefined, { id: "docs" }],
  [`${account}/docs`, unknownMark, { id: "docs" }],
  [unknownMark, account, { id: unknownMark }],
  [undefined, account, { id: undefined }],
  [7, account, { id: 7 }],
  ["a/docs", account, { id: "a/docs" }],
  ["../docs", account, { id: "../docs" }],
  [`${account}/b/c`, account, { id: `${account}/b/c` }],
  [
    `${other}/docs`,
    account,
    { id: "docs", failure: `is in account ${other}, not in ${account}. Give an id of account ${account}.` },
  ],
])("%j in account %j is %j", (given, accountId, expected) => {
  expect(localId(given, accountId)).toEqual(expected);
});

describe("where a program gives an id", () => {
  let cloudflare: Emulator;
  beforeEach(async () => {
    cloudflare = await startEmulator();
    cloudflare.seedServer({ id: "docs", tools: [{ name: "search" }] });
  });
  afterEach(() => cloudflare.close());

  const portalIn = (serverId: string): Record<string, unknown> => ({ ...plainPortal, servers: [{ serverId }] });

  test("the id that Pulumi stores is that of the server, in state too, and nothing differs afterwards", async () => {
    const team = new Deployment(inProcess(cloudflare).next, "McpPortal", "team");
    const args = portalIn(`${cloudflare.accountId}/docs`);
    expect(await team.up(args)).toBe("create");
    expect(offered(cloudflare, "docs")).toBe("search");
    expect(team.state?.inputs.servers).toEqual([{ serverId: "docs" }]);
    expect(team.state?.outputs.servers).toMatchObject([{ serverId: "docs" }]);
    expect(await team.drift()).toEqual([]);
    expect(await team.refresh()).toEqual([]);
    expect([await team.up(args), await team.up(portalIn("docs"))]).toEqual(["same", "same"]);
  });

  test("one server by both of its ids is one server twice", async () => {
    const team = new Deployment(inProcess(cloudflare).next, "McpPortal", "team");
    const servers = [{ serverId: "docs" }, { serverId: `${cloudflare.accountId}/docs` }];
    await expect(team.up({ ...plainPortal, servers })).rejects.toThrow('servers: has more than one row for "docs"');
  });

  test.each<["McpServer" | "McpPortal", string, (id: string) => Record<string, unknown>]>([
    ["McpServer", "serverId", (serverId) => ({ ...plain, serverId })],
    ["McpPortal", "portalId", (portalId) => ({ ...plainPortal, portalId })],
    ["McpPortal", "servers.0.serverId", portalIn],
  ])("%s: %s of another account is refused, with both accounts and before any call", async (kind, argument, args) => {
    const deployment = new Deployment(inProcess(cloudflare).next, kind, "team");
    const { accountId, secondAccountId } = cloudflare;
    const refusal = await deployment.up(args(`${secondAccountId}/docs`)).catch((error: unknown) => error);
    expect((refusal as Refused).reasons).toEqual([
      `${argument}: is in account ${secondAccountId}, not in ${accountId}. Give an id of account ${accountId}.`,
    ]);
    expect(cloudflare.requests()).toEqual([]);
  });

  test("a resource whose own id is given with its account is the object of that id", async () => {
    const deployment = new Deployment(inProcess(cloudflare).next, "McpServer", "handbook");
    const { accountId } = cloudflare;
    await deployment.up({ ...plain, serverId: `${accountId}/handbook-1`, sync: "never" });
    expect(deployment.state).toMatchObject({ id: `${accountId}/handbook-1`, inputs: { serverId: "handbook-1" } });
    expect(await deployment.up({ ...plain, serverId: "handbook-1", sync: "never" })).toBe("same");
  });
});
