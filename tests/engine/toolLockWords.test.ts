/** What Pulumi prints of a tool lock, by the dynamic provider and by the native plugin: the same words for the same step. */
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { lockText } from "../../provider/src/lock/file";
import { useAccount } from "../support/account";
import { usePluginBundle } from "../support/pluginBundle";
import { pluginProgram, pluginProject } from "../support/pluginProgram";
import { reviewedLock } from "../support/reviewed";
import { ok, type Run, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const plugin = usePluginBundle();

const read = { name: "read", description: "Reads a document." };
const write = { name: "write", description: "Writes a document." };
const changed = { ...read, description: "Reads, and sends." };

let upstream: McpServer;
beforeEach(async () => {
  upstream = await startMcpServer({ tools: [read, write] });
});
afterEach(() => upstream.close());

const hosts = ["the dynamic provider", "the native plugin"] as const;

const program = (host: (typeof hosts)[number], toolLock: string): string => {
  const docs = `const docs = new McpServer("docs", { hostname: "${upstream.url}", authType: "unauthenticated", toolLock: ${toolLock} });`;
  const team = (row: string): string =>
    `new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers: [${row}] });`;
  return host === "the native plugin"
    ? pluginProgram(`${docs}\n${team("{ server: docs.id }")}`)
    : `const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");\n${docs}\n${team("docs")}`;
};

async function stackOf(host: (typeof hosts)[number]): Promise<TestStack> {
  const stack = await createStack(account.cloudflare, {
    program: program(host, report),
    ...(host === "the native plugin" && { files: { "Pulumi.yaml": pluginProject(plugin.folder) } }),
  });
  stack.workspace.write(file, "");
  return stack;
}

const file = "mcp-locks/docs.json";
const report = `{ file: "${file}", mode: "report" }`;

function review(stack: TestStack, allowed: "all" | readonly string[] = "all"): void {
  stack.workspace.write(file, lockText(reviewedLock(account.cloudflare.server("docs"), allowed)));
}

async function publish(...tools: readonly (typeof read)[]): Promise<void> {
  const { baseUrl, accountId, apiToken } = account.cloudflare;
  upstream.setTools(tools);
  const url = `${baseUrl}/accounts/${accountId}/access/ai-controls/mcp/servers/docs/sync`;
  await fetch(url, { method: "POST", headers: { authorization: `Bearer ${apiToken}` } });
}

test.each(hosts)("%s: life", async (host) => {
  const stack = await stackOf(host);
  const show = (name: string, run: Run): Run => {
    process.stderr.write(`\n##### ${host}: ${name} (${String(run.code)})\n${run.stdout}\n${run.stderr}\n`);
    return run;
  };
  show("up", ok(await stack.up()));
  review(stack, ["read"]);
  show("up after review", ok(await stack.up()));
  await publish(changed, write);
  show("drift in report", await stack.drift("--diff"));
  show("refresh in report", await stack.refresh());
  show("preview in report", await stack.preview());
  show("up in report", await stack.up());
  stack.program(program(host, `"${file}"`));
  show("up --refresh enforce", await stack.run(["up", "--yes", "--refresh", "--diff"]));
  show("drift", await stack.drift("--diff"));
  review(stack);
  show("up reviewed", await stack.up("--diff"));
  await publish({ ...changed, description: "Sends more." }, { ...write, name: "new" });
  show("refresh", await stack.refresh("--diff"));
  show("preview", await stack.preview("--diff"));
  show("up", await stack.up("--diff"));
  show("drift after", await stack.drift("--diff"));
  show("destroy", await stack.destroy());
});
