import type { WireMappedServer } from "pulumi-cloudflare-mcp/wire";
import { startMcpServer } from "../../emulator/src";
import { call, callPortal, manualServer, plainPortal, plainServer, useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";

const emulator = useEmulator();
const send = (method: string, path: string, body?: unknown) => callPortal(emulator(), method, path, body);
const sync = () => call(emulator(), "POST", "/servers/docs/sync");

const map = async (...servers: unknown[]) => {
  const { status, body } = await send("PUT", "/portals/team", { servers });
  expect([status, body.errors]).toEqual([200, undefined]);
};
const rows = async (): Promise<WireMappedServer[]> => (await send("GET", "/portals/team")).body.result.servers ?? [];
const entries = async () => (await rows())[0]?.updated_tools ?? [];
/** What agents would see: "search" for a tool that is shown, "-search" for one that is hidden. */
const shown = async () =>
  (await entries()).map(({ name, enabled }) => (enabled === true ? name : `-${name}`)).join(" ");

beforeEach(() => {
  emulator().seedServer({
    id: "docs",
    tools: [{ name: "search" }, { name: "read" }],
    prompts: [{ name: "summarise" }],
    updated_tools: [{ name: "search", alias: "find", description: "Finds." }],
  });
  emulator().seedPortal(plainPortal);
});

describe("a row in an answer", () => {
  test("has the whole server, and by default shows all of it with the login of the person who asks", async () => {
    await map({ server_id: "docs" });
    const { body } = await call(emulator(), "GET", "/servers/docs");
    const { updated_tools, updated_prompts, ...server } = body.result;
    expect(await rows()).toMatchObject([{ ...server, server_id: "docs", default_disabled: false, on_behalf: true }]);
    expect(Object.keys((await rows())[0] ?? {}).sort()).toEqual(
      [...Object.keys(body.result), "server_id", "default_disabled", "on_behalf"].sort(),
    );
  });

  test("has one entry for each tool and prompt, in catalogue order, with the values of both levels", async () => {
    await map({
      server_id: "docs",
      updated_tools: [{ name: "read", alias: "open", description: "Opens.", enabled: false }],
    });
    const none = { portal_alias: null, portal_description: null, server_alias: null, server_description: null };
    expect((await rows())[0]).toMatchObject({
      updated_tools: [
        { ...none, name: "search", enabled: true, server_alias: "find", server_description: "Finds." },
        { ...none, name: "read", enabled: false, portal_alias: "open", portal_description: "Opens." },
      ],
      updated_prompts: [{ ...none, name: "summarise", enabled: true }],
    });
  });

  test("has what the server overrides by then", async () => {
    await map({ server_id: "docs" });
    await call(emulator(), "PUT", "/servers/docs", { updated_tools: [{ name: "read", alias: "open" }] });
    expect(await entries()).toMatchObject([
      { name: "search", server_alias: null, server_description: null },
      { name: "read", server_alias: "open" },
    ]);
  });

  test("drops overrides of what the server does not have, also when the server has it later", async () => {
    await map({ server_id: "docs", updated_tools: [{ name: "write", enabled: false }] });
    expect(await shown()).toBe("search read");
    emulator().editServer("docs", { tools: [{ name: "write" }] });
    expect(await shown()).toBe("write");
  });

  test("takes null in an override as left out", async () => {
    await map({ server_id: "docs", updated_tools: [{ name: "read", alias: null, description: null, enabled: null }] });
    expect(await entries()).toMatchObject([{}, { name: "read", enabled: true, portal_alias: null }]);
  });

  test("has no entries for an OAuth server that nobody has logged in to", async () => {
    emulator().seedServer(manualServer);
    await map({ server_id: "docs" });
    expect(await rows()).toMatchObject([{ tools: null, updated_tools: [], updated_prompts: [] }]);
  });
});

describe("default_disabled", () => {
  test("hides all that no entry turns on", async () => {
    await map({ server_id: "docs", default_disabled: true, updated_tools: [{ name: "read", enabled: true }] });
    expect(await shown()).toBe("-search read");
    expect((await rows())[0]?.updated_prompts).toMatchObject([{ name: "summarise", enabled: false }]);
  });

  test("hides a tool of which only a text is overridden", async () => {
    await map({ server_id: "docs", default_disabled: true, updated_tools: [{ name: "read", alias: "open" }] });
    expect(await shown()).toBe("-search -read");
  });
});

describe("an update of the rows", () => {
  beforeEach(async () => {
    emulator().seedServer({ id: "other" });
    await map({
      server_id: "docs",
      on_behalf: false,
      default_disabled: true,
      updated_tools: [{ name: "read", alias: "open" }],
    });
  });

  test("replaces all of them", async () => {
    await map({ server_id: "other" });
    expect(await rows()).toMatchObject([{ server_id: "other" }]);
  });

  test("replaces each of them whole", async () => {
    await map({ server_id: "docs" });
    expect(await rows()).toMatchObject([{ default_disabled: false, on_behalf: true }]);
    expect(await entries()).toMatchObject([{ enabled: true }, { enabled: true, portal_alias: null }]);
  });

  test("returns them in an order of its own", async () => {
    await map({ server_id: "other" }, { server_id: "docs" });
    expect((await rows()).map((row) => row.server_id)).toEqual(["docs", "other"]);
  });

  test("takes the id of the server beside server_id", async () => {
    await map({ id: "docs", server_id: "docs" });
    expect(await rows()).toMatchObject([{ id: "docs", server_id: "docs" }]);
  });

  test.each([
    ["without server_id", [{ id: "docs" }], ["0", "server_id"], "Required"],
    ["of the same server twice", [{ server_id: "docs" }, { server_id: "docs" }], ["1", "server_id"], "more than once"],
    ["of a server that does not exist", [{ server_id: "gone" }], ["0", "server_id"], "does not exist"],
    ["that says yes in words", [{ server_id: "docs", on_behalf: "yes" }], ["0", "on_behalf"], "Expected boolean"],
    [
      "with an alias of 41",
      [{ server_id: "docs", updated_tools: [{ name: "read", alias: "a".repeat(41) }] }],
      ["0", "updated_tools", "0", "alias"],
      "at most 40",
    ],
  ])("is refused for a row %s", async (_what, servers, path, message) => {
    const before = emulator().portal("team");
    const { status, body } = await send("PUT", "/portals/team", { servers });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { code: 7001, message: expect.stringContaining(message) as unknown, path: ["body", "servers", ...path] },
    ]);
    expect(emulator().portal("team")).toEqual(before);
  });
});

