/**
 * A stack that holds several catalogues like those of large published MCP servers: on the real engine it is created, stays
 * quiet, is reviewed and locked, and an export of its account previews quietly.
 */
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { calls, useAccount } from "../support/account";
import { shapeOf } from "../support/catalogues";
import { commandLine } from "../support/commandLine";
import { runBlock } from "../support/runBlock";
import { environmentOf, ok } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

/** Server ids, and the shapes of their catalogues. */
const catalogues = {
  operations: "hundreds of tools",
  trees: "recursive and dangling references",
  schemas: "invalid schemas",
  names: "names that agents cannot use",
  bare: "no input schemas",
  nameless: "definitions without a name",
  twice: "duplicated names",
  deep: "deep nesting",
  languages: "unicode",
  code: "names of JavaScript",
} as const;
const ids = Object.keys(catalogues) as (keyof typeof catalogues)[];

test("a stack of large and odd catalogues is created, locked, exported and imported, and stays quiet", async () => {
  const { cloudflare } = account;
  const upstreams = new Map<string, McpServer>();
  try {
    for (const id of ids) {
      upstreams.set(id, await startMcpServer({ tools: shapeOf(catalogues[id]).tools }));
    }
    const program = (lock: boolean): string => `
      const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
      const servers = Object.entries(${JSON.stringify(Object.fromEntries([...upstreams].map(([id, { url }]) => [id, url])))}).map(
        ([id, hostname]) => new McpServer(id, {
          hostname, authType: "unauthenticated", ${lock ? 'toolLock: "mcp-locks/" + id + ".json",' : ""}
        }),
      );
      new McpPortal("team", { hostname: "mcp.example.com", servers });`;
    const stack = await createStack(cloudflare, { program: program(false) });
    const expectQuiet = async (): Promise<void> => {
      expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
      expect(ok(await stack.refresh("--expect-no-changes")).code).toBe(0);
      expect((await stack.drift()).code).toBe(0);
    };

    const command = async (...words: string[]): Promise<void> => {
      const { folder } = stack.workspace;
      const { code, stderr } = await commandLine(words, { folder, environment: environmentOf(cloudflare) });
      expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: expect.any(String) as string });
    };

    ok(await stack.up());
    expect(cloudflare.servers().map(({ status }) => status)).toEqual(ids.map(() => "ready"));
    await expectQuiet();

    for (const id of ids) {
      await command("lock", "init", id, "--allow", "all", "--reason", "read");
    }
    stack.program(program(true));
    ok(await stack.up());
    await expectQuiet();
    const offered = new Set(cloudflare.portalTools("team").map(({ name }) => name));
    expect([...offered].toSorted()).toEqual(
      ids.flatMap((id) => shapeOf(catalogues[id]).reviewable.map((name) => `${id}_${name}`)).toSorted(),
    );

    await command("export", "--out", "exported");
    cloudflare.clearRequests();
    const imported = await runBlock(
      cloudflare,
      stack,
      `cd exported
      pulumi stack init exported
      pulumi import --file import.json --generate-code=false --yes
      pulumi preview --expect-no-changes`,
    );
    expect({ code: imported.code, stderr: imported.stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    expect(calls(cloudflare)).toEqual([]);
  } finally {
    await Promise.all([...upstreams.values()].map((upstream) => upstream.close()));
  }
});
