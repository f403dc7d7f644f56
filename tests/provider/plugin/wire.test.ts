import { answered, received, secretMembers, secretTexts } from "../../../provider/src/plugin/wire";
import { struct } from "../../support/pluginProcess";

const signature = "4dabf18193072939515e22adb298388d";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown): unknown => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const resource = (members: Record<string, unknown>): unknown => ({
  [signature]: "5cf8f73096256a8f31e491e813e4eb8e",
  urn: "urn:pulumi:test::test::cloudflare-mcp:index:McpServer::docs",
  ...members,
});

test.each<[what: string, sent: unknown, expected: unknown]>([
  ["a secret", secret("token"), "token"],
  ["a secret inside a list inside a secret", secret([{ value: secret(1) }]), [{ value: 1 }]],
  ["a resource", resource({ id: "account/docs", packageVersion: "" }), "account/docs"],
  ["a resource whose id is not known yet", resource({ id: unknown }), unknown],
  ["a resource to be created", resource({ id: "" }), unknown],
  ["null", null, null],
])("%s arrives as its plain value", (_what, sent, expected) => {
  expect(received(struct({ value: sent }))).toEqual({ value: expected });
});

test("the code of a dynamic provider, which an alias brings along, is left out", () => {
  expect(received(struct({ __provider: "exports.handler", name: "docs" }))).toEqual({ name: "docs" });
});

test("the named members are marked as secrets, unless there is nothing", () => {
  const message = answered({ authCredentials: { headers: {} }, clientSecret: null, name: "docs" }, [
    "authCredentials",
    "clientSecret",
  ]);
  expect(message.toJavaScript()).toEqual({
    authCredentials: secret({ headers: {} }),
    clientSecret: null,
    name: "docs",
  });
});

test("what is answered arrives again as it was", () => {
  const properties = { authCredentials: "token", tools: [{ name: "search", enabled: false }], description: null };
  expect(received(answered(properties, ["authCredentials"]))).toEqual(properties);
});

test("a secret of the request is a secret of the answer: of an object the member, of a list the whole", () => {
  const asked = {
    hostname: secret("mcp.example.com"),
    config: { one: secret("1"), two: "2" },
    servers: [{ server: "docs" }, { server: secret("tickets") }],
    gone: secret("text"),
    name: "Team",
  };
  const hostname = secret("MCP.example.com");
  const answer = {
    hostname,
    config: { one: "1", two: "2" },
    servers: [{ serverId: "tickets" }],
    gone: null,
    name: "Team",
  };
  expect(answered(answer, ["hostname"], struct(asked)).toJavaScript()).toEqual({
    hostname,
    config: { one: secret("1"), two: "2" },
    servers: secret([{ serverId: "tickets" }]),
    gone: null,
    name: "Team",
  });
});

test("secret members are known by name, and their texts, if they are known", () => {
  const message = struct({
    hostname: secret("mcp.example.com"),
    description: secret(unknown),
    servers: secret([{ server: "docs" }]),
    name: "Team",
    config: { one: secret("1") },
  });
  expect(secretMembers(message)).toEqual(["description", "hostname", "servers"]);
  expect(secretTexts(message)).toEqual(["mcp.example.com"]);
});
