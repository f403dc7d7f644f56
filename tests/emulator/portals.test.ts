import { portalFields } from "pulumi-cloudflare-mcp/wire";
import { callPortal, plainPortal, useEmulator } from "../support/mcpEmulator";

const emulator = useEmulator({ now: () => Date.UTC(2026, 2, 11, 15, 0, 58, 767) });
const send = (method: string, path: string, body?: unknown) => callPortal(emulator(), method, path, body);
const ids = (result: unknown) => (result as { id: string }[]).map(({ id }) => id);

describe("create", () => {
  test("answers 201 with the 12 fields of a portal, and the defaults", async () => {
    const { status, body } = await send("POST", "/portals", plainPortal);
    expect(status).toBe(201);
    expect(Object.keys(body.result)).toEqual(Object.keys(portalFields));
    expect(body.result).toEqual({
      ...plainPortal,
      description: "",
      code_mode: "opt_in",
      allow_code_mode: true,
      secure_web_gateway: false,
      servers: [],
      created_at: "2026-03-11 15:00:58",
      created_by: emulator().email,
      modified_at: "2026-03-11 15:00:58",
      modified_by: emulator().email,
    });
  });

  test("keeps all that can be set", async () => {
    emulator().seedServer({ id: "docs" });
    const settings = {
      ...plainPortal,
      description: "For everyone.",
      code_mode: "enforced",
      secure_web_gateway: true,
      servers: [{ server_id: "docs" }],
    };
    await send("POST", "/portals", settings);
    const { body } = await send("GET", "/portals/team");
    expect(body.result).toMatchObject({ ...settings, servers: [{ server_id: "docs", id: "docs" }] });
  });

  test("takes an empty list of servers as none", async () => {
    const { status, body } = await send("POST", "/portals", { ...plainPortal, servers: [] });
    expect([status, body.result.servers]).toEqual([201, []]);
  });

  test.each([
    ["without an id", { id: undefined }, ["body", "id"], "Required"],
    ["without a hostname", { hostname: undefined }, ["body", "hostname"], "Required"],
    ["with an id in capitals", { id: "Team" }, ["body", "id"], "Invalid"],
    ["with a name of 351", { name: "n".repeat(351) }, ["body", "name"], "String must contain at most 350 character(s)"],
    ["with a URL as hostname", { hostname: "https://mcp.example.com" }, ["body", "hostname"], "Invalid"],
    ["with a port in the hostname", { hostname: "mcp.example.com:443" }, ["body", "hostname"], "Invalid"],
    ["with null as description", { description: null }, ["body", "description"], "Expected string, received null"],
    [
      "with a description of 513",
      { description: "d".repeat(513) },
      ["body", "description"],
      "String must contain at most 512 character(s)",
    ],
    [
      "with an unknown code_mode",
      { code_mode: "on" },
      ["body", "code_mode"],
      "Invalid enum value. Expected 'off' | 'opt_in' | 'default_on' | 'enforced', received 'on'",
    ],
    ["with servers that are no list", { servers: {} }, ["body", "servers"], "Expected array, received object"],
  ])("refuses a portal %s", async (_what, changes, path, message) => {
    const { status, body } = await send("POST", "/portals", { ...plainPortal, ...changes });
    expect([status, body.errors]).toEqual([400, [{ code: 7001, message, path }]]);
    expect(emulator().portals()).toEqual([]);
  });

  test("refuses an id that exists, and one may be that of a server", async () => {
    emulator().seedServer({ id: "team" });
    expect((await send("POST", "/portals", plainPortal)).status).toBe(201);
    const { status, body } = await send("POST", "/portals", { ...plainPortal, hostname: "other.example.com" });
    expect([status, body.errors[0]?.message]).toEqual([400, "A portal with this ID already exists"]);
  });

  test("strips keys that it does not know", async () => {
    const { body } = await send("POST", "/portals", { ...plainPortal, colour: "red" });
    expect(body.result).not.toHaveProperty("colour");
  });
});

