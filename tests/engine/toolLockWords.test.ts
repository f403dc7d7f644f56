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

async function stackOf(host: (typeof hosts)[number], toolLock: string): Promise<TestStack> {
  const stack = await createStack(account.cloudflare, {
    program: program(host, toolLock),
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

const textsOf = ({ messages, notes }: Run): string[] => [...messages, ...notes].map(({ text }) => text.trim());

describe.each(hosts)("with %s", (host) => {
  // The plugin's users might have no npm package.
  const command = `${host === "the native plugin" ? "" : "npx "}pulumi-cloudflare-mcp lock check docs`;
  const showsChanges = `\`${command}\` shows what changed.`;

  test("a lock in mode report warns on each refresh, preview and up, and is no difference", async () => {
    const stack = await stackOf(host, report);
    ok(await stack.up());
    review(stack, ["read"]);
    ok(await stack.up());
    await publish(changed, write);
    const warning = `Not as reviewed in ${file}: read (changed). Report mode hides none of them. ${showsChanges}`;
    const runs = [
      await stack.drift(),
      ok(await stack.refresh()),
      ok(await stack.preview("--expect-no-changes")),
      ok(await stack.up("--expect-no-changes")),
      await stack.drift(),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(runs.map(textsOf)).toEqual(runs.map(() => [warning]));

    // The switch to enforce hides what it warns about, and has no warning about rows that it closes itself.
    stack.program(program(host, `"${file}"`));
    const enforced = textsOf(ok(await stack.up("--refresh")));
    expect(enforced).toContain(
      `Not as reviewed in ${file}: read (changed). Portal rows with this lock hide them until they are reviewed. ${showsChanges}`,
    );
    expect(enforced.join("\n")).not.toContain("exposes tools of MCP server");
    expect(account.cloudflare.portalTools("team")).toEqual([]);
  });

  test("a preview shows what up does with a changed tool, in short digests, and each refresh notes it then", async () => {
    const stack = await stackOf(host, `"${file}"`);
    ok(await stack.up());
    review(stack);
    ok(await stack.up());
    await publish(changed, { ...write, name: "later" });
    expect((await stack.drift()).code).toBe(7);
    const refresh = ok(await stack.refresh("--diff"));
    expect(refresh.stdout).toMatch(/~ read *: "approved sha256:[0-9a-f]{12}" => "changed sha256:[0-9a-f]{12}"/);

    const [preview, up] = [ok(await stack.preview("--diff")), ok(await stack.up("--diff"))];
    const warning = `Not as reviewed in ${file}: later (new), read (changed), write (gone). Portal rows with this lock hide them until they are reviewed. ${showsChanges}`;
    for (const run of [preview, up]) {
      expect(run.stdout).toMatch(/~ read *: "changed sha256:[0-9a-f]{12}" => "hidden until reviewed"/);
      expect(run.stdout).toMatch(/~ later *: "new sha256:[0-9a-f]{12}" => "hidden until reviewed"/);
      expect(run.stdout).toMatch(/~ write *: "gone" => "approved sha256:[0-9a-f]{12}, if it returns"/);
      expect(textsOf(run)).toEqual([warning]);
    }
    expect(account.cloudflare.portalTools("team")).toEqual([]);
    // The URL of the upstream has a whole digest.
    for (const { stdout } of [refresh, preview, up]) {
      expect(stdout.replaceAll(/\?sha256:[0-9a-f]{64}/g, "")).not.toMatch(/sha256:[0-9a-f]{13}|__record/);
    }

    for (let time = 0; time < 2; time++) {
      const after = await stack.drift();
      expect([after.code, textsOf(after)]).toEqual([
        0,
        [`1 approved tool of MCP server "docs" is hidden, review pending: read. ${showsChanges}`],
      ]);
    }
    expect(textsOf(ok(await stack.preview("--expect-no-changes")))).toEqual([]);
  });
});
