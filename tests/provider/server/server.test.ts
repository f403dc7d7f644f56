import { aroundOf, speak } from "../../support/observing";
import { line } from "../../../provider/src/text/shown";
import type { WireServer } from "../../../provider/src/cloudflare/wire";
import { Memory } from "../../../provider/src/lifecycle/memory";
import { outputsOf } from "../../../provider/src/lifecycle/outputs";
import { PortalNotes } from "../../../provider/src/rows/notes";
import { serverKind } from "../../../provider/src/server/server";
import { serverTable, type ServerArguments } from "../../../provider/src/server/table";
import { digestOf } from "../../../provider/src/lock/digest";
import type { Properties } from "../../support/deployment";
import { deviation } from "../../support/locks";
import { changedTo, writeOf } from "../../support/writes";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const fieldOf = (name: string): (typeof serverTable)[number] => {
  const field = serverTable.find((each) => each.name === name);
  if (field === undefined) {
    throw new Error(`No field ${name}.`);
  }
  return field;
};

describe("an update", () => {
  const bodyOf = async (inputs: Properties): Promise<unknown> => {
    const bodies: unknown[] = [];
    const update = (id: string, body: unknown): Promise<object> => Promise.resolve({ id, sent: bodies.push(body) });
    const session = { api: { update }, id: "docs" } as never;
    const changed = changedTo<ServerArguments>(serverTable, { name: "Docs" });
    const given = { accountId: "account", serverId: "docs", ...inputs };
    await serverKind.send(session, { changed, body: { name: "Docs" }, inputs: given, previous: {} });
    expect(bodies).toHaveLength(1);
    return { body: bodies[0] };
  };

  test("of a bearer server carries the credentials, in the text that the API takes", async () => {
    expect(await bodyOf({ authType: "bearer", authCredentials: { headers: { "X-Key": "1" } } })).toEqual({
      body: { name: "Docs", auth_credentials: '{"headers":{"X-Key":"1"}}' },
    });
  });

  test("of any other, or of one whose program says none, carries its changes alone", async () => {
    expect(await bodyOf({ authType: "bearer" })).toEqual({ body: { name: "Docs" } });
    expect(await bodyOf({ authType: "oauth", authCredentials: "token" })).toEqual({ body: { name: "Docs" } });
  });
});

describe("a warning", () => {
  test("tells of an id at which clients split the names of tools, and of credentials that go nowhere", () => {
    const ofId =
      'serverId "a_b" has a "_". Clients split <serverId>_<tool> at the first "_", so they might read part of the id as the tool. Use "-" instead.';
    const ofCredentials =
      'authCredentials is given, but authType is "unauthenticated": Cloudflare will not send it to the upstream.';
    const open = { authType: "unauthenticated", authCredentials: "token" };
    expect(serverKind.warnings?.({ serverId: "a_b" })).toEqual([ofId]);
    expect(serverKind.warnings?.(open)).toEqual([ofCredentials]);
    expect(serverKind.warnings?.({ ...open, serverId: "a_b" })).toEqual([ofId, ofCredentials]);
  });

  test.each<[string, Properties]>([
    ["an id without it", { serverId: "a-b" }],
    ["an id that is none", { serverId: ["_"] }],
    ["an id that is not known yet", { serverId: unknown }],
    ["no credentials", { authType: "unauthenticated" }],
    ["credentials that are not known yet", { authType: "unauthenticated", authCredentials: unknown }],
    ["credentials that go somewhere", { authType: "bearer", authCredentials: "token" }],
  ])("is not given for %s", (_what, inputs) => {
    expect(serverKind.warnings?.(inputs)).toEqual([]);
  });

  test("tells of a login that a replacement loses, if there is one", () => {
    const connected = { serverId: "docs", authType: "oauth", authenticationStatus: "connected" };
    expect(serverKind.replaceWarnings?.(connected)).toEqual([
      'Replacing MCP server "docs" loses its OAuth login. Until an administrator logs in again, portals expose none of its tools.',
    ]);
    expect(serverKind.replaceWarnings?.({ ...connected, authenticationStatus: "required" })).toEqual([]);
    expect(serverKind.replaceWarnings?.({ ...connected, authType: "bearer" })).toEqual([]);
  });
});

