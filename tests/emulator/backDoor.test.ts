import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { startEmulator, startMcpServer } from "../../emulator/src";
import { codeBlocksOf } from "../support/codeBlocks";
import { call, manualServer, plainPortal, plainServer, useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";

const emulator = useEmulator();

/** A call of the back door, which wants no credentials. */
async function admin(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(new URL(`/__emulator${path}`, emulator().baseUrl), {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  return { status: response.status, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

describe("the request log", () => {
  test("has what was sent, as it was sent, and how it was answered", async () => {
    const body = { ...plainServer, colour: "red" };
    await call(emulator(), "POST", "/servers", body);
    await call(emulator(), "GET", "/servers?page=2&search=a%20b");
    const account = `/client/v4/accounts/${emulator().accountId}/access/ai-controls/mcp`;
    const common = {
      path: "/servers",
      fullPath: `${account}/servers`,
      isHeld: false,
      credential: { scheme: "token", name: "apiToken" },
    };
    expect(emulator().requests()).toEqual([
      { ...common, method: "POST", query: {}, body, status: 201 },
      { ...common, method: "GET", query: { page: "2", search: "a b" }, body: undefined, status: 200 },
    ]);
  });

  test("has calls that were refused, and says who they were by", async () => {
    const { email, apiKey } = emulator();
    const headers: Record<string, string>[] = [
      {},
      { authorization: "Bearer nobody" },
      { authorization: `Bearer ${emulator().readOnlyToken}` },
      { "x-auth-email": email, "x-auth-key": apiKey },
    ];
    for (const each of headers) {
      await call(emulator(), "DELETE", "/servers/docs", undefined, { headers: each });
    }
    expect(
      emulator()
        .requests()
        .map(({ status, credential }) => [status, credential]),
    ).toEqual([
      [400, { scheme: "none", name: null }],
      [403, { scheme: "token", name: null }],
      [403, { scheme: "token", name: "readOnlyToken" }],
      [404, { scheme: "key", name: "apiKey" }],
    ]);
  });

  test("has paths that are no endpoints, and bodies that are no JSON", async () => {
    await fetch(`${emulator().baseUrl}/elsewhere`, { method: "POST", body: "text" });
    expect(emulator().requests()).toMatchObject([{ path: "/client/v4/elsewhere", body: "text", status: 400 }]);
  });

  test("does not have the back door, and can be read and cleared through it", async () => {
    await call(emulator(), "GET", "/servers");
    expect((await admin("GET", "/requests")).json).toMatchObject([{ method: "GET", path: "/servers", status: 200 }]);
    expect((await admin("DELETE", "/requests")).status).toBe(204);
    expect(emulator().requests()).toEqual([]);
  });
});

describe("what is stored", () => {
  test("can be looked at, with the credentials", async () => {
    await call(emulator(), "POST", "/servers", { ...plainServer, auth_type: "bearer", auth_credentials: "token" });
    expect(emulator().server("docs")).toMatchObject({ name: "Docs", auth_credentials: "token" });
    expect((await admin("GET", "/servers/docs")).json).toEqual(emulator().server("docs"));
    expect((await admin("GET", "/servers")).json).toEqual(emulator().servers());
  });

  test("can be edited in any field", async () => {
    emulator().seedServer({ id: "docs" });
    emulator().editServer("docs", { name: "Other", status: "stale" });
    await admin("PATCH", "/servers/docs", { description: "From outside." });
    const { body } = await call(emulator(), "GET", "/servers/docs");
    expect(body.result).toMatchObject({ name: "Other", status: "stale", description: "From outside." });
  });

  test("can be deleted", async () => {
    emulator().seedServers(2);
    emulator().removeServer("server-0001");
    expect((await admin("DELETE", "/servers/server-0002")).status).toBe(204);
    expect(emulator().servers()).toEqual([]);
  });

  test("can be seeded, in each account", async () => {
    const { secondAccountId } = emulator();
    emulator().seedServers(2, secondAccountId);
    expect((await admin("POST", `/servers?account_id=${secondAccountId}`, { id: "docs" })).status).toBe(201);
    expect(
      emulator()
        .servers(secondAccountId)
        .map(({ id }) => id),
    ).toEqual(["server-0001", "server-0002", "docs"]);
    expect(emulator().servers()).toEqual([]);
  });

  test("is seeded as a create request would leave it", () => {
    emulator().seedServer(manualServer);
    expect(emulator().server("docs")).toMatchObject({
      authentication_status: "manual",
      auth_config_summary: { client_secret_version: 1 },
      client_secret: "first-secret",
    });
  });

  test("is a copy, so changing it changes nothing", () => {
    emulator().seedServer({ id: "docs", name: "Docs" });
    const server = emulator().server("docs");
    Object.assign(server ?? {}, { name: "Other" });
    expect(emulator().server("docs")?.name).toBe("Docs");
  });

  test("cannot be edited or deleted where there is nothing", () => {
    expect(() => {
      emulator().editServer("docs", { name: "Other" });
    }).toThrow('no server "docs"');
    expect(() => {
      emulator().removeServer("docs");
    }).toThrow('no server "docs"');
  });
});

describe("a portal", () => {
  const rowOf = (id: string) =>
    emulator()
      .portal("team")
      ?.servers.find((row) => row.server_id === id);

  beforeEach(() => {
    emulator().seedServer({ id: "docs", tools: [{ name: "search" }] });
  });

  test("is seeded as a create request would leave it, and then with whatever is given", () => {
    emulator().seedPortal({ id: "team", created_by: "somebody", servers: [{ server_id: "docs", on_behalf: false }] });
    expect(emulator().portal("team")).toMatchObject({
      name: "team",
      hostname: "team.example.com",
      code_mode: "opt_in",
      created_by: "somebody",
      servers: [{ on_behalf: false, default_disabled: false, updated_tools: [{ name: "search", enabled: true }] }],
    });
    expect(() => {
      emulator().seedPortal({ id: "other", servers: [{ server_id: "gone" }] });
    }).toThrow('Server "gone" does not exist');
  });

  test("can be edited in any field; its rows may be as they are stored, or as short as in a request", async () => {
    emulator().seedPortal({ ...plainPortal, servers: [{ server_id: "docs", default_disabled: true }] });
    emulator().editPortal("team", { name: "Other", code_mode: "off" });
    const [row] = emulator().portal("team")?.servers ?? [];
    expect(row?.updated_tools).toMatchObject([{ enabled: false }]);
    await admin("PATCH", "/portals/team", {
      servers: [{ ...row, updated_tools: [{ ...row?.updated_tools[0], enabled: true }] }],
    });
    expect(rowOf("docs")).toMatchObject({ default_disabled: true, updated_tools: [{ enabled: true }] });
    emulator().editPortal("team", { servers: [{ server_id: "docs" }] });
    expect(rowOf("docs")).toMatchObject({ default_disabled: false, updated_tools: [{ enabled: true }] });
    const { body } = await call(emulator(), "GET", "/portals/team");
    expect(body.result).toMatchObject({ name: "Other", code_mode: "off", allow_code_mode: false });
  });

  test("can be looked at, seeded and deleted, in each account", async () => {
    const { secondAccountId } = emulator();
    expect((await admin("POST", `/portals?account_id=${secondAccountId}`, { id: "team" })).status).toBe(201);
    expect(emulator().portals()).toEqual([]);
    expect((await admin("GET", `/portals?account_id=${secondAccountId}`)).json).toEqual(
      emulator().portals(secondAccountId),
    );
    expect((await admin("GET", "/portals/team")).status).toBe(404);
    expect((await admin("DELETE", `/portals/team?account_id=${secondAccountId}`)).status).toBe(204);
    expect(emulator().portals(secondAccountId)).toEqual([]);
  });

  test("follows what is edited, seeded or deleted of its servers", () => {
    emulator().seedPortal({ ...plainPortal, servers: [{ server_id: "docs", default_disabled: true }] });
    emulator().editServer("docs", { tools: [{ name: "read" }, { name: "search" }] });
    expect(rowOf("docs")?.updated_tools.map(({ name }) => name)).toEqual(["read", "search"]);
    emulator().seedServer({ id: "docs", tools: [{ name: "write" }] });
    expect(rowOf("docs")?.updated_tools).toMatchObject([{ name: "write", enabled: false }]);
    emulator().setSwitches({ deleteAttachedServer: "refuse" });
    emulator().removeServer("docs");
    expect(emulator().portal("team")?.servers).toEqual([]);
  });

  test("cannot be edited or deleted where there is none", () => {
    expect(() => {
      emulator().editPortal("team", { name: "Other" });
    }).toThrow('no portal "team"');
    expect(() => {
      emulator().removePortal("team");
    }).toThrow('no portal "team"');
  });
});

test("a login can be played through the back door", async () => {
  const upstream = closeLater(await startMcpServer({ token: "administrator", tools: [{ name: "search" }] }));
  await call(emulator(), "POST", "/servers", { ...plainServer, hostname: upstream.url, auth_type: "oauth" });
  const { json } = await admin("POST", "/servers/docs/login", { access_token: "administrator" });
  expect(json).toMatchObject({ status: "ready", authentication_status: "connected" });
});

test.each([
  ["POST", "/applications", { id: "door", mcpServerId: "docs" }],
  ["POST", "/applications", { id: "door", destinations: [{ mcpServerId: "docs" }] }],
  ["PATCH", "/servers/docs", { authType: "oauth" }],
])("%s %s refuses a field that is not spelled as in the API, and keeps nothing", async (method, path, body) => {
  emulator().seedServer({ id: "docs" });
  const { status, json } = await admin(method, path, body);
  expect([status, json]).toEqual([
    400,
    { error: expect.stringMatching(/: write "(?:mcp_server_id|auth_type)"\.$/) as string },
  ]);
  expect(emulator().applications.all()).toEqual([]);
  expect(emulator().server("docs")).not.toHaveProperty("authType");
});

test("the lines of the README seed what a portal and its server need", async () => {
  const { baseUrl } = emulator();
  const [block] = codeBlocksOf("emulator/README.md").filter(({ text }) => text.startsWith("door="));
  const lines = (block?.text ?? "").replace("http://127.0.0.1:8787", new URL(baseUrl).origin);
  await promisify(execFile)("bash", ["-euc", lines]);
  expect(emulator().zones.one("zone")?.name).toBe("example.com");
  expect(emulator().records.one("record")).toMatchObject({ name: "mcp.example.com", type: "CNAME", proxied: true });
  expect(emulator().applications.all()).toMatchObject([
    { id: "team", type: "mcp_portal", domain: "mcp.example.com", policies: [{ decision: "allow" }] },
    { id: "docs", type: "mcp", destinations: [{ mcp_server_id: "docs" }], policies: [{ decision: "allow" }] },
  ]);
});

test("faults can be added, listed and cleared through the back door", async () => {
  const fault = { action: "answer", status: 503, path: "/servers" };
  expect((await admin("POST", "/faults", fault)).json).toEqual([{ fault, matched: 0 }]);
  expect((await call(emulator(), "GET", "/servers")).status).toBe(503);
  expect((await admin("GET", "/faults")).json).toEqual([{ fault, matched: 1 }]);
  await admin("DELETE", "/faults");
  expect(emulator().faults()).toEqual([]);
});

test("switches can be set and read through the back door", async () => {
  expect((await admin("PUT", "/switches", { envelope: "full" })).json).toMatchObject({ envelope: "full" });
  expect(emulator().switches().envelope).toBe("full");
  expect((await admin("GET", "/switches")).json).toMatchObject({ values: { envelope: "full" } });
});

test.each([
  ["PUT", "/switches", { colour: "red" }],
  ["POST", "/faults", { action: "explode" }],
  ["PATCH", "/servers/gone", { name: "Other" }],
  ["PATCH", "/portals/gone", { name: "Other" }],
  ["GET", "/portals/gone/tools", undefined],
  ["GET", "/servers?account_id=nobody", undefined],
])("the back door refuses %s %s with %j and says why", async (method, path, body) => {
  const { status, json } = await admin(method, path, body);
  expect(status).toBe(400);
  expect(json).toEqual({ error: expect.stringContaining("no ") as unknown });
});

test("a body of more than a megabyte is answered by the API, and in the log", async () => {
  const { status } = await call(emulator(), "POST", "/servers", { ...plainServer, description: "x".repeat(2_000_000) });
  expect([status, emulator().requests().length]).toEqual([400, 1]);
});

test("a body that is nested without end is in the log as the text that it is", async () => {
  const text = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const { baseUrl, accountId, apiToken } = emulator();
  const answer = await fetch(`${baseUrl}/accounts/${accountId}/access/ai-controls/mcp/servers`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiToken}` },
    body: text,
  });
  expect(answer.status).toBe(400);
  expect(
    emulator()
      .requests()
      .map(({ body }) => body),
  ).toEqual([text]);
  expect((await admin("GET", "/requests")).status).toBe(200);
});

test("identities and switches can be chosen at the start", async () => {
  const other = closeLater(
    await startEmulator({
      identities: { accountId: "a".repeat(32), apiToken: "mine" },
      switches: { createStatus: 200 },
    }),
  );
  const { status, body } = await call(other, "POST", "/servers", plainServer);
  expect([other.accountId, status, body.success]).toEqual(["a".repeat(32), 200, true]);
});

test("closing does not wait for connections that are kept open", async () => {
  const other = await startEmulator();
  await call(other, "GET", "/servers");
  await other.close();
  await expect(call(other, "GET", "/servers")).rejects.toThrow("fetch failed");
});