describe("the hostname", () => {
  const taken = [{ code: 7001, message: "This hostname is already in use in a different MCP Portal" }];

  test("belongs to one portal, also in other letters", async () => {
    emulator().seedPortal(plainPortal);
    const { status, body } = await send("POST", "/portals", {
      ...plainPortal,
      id: "other",
      hostname: "MCP.example.com",
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject(taken);
  });

  test("cannot be changed to that of another portal, and can be changed otherwise", async () => {
    emulator().seedPortal(plainPortal);
    emulator().seedPortal({ id: "other" });
    const { status, body } = await send("PUT", "/portals/other", { hostname: "mcp.example.com" });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject(taken);
    expect((await send("PUT", "/portals/other", { hostname: "new.example.com" })).body.result.hostname).toBe(
      "new.example.com",
    );
  });

  test("may be sent again by its own portal, and is free in another account", async () => {
    emulator().seedPortal(plainPortal, emulator().secondAccountId);
    emulator().seedPortal(plainPortal);
    expect((await send("PUT", "/portals/team", { hostname: "mcp.example.com" })).status).toBe(200);
  });
});

describe("code_mode and allow_code_mode", () => {
  test.each([
    [{ code_mode: "off" }, "off", false],
    [{ code_mode: "default_on" }, "default_on", true],
    [{ allow_code_mode: false }, "off", false],
    [{ allow_code_mode: true }, "opt_in", true],
    [{ code_mode: "enforced", allow_code_mode: true }, "enforced", true],
    [{ code_mode: "off", allow_code_mode: false }, "off", false],
  ])("say the same: %j on create", async (sent, mode, isAllowed) => {
    const { body } = await send("POST", "/portals", { ...plainPortal, ...sent });
    expect([body.result.code_mode, body.result.allow_code_mode]).toEqual([mode, isAllowed]);
  });

  test.each([
    ["off", true, "opt_in"],
    ["enforced", true, "enforced"],
    ["enforced", false, "off"],
  ] as const)(
    "when the mode is %s, an update with only allow_code_mode %s makes it %s",
    async (mode, sent, expected) => {
      emulator().seedPortal({ ...plainPortal, code_mode: mode });
      const { body } = await send("PUT", "/portals/team", { allow_code_mode: sent });
      expect(body.result.code_mode).toBe(expected);
    },
  );

  test.each([
    ["off", true],
    ["opt_in", false],
  ])("are refused where they disagree: %s and %s", async (mode, isAllowed) => {
    emulator().seedPortal(plainPortal);
    const { status, body } = await send("PUT", "/portals/team", { code_mode: mode, allow_code_mode: isAllowed });
    expect([status, body.errors[0]?.code, body.errors[0]?.message]).toEqual([
      400,
      7001,
      "code_mode and allow_code_mode disagree. Send only code_mode, or a consistent pair.",
    ]);
  });
});

describe("update", () => {
  beforeEach(() => {
    emulator().seedServer({ id: "docs", tools: [{ name: "search" }] });
    emulator().seedPortal({ ...plainPortal, description: "About.", servers: [{ server_id: "docs" }] });
  });

  test("leaves what the body leaves out, and stamps modified_at in the ISO form", async () => {
    const { status, body } = await send("PUT", "/portals/team", { secure_web_gateway: true });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      name: "Team",
      description: "About.",
      code_mode: "opt_in",
      secure_web_gateway: true,
      servers: [{ server_id: "docs", updated_tools: [{ name: "search", enabled: true }] }],
      created_at: "2026-03-11 15:00:58",
      modified_at: "2026-03-11T15:00:58.767Z",
    });
  });

  test("clears the description with the empty text", async () => {
    expect((await send("PUT", "/portals/team", { description: "" })).body.result.description).toBe("");
  });

  test("ignores the id beside other fields", async () => {
    const { body } = await send("PUT", "/portals/team", { id: "other", name: "Other" });
    expect(body.result).toMatchObject({ id: "team", name: "Other" });
  });

  test.each([{}, { id: "team" }, { colour: "red" }])(
    "answers %j, which changes no field, with the error of the database",
    async (body) => {
      const before = emulator().portal("team");
      const answer = await send("PUT", "/portals/team", body);
      expect(answer.body.errors).toEqual([{ code: 7000, message: 'D1_ERROR: near "WHERE": syntax error' }]);
      expect(emulator().portal("team")).toEqual(before);
    },
  );
});

