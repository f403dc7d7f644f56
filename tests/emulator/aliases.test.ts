import { call, callPortal, plainPortal, useEmulator } from "../support/mcpEmulator";

const emulator = useEmulator();
const tools = [{ name: "search" }, { name: "read" }];
const taken = '"{}" is already the name or alias of another tool';
const message = (alias: string): string => taken.replace("{}", alias);

beforeEach(() => {
  emulator().seedServer({ id: "docs", tools, prompts: tools, updated_tools: [{ name: "read", alias: "open" }] });
  emulator().seedPortal(plainPortal);
});

/** Alias by alias: where in the request, and how it is refused. */
const refused: readonly (readonly [string, readonly object[], string, string])[] = [
  ["of another form", [{ name: "search", alias: "find it" }], "0", "Invalid"],
  ["that ends with a hyphen", [{ name: "search", alias: "find-" }], "0", "Invalid"],
  [
    "that another has",
    [
      { name: "search", alias: "x" },
      { name: "read", alias: "x" },
    ],
    "1",
    message("x"),
  ],
  ["that is the name of another", [{ name: "search", alias: "read" }], "0", message("read")],
];

test.each(refused)("an alias %s is refused on a server, and in a portal", async (_what, overrides, index, text) => {
  for (const list of ["updated_tools", "updated_prompts"]) {
    const server = await call(emulator(), "PUT", "/servers/docs", { [list]: overrides });
    expect([server.status, server.body.errors]).toEqual([
      400,
      [{ code: 7001, message: text, path: ["body", list, index, "alias"] }],
    ]);
    const servers = [{ server_id: "docs", [list]: overrides }];
    const portal = await callPortal(emulator(), "PUT", "/portals/team", { servers });
    expect([portal.status, portal.body.errors]).toEqual([
      400,
      [{ code: 7001, message: text, path: ["body", "servers", "0", list, index, "alias"] }],
    ]);
  }
});

test("an alias that its server gives another tool is refused in a portal, unless the portal changes it", async () => {
  const put = (...updated_tools: object[]) =>
    callPortal(emulator(), "PUT", "/portals/team", { servers: [{ server_id: "docs", updated_tools }] });
  expect((await put({ name: "search", alias: "open" })).body.errors).toMatchObject([{ message: message("open") }]);
  expect((await put({ name: "search", alias: "open" }, { name: "read", alias: "get" })).status).toBe(200);
});

test("an alias from before the rule, or before the tool that has its name, can be sent again", async () => {
  const updated_tools = [{ name: "read", alias: "open" }];
  emulator().editServer("docs", { tools: [...tools, { name: "open" }] });
  expect((await call(emulator(), "PUT", "/servers/docs", { updated_tools })).status).toBe(200);
});

test("one alias of two tools from before the rule can be sent again, and no third tool can have it", async () => {
  const updated_tools = tools.map(({ name }) => ({ name, alias: "find" }));
  emulator().editServer("docs", { tools: [...tools, { name: "list" }], updated_tools });
  expect((await call(emulator(), "PUT", "/servers/docs", { updated_tools })).status).toBe(200);
  const more = [...updated_tools, { name: "list", alias: "find" }];
  expect((await call(emulator(), "PUT", "/servers/docs", { updated_tools: more })).body.errors).toMatchObject([
    { message: message("find"), path: ["body", "updated_tools", "2", "alias"] },
  ]);
});

test("an alias of a tool that is not there can be the name of one that is", async () => {
  const updated_tools = [{ name: "old_read", alias: "read" }];
  expect((await call(emulator(), "PUT", "/servers/docs", { updated_tools })).status).toBe(200);
});
