import Cloudflare, { NotFoundError } from "cloudflare";
import { startMcpServer } from "../../emulator/src";
import { useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";
import { seedHealthyPortal } from "../support/surroundings";

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

  test("reads zones, records, applications and what their policies name", async () => {
    const { baseUrl, apiToken } = emulator();
    const client = new Cloudflare({ apiToken, baseURL: baseUrl, maxRetries: 0 });
    const { access, organizations, identityProviders } = client.zeroTrust;
    seedHealthyPortal(emulator(), "docs");
    emulator().seedPortal({ id: "other" });
    for (let index = 0; index < 120; index += 1) {
      emulator().records.seed({ id: `record-${index}`, zone_id: "zone" });
      emulator().applications.seed({ id: `app-${index}` });
    }
    const ids = async (list: AsyncIterable<unknown>): Promise<string[]> => {
      const all: string[] = [];
      for await (const each of list) {
        all.push((each as { id: string }).id);
      }
      return all;
    };

    expect(await ids(client.zones.list({ name: "example.com", account: { id: emulator().accountId } }))).toEqual([
      "zone",
    ]);
    expect(await client.zones.get({ zone_id: "zone" })).toMatchObject({ name: "example.com", status: "active" });
    const records = client.dns.records.list({ zone_id: "zone", name: { exact: "mcp.example.com" }, match: "all" });
    expect(await ids(records)).toEqual(["record"]);
    expect(await ids(client.dns.records.list({ zone_id: "zone" }))).toHaveLength(121);
    expect(await ids(access.applications.list({ ...account(), per_page: 50 }))).toHaveLength(122);
    expect(await access.applications.get("door", account())).toMatchObject({
      type: "mcp_portal",
      policies: [{ decision: "allow" }],
    });
    expect(await ids(access.applications.policies.list("door", account()))).toEqual(["staff"]);
    expect(await ids(access.policies.list(account()))).toEqual([]);
    expect(await ids(access.groups.list(account()))).toEqual(["admins"]);
    expect(await ids(identityProviders.list(account()))).toEqual(["pin"]);
    expect(await ids(access.serviceTokens.list(account()))).toEqual(["robot"]);
    expect(await organizations.list(account())).toMatchObject({ deny_unmatched_requests: false });
    await expect(access.applications.get("nothing", account())).rejects.toBeInstanceOf(NotFoundError);
  });

  test("signs in with email and key, too", async () => {
    const { email, apiKey, baseUrl } = emulator();
    const client = new Cloudflare({ apiEmail: email, apiKey, baseURL: baseUrl, maxRetries: 0 });
    const page = await client.zeroTrust.access.aiControls.mcp.servers.list(account());
    expect(page.result).toEqual([]);
  });
});
