import type { CloudflareClient, Request } from "../../../provider/src/cloudflare/client";
import { zoneNames, Zones } from "../../../provider/src/cloudflare/zones";
import { failure } from "../../support/scriptedClient";

/** Zones over an API that answers each request by this function. */
function zonesOf(answer: (request: Request) => unknown) {
  const asked: Request[] = [];
  const send = (request: Request): Promise<unknown> => {
    asked.push(request);
    const result = answer(request);
    return result instanceof Error ? Promise.reject(result) : Promise.resolve({ result, bytes: 1 });
  };
  return { asked, zones: new Zones({ client: { send } as unknown as CloudflareClient, context: { deadline: 7 } }) };
}

const zone = (id: string, name: string, accountId: string, status = "active"): unknown => ({
  id,
  name,
  status,
  account: { id: accountId },
});

describe("the names that the zone of a host can have", () => {
  test.each<[string, string[]]>([
    ["mcp.Team.example.com.", ["mcp.team.example.com", "team.example.com", "example.com"]],
    ["example.com", ["example.com"]],
    ["localhost", []],
  ])("%s: %j", (hostname, names) => {
    expect(zoneNames(hostname)).toEqual(names);
  });

  test("are few, however long the host is", () => {
    expect(zoneNames(`${"a.".repeat(120)}com`)).toHaveLength(7);
  });
});

describe("the zone of a host", () => {
  const namesAsked = (asked: readonly Request[]): unknown[] => asked.map(({ query }) => query?.name);

  test("is asked for by name, and no more after it is found", async () => {
    const { zones, asked } = zonesOf(({ query }) =>
      query?.name === "team.example.com" ? [zone("z", "team.example.com", "me")] : [],
    );
    expect(await zones.of("mcp.team.example.com", "me")).toMatchObject({ id: "z" });
    expect(namesAsked(asked)).toEqual(["mcp.team.example.com", "team.example.com"]);
    expect(asked[0]).toMatchObject({
      method: "GET",
      path: "/zones",
      query: { page: 1, per_page: 50 },
      attempted: "list zones",
      permission: "Zone Read",
    });
  });

  test("is an active one, where the account has several of a name", async () => {
    const { zones } = zonesOf(() => [zone("old", "a.example.com", "me", "moved"), zone("new", "a.example.com", "me")]);
    expect(await zones.of("a.example.com", "me")).toMatchObject({ id: "new" });
  });

  test("is one of another account only where this one has none of any of the names", async () => {
    const foreign = zone("foreign", "a.example.com", "other");
    const all = (own: readonly unknown[]) =>
      zonesOf(({ query }) => (query?.name === "a.example.com" ? [foreign] : own)).zones;
    expect(await all([zone("own", "example.com", "me")]).of("a.example.com", "me")).toMatchObject({ id: "own" });
    expect(await all([]).of("a.example.com", "me")).toMatchObject({ id: "foreign" });
  });

  test("is none that the API lists without being asked for it", async () => {
    const { zones } = zonesOf(() => [zone("z", "other.com", "me")]);
    expect(await zones.of("mcp.example.com", "me")).toBeUndefined();
  });

  test("that an id does not lead to is none, and any other failure is thrown", async () => {
    expect(await zonesOf(() => failure("noRoute")).zones.get("z")).toBeUndefined();
    await expect(zonesOf(() => failure("server")).zones.get("z")).rejects.toThrow("no");
  });
});

describe("the records of a name", () => {
  const record = (id: string, name: string): unknown => ({ id, name, type: "A" });

  test("are asked for by the exact name, and those of other names are left out", async () => {
    const { zones, asked } = zonesOf(() => [record("a", "MCP.example.com"), record("b", "other.example.com")]);
    expect(await zones.records("z/1", "mcp.example.com")).toMatchObject([{ id: "a" }]);
    expect(asked).toMatchObject([
      {
        path: "/zones/z%2F1/dns_records",
        query: { "name.exact": "mcp.example.com", match: "all", page: 1, per_page: 100 },
        permission: "DNS Read",
      },
    ]);
  });

  test("are told apart from a zone without any, by one call for one record", async () => {
    const { zones, asked } = zonesOf(() => [record("a", "other.example.com")]);
    expect(await zones.hasRecords("z")).toBe(true);
    expect(await zonesOf(() => [{ id: "rotten" }]).zones.hasRecords("z")).toBe(true);
    expect(await zonesOf(() => []).zones.hasRecords("z")).toBe(false);
    expect(asked.map(({ query }) => query)).toEqual([{ page: 1, per_page: 1 }]);
  });

  test("end with a page that is not full, whatever Cloudflare counts", async () => {
    const rows = Array.from({ length: 105 }, (_, index) => record(`r${index}`, "a.example.com"));
    const send = (request: Request): Promise<unknown> => {
      const { page } = request.query as { page: number };
      return Promise.resolve({
        result: rows.slice((page - 1) * 100, page * 100),
        info: { page, per_page: 100, count: 100, total_count: 9_000 },
        bytes: 1,
      });
    };
    const zones = new Zones({ client: { send } as unknown as CloudflareClient, context: { deadline: 7 } });
    expect(await zones.records("z", "a.example.com")).toHaveLength(105);
  });

  test("one of which cannot be worked with are an error", async () => {
    const { zones } = zonesOf(() => [{ id: "a", name: "a.example.com" }]);
    await expect(zones.records("z", "a.example.com")).rejects.toThrow(
      'DNS record "a" cannot be read (it has no type).',
    );
  });
});
