import { serverFields } from "pulumi-cloudflare-mcp/wire";
import { call, plainServer, useEmulator } from "../support/mcpEmulator";

const emulator = useEmulator({ now: () => Date.UTC(2026, 2, 11, 15, 0, 58, 767) });
const send = (method: string, path: string, body?: unknown) => call(emulator(), method, path, body);

describe("create", () => {
  test("answers 201 with the 22 fields of a server", async () => {
    const { status, body } = await send("POST", "/servers", plainServer);
    expect(status).toBe(201);
    const returned = Object.entries(serverFields).filter(([, field]) => field.returned);
    expect(Object.keys(body.result).sort()).toEqual(returned.map(([name]) => name).sort());
    expect(Object.keys(body.result)).toHaveLength(22);
  });

  test("fills in the defaults", async () => {
    const { body } = await send("POST", "/servers", plainServer);
    expect(body.result).toMatchObject({
      description: null,
      is_shared_oauth_callback_enabled: false,
      secure_web_gateway: false,
      updated_tools: [],
      updated_prompts: [],
      tools: [],
      status: "waiting",
      authentication_status: "not_required",
      auth_config_summary: null,
      last_synced: null,
      created_by: emulator().email,
    });
  });

  test("stamps times as SQLite writes them", async () => {
    const { body } = await send("POST", "/servers", plainServer);
    expect(body.result).toMatchObject({ created_at: "2026-03-11 15:00:58", modified_at: "2026-03-11 15:00:58" });
  });

  test("leaves errors and messages out of the answer", async () => {
    const { body } = await send("POST", "/servers", plainServer);
    expect(Object.keys(body)).toEqual(["success", "result"]);
  });

  test("keeps credentials and returns them nowhere", async () => {
    const bearer = { ...plainServer, auth_type: "bearer", auth_credentials: "tok_1234" };
    const answers = [
      await send("POST", "/servers", bearer),
      await send("GET", "/servers/docs"),
      await send("PUT", "/servers/docs", { name: "Other", auth_credentials: "tok_1234" }),
      await send("GET", "/servers"),
      await send("DELETE", "/servers/docs"),
    ];
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(/tok_1234|auth_credentials/);
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200]);
  });

  test("strips keys that it does not know", async () => {
    const { body } = await send("POST", "/servers", { ...plainServer, colour: "red" });
    expect(body.success).toBe(true);
    expect(body.result).not.toHaveProperty("colour");
  });

  test("accepts overrides for tools that nobody has seen, and returns them with the keys they were sent with", async () => {
    const overrides = [
      { name: "search", alias: "find" },
      { name: "drop", enabled: false },
    ];
    const { body } = await send("POST", "/servers", { ...plainServer, updated_tools: overrides });
    expect(body.result.updated_tools).toEqual(overrides);
  });

  test("does not contact the server", async () => {
    const unreachable = { ...plainServer, hostname: "http://127.0.0.1:9/mcp" };
    expect((await send("POST", "/servers", unreachable)).body.result.status).toBe("waiting");
    await emulator().settled();
    expect(emulator().server("docs")?.status).toBe("waiting");
  });

  test.each([
    ["a missing field", { id: "docs", name: "Docs", auth_type: "bearer" }, "Required", "hostname"],
    ["an object for a string", { ...plainServer, name: {} }, "Expected string, received object", "name"],
    ["null for a string", { ...plainServer, name: null }, "Expected string, received null", "name"],
    [
      "an array for a boolean",
      { ...plainServer, secure_web_gateway: [] },
      "Expected boolean, received array",
      "secure_web_gateway",
    ],
    ["a long name", { ...plainServer, name: "n".repeat(351) }, "String must contain at most 350 character(s)", "name"],
    ["an empty name", { ...plainServer, name: "" }, "String must contain at least 1 character(s)", "name"],
    ["an id with capitals", { ...plainServer, id: "Docs" }, "Invalid", "id"],
    ["a hostname that is no URL", { ...plainServer, hostname: "docs.example.com" }, "Invalid url", "hostname"],
    [
      "an auth_type that does not exist",
      { ...plainServer, auth_type: "basic" },
      "Invalid enum value. Expected 'oauth' | 'bearer' | 'unauthenticated', received 'basic'",
      "auth_type",
    ],
  ])("refuses %s with 7001 and the path of the field", async (_what, body, message, field) => {
    const answer = await send("POST", "/servers", body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      success: false,
      errors: [{ code: 7001, message, path: ["body", field] }],
      messages: [],
      result: null,
    });
    expect(emulator().servers()).toEqual([]);
  });

  test("names every field that it refuses", async () => {
    const { body } = await send("POST", "/servers", { ...plainServer, name: 1, description: 2 });
    expect(body.errors.map(({ path }) => path)).toEqual([
      ["body", "name"],
      ["body", "description"],
    ]);
  });

  test("names the override that it refuses", async () => {
    const overrides = [{ name: "search" }, { name: "drop", alias: "a".repeat(41) }];
    const { body } = await send("POST", "/servers", { ...plainServer, updated_tools: overrides });
    expect(body.errors).toEqual([
      {
        code: 7001,
        message: "String must contain at most 40 character(s)",
        path: ["body", "updated_tools", "1", "alias"],
      },
    ]);
  });

  test.each(["not json", "[]"])("refuses the body %s", async (body) => {
    const answer = await send("POST", "/servers", body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0]).toMatchObject({ code: 7001, path: ["body"] });
  });
});

