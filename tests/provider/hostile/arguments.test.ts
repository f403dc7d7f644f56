/**
 * What plain JavaScript can say of a portal, of its rows and in a lookup: each argument with each wrong value, made from
 * the tables. (For a server: tests/provider/server/server.check.test.ts.)
 */
import { getMcpPortal, getMcpServer, Provider } from "../../../provider/src";
import { lookUpsOf } from "../../../provider/src/lifecycle/lookup";
import { resources } from "../../../provider/src/resources";
import { portalTable } from "../../../provider/src/portal/table";
import { serverTable } from "../../../provider/src/server/table";
import { useAccount } from "../../support/account";
import { Deployment, Refused, type Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { FakeClock } from "../../support/fakeClock";
import { expectOurWords, hostileJson, rowMembers, survives } from "../../support/hostile";
import { environmentOf } from "../../support/stack";

const account = useAccount();

/** As deep as the way into the provider process goes. */
function nested(opening: string, closing: string): unknown {
  return JSON.parse(`${opening.repeat(2_000)}1${closing.repeat(2_000)}`) as unknown;
}

/** As the provider process gets them; the other way of writing down a number that is none does not exist in JSON. */
const values: readonly (readonly [string, unknown])[] = [
  ["NaN", NaN],
  ["two thousand lists in each other", nested("[", "]")],
  ["two thousand objects in each other", nested('{"a":', "}")],
  ...Object.entries(hostileJson)
    .filter(([name]) => !/^(?:null|what the|rows that the|a number beyond|ten thousand)/.test(name))
    .map(([name, text]) => [name, JSON.parse(text) as unknown] as const),
];

const plain: Properties = { hostname: "mcp.example.com" };
const argumentsOf = (table: typeof portalTable): string[] =>
  table.filter(({ kind }) => kind !== "output").map(({ name }) => name);

/** Tries a program; gives what is refused. */
async function refusals(args: Properties): Promise<readonly string[]> {
  const { cloudflare } = account;
  const deployment = new Deployment(inProcess(cloudflare).next, "McpPortal", "team");
  try {
    await deployment.up(args);
    return [];
  } catch (error) {
    expectOurWords(error);
    return error instanceof Refused ? error.reasons : [];
  } finally {
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  }
}

test.each(argumentsOf(portalTable))(
  "the argument %s of a portal may be anything: it is refused by name or valid",
  async (name) => {
    let refused = 0;
    for (const [, value] of values) {
      const reasons = await refusals({ ...plain, [name]: value });
      expect(reasons.every((reason) => new RegExp(`^${name}[.:]`).test(reason))).toBe(true);
      refused += reasons.length;
    }
    expect(refused).toBeGreaterThan(5);
  },
);

test.each(rowMembers)("the member %s of a row may be anything: it is refused by place or valid", async (member) => {
  let refused = 0;
  for (const [, value] of values) {
    const reasons = await refusals({ ...plain, servers: [{ serverId: "docs", [member]: value }] });
    expect(reasons.every((reason) => reason.startsWith("servers"))).toBe(true);
    refused += reasons.length;
  }
  expect(refused).toBeGreaterThan(5);
});

test.each(["serverId", "accountId", "search", "other"])("the argument %s of a lookup may be anything", async (name) => {
  const { cloudflare } = account;
  const clock = new FakeClock();
  const host = {
    configuration: { get: () => undefined },
    environment: environmentOf(cloudflare),
    clock,
    connect: () => Promise.reject(new Error("Nothing was to be asked.")),
    progress: () => undefined,
  };
  let refused = 0;
  for (const [, value] of values) {
    const args = { serverId: "docs", [name]: value };
    refused += (await survives(() => lookUpsOf(resources.McpServer).one(args, host))) ? 0 : 1;
    refused += (await survives(() => lookUpsOf(resources.McpServer).all({ [name]: value }, host))) ? 0 : 1;
  }
  expect(refused).toBe(2 * values.length);
});

test.each([undefined, null])("no arguments at all (%p) is said by what is missing", async (none) => {
  const nothing = none as unknown as Parameters<typeof getMcpServer>[0];
  expect(await survives(() => getMcpServer(nothing))).toBe(false);
  expect(await survives(() => getMcpPortal(none as unknown as Parameters<typeof getMcpPortal>[0]))).toBe(false);
  expect(() => new Provider("other", none as unknown as ConstructorParameters<typeof Provider>[1])).toThrow(
    "has no Cloudflare credentials",
  );
});

test("a server that is nested without end is refused by name", async () => {
  const { cloudflare } = account;
  for (const name of argumentsOf(serverTable)) {
    const deployment = new Deployment(inProcess(cloudflare).next);
    const args = {
      hostname: "https://docs.example.com/mcp",
      authType: "unauthenticated",
      [name]: nested('{"a":', "}"),
    };
    await expect(deployment.up(args)).rejects.toThrow(`${name}: is nested more than 500 levels deep`);
  }
});
