import type { CloudflareClient, Request } from "../../../provider/src/cloudflare/client";
import type { Connection } from "../../../provider/src/configuration";
import type { Host } from "../../../provider/src/lifecycle/host";
import { Memory } from "../../../provider/src/lifecycle/memory";
import type { PulumiCommand } from "../../../provider/src/lifecycle/pulumiCommand";
import type { UncheckedStep } from "../../../provider/src/lifecycle/savedCredentials";
import { serverKind } from "../../../provider/src/server/server";
import { beginSession, stepTimeout } from "../../../provider/src/lifecycle/session";
import { FakeClock } from "../../support/fakeClock";

const urn = "urn:pulumi:test::test::type::docs";
const server = { id: "docs", name: "Docs", hostname: "https://docs.example.com/mcp", auth_type: "unauthenticated" };

/** A step of ours, and everything that it does to the outside. */
function world(environment: Host["environment"] = { CLOUDFLARE_API_TOKEN: "token" }): {
  readonly host: Host;
  readonly clock: FakeClock;
  readonly sent: Request[];
  readonly connections: Connection[];
  readonly said: string[];
  readonly looks: { count: number };
} {
  const clock = new FakeClock();
  const sent: Request[] = [];
  const connections: Connection[] = [];
  const said: string[] = [];
  const looks = { count: 0 };
  const say =
    (form: string) =>
    (to: string | undefined, message: string): Promise<void> => {
      said.push(`${form} ${String(to)}: ${message}`);
      return Promise.resolve();
    };
  const client = {
    send: async (request: Request) => {
      sent.push(request);
      if (request.method !== "GET") {
        await request.beforeWrite?.();
      }
      return { result: server };
    },
  };
  const host: Host = {
    configuration: { get: () => undefined },
    environment,
    folder: process.cwd(),
    notices: { warn: say("warn"), tell: say("tell"), progress: say("progress") },
    memory: new Memory(),
    clock,
    pulumiCommand: () => undefined,
    stillWanted: () => {
      looks.count += 1;
      return Promise.resolve();
    },
    connect: (connection) => {
      connections.push(connection);
      return Promise.resolve(client as unknown as CloudflareClient);
    },
  };
  return { host, clock, sent, connections, said, looks };
}

test.each(["", "docs", "/docs", "account/", "account/docs/", "account/docs/more"])(
  "%j is not the id of a server",
  async (id) => {
    await expect(beginSession(serverKind, world().host, id)).rejects.toThrow(
      `"${id}" is not the id of an MCP server: it must be <accountId>/<serverId>.`,
    );
  },
);

test("a step knows its object, has seven minutes, and every secret of its properties and its connection", async () => {
  const { host, clock, sent } = world();
  const { accountId, id, deadline, secrets, api, resource } = await beginSession(serverKind, host, "account/docs", {
    properties: [{ authCredentials: "old-secret" }, { authCredentials: "new-secret" }],
  });
  expect({ accountId, id, resource }).toEqual({ accountId: "account", id: "docs", resource: undefined });
  expect(deadline).toBe(clock.now() + stepTimeout);
  expect(secrets).toEqual(expect.arrayContaining(["token", "old-secret", "new-secret"]));
  await api.get("docs");
  expect(sent[0]).toMatchObject({ deadline, secrets, path: "/accounts/account/access/ai-controls/mcp/servers/docs" });
});

test("the first write goes out at once; a later one, or one after a second, only while it is still wanted", async () => {
  const one = world();
  const { api } = await beginSession(serverKind, one.host, "account/docs");
  await api.get("docs");
  one.clock.advance(1_000);
  await api.update("docs", {});
  expect(one.looks.count).toBe(0);
  await api.update("docs", {});
  expect(one.looks.count).toBe(1);

  const late = world();
  const session = await beginSession(serverKind, late.host, "account/docs");
  late.clock.advance(1_001);
  await session.api.update("docs", {});
  expect(late.looks.count).toBe(1);
});

test("a wait is told in seconds on the row of the resource, like what is warned of and told", async () => {
  const { host, sent, said } = world();
  host.memory.of("MCP server").know("account/docs", { urn, logicalName: "docs" });
  const session = await beginSession(serverKind, host, "account/docs");
  await session.api.get("docs");
  sent[0]?.onWait?.(2_001, "slowly");
  await session.warn("careful");
  await session.tell("well");
  expect(said).toEqual([`progress ${urn}: waiting 3 s: slowly`, `warn ${urn}: careful`, `tell ${urn}: well`]);
});

test("without the program nobody knows the resource, and what is said goes to no row", async () => {
  const { host, sent, said } = world();
  const session = await beginSession(serverKind, host, "account/docs");
  await session.api.get("docs");
  sent[0]?.onWait?.(1_000, "slowly");
  await session.warn("careful");
  await session.tell("well");
  expect(said).toEqual(["progress undefined: waiting 1 s: slowly", "warn undefined: careful", "tell undefined: well"]);
});

test.each([
  ["stack config, in a refresh without the program", true, false, true],
  ["stack config, with the program", true, true, false],
  ["the environment", false, false, false],
])("credentials from %s are those of the last up: %p", async (_where, inConfig, withProgram, expected) => {
  const { host, connections } = world(inConfig ? {} : { CLOUDFLARE_API_TOKEN: "token" });
  const configured = {
    ...host,
    configuration: { get: (key: string) => (inConfig && key === "cloudflare:apiToken" ? "token" : undefined) },
  };
  if (withProgram) {
    host.memory.of("MCP server").know("account/other", { urn, logicalName: "other" });
  }
  await beginSession(serverKind, configured, "account/docs");
  expect(connections.map(({ fromStack }) => fromStack)).toEqual([expected]);
});

describe("what a refused credential of state is told", () => {
  const advice = async (command: PulumiCommand | undefined, unchecked: UncheckedStep | undefined): Promise<unknown> => {
    const { host, sent } = world();
    const session = await beginSession(serverKind, { ...host, pulumiCommand: () => command }, "account/docs", {
      unchecked,
    });
    await session.api.get("docs");
    return sent[0]?.savedAdvice?.();
  };

  test("fits the command, and is nothing in a step of a program", async () => {
    expect(await advice({ name: "destroy", runsProgram: false }, "delete")).toMatch(
      /^`pulumi destroy` uses the credentials that/,
    );
    expect(await advice({ name: "destroy", runsProgram: false }, undefined)).toBeUndefined();
    expect(await advice(undefined, "read")).toMatch(/^A refresh or destroy uses the credentials that/);
  });
});
