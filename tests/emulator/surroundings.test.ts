import { readPermissions } from "pulumi-cloudflare-mcp/wire";
import { permissionNames, type Emulator, type Permission } from "../../emulator/src";
import { useEmulator, type Reply } from "../support/mcpEmulator";
import { seedHealthyPortal, staff } from "../support/surroundings";

const emulator = useEmulator();

/** A read below the base URL; `{account}` is the first account. */
async function get(path: string, token = emulator().apiToken): Promise<Reply<unknown>> {
  const { accountId, baseUrl } = emulator();
  const response = await fetch(`${baseUrl}${path.replace("{account}", accountId)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Reply<unknown>["body"],
  };
}

const ids = ({ body }: Reply<unknown>): string[] => (body.result as { id: string }[]).map(({ id }) => id);

const seed = (): void => {
  seedHealthyPortal(emulator(), "docs");
};

/** Each read, what it takes, and how many objects a page has if nobody asks for another number. */
const lists: readonly (readonly [path: string, permission: Permission, perPage: number])[] = [
  ["/zones", readPermissions.zones, 20],
  ["/zones/zone/dns_records", readPermissions.records, 100],
  ["/accounts/{account}/access/apps", readPermissions.applications, 1_000],
  ["/accounts/{account}/access/apps/door/policies", readPermissions.applications, 100],
  ["/accounts/{account}/access/policies", readPermissions.applications, 100],
  ["/accounts/{account}/access/groups", readPermissions.organization, 1_000],
  ["/accounts/{account}/access/identity_providers", readPermissions.organization, 200],
  ["/accounts/{account}/access/service_tokens", readPermissions.serviceTokens, 1_000],
];
const singles: readonly (readonly [path: string, permission: Permission])[] = [
  ["/zones/zone", readPermissions.zones],
  ["/accounts/{account}/access/apps/door", readPermissions.applications],
  ["/accounts/{account}/access/organizations", readPermissions.organization],
];

test.each(lists)(
  "the list %s has the envelope and the pages of Cloudflare's API in general",
  async (path, _, perPage) => {
    seed();
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      errors: [],
      messages: [],
      result_info: { page: 1, per_page: perPage },
    });
    const { count, total_count: total } = body.result_info;
    expect([count, total]).toEqual(Array(2).fill((body.result as unknown[]).length));
  },
);

test.each(singles)("the read %s has the envelope of Cloudflare's API in general", async (path) => {
  seed();
  expect((await get(path)).body).toMatchObject({ success: true, errors: [], messages: [] });
});

describe("a token without a permission", () => {
  test.each([...lists, ...singles].map(([path, permission]) => [path, permission] as const))(
    "is refused at %s, and everywhere else it is not",
    async (path, permission) => {
      seed();
      emulator().setPermissions({ apiToken: permissionNames.filter((each) => each !== permission) });
      for (const [other, needed] of [...lists, ...singles]) {
        const { status, body } = await get(other);
        expect([other, status]).toEqual([other, needed === permission ? 403 : 200]);
        expect(body.errors.map(({ code }) => code)).toEqual(needed === permission ? [10_000] : []);
      }
      expect((await get(path, emulator().secondAccountToken)).status).not.toBe(500);
    },
  );

  test.each(lists)("sees %s empty, with the switch; single objects stay refused", async (path, permission) => {
    seed();
    emulator().setSwitches({ listWithoutPermission: "empty" });
    emulator().setPermissions({ apiToken: permissionNames.filter((each) => each !== permission) });
    expect((await get(path)).body).toMatchObject({ result: [], result_info: { total_count: 0 } });
    for (const [single, needed] of singles) {
      expect([single, (await get(single)).status]).toEqual([single, needed === permission ? 403 : 200]);
    }
  });

  test("is answered with the status of the switch", async () => {
    emulator().setSwitches({ missingPermissionStatus: 401 });
    expect((await get("/zones", emulator().powerlessToken)).status).toBe(401);
  });
});

test("a token with MCP Portals Read alone reads servers and portals, and nothing of what surrounds them", async () => {
  seed();
  for (const [path] of [...lists, ...singles]) {
    expect([path, (await get(path, emulator().readOnlyToken)).status]).toEqual([path, 403]);
  }
  expect((await get("/accounts/{account}/access/ai-controls/mcp/servers", emulator().readOnlyToken)).status).toBe(200);
});

describe("zones", () => {
  beforeEach(() => {
    seed();
    emulator().zones.seed({ id: "child", name: "team.example.com", status: "pending" });
    emulator().zones.seed({ id: "foreign", name: "example.com" }, emulator().secondAccountId);
  });

  test.each<[string, string[]]>([
    ["", ["zone", "child", "foreign"]],
    ["?name=example.com", ["zone", "foreign"]],
    ["?name=EXAMPLE.com", ["zone", "foreign"]],
    ["?name=mcp.example.com", []],
    ["?name=ends_with:example.com", ["zone", "child", "foreign"]],
    ["?name=starts_with:team", ["child"]],
    ["?name=contains:team", ["child"]],
    ["?name=not_equal:example.com", ["child"]],
    ["?name=equal:example.com&status=active", ["zone", "foreign"]],
    ["?account.id={account}", ["zone", "child"]],
    ["?name=team.example.com&status=active&match=any", ["zone", "child", "foreign"]],
    ["?per_page=1&page=2", ["child"]],
  ])("are chosen by %j", async (query, expected) => {
    expect(ids(await get(`/zones${query}`))).toEqual(expected);
  });

  test("are those of the token's accounts", async () => {
    expect(ids(await get("/zones", emulator().secondAccountToken))).toEqual(["foreign"]);
    const { status, body } = await get("/zones/zone/dns_records", emulator().secondAccountToken);
    expect([status, body.errors[0]?.code]).toEqual([403, 9109]);
  });

  test("that do not exist are 7003", async () => {
    const { status, body } = await get("/zones/nowhere/dns_records");
    expect([status, body.errors[0]?.code]).toEqual([404, 7003]);
  });

  test("come in pages of at most 50", async () => {
    expect((await get("/zones?per_page=100")).body.result_info.per_page).toBe(50);
  });
});

describe("DNS records", () => {
  beforeEach(() => {
    seed();
    emulator().records.seed({ id: "text", zone_id: "zone", name: "mcp.example.com", type: "TXT", content: "hello" });
    emulator().records.seed({ id: "wildcard", zone_id: "zone", name: "*.example.com", proxied: false });
  });

  test.each<[string, string[]]>([
    ["", ["record", "text", "wildcard"]],
    ["?name.exact=mcp.example.com&match=all&page=1&per_page=100", ["record", "text"]],
    ["?name=MCP.example.com", ["record", "text"]],
    ["?name.exact=*.example.com", ["wildcard"]],
    ["?name.endswith=example.com&type=txt", ["text"]],
    ["?name.startswith=mcp&proxied=true", ["record"]],
    ["?content.contains=gateway.agents", ["record", "wildcard"]],
    ["?type=TXT&proxied=false&match=any", ["text", "wildcard"]],
  ])("are chosen by %j", async (query, expected) => {
    expect(ids(await get(`/zones/zone/dns_records${query}`))).toEqual(expected);
  });

  test("are as Cloudflare makes them for a portal, and do not name their zone", async () => {
    const { body } = await get("/zones/zone/dns_records?name.exact=mcp.example.com&type=CNAME");
    expect(body.result).toMatchObject([{ content: "gateway.agents.cloudflare.com", proxied: true, ttl: 1 }]);
    expect(body.result).not.toMatchObject([{ zone_id: expect.anything() as unknown }]);
  });
});

describe("applications", () => {
  test("come with their policies inline, and one that does not exist is 404 with the API's own words", async () => {
    seed();
    const { body } = await get("/accounts/{account}/access/apps/door");
    expect(body.result).toMatchObject({ id: "door", uid: "door", type: "mcp_portal", policies: [staff] });
    const missing = await get("/accounts/{account}/access/apps/nothing");
    expect([missing.status, missing.body.errors]).toEqual([
      404,
      [{ code: 11_021, message: "access.api.error.unknown_application" }],
    ]);
  });

  test("share reusable policies, each of which is listed once with the number of its applications", async () => {
    const shared = { ...staff, reusable: true };
    emulator().applications.seed({ id: "one", policies: [shared, { name: "own", decision: "deny" }] });
    emulator().applications.seed({ id: "other", policies: [shared] });
    expect((await get("/accounts/{account}/access/policies")).body.result).toEqual([{ ...shared, app_count: 2 }]);
    expect(ids(await get("/accounts/{account}/access/apps/one/policies"))).toEqual(["staff", "one-policy-2"]);
  });
});

describe("the organization", () => {
  test("is there from the beginning, without an id", async () => {
    const { body } = await get("/accounts/{account}/access/organizations");
    expect(body.result).toMatchObject({ auth_domain: "emulator.cloudflareaccess.com", deny_unmatched_requests: false });
    expect(Object.keys(body.result as object)).not.toContain("id");
  });

  test("that is missing is told by code 9999 at every read of Access", async () => {
    seed();
    emulator().organization.remove();
    for (const path of [...lists, ...singles].map(([each]) => each).filter((each) => each.includes("/access/"))) {
      const { status, body } = await get(path);
      expect([path, status, body.errors[0]?.code]).toEqual([path, 403, 9999]);
    }
  });
});

describe("the back door", () => {
  const kinds = ["zones", "records", "applications", "groups", "identityProviders", "serviceTokens"] as const;
  const needed = { id: "a", zone_id: "zone" };

  async function admin(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
    const response = await fetch(new URL(`/__emulator/${path}`, emulator().baseUrl), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
  }

  test.each(kinds)("seeds, edits and removes %s, in process and over HTTP", async (kind) => {
    emulator().zones.seed({ id: "zone", name: "example.com" });
    const controls: Emulator["records"] = emulator()[kind] as Emulator["records"];
    const path = kind.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`);
    const other = `?account_id=${emulator().secondAccountId}`;

    controls.seed({ ...needed, name: "first" });
    controls.edit("a", { name: "second" });
    expect((await admin("GET", `${path}/a`)).json).toMatchObject({ id: "a", name: "second" });
    expect((await admin("GET", `${path}/a${other}`)).status).toBe(404);
    expect((await admin("PATCH", `${path}/a`, { name: "third" })).json).toMatchObject({ name: "third" });
    expect(controls.one("a")).toMatchObject({ name: "third" });
    expect((await admin("DELETE", `${path}/a`)).status).toBe(204);
    expect(controls.one("a")).toBeUndefined();
    expect((await admin("POST", path, { ...needed, id: "b" })).status).toBe(201);
    expect((await admin("GET", path)).json).toEqual(controls.all());
    controls.remove("b");
    expect(() => {
      controls.remove("b");
    }).toThrow('"b" to remove');
  });

  test("seeds, edits and removes the organization, in process and over HTTP", async () => {
    const { organization } = emulator();
    organization.edit({ deny_unmatched_requests: true });
    expect((await admin("GET", "organization")).json).toMatchObject({ deny_unmatched_requests: true });
    expect((await admin("PATCH", "organization", { name: "Team" })).json).toMatchObject({ name: "Team" });
    expect((await admin("DELETE", "organization")).status).toBe(204);
    expect((await admin("GET", "organization")).status).toBe(404);
    expect((await admin("POST", "organization", { name: "Other" })).status).toBe(201);
    expect(organization.one()).toMatchObject({ name: "Other", deny_unmatched_requests: false });
  });

  test("puts a record only into a zone of the account", () => {
    expect(() => {
      emulator().records.seed({ id: "a", zone_id: "nowhere" });
    }).toThrow('There is no zone "nowhere" for the record "a".');
  });

  test("changes permissions, and refuses those that do not exist", async () => {
    const changed = await admin("PUT", "permissions", { readOnlyToken: ["DNS Read"] });
    expect(changed.json).toMatchObject({ readOnlyToken: ["DNS Read"], powerlessToken: [] });
    expect((await admin("GET", "permissions")).json).toEqual(emulator().permissions());
    for (const [body, words] of [
      [{ readOnlyToken: ["DNS Reads"] }, 'There is no permission "DNS Reads"'],
      [{ readOnlyToken: "DNS Read" }, 'The permissions of "readOnlyToken" are no list'],
      [{ nobody: [] }, 'There is no token "nobody"'],
    ] as const) {
      const { status, json } = await admin("PUT", "permissions", body);
      expect([status, (json as { error: string }).error]).toEqual([400, expect.stringContaining(words)]);
    }
    expect(emulator().permissions().readOnlyToken).toEqual(["DNS Read"]);
  });

  test("logs the reads by the path below the account, and faults hit them by it", async () => {
    emulator().addFault({ path: "/zones/*/dns_records", action: "answer", status: 502 });
    emulator().addFault({ path: "/access/apps/*", action: "answer", status: 503 });
    await get("/zones/zone/dns_records?name.exact=a.example.com");
    await get("/zones");
    await get("/accounts/{account}/access/apps/door");
    expect(
      emulator()
        .requests()
        .map(({ path, status }) => [path, status]),
    ).toEqual([
      ["/zones/zone/dns_records", 502],
      ["/zones", 200],
      ["/access/apps/door", 503],
    ]);
  });
});
