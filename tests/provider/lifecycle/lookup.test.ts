import { CloudflareClient } from "../../../provider/src/cloudflare/client";
import { lookUpsOf, type LookUpHost } from "../../../provider/src/lifecycle/lookup";
import { resources } from "../../../provider/src/resources";
import { calls, useAccount } from "../../support/account";
import { FakeClock } from "../../support/fakeClock";
import { environmentOf } from "../../support/stack";

const account = useAccount();
let said: string[];
let host: LookUpHost;

beforeEach(() => {
  said = [];
  const clock = new FakeClock();
  host = {
    configuration: { get: () => undefined },
    environment: environmentOf(account.cloudflare),
    clock,
    connect: (connection) => Promise.resolve(new CloudflareClient(connection, clock)),
    progress: (message) => said.push(message),
  };
});

const servers = lookUpsOf(resources.McpServer);
const messageOf = (look: Promise<unknown>): Promise<unknown> =>
  look.then(
    () => "no failure",
    (error: unknown) => (error as Error).message,
  );

test("all that is wrong is said at once, a line for each, and nobody is asked", async () => {
  const args = { serverId: "Not An Id", accountId: "a/b", id: "docs" };
  expect(String(await messageOf(servers.one(args, host))).split("\n")).toEqual([
    expect.stringMatching(/^accountId: must be an account id/),
    expect.stringMatching(/^serverId: /),
    expect.stringMatching(/^id: is not an argument/),
  ]);
  expect(calls(account.cloudflare)).toEqual([]);
});

test("missing credentials are said beside the rest", async () => {
  const nobody = { ...host, environment: { CLOUDFLARE_ACCOUNT_ID: "abc" } };
  expect(String(await messageOf(servers.one({ serverId: "Not An Id" }, nobody))).split("\n")).toEqual([
    expect.stringMatching(/^accountId: must be an account id: .*\. It comes from CLOUDFLARE_ACCOUNT_ID$/),
    expect.stringMatching(/^serverId: /),
    expect.stringMatching(/^No Cloudflare credentials/),
  ]);
  expect(calls(account.cloudflare)).toEqual([]);
});

test("what nothing could look at is refused first", async () => {
  const search = JSON.parse(`${"[".repeat(600)}${"]".repeat(600)}`) as unknown;
  expect(await messageOf(servers.all({ search, accountId: 5 }, host))).toBe(
    "search: is nested more than 500 levels deep",
  );
});

test("without an account, that is what is wrong; with one in the environment, nothing is", async () => {
  const nobody = { ...host, environment: { ...host.environment, CLOUDFLARE_ACCOUNT_ID: undefined } };
  expect(await messageOf(servers.all({}, nobody))).toMatch(/^accountId: is not set/);
  const { accountId } = account.cloudflare;
  expect(await servers.all({ accountId }, nobody)).toEqual([]);
  expect(await servers.all({}, host)).toEqual([]);
});

test.each([undefined, null, {}, { search: null, accountId: null }, { search: "" }])(
  "what is null or left out is not set: %j",
  async (args) => {
    account.cloudflare.seedServer({ id: "b" });
    account.cloudflare.seedServer({ id: "a" });
    const found = await servers.all(args as never, host);
    expect(found.map(({ serverId }) => serverId)).toEqual(["a", "b"]);
    expect(account.cloudflare.requests().every(({ query }) => !("search" in query))).toBe(true);
  },
);

test("a wait is told in seconds", async () => {
  account.cloudflare.addFault({ method: "GET", action: "answer", status: 429, headers: { "retry-after": "7" } });
  expect(await servers.all({}, host)).toEqual([]);
  expect(said).toEqual([expect.stringMatching(/^waiting 7 s: /)]);
});

test("the id that Pulumi stores is understood where it is of the account; that of another one is refused", async () => {
  const { cloudflare } = account;
  const { accountId, secondAccountId } = cloudflare;
  cloudflare.seedServer({ id: "docs" });
  expect(await servers.one({ serverId: `${accountId}/docs` }, host)).toMatchObject({ serverId: "docs" });
  cloudflare.clearRequests();
  expect(await messageOf(servers.one({ serverId: `${secondAccountId}/docs` }, host))).toBe(
    `serverId: is in account ${secondAccountId}, not in ${accountId}. Give an id of account ${accountId}.`,
  );
  expect(calls(cloudflare)).toEqual([]);
});
