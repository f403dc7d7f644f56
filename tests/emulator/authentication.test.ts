import { startMcpServer } from "../../emulator/src";
import { call, manualCredentials, manualServer, plainServer, useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";

const emulator = useEmulator();
const send = (method: string, path: string, body?: unknown) => call(emulator(), method, path, body);

describe("a server that registers itself (DCR)", () => {
  const server = { ...plainServer, auth_type: "oauth" };

  test("has no catalogue and waits for the login of an administrator", async () => {
    const { body } = await send("POST", "/servers", server);
    expect(body.result).toMatchObject({
      tools: null,
      status: "waiting",
      authentication_status: "required",
      auth_config_summary: null,
    });
  });

  test("stays as it is when it is synced before the login", async () => {
    await send("POST", "/servers", server);
    const { body } = await send("POST", "/servers/docs/sync");
    expect(body).toEqual({ success: true, result: { status: "waiting" } });
    expect(emulator().server("docs")).toMatchObject({ tools: null, last_synced: null });
  });

  test("is connected by the login, and synced with its token from then on", async () => {
    const upstream = closeLater(await startMcpServer({ token: "administrator", tools: [{ name: "search" }] }));
    await send("POST", "/servers", { ...server, hostname: upstream.url });
    await emulator().login("docs", undefined, "administrator");

    const { body } = await send("GET", "/servers/docs");
    expect(body.result).toMatchObject({
      status: "ready",
      authentication_status: "connected",
      auth_config_summary: { auth_mode: "dcr" },
      tools: [{ name: "search" }],
    });

    upstream.setTools([{ name: "find" }]);
    await send("POST", "/servers/docs/sync");
    expect(emulator().server("docs")?.tools).toMatchObject([{ name: "find" }]);
  });
});

describe("a manual client", () => {
  test("is summarised without its secret", async () => {
    const { body } = await send("POST", "/servers", manualServer);
    expect(body.result).toMatchObject({ authentication_status: "manual", status: "waiting", tools: null });
    expect(body.result.auth_config_summary).toEqual({
      auth_mode: "manual",
      client_secret_version: 1,
      has_client_secret: true,
      config: { authorization_endpoint: "https://idp.test/authorize", token_endpoint: "https://idp.test/token" },
      registration_info: {
        client_id: "portal",
        redirect_uris: ["https://mcp.example.com/servers-callback"],
        scope: "read",
      },
    });
  });

  test.each([undefined, ""])("cannot be created with the client_secret %j", async (secret) => {
    const { status, body } = await send("POST", "/servers", { ...manualServer, client_secret: secret });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { code: 7001, message: "client_secret must be a non-empty string", path: ["body", "client_secret"] },
    ]);
  });

  test.each([
    ["an endpoint", { config: { authorization_endpoint: "https://idp.test/authorize" } }],
    ["a client id", { registration_info: { redirect_uris: ["https://mcp.example.com/servers-callback"] } }],
    ["redirect URIs", { registration_info: { client_id: "portal" } }],
  ])("cannot be created without %s", async (_what, changes) => {
    const { status, body } = await send("POST", "/servers", {
      ...manualServer,
      auth_credentials: manualCredentials(changes),
    });
    expect(status).toBe(400);
    expect(body.errors[0]?.path).toEqual(["body", "auth_credentials"]);
  });

  test("needs no redirect URIs when the shared callback is on", async () => {
    const { status } = await send("POST", "/servers", {
      ...manualServer,
      is_shared_oauth_callback_enabled: true,
      auth_credentials: manualCredentials({ registration_info: { client_id: "portal" } }),
    });
    expect(status).toBe(201);
  });

  test("counts each secret that is sent, also an equal one", async () => {
    await send("POST", "/servers", manualServer);
    await send("PUT", "/servers/docs", { client_secret: "first-secret" });
    const { body } = await send("PUT", "/servers/docs", { client_secret: "third-secret" });
    expect(body.result.auth_config_summary?.client_secret_version).toBe(3);
    expect(emulator().server("docs")?.client_secret).toBe("third-secret");
  });

  test("keeps credentials, secret, version and catalogue through other updates", async () => {
    await send("POST", "/servers", manualServer);
    emulator().editServer("docs", { tools: [{ name: "search" }], status: "ready" });
    const { body } = await send("PUT", "/servers/docs", { description: "About." });
    expect(body.result).toMatchObject({ status: "ready", tools: [{ name: "search" }] });
    expect(body.result.auth_config_summary?.client_secret_version).toBe(1);
    expect(emulator().server("docs")).toMatchObject({
      auth_credentials: manualServer.auth_credentials,
      client_secret: "first-secret",
    });
  });

  test("stays ready when only its credentials change", async () => {
    await send("POST", "/servers", manualServer);
    emulator().editServer("docs", { status: "ready", last_synced: "2026-09-10 12:00:00" });
    const credentials = manualCredentials({
      registration_info: { client_id: "other", redirect_uris: ["https://a.test"] },
    });
    const { body } = await send("PUT", "/servers/docs", { auth_credentials: credentials });
    expect(body.result).toMatchObject({ status: "ready", last_synced: "2026-09-10 12:00:00" });
    expect(body.result.auth_config_summary).toMatchObject({
      client_secret_version: 1,
      registration_info: { client_id: "other" },
    });
  });

  test("is not read by a sync, which says success all the same", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "search" }] }));
    await send("POST", "/servers", { ...manualServer, hostname: upstream.url });
    expect((await send("POST", "/servers/docs/sync")).body).toEqual({ success: true, result: { status: "waiting" } });
    expect(upstream.received).toEqual([]);
  });

  test("is read once, at the first login", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "search" }] }));
    await send("POST", "/servers", { ...manualServer, hostname: upstream.url });
    await emulator().login("docs");
    upstream.setTools([{ name: "find" }]);
    await emulator().login("docs");
    await send("POST", "/servers/docs/sync");
    expect(emulator().server("docs")).toMatchObject({
      status: "ready",
      authentication_status: "manual",
      tools: [{ name: "search" }],
    });
  });

  test("comes back from a change of auth_type only with everything, and its secret goes on counting", async () => {
    await send("POST", "/servers", manualServer);
    const bearer = await send("PUT", "/servers/docs", { auth_type: "bearer", auth_credentials: "token" });
    expect(bearer.body.result.auth_config_summary).toBeNull();

    expect((await send("PUT", "/servers/docs", { auth_type: "oauth" })).status).toBe(400);
    const withoutSecret = { auth_type: "oauth", auth_credentials: manualCredentials() };
    expect((await send("PUT", "/servers/docs", withoutSecret)).body.errors[0]?.message).toBe(
      "client_secret must be a non-empty string",
    );

    const { body } = await send("PUT", "/servers/docs", { ...withoutSecret, client_secret: "second-secret" });
    expect(body.result).toMatchObject({ status: "waiting", auth_config_summary: { client_secret_version: 2 } });
  });
});

test("a login of a server that needs none is an error", async () => {
  emulator().seedServer({ id: "docs" });
  await expect(emulator().login("docs")).rejects.toThrow("needs no login");
});