describe("the address of the upstream", () => {
  const { same, observe } = fieldOf("hostname");

  test.each([
    ["https://docs.example.com/mcp", "https://docs.example.com/mcp/"],
    ["https://docs.example.com/mcp//", "https://docs.example.com/mcp"],
    ["HTTPS://Docs.example.com:443/mcp", "https://docs.example.com/mcp"],
  ])("keeps the spelling of the program: %s, where Cloudflare writes %s", (declared, remote) => {
    expect(observe(declared, remote, aroundOf(declared))).toBe(declared);
  });

  test.each([
    ["https://docs.example.com/mcp", "https://docs.example.com/other"],
    ["https://docs.example.com/mcp", "https://docs.example.com/m/cp"],
    [undefined, "https://docs.example.com/mcp"],
  ])("is Cloudflare's where it is another: %s is not %s", (declared, remote) => {
    expect(observe(declared, remote, aroundOf(declared))).toBe(remote);
  });

  test("is the same in another spelling", () => {
    expect(same("https://docs.example.com", "https://DOCS.example.com/")).toBe(true);
    expect(same("https://docs.example.com/a", "https://docs.example.com/b")).toBe(false);
  });
});

describe.each(["tools", "prompts"])("%s", (name) => {
  const { fromWire } = fieldOf(name);
  const search = { name: "search", description: "Finds", inputSchema: { type: "object" } };

  test("are whole, or names and digests if the program wants it so", () => {
    expect(fromWire([search], {})).toEqual([search]);
    expect(fromWire([search], { definitions: "full" })).toEqual([search]);
    expect(fromWire([search], { definitions: "digest" })).toEqual([{ name: "search", digest: digestOf(search) }]);
  });

  test("are none before the first login, and what is no definition is nothing to digest", () => {
    expect(fromWire(null, {})).toEqual([]);
    expect(fromWire(undefined, { definitions: "digest" })).toEqual([]);
    expect(fromWire(["search", search], { definitions: "digest" })).toEqual([
      { name: "search", digest: digestOf(search) },
    ]);
  });

  test("hold nothing in state that would end Pulumi when it is shown, and no secret", () => {
    const object = { [name]: [{ name: "<{%red%}> token-123" }] };
    expect(outputsOf(serverTable, object, {}, ["token-123"])[name]).toEqual([{ name: "<{ %red%}> [secret]" }]);
  });
});

test("overrides are compared with what the server offers of their own kind", () => {
  const pending = [{ name: "search", enabled: false }];
  for (const [argument, kind, other] of [
    ["updatedTools", "tools", "prompts"],
    ["updatedPrompts", "prompts", "tools"],
  ] as const) {
    const { observe } = fieldOf(argument);
    expect(observe(pending, [], aroundOf(pending, { [other]: [{ name: "search" }] }))).toBe(pending);
    expect(observe(pending, [], aroundOf(pending, { [kind]: [{ name: "search" }] }))).toEqual([]);
  }
});

test("a step is left to do where a required sync has not succeeded, and no other", () => {
  const isPending = (state: Properties): boolean => serverKind.isPending(state, {}, new Memory());
  expect(isPending({ __syncPending: true })).toBe(true);
  expect([{}, { __syncPending: null }, { __syncPending: "true" }].some(isPending)).toBe(false);
  expect(serverKind.hidden).toEqual([
    "__secretVersion",
    "__syncPending",
    "__unsynced",
    "__lockDisabled",
    "__overridesInForce",
  ]);
});

