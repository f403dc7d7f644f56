import Cloudflare, { NotFoundError } from "cloudflare";
import { startMcpServer } from "../../emulator/src";
import { useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";

describe("Cloudflare's own SDK", () => {
  const emulator = useEmulator();
  const mcp = () =>
    new Cloudflare({ apiToken: emulator().apiToken, baseURL: emulator().baseUrl, maxRetries: 0 }).zeroTrust.access
      .aiControls.mcp;
  const servers = () => mcp().servers;
  const portals = () => mcp().portals;
  const account = () => ({ account_id: emulator().accountId });

  test("creates, reads, updates and deletes a server", async () => {
    const created = await servers().create({
      ...account(),
      id: "docs",
      name: "Docs",
      hostname: "https://docs.example.com/mcp",
      auth_type: "unauthenticated",
    });
    expect(created).toMatchObject({ id: "docs", status: "waiting", authentication_status: "not_required" });

    await servers().update("docs", { ...account(), name: "Documents" });
    expect(await servers().read("docs", account())).toMatchObject({ id: "docs", name: "Documents" });

    expect(await servers().delete("docs", account())).toMatchObject({ id: "docs" });
    await expect(servers().read("docs", account())).rejects.toBeInstanceOf(NotFoundError);
  });

  test("lists all pages", async () => {
    emulator().seedServers(25);
    const ids: string[] = [];
    for await (const server of servers().list(account())) {
      ids.push(server.id);
    }
    expect(new Set(ids).size).toBe(25);
    const pages = emulator()
      .requests()
      .map(({ query }) => query.page);
    expect(pages.slice(0, 2)).toEqual([undefined, "2"]);
  });

  test("syncs a server and reads the tools that were found", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "search", description: "Searches." }] }));
    emulator().seedServer({ id: "docs", hostname: upstream.url });

    expect(await servers().sync("docs", account())).toEqual({ status: "ready" });
    const { tools } = await servers().read("docs", account());
    expect(tools).toEqual([{ name: "search", description: "Searches.", inputSchema: { type: "object" } }]);
  });

  test("creates, reads, updates and deletes a portal with the tools of a server", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "search" }, { name: "drop" }] }));
    emulator().seedServer({ id: "docs", hostname: upstream.url });
    await servers().sync("docs", account());

    const created = await portals().create({
      ...account(),
      id: "team",
      name: "Team",
      hostname: "mcp.example.com",
      servers: [{ server_id: "docs", default_disabled: true, updated_tools: [{ name: "search", enabled: true }] }],
    });
    expect(created).toMatchObject({ id: "team", code_mode: "opt_in", servers: [{ server_id: "docs" }] });

    await portals().update("team", { ...account(), code_mode: "off" });
    const read = await portals().read("team", account());
    expect(read).toMatchObject({ code_mode: "off", allow_code_mode: false });
    expect(read.servers[0]?.updated_tools?.map(({ name, enabled }) => [name, enabled])).toEqual([
      ["search", true],
      ["drop", false],
    ]);

    expect(await portals().delete("team", account())).toMatchObject({ id: "team", hostname: "mcp.example.com" });
    await expect(portals().read("team", account())).rejects.toBeInstanceOf(NotFoundError);
  });

  test("lists all pages of portals", async () => {
    for (let index = 0; index < 25; index += 1) {
      emulator().seedPortal({ id: `portal-${index}` });
    }
    const ids: string[] = [];
    for await (const portal of portals().list(account())) {
      ids.push(portal.id);
    }
    expect(new Set(ids).size).toBe(25);
  });

  test("signs in with e-mail and key, too", async () => {
    const { email, apiKey, baseUrl } = emulator();
    const client = new Cloudflare({ apiEmail: email, apiKey, baseURL: baseUrl, maxRetries: 0 });
    const page = await client.zeroTrust.access.aiControls.mcp.servers.list(account());
    expect(page.result).toEqual([]);
  });
});
