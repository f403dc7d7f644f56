import { call, plainPortal, plainServer, useEmulator } from "../support/mcpEmulator";

const emulator = useEmulator();
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const get = (headers: Record<string, string>, accountId = emulator().accountId) =>
  call(emulator(), "GET", "/servers", undefined, { headers, accountId });

test("an authorization header of another form is 400, 6003 with the reason in a chain", async () => {
  const { status, body } = await get({ authorization: "Basic abc" });
  expect(status).toBe(400);
  expect(body.errors).toEqual([
    {
      code: 6003,
      message: "Invalid request headers",
      error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
    },
  ]);
});

test("a token that does not exist is 403, 9109", async () => {
  const { status, body } = await get(bearer("nobody"));
  expect(status).toBe(403);
  expect(body.errors).toEqual([{ code: 9109, message: "Invalid access token" }]);
});

test.each([{}, { "x-auth-email": "administrator@example.com", "x-auth-key": "wrong" }])(
  "the credentials %j are 10001",
  async (headers) => {
    const { status, body } = await get(headers);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ code: 10001, message: "Unable to authenticate request" }]);
  },
);

test("email and key may do everything", async () => {
  const headers = { "x-auth-email": emulator().email, "x-auth-key": emulator().apiKey };
  expect((await call(emulator(), "POST", "/servers", plainServer, { headers })).status).toBe(201);
});

test("a token without the permission may do nothing", async () => {
  const { status, body } = await get(bearer(emulator().powerlessToken));
  expect(status).toBe(403);
  expect(body.errors).toEqual([{ code: 10000, message: "Authentication error" }]);
});

test("a token that may read cannot create, update, sync or delete", async () => {
  emulator().seedServer({ id: "docs" });
  emulator().seedPortal({ ...plainPortal, servers: [{ server_id: "docs" }] });
  const headers = bearer(emulator().readOnlyToken);
  for (const path of ["/servers", "/portals", "/portals/team", "/portals/team/servers/docs/effective-redirect-uri"]) {
    expect((await call(emulator(), "GET", path, undefined, { headers })).status).toBe(200);
  }
  const writes: [string, string, unknown][] = [
    ["POST", "/servers", plainServer],
    ["PUT", "/servers/docs", { name: "Other" }],
    ["POST", "/servers/docs/sync", undefined],
    ["DELETE", "/servers/docs", undefined],
    ["POST", "/portals", { ...plainPortal, id: "other" }],
    ["PUT", "/portals/team", { name: "Other" }],
    ["DELETE", "/portals/team", undefined],
  ];
  for (const [method, path, body] of writes) {
    const answer = await call(emulator(), method, path, body, { headers });
    expect([method, answer.status, answer.body.errors[0]?.code]).toEqual([method, 403, 10000]);
  }
});

test("a token for another account is 403, 9109", async () => {
  const { status, body } = await get(bearer(emulator().secondAccountToken));
  expect(status).toBe(403);
  expect(body.errors).toEqual([{ code: 9109, message: "Unauthorized to access requested resource" }]);
  expect((await get(bearer(emulator().secondAccountToken), emulator().secondAccountId)).status).toBe(200);
});

test.each(["/servers/docs", "/portals/team"])("accounts do not share %s", async (path) => {
  const accountId = emulator().secondAccountId;
  emulator().seedServer({ id: "docs" }, accountId);
  emulator().seedPortal(plainPortal, accountId);
  expect((await call(emulator(), "GET", path)).status).toBe(404);
  expect((await call(emulator(), "GET", path, undefined, { accountId })).status).toBe(200);
});

test.each([
  ["malformed", "not-an-account", 400],
  ["unknown", "f".repeat(32), 404],
])("an account id that is %s is 7003, and never the 7002 of a missing server", async (_what, accountId, status) => {
  const answer = await get(bearer(emulator().apiToken), accountId);
  expect(answer.status).toBe(status);
  expect(answer.body.errors[0]?.code).toBe(7003);
  expect(answer.body.errors[0]?.message).toContain("Could not route to /client/v4/accounts/");
});

test.each(["/nowhere", "/servers/docs/other", "/portals/team/servers", "/servers/%zz"])(
  "the path %s, which is no endpoint, is 7003",
  async (path) => {
    const { status, body } = await call(emulator(), "GET", path);
    expect([status, body.errors[0]?.code]).toEqual([400, 7003]);
  },
);
