import { connect } from "node:net";
import { useEmulator } from "../support/mcpEmulator";

const emulator = useEmulator();

interface Answered {
  readonly status: number;
  readonly body: string;
}

/** Sends a request byte for byte: no HTTP client sends such hosts. The credentials are those that everybody knows. */
function send(
  method: string,
  path: string,
  headers: readonly string[],
  { version = "1.1", body = "" } = {},
): Promise<Answered> {
  const { port } = new URL(emulator().baseUrl);
  const lines = [
    `${method} ${path} HTTP/${version}`,
    ...headers,
    `Authorization: Bearer ${emulator().apiToken}`,
    "Connection: close",
    "Content-Type: text/plain",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (text += chunk));
    socket.once("error", reject);
    socket.once("close", () => {
      resolve({ status: Number(text.split(" ")[1]), body: text.slice(text.indexOf("\r\n\r\n") + 4) });
    });
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  });
}

const mcp = "/client/v4/accounts/ACCOUNT/access/ai-controls/mcp";
const forged = JSON.stringify({
  id: "forged",
  name: "f",
  hostname: "https://e.example/mcp",
  auth_type: "unauthenticated",
});

/** One of each family of routes, and what belongs to none. */
const routes: readonly (readonly [method: string, path: string, body?: string])[] = [
  ["GET", "/__emulator/servers"],
  ["GET", "/__emulator/servers/docs"],
  ["GET", "/__emulator/portals/team/tools"],
  ["GET", "/__emulator/requests"],
  ["GET", "/__emulator/openapi.json"],
  ["GET", "/__emulator/elsewhere"],
  ["POST", "/__emulator/servers", forged],
  ["POST", "/__emulator/faults", '{"action":"html"}'],
  ["DELETE", "/__emulator/servers/docs"],
  ["GET", `${mcp}/servers`],
  ["GET", `${mcp}/servers/docs`],
  ["POST", `${mcp}/servers`, forged],
  ["POST", `${mcp}/servers`, "{"],
  ["PUT", `${mcp}/servers/docs`, '{"name":"Forged"}'],
  ["POST", `${mcp}/servers/docs/sync`],
  ["DELETE", `${mcp}/servers/docs`],
  ["GET", `${mcp}/portals`],
  ["DELETE", `${mcp}/portals/team`],
  ["GET", `${mcp}/portals/oauth/callback`],
  ["OPTIONS", `${mcp}/servers`],
  ["HEAD", `${mcp}/servers`],
  ["GET", "/client/v4/user"],
  ["GET", "/"],
  ["GET", "/%"],
];

const hostile: readonly (readonly [what: string, headers: readonly string[]])[] = [
  ...[
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost.",
    "127.0.0.1.",
    "LOCALHOST.EVIL.EXAMPLE",
    "localhost@evil.example",
    "evil.example@localhost",
    "user:password@127.0.0.1",
    "[::]",
    "::1",
    "[::1]evil.example",
    "[::1%25lo]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[fe80::1]",
    "0.0.0.0",
    "127.1",
    "127.0.0.2",
    "2130706433",
    "0x7f.0.0.1",
    "localhost:",
    "localhost:80:80",
    "localhost:port",
    "localhost, evil.example",
    "localhost/evil.example",
    "localhost#evil.example",
    "",
  ].map((host) => [`the host "${host}"`, [`Host: ${host}`]] as const),
  ["no host", []],
  ...["https://evil.example", "null", "http://localhost", "http://127.0.0.1:8787", "file://", ""].map(
    (origin) => [`the origin "${origin}"`, ["Host: localhost", `Origin: ${origin}`]] as const,
  ),
  ...["cross-site", "same-site", "same-origin", ""].map(
    (site) => [`an image, from the site "${site}"`, ["Host: localhost", `Sec-Fetch-Site: ${site}`]] as const,
  ),
  ["a host and an origin of its own", ["Host: evil.example", "Origin: http://evil.example"]],
];

beforeEach(() => {
  emulator().seedServer({ id: "docs", name: "Docs" });
  emulator().seedPortal({ id: "team", servers: [{ server_id: "docs" }] });
});

test.each(hostile)("a web page with %s reaches no route", async (_what, headers) => {
  const before = [emulator().servers(), emulator().portals()];
  for (const [method, path, body = ""] of routes) {
    const answered = await send(method, path.replace("ACCOUNT", emulator().accountId), headers, { body });
    expect([method, path, answered.status]).toEqual([method, path, 403]);
    if (method !== "HEAD") {
      expect(JSON.parse(answered.body)).toEqual({
        success: false,
        errors: [{ message: expect.stringContaining("The emulator refused the request") as unknown }],
        messages: [],
        result: null,
      });
    }
  }
  expect([emulator().servers(), emulator().portals()]).toEqual(before);
  expect([emulator().requests(), emulator().faults()]).toEqual([[], []]);
});

test("HTTP/1.0 is no way around the host", async () => {
  expect((await send("GET", "/__emulator/servers", [], { version: "1.0" })).status).toBe(403);
  expect((await send("GET", "/__emulator/servers", ["Host: localhost"], { version: "1.0" })).status).toBe(200);
});

test.each(["localhost", "localhost:80", "LOCALHOST:8787", "127.0.0.1", "127.0.0.1:8787", "[::1]", "[::1]:8787"])(
  "a program that says %s is answered by the back door and by the API",
  async (host) => {
    const headers = [`Host: ${host}`];
    expect((await send("GET", "/__emulator/servers", headers)).status).toBe(200);
    expect((await send("GET", `${mcp}/servers`.replace("ACCOUNT", emulator().accountId), headers)).status).toBe(200);
    expect((await send("GET", "/client/v4/user", headers)).status).toBe(400);
    expect((await send("GET", "/%", headers)).status).toBe(400);
  },
);