describe("after a write", () => {
  const search = { name: "search" };
  const object = { id: "docs", name: "Docs", hostname: "https://docs.example.com/mcp", tools: [search] };

  /** Without a sync: what the server has is what the write was answered with. */
  async function settled(
    written: { inputs?: Properties; previous?: Properties; changed?: readonly string[]; object?: Properties },
    { memory = new Memory(), portals = {} }: { memory?: Memory; portals?: object } = {},
  ): Promise<{ hidden: unknown; hasMoved: boolean; warnings: string[] }> {
    const warnings: string[] = [];
    const session = {
      api: { portals },
      accountId: "account",
      id: "docs",
      memory,
      warn: (message: string) => Promise.resolve(void warnings.push(line(message))),
      secrets: [],
    };
    const { hidden } = await serverKind.settle(session as never, {
      object: { ...object, ...written.object } as unknown as WireServer,
      inputs: { accountId: "account", serverId: "docs", sync: "never", ...written.inputs },
      previous: { tools: [search], prompts: [], ...written.previous },
      ...writeOf(serverTable, written.changed ?? []),
    });
    return { hidden, hasMoved: memory.notesOf(PortalNotes).hasMoved("account/docs"), warnings };
  }

  test("a server whose definitions and overrides are as they were has not moved", async () => {
    for (const written of [
      {},
      { changed: ["name", "authCredentials"] },
      { inputs: { definitions: "digest" }, previous: { tools: [{ name: "search", digest: digestOf(search) }] } },
    ]) {
      expect(await settled(written)).toEqual({
        hidden: {
          __secretVersion: null,
          __syncPending: null,
          __unsynced: null,
          __lockDisabled: null,
          __overridesInForce: null,
        },
        hasMoved: false,
        warnings: [],
      });
    }
  });

  test.each<[string, Parameters<typeof settled>[0]]>([
    ["another tool", { object: { tools: [{ name: "other" }] } }],
    ["a prompt", { object: { prompts: [{ name: "greet" }] } }],
    ["an override of a tool", { changed: ["updatedTools"] }],
    ["an override of a prompt", { changed: ["updatedPrompts"] }],
    ["tools that state did not know", { previous: { tools: undefined } }],
  ])("one with %s has, which the portals of the program have to know", async (_what, written) => {
    expect((await settled(written)).hasMoved).toBe(true);
  });

  test("a server that was replaced goes back into its portals, also when its sync ends in an error of ours", async () => {
    const row = { id: "docs", default_disabled: false };
    for (const authentication_status of ["manual", "required"]) {
      const memory = new Memory();
      memory.notesOf(PortalNotes).leave("account/docs", [{ portalId: "tools", row: row as never }]);
      const updates: unknown[] = [];
      const portals = {
        get: () => Promise.resolve({ object: { id: "tools", servers: [] } }),
        update: (id: string, body: unknown) => {
          updates.push([id, body]);
          return Promise.resolve({ id });
        },
      };
      const session = {
        api: { portals },
        accountId: "account",
        id: "docs",
        memory,
        // The administrator's login is only told of where one is required.
        warn: () => Promise.reject(new TypeError("ours")),
        secrets: [],
      };
      const step = serverKind.settle(session as never, {
        object: { ...object, authentication_status } as unknown as WireServer,
        inputs: { accountId: "account", serverId: "docs" },
        previous: { tools: [search], prompts: [] },
        ...writeOf(serverTable, ["serverId"]),
      });
      await (authentication_status === "required" ? expect(step).rejects.toThrow("ours") : step);
      expect(updates).toEqual([
        ["tools", { servers: [{ server_id: "docs", default_disabled: false, on_behalf: true }] }],
      ]);
    }
  });
});

test("a refresh sees what is not as it was reviewed, until it was dealt with", () => {
  const digest = (definition: Properties): string => digestOf(definition);
  const object = { id: "docs", hostname: "https://docs.example.com/mcp", tools: [{ name: "search" }] };
  const decided = digest({ name: "search", description: "before" });
  const toolLock = {
    file: "docs.json",
    mode: "enforce",
    hostname: object.hostname,
    tools: { search: `approved ${decided}` },
    prompts: {},
  };
  const seen = (outs: Properties): unknown => serverKind.seen?.(object as never, outs, speak);
  const changed = digest({ name: "search" });

  expect(seen({ toolLock })).toMatchObject({
    toolLock: {
      tools: { search: `changed ${changed.slice(0, 19)}` },
      __record: { open: { tools: { search: `changed ${changed}` } } },
    },
  });
  expect(seen({ toolLock, __lockDisabled: [deviation(`tools search changed ${changed}`)] })).toMatchObject({
    toolLock: { tools: { search: "hidden until reviewed" } },
  });
  expect(seen({})).toEqual({});
  expect(seen({ toolLock: "docs.json" })).toEqual({});
});

test("a lock file that is missing is a failure of toolLock, and without a lock nothing is resolved", () => {
  const inputs = { serverId: "docs", name: "Docs" };
  expect(serverKind.resolve(inputs, process.cwd(), {})).toEqual({ inputs, failures: [] });
  const { inputs: resolved, failures } = serverKind.resolve({ ...inputs, toolLock: "no-such.json" }, "/nowhere", {});
  expect(failures).toEqual([expect.stringMatching(/^toolLock: .*no-such\.json/)]);
  expect(resolved).toMatchObject(inputs);
});