describe("a sync of a server", () => {
  test("adds entries for the tools that it finds, removes those of tools that are gone, and keeps the others", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "search" }, { name: "read" }] }));
    emulator().seedServer({ id: "docs", hostname: upstream.url });
    await map({ server_id: "docs" });
    expect(await shown()).toBe("");

    await sync();
    expect(await shown()).toBe("search read");

    await map({ server_id: "docs", updated_tools: [{ name: "read", alias: "open", enabled: false }] });
    upstream.setTools([{ name: "write" }, { name: "read" }]);
    upstream.setPrompts([{ name: "summarise" }]);
    await sync();
    expect(await entries()).toMatchObject([
      { name: "write", enabled: true },
      { name: "read", enabled: false, portal_alias: "open" },
    ]);
    expect((await rows())[0]?.updated_prompts).toMatchObject([{ name: "summarise", enabled: true }]);
  });

  test("that fails leaves the entries", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "search" }] }));
    emulator().seedServer({ id: "docs", hostname: upstream.url, tools: [{ name: "search" }, { name: "read" }] });
    await map({ server_id: "docs", updated_tools: [{ name: "read", enabled: false }] });
    upstream.setDown(true);
    expect((await sync()).body.success).toBe(false);
    expect(await shown()).toBe("search -read");
  });

  test("does not move the times of the portal", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "write" }] }));
    emulator().seedServer({ id: "docs", hostname: upstream.url });
    await map({ server_id: "docs" });
    const before = emulator().portal("team");
    await sync();
    expect(emulator().portal("team")).toMatchObject({
      modified_at: before?.modified_at,
      created_at: before?.created_at,
    });
  });
});

test("the login of an OAuth server gives its portals the entries", async () => {
  const upstream = closeLater(await startMcpServer({ tools: [{ name: "search" }] }));
  emulator().seedServer({ ...manualServer, hostname: upstream.url });
  await map({ server_id: "docs" });
  await emulator().login("docs");
  expect(await shown()).toBe("search");
});

test("a change of auth_type, which resets the catalogue, takes the entries and leaves the row", async () => {
  await map({ server_id: "docs", on_behalf: false });
  await call(emulator(), "PUT", "/servers/docs", { auth_type: "bearer", auth_credentials: "token" });
  expect(await rows()).toMatchObject([{ server_id: "docs", on_behalf: false, updated_tools: [] }]);
});

test("a server that is deleted and made again is in no portal", async () => {
  await map({ server_id: "docs" });
  await call(emulator(), "DELETE", "/servers/docs");
  await call(emulator(), "POST", "/servers", plainServer);
  expect(await rows()).toEqual([]);
});