describe("delete", () => {
  test("returns the portal without its servers; both its id and its hostname are free at once", async () => {
    emulator().seedServer({ id: "docs" });
    emulator().seedPortal({ ...plainPortal, servers: [{ server_id: "docs" }] });
    const { status, body } = await send("DELETE", "/portals/team");
    expect(status).toBe(200);
    expect(Object.keys(body.result)).toHaveLength(11);
    expect(body.result).not.toHaveProperty("servers");
    expect(emulator().server("docs")).toBeDefined();
    expect((await send("POST", "/portals", plainPortal)).status).toBe(201);
  });
});

describe("a portal that is not there", () => {
  test.each([
    ["GET", undefined],
    ["PUT", { name: "Other" }],
    ["DELETE", undefined],
  ])("is 404 and 7002 for %s", async (method, sent) => {
    const { status, body } = await send(method, "/portals/gone", sent);
    expect([status, body.errors[0]?.code]).toEqual([404, 7002]);
  });

  test("is refused by its form when its id is too long", async () => {
    const { status, body } = await send("GET", `/portals/${"p".repeat(33)}`);
    expect([status, body.errors[0]?.path]).toEqual([400, ["params", "id"]]);
  });
});

describe("the list", () => {
  test("has pages of whole portals", async () => {
    for (const id of ["a", "b", "c"]) {
      emulator().seedPortal({ id });
    }
    const { body } = await send("GET", "/portals?per_page=2&page=2");
    expect(body.result).toEqual([(await send("GET", "/portals/c")).body.result]);
    expect(body.result_info).toEqual({ page: 2, per_page: 2, count: 1, total_count: 3 });
  });

  test("is searched by id, name and hostname", async () => {
    emulator().seedPortal({ id: "team", name: "One", hostname: "one.example.com" });
    emulator().seedPortal({ id: "two", name: "The team", hostname: "two.example.com" });
    emulator().seedPortal({ id: "three", name: "Three", hostname: "team.example.com" });
    emulator().seedPortal({ id: "four", name: "Four", hostname: "four.example.com", description: "team" });
    expect(ids((await send("GET", "/portals?search=TEAM")).body.result)).toEqual(["team", "two", "three"]);
  });

  test("refuses a page of 101", async () => {
    expect((await send("GET", "/portals?per_page=101")).status).toBe(400);
  });
});

describe("where an OAuth login comes back to", () => {
  const path = "/portals/team/servers/docs/effective-redirect-uri";

  test("is the host of the portal, or of Cloudflare where the server shares its callback", async () => {
    emulator().seedServer({ id: "docs" });
    emulator().seedPortal({ ...plainPortal, servers: [{ server_id: "docs" }] });
    expect((await send("GET", path)).body.result).toEqual({
      redirect_uri: "https://mcp.example.com/servers-callback",
      source: "per_portal",
    });
    emulator().editServer("docs", { is_shared_oauth_callback_enabled: true });
    expect((await send("GET", path)).body.result).toEqual({
      redirect_uri: "https://oauth-callbacks.cloudflareaccess.com/cdn-cgi/access/outbound-oauth-callback",
      source: "shared_mcp22",
    });
  });

  test("is 404 for a portal or server that is not there, and for a server that the portal does not show", async () => {
    expect((await send("GET", path)).status).toBe(404);
    emulator().seedPortal(plainPortal);
    expect((await send("GET", path)).status).toBe(404);
    emulator().seedServer({ id: "docs" });
    expect((await send("GET", path)).status).toBe(404);
  });

  test("names the id that has no valid form", async () => {
    emulator().seedPortal(plainPortal);
    const { status, body } = await send("GET", path.replace("docs", "DOCS"));
    expect([status, body.errors[0]?.path]).toEqual([400, ["params", "server_id"]]);
  });
});
