/** What the native plugin keeps secret, locks and takes over, in programs that have no classes: YAML. */
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { lockText } from "../../provider/src/lock/file";
import { calls, useAccount } from "../support/account";
import { environmentFor, useLanguages } from "../support/languages";
import { pluginsIn, usePluginBundle } from "../support/pluginBundle";
import { reviewedLock } from "../support/reviewed";
import { ok, servers, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const languages = useLanguages();
const plugin = usePluginBundle();

let upstream: McpServer;
beforeEach(async () => {
  upstream = await startMcpServer({ tools: [{ name: "read" }, { name: "write" }], token: "canary-token-0001" });
});
afterEach(() => upstream.close());

const project = (resources: string): string => `name: test
runtime: yaml
${pluginsIn(plugin.folder)}resources:
${resources}`;

const docs = (more: string): string => `  docs:
    type: cloudflare-mcp:McpServer
    properties:
${more}    options:
      deleteBeforeReplace: true
`;

const stackOf = (files: Readonly<Record<string, string>>): Promise<TestStack> =>
  createStack(account.cloudflare, { files, environment: environmentFor(languages, "yaml") });

test.each([
  ["a token", "bearer", '"canary-token-0001"', ""],
  ["headers", "bearer", '{ headers: { authorization: "Bearer canary-token-0001" } }', ""],
  [
    "the secret of a client",
    "oauth",
    `{ config: { authorizationEndpoint: "https://idp.example.com/a", tokenEndpoint: "https://idp.example.com/t" },
        registrationInfo: { clientId: "portal", redirectUris: ["https://mcp.example.com/servers-callback"] } }`,
    '      clientSecret: "canary-secret-0001"\n',
  ],
])("%s in clear in the program is encrypted in state and on the screen", async (_what, type, credentials, more) => {
  const sync = type === "oauth" ? "      sync: never\n" : "";
  const text = docs(
    `      hostname: "${upstream.url}"\n      authType: ${type}\n      authCredentials: ${credentials}\n${more}${sync}`,
  );
  const stack = await stackOf({ "Pulumi.yaml": project(text) });
  const runs = [ok(await stack.preview("--diff")), ok(await stack.up("--diff")), ok(await stack.refresh("--diff"))];
  expect(account.cloudflare.servers()).toHaveLength(1);
  expect(runs.map(({ stdout, stderr }) => stdout + stderr).join("\n")).not.toContain("canary");
  expect((await stack.state()).text).not.toContain("canary");
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
});

test("a locked server shows agents what was reviewed: nothing at first, and not what the upstream changed", async () => {
  const { cloudflare } = account;
  const text = docs(`      hostname: "${upstream.url}"
      authType: bearer
      authCredentials: canary-token-0001
      toolLock: mcp-locks/docs.json
`);
  const portal = `  team:
    type: cloudflare-mcp:McpPortal
    properties:
      name: Team
      hostname: mcp.example.com
      servers:
        - server: \${docs.id}
`;
  const stack = await stackOf({ "Pulumi.yaml": project(text + portal) });
  const offered = (): string[] => cloudflare.portalTools("team").map(({ name }) => name);
  const missing = await stack.preview();
  expect(missing.messages.map(({ text: said }) => said).join()).toContain("lock init docs");

  stack.workspace.write("mcp-locks/docs.json", "");
  ok(await stack.up());
  expect(offered()).toEqual([]);

  stack.workspace.write("mcp-locks/docs.json", lockText(reviewedLock(cloudflare.server("docs"))));
  ok(await stack.up());
  expect(offered()).toEqual(["docs_read", "docs_write"]);
  expect((await stack.drift()).code).toBe(0);

  upstream.setTools([{ name: "read" }, { name: "write", inputSchema: { type: "object", required: ["all"] } }]);
  await fetch(`${cloudflare.baseUrl}/accounts/${cloudflare.accountId}/access/ai-controls/mcp/servers/docs/sync`, {
    method: "POST",
    headers: { authorization: `Bearer ${cloudflare.apiToken}` },
  });
  expect((await stack.drift()).code).toBe(7);
  ok(await stack.up("--refresh"));
  expect(offered()).toEqual(["docs_read"]);
  expect((await stack.drift()).code).toBe(0);
});

test("a stack of the dynamic provider moves to YAML without a word about it: the schema has the alias", async () => {
  const { cloudflare } = account;
  const plain = 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"';
  const stack = await createStack(cloudflare, { program: servers({ docs: plain }) });
  ok(await stack.up());
  const properties = `      hostname: https://docs.example.com/mcp
      authType: unauthenticated
      sync: never
`;
  stack.workspace.write("Pulumi.yaml", project(docs(properties)));
  cloudflare.clearRequests();
  const environment = environmentFor(languages, "yaml");
  expect(ok(await stack.run(["preview"], environment)).steps).toEqual([]);
  expect(ok(await stack.run(["up", "--yes", "--skip-preview"], environment)).steps).toEqual([]);
  expect(calls(cloudflare)).toEqual([]);
  expect((await stack.resource("docs")).urn).toContain("::cloudflare-mcp:index:McpServer::");
});