describe("get", () => {
  test("answers 404 and 7002 for a server that is not there", async () => {
    const { status, body } = await send("GET", "/servers/docs");
    expect(status).toBe(404);
    expect(body.errors).toEqual([{ code: 7002, message: "Not Found" }]);
  });

  test("refuses an over-long id instead of not finding it", async () => {
    const { status, body } = await send("GET", `/servers/${"x".repeat(200)}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { code: 7001, message: "String must contain at most 32 character(s)", path: ["params", "id"] },
    ]);
  });

  test("changes nothing", async () => {
    emulator().seedServer({ id: "docs" });
    const before = emulator().server("docs");
    await send("GET", "/servers/docs");
    expect(emulator().server("docs")).toEqual(before);
  });
});

describe("update", () => {
  beforeEach(() => {
    emulator().seedServer({ id: "docs", name: "Docs", description: "About.", hostname: plainServer.hostname });
  });

  test("leaves what the body leaves out", async () => {
    const { status, body } = await send("PUT", "/servers/docs", { secure_web_gateway: true });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({ name: "Docs", description: "About.", secure_web_gateway: true });
  });

  test("stamps modified_at in the ISO form and leaves created_at", async () => {
    const { body } = await send("PUT", "/servers/docs", { name: "Other" });
    expect(body.result).toMatchObject({
      created_at: "2026-03-11 15:00:58",
      modified_at: "2026-03-11T15:00:58.767Z",
    });
  });

  test("replaces a whole array", async () => {
    await send("PUT", "/servers/docs", { updated_tools: [{ name: "search", alias: "find" }, { name: "drop" }] });
    const { body } = await send("PUT", "/servers/docs", { updated_tools: [{ name: "search" }] });
    expect(body.result.updated_tools).toEqual([{ name: "search" }]);
  });

  test("ignores hostname and id beside other fields", async () => {
    const { status, body } = await send("PUT", "/servers/docs", {
      id: "other",
      hostname: "https://other.example.com/mcp",
      auth_type: "unauthenticated",
      name: "Other",
    });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({ id: "docs", hostname: plainServer.hostname, name: "Other" });
  });

  test.each([{}, { hostname: "https://other.example.com/mcp" }, { colour: "red" }])(
    "answers %j, which changes no field, with the error of the database",
    async (body) => {
      const before = emulator().server("docs");
      const answer = await send("PUT", "/servers/docs", body);
      expect(answer.body.errors).toEqual([{ code: 7000, message: 'D1_ERROR: near "WHERE": syntax error' }]);
      expect(emulator().server("docs")).toEqual(before);
    },
  );

  test("clears the description with null", async () => {
    const { body } = await send("PUT", "/servers/docs", { description: null });
    expect(body.result.description).toBeNull();
  });

  test("takes a change of auth_type, which resets the catalogue", async () => {
    emulator().editServer("docs", { tools: [{ name: "search" }], status: "ready", description: "Kept." });
    const { status, body } = await send("PUT", "/servers/docs", { auth_type: "bearer", auth_credentials: "token" });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({ auth_type: "bearer", status: "waiting", tools: [], description: "Kept." });
    expect(emulator().server("docs")?.auth_credentials).toBe("token");
  });

  test("drops the credentials of a server that no longer signs in", async () => {
    await send("PUT", "/servers/docs", { auth_type: "bearer", auth_credentials: "token" });
    await send("PUT", "/servers/docs", { auth_type: "unauthenticated" });
    expect(emulator().server("docs")?.auth_credentials).toBeNull();
  });

  test("answers 404 and 7002 for a server that is not there", async () => {
    const { status, body } = await send("PUT", "/servers/gone", { name: "Other" });
    expect([status, body.errors[0]?.code]).toEqual([404, 7002]);
  });
});

describe("delete", () => {
  test("returns the server, which is gone at once", async () => {
    emulator().seedServer({ id: "docs" });
    expect((await send("DELETE", "/servers/docs")).body.result.id).toBe("docs");
    expect((await send("GET", "/servers/docs")).status).toBe(404);
    expect((await send("DELETE", "/servers/docs")).status).toBe(404);
  });

  test("frees the id for another server", async () => {
    emulator().seedServer({ id: "docs" });
    await send("DELETE", "/servers/docs");
    expect((await send("POST", "/servers", plainServer)).status).toBe(201);
  });
});
