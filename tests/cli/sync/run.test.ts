import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { exitCodes } from "../../../provider/src/cli/exitCodes";
import { calls, useAccount } from "../../support/account";
import { commandLine } from "../../support/commandLine";
import type { Outcome } from "../../support/pulumi";
import { environmentOf } from "../../support/stack";

const account = useAccount();
let upstream: McpServer;

beforeEach(async () => {
  upstream = await startMcpServer({ token: "canary-token", tools: [{ name: "search" }, { name: "read" }] });
});
afterEach(async () => {
  await upstream.close();
});

const run = (...words: string[]): Promise<Outcome> =>
  commandLine(["sync", ...words], { environment: environmentOf(account.cloudflare) });

/** A server in front of the upstream. */
function seed(id: string, more: object = {}): void {
  const fields = { id, hostname: upstream.url, auth_type: "bearer", auth_credentials: "canary-token", ...more };
  account.cloudflare.seedServer(fields);
}

test("a named server is synced, and what was found is shown, then what changed of it", async () => {
  seed("docs");
  seed("other");
  expect(await run("docs")).toEqual({
    code: exitCodes.nothingFound,
    stdout: "docs: ready, 2 tools and 0 prompts\n  new: read, search\n",
    stderr: "",
  });
  expect(calls(account.cloudflare)).toEqual(["GET /servers/docs", "POST /servers/docs/sync", "GET /servers/docs"]);
  expect(account.cloudflare.server("docs")).toMatchObject({ status: "ready", tools: [{}, {}] });

  upstream.setTools([{ name: "search", description: "Other" }, { name: "write\u001b[31m" }]);
  expect((await run("docs", `${account.cloudflare.accountId}/docs`)).stdout).toBe(
    "docs: ready, 2 tools and 0 prompts\n  new: write‹U+001B ESCAPE›[31m\n  changed: search\n  gone: read\n",
  );
});

test("without a name all servers are synced, those that wait for a login are not, and that is no failure", async () => {
  seed("b");
  seed("a");
  seed("login", { auth_type: "oauth", auth_credentials: null, name: "Calendar" });
  const { code, stdout } = await run();
  expect(code).toBe(exitCodes.nothingFound);
  expect(stdout).toBe(
    [
      "a: ready, 2 tools and 0 prompts\n  new: read, search",
      "b: ready, 2 tools and 0 prompts\n  new: read, search",
      `login: not synced. It waits for an administrator to log in: on Cloudflare's dashboard, under Zero Trust, Access controls, AI controls, MCP servers, "Calendar".\n`,
    ].join("\n"),
  );
  expect(calls(account.cloudflare)).not.toContain("POST /servers/login/sync");
  expect((await run("login")).code).toBe(exitCodes.failed);
});

test.each<[string, object, string]>([
  ["wrong credentials", { auth_credentials: "wrong" }, "Set authCredentials to the current ones."],
  ["a missing authentication", { auth_type: "unauthenticated", auth_credentials: null }, "Check authType: "],
])("a server with %s fails with what to check, and hides no other", async (_what, fields, remedy) => {
  seed("a", fields);
  seed("b");
  const { code, stdout } = await run("a", "b", "missing");
  expect(code).toBe(exitCodes.failed);
  expect(stdout).toMatch(/^a: error\n {2}The sync failed: the upstream answered ".*"\. /);
  expect(stdout).toContain(remedy);
  expect(stdout).toContain("\nb: ready, 2 tools and 0 prompts\n");
  expect(stdout).toContain(`\nmissing: It does not exist in account ${account.cloudflare.accountId}.\n`);
  expect(stdout).not.toMatch(/canary|wrong/);
});

test("a sync that Cloudflare does not answer is a failure of that server alone", async () => {
  seed("a");
  seed("b");
  account.cloudflare.addFault({ path: "/servers/a/sync", times: "always", action: "answer", status: 500, body: {} });
  const { code, stdout } = await run();
  expect(code).toBe(exitCodes.failed);
  expect(stdout).toMatch(/^a: waiting\n {2}The sync failed: .*HTTP 500.*\nb: ready/);
});

test("a token that may only read is refused with the permission that it lacks", async () => {
  seed("docs");
  const environment = { ...environmentOf(account.cloudflare), CLOUDFLARE_API_TOKEN: account.cloudflare.readOnlyToken };
  const { code, stdout, stderr } = await commandLine(["sync"], { environment });
  expect({ code, stdout }).toEqual({ code: exitCodes.failed, stdout: "" });
  expect(stderr).toContain('"MCP Portals Write"');
});

test("an account without servers has nothing to sync, and another text than an id is invalid usage", async () => {
  const nothing = await run();
  expect(nothing.code).toBe(exitCodes.failed);
  expect(nothing.stderr).toContain("has no MCP servers");
  expect(await run("Not An Id")).toMatchObject({ code: exitCodes.usage, stdout: "" });
  const elsewhere = `${account.cloudflare.secondAccountId}/docs`;
  expect((await run(elsewhere)).code).toBe(exitCodes.usage);
});
