/** Stacks that move between the dynamic provider and the native plugin. */
import { calls, updates, useAccount } from "../support/account";
import { usePluginBundle } from "../support/pluginBundle";
import { pluginProgram, pluginProject } from "../support/pluginProgram";
import { ok, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const plugin = usePluginBundle();

const plain = 'hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"';

/** `more` are arguments of both. */
const dynamic = (description: string, more = ""): string => `
  const { McpServer, McpPortal } = require("pulumi-cloudflare-mcp");
  const docs = new McpServer("docs", { ${plain}, description: "${description}", ${more} });
  new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers: [{ server: docs, tools: ["search"] }], ${more} });`;

/** A generated SDK has the aliases from the schema. */
const native = (description: string): string => {
  const alias = (kind: string): string => `{ aliases: [{ type: "pulumi-nodejs:dynamic/cloudflare-mcp:${kind}" }] }`;
  return pluginProgram(`
    const docs = new McpServer("docs", { ${plain}, description: "${description}" }, ${alias("McpServer")});
    const servers = [{ server: docs.id, tools: ["search"] }];
    new McpPortal("team", { name: "Team", hostname: "mcp.example.com", servers }, ${alias("McpPortal")});`);
};

const stackOf = (program: string): Promise<TestStack> =>
  createStack(account.cloudflare, { program, files: { "Pulumi.yaml": pluginProject(plugin.folder) } });

test("dynamic resources move to the plugin by an alias: no call, a quiet preview, and then quiet updates", async () => {
  const { cloudflare } = account;
  const stack = await stackOf(dynamic("Ours"));
  ok(await stack.up());
  stack.program(native("Ours"));
  cloudflare.clearRequests();
  expect(ok(await stack.preview()).steps).toEqual([]);
  expect(ok(await stack.up()).steps).toEqual([]);
  expect(calls(cloudflare)).toEqual([]);
  expect((await stack.drift()).code).toBe(0);

  stack.program(native("Other"));
  ok(await stack.up());
  expect(updates(cloudflare)).toEqual([{ description: "Other" }]);
  expect((await stack.resource("docs")).outputs).not.toHaveProperty("__provider");
});

test.each([
  ["as they are", ""],
  ["with adopt", "adopt: true"],
])("resources of the plugin move back %s: one update of state, no call, nothing lost", async (_how, more) => {
  const { cloudflare } = account;
  const stack = await stackOf(native("Ours"));
  ok(await stack.up());
  stack.program(dynamic("Ours", more));
  cloudflare.clearRequests();
  expect(ok(await stack.up()).steps).toEqual(["update docs", "update team"]);
  expect(calls(cloudflare).filter((call) => !call.startsWith("GET"))).toEqual([]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);

  stack.program(dynamic("Other", more));
  ok(await stack.up());
  expect(updates(cloudflare)).toEqual([{ description: "Other" }]);
  ok(await stack.destroy());
  expect([...cloudflare.servers(), ...cloudflare.portals()]).toEqual([]);
});
