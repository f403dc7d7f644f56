import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { McpServer } from "pulumi-cloudflare-mcp";
import { calls, updates, useAccount } from "../support/account";
import { createWorkspace, type Workspace } from "../support/pulumi";
import { environmentOf } from "../support/stack";

const account = useAccount();
const workspaces: Workspace[] = [];

afterEach(() => {
  for (const workspace of workspaces.splice(0)) {
    workspace.remove();
  }
});

/** A folder from which the package resolves, as a project with the package installed. */
async function project(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const workspace = await createWorkspace({ files });
  workspaces.push(workspace);
  return workspace;
}

/** The variables that the Automation API hands to Pulumi. */
function variables(workspace: Workspace): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...workspace.environment, ...environmentOf(account.cloudflare) }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

async function live(stack: Stack): Promise<void> {
  const { cloudflare } = account;
  const up = await stack.up();
  expect(up.summary.resourceChanges).toEqual({ create: 2 });
  expect(up.outputs.serverId?.value).toBe("docs");
  expect(cloudflare.server("docs")).toMatchObject({ name: "Docs", hostname: "https://docs.example.com/mcp" });
  cloudflare.clearRequests();

  expect((await stack.preview({ expectNoChanges: true })).changeSummary).toEqual({ same: 2 });
  expect(calls(cloudflare)).toEqual([]);

  expect((await stack.refresh({ expectNoChanges: true })).summary.resourceChanges).toEqual({ same: 2 });
  expect(calls(cloudflare)).toEqual(["GET /servers/docs"]);

  cloudflare.editServer("docs", { name: "Edited by hand" });
  expect((await stack.up({ refresh: true })).summary.resourceChanges).toEqual({ same: 1, update: 1 });
  expect(updates(cloudflare)).toEqual([{ name: "Docs" }]);

  await stack.destroy();
  expect(cloudflare.servers()).toEqual([]);
  expect((await stack.exportStack()).deployment).not.toHaveProperty("resources");
}

test("the Automation API runs a local program: created, quiet, repaired, and nothing is left", async () => {
  const workspace = await project({
    "index.js": `const { McpServer } = require("pulumi-cloudflare-mcp");
      const docs = new McpServer("docs", {
        name: "Docs", hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never",
      });
      exports.serverId = docs.serverId;`,
    "package.json": '{ "name": "test", "main": "index.js" }',
  });
  await live(
    await LocalWorkspace.selectStack(
      { stackName: "test", workDir: workspace.folder },
      { envVars: variables(workspace) },
    ),
  );
});

test("the Automation API runs an inline program: created, quiet, repaired, and nothing is left", async () => {
  const workspace = await project({});
  const program = (): Promise<Record<string, unknown>> => {
    const docs = new McpServer("docs", {
      name: "Docs",
      hostname: "https://docs.example.com/mcp",
      authType: "unauthenticated",
      sync: "never",
    });
    return Promise.resolve({ serverId: docs.serverId });
  };
  await live(
    await LocalWorkspace.selectStack(
      { stackName: "test", projectName: "test", program },
      { workDir: workspace.folder, envVars: variables(workspace) },
    ),
  );
});
