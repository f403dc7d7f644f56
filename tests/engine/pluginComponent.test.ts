/** A component in TypeScript, over the generated SDK, that a program in Python uses. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundle } from "../../tools/plugin/bundle";
import { repository } from "../docs/tree";
import { useAccount } from "../support/account";
import { environmentFor, installSdk, useLanguages } from "../support/languages";
import { runBlock } from "../support/runBlock";
import { ok } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const languages = useLanguages();

let plugin: string;
beforeAll(async () => {
  plugin = (await bundle(repository, join(mkdtempSync(join(tmpdir(), "plugin-")), "plugin"))).folder;
});
afterAll(() => {
  rmSync(dirname(plugin), { recursive: true });
});

const component = `
import * as pulumi from "@pulumi/pulumi";
import { componentProviderHost } from "@pulumi/pulumi/provider/experimental";
import { McpPortal, McpServer } from "pulumi-cloudflare-mcp-sdk";

export interface TeamPortalArgs {
  /** The host name of the portal. */
  hostname: pulumi.Input<string>;
  /** The token of the server. */
  token: pulumi.Input<string>;
}

export class TeamPortal extends pulumi.ComponentResource {
  public readonly url: pulumi.Output<string>;
  constructor(name: string, args: TeamPortalArgs, opts?: pulumi.ComponentResourceOptions) {
    super("team-portal:index:TeamPortal", name, args, opts);
    const options = { parent: this, deleteBeforeReplace: true };
    const docs = new McpServer("docs", {
      hostname: "https://docs.example.com/mcp", authType: "bearer", authCredentials: args.token, sync: "never",
    }, options);
    this.url = new McpPortal(name, { hostname: args.hostname, servers: [{ server: docs.id }] }, options).url;
    this.registerOutputs({ url: this.url });
  }
}

void componentProviderHost({ name: "team-portal", components: [TeamPortal], dirname: \`\${__dirname}/..\` });
`;

const compiler = join(repository, "node_modules", "typescript", "bin", "tsc");
const settings = {
  target: "es2022",
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  skipLibCheck: true,
};

test("a component in TypeScript is used from Python", async () => {
  const { cloudflare } = account;
  const environment = environmentFor(languages, "python");
  const stack = await createStack(cloudflare, {
    environment,
    runIn: "program",
    config: { "python:token": { secret: "canary-token-of-the-component" } },
    files: {
      "component/index.ts": component,
      "component/package.json": '{ "name": "team-portal", "version": "0.1.0", "main": "index.ts" }',
      "component/tsconfig.json": JSON.stringify({
        compilerOptions: { ...settings, outDir: "dist" },
        files: ["index.ts"],
      }),
      "component/pulumi-resource-team-portal": '#!/bin/sh\nexec node "${0%/*}/dist/index.js" "$@"\n',
      "program/Pulumi.yaml": `name: python\nruntime: python\nplugins:\n  providers:\n    - name: team-portal\n      path: ../component\n    - name: cloudflare-mcp\n      path: ${plugin}\n`,
      "program/__main__.py": `import pulumi
import pulumi_team_portal as team_portal

team = team_portal.TeamPortal("team", hostname="mcp.example.com", token=pulumi.Config().require_secret("token"))
pulumi.export("url", team.url)
`,
    },
  });
  const folder = join(stack.workspace.folder, "component");
  const run = async (text: string, of: NodeJS.ProcessEnv): Promise<void> => {
    const { code, stdout, stderr } = await runBlock(cloudflare, stack, text, of);
    expect({ code, said: code === 0 ? "" : `${stdout}${stderr}` }).toEqual({ code: 0, said: "" });
  };
  await run(
    `cd ${folder}
pulumi package gen-sdk ${plugin}/schema.json --language nodejs --out sdks
node ${compiler} --project sdks/nodejs/tsconfig.json
cp sdks/nodejs/package.json sdks/nodejs/bin/
chmod +x pulumi-resource-team-portal`,
    environmentFor(languages, "nodejs"),
  );
  mkdirSync(join(folder, "node_modules"));
  symlinkSync("../sdks/nodejs/bin", join(folder, "node_modules", "pulumi-cloudflare-mcp-sdk"));
  await run(`cd ${folder}\nnode ${compiler} --project .`, environment);
  await run(
    `cd program
pulumi package get-schema ../component/pulumi-resource-team-portal > schema.json
pulumi package gen-sdk schema.json --language python --out sdks`,
    environment,
  );
  await installSdk(languages, join(stack.workspace.folder, "program"));

  expect(ok(await stack.up()).changes).toEqual({ create: 4 });
  expect(cloudflare.portal("team")?.servers).toMatchObject([{ server_id: "docs" }]);
  expect(cloudflare.server("docs")?.auth_credentials).toBe("canary-token-of-the-component");
  expect((await stack.state()).text).not.toContain("canary-token-of-the-component");
  expect((await stack.workspace.outputs()).url).toBe("https://mcp.example.com/mcp");
  expect((await stack.preview("--expect-no-changes")).code).toBe(0);
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});
