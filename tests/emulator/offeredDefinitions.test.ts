import { startMcpServer } from "../../emulator/src";
import { call, callPortal, manualServer, plainPortal, useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";

const emulator = useEmulator();
const map = async (...servers: unknown[]) => {
  expect((await callPortal(emulator(), "PUT", "/portals/team", { servers })).status).toBe(200);
};
const search = {
  name: "search",
  description: "Searches.",
  inputSchema: { type: "object", properties: { query: { type: "string" } } },
  annotations: { readOnlyHint: true },
  _meta: { vendor: 1 },
};
const names = () =>
  emulator()
    .portalTools("team")
    .map(({ name }) => name);

beforeEach(() => {
  emulator().seedServer({ id: "docs", tools: [search, { name: "read" }], prompts: [{ name: "summarise" }] });
  emulator().seedPortal(plainPortal);
});

describe("a client of a portal would be offered", () => {
  test("everything of a server that is shown, whole, under the id of the server", async () => {
    await map({ server_id: "docs" });
    expect(emulator().portalTools("team")).toEqual([{ ...search, name: "docs_search" }, { name: "docs_read" }]);
    expect(emulator().portalPrompts("team")).toEqual([{ name: "docs_summarise" }]);
  });

  test("names and descriptions of the portal before those of the server before those of the upstream", async () => {
    const server = { alias: "find", description: "The server's." };
    emulator().editServer("docs", { updated_tools: [{ name: "search", ...server }] });
    await map({ server_id: "docs" });
    expect(emulator().portalTools("team")[0]).toMatchObject({ name: "docs_find", description: "The server's." });
    await map({ server_id: "docs", updated_tools: [{ name: "search", description: "The portal's." }] });
    expect(emulator().portalTools("team")[0]).toMatchObject({ name: "docs_find", description: "The portal's." });
    await map({ server_id: "docs", updated_tools: [{ name: "search", alias: "look" }] });
    expect(emulator().portalTools("team")[0]).toMatchObject({ name: "docs_look", description: "The server's." });
  });

  test("only what is turned on", async () => {
    await map({ server_id: "docs", updated_tools: [{ name: "search", enabled: false }] });
    expect(names()).toEqual(["docs_read"]);
    await map({ server_id: "docs", default_disabled: true, updated_tools: [{ name: "search", enabled: true }] });
    expect(names()).toEqual(["docs_search"]);
    expect(emulator().portalPrompts("team")).toEqual([]);
  });

  test("nothing that a server turns off for all portals", async () => {
    emulator().editServer("docs", { updated_tools: [{ name: "search", enabled: false }] });
    await map({ server_id: "docs" });
    expect(names()).toEqual(["docs_read"]);
  });

  test("the servers of the portal one after the other, and none that it does not show", async () => {
    emulator().seedServer({ id: "api", tools: [{ name: "read" }] });
    emulator().seedServer({ id: "other", tools: [{ name: "read" }] });
    await map({ server_id: "docs" }, { server_id: "api" });
    expect(names()).toEqual(["api_read", "docs_search", "docs_read"]);
  });

  test("nothing of an OAuth server that nobody has logged in to, and nothing by a portal without servers", async () => {
    expect(names()).toEqual([]);
    emulator().seedServer(manualServer);
    await map({ server_id: "docs" });
    expect(names()).toEqual([]);
  });

  test("what the last sync found, and no more once it is gone", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [search] }));
    emulator().editServer("docs", { hostname: upstream.url });
    await map({ server_id: "docs" });
    upstream.setTools([{ ...search, description: "Sends what it finds." }, { name: "write" }]);
    expect(names()).toEqual(["docs_search", "docs_read"]);
    await call(emulator(), "POST", "/servers/docs/sync");
    expect(emulator().portalTools("team")).toMatchObject([
      { name: "docs_search", description: "Sends what it finds." },
      { name: "docs_write" },
    ]);
  });
});

test("the back door says it over HTTP, too, for any account", async () => {
  await map({ server_id: "docs" });
  const admin = async (path: string): Promise<unknown> =>
    (await fetch(new URL(`/__emulator/portals/team/${path}`, emulator().baseUrl))).json();
  expect(await admin("tools")).toEqual(emulator().portalTools("team"));
  expect(await admin("prompts")).toEqual([{ name: "docs_summarise" }]);
  emulator().seedPortal(plainPortal, emulator().secondAccountId);
  expect(await admin(`tools?account_id=${emulator().secondAccountId}`)).toEqual([]);
});
