/** How the native plugin gets onto a machine that has Node.js and Pulumi and nothing else. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { AddressInfo } from "node:net";
import { archive } from "../../tools/plugin/archive";
import { useAccount } from "../support/account";
import { useLanguages } from "../support/languages";
import { pluginsIn, usePluginBundle } from "../support/pluginBundle";
import { ok, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const languages = useLanguages();
const plugin = usePluginBundle();

let machine: string;
/** Serves the files of a release, as the assets of a release are served. */
let release: Server;
let url: string;
let asked: string[];

beforeAll(async () => {
  machine = mkdtempSync(join(tmpdir(), "machine-"));
  mkdirSync(join(machine, "bin"));
  const { PULUMI_COMMAND_FOR_TESTS: pulumi = "" } = process.env;
  for (const command of [process.execPath, pulumi, join(languages.yaml, "pulumi-language-yaml")]) {
    symlinkSync(command, join(machine, "bin", basename(command)));
  }
  const files = new Map(archive(plugin.folder, plugin.version, machine).map((path) => [`/${basename(path)}`, path]));
  release = createServer(({ url: path = "" }, response) => {
    asked.push(path);
    const file = files.get(path);
    const content = file === undefined ? "" : readFileSync(file);
    // Pulumi refuses an answer without the length.
    response.writeHead(file === undefined ? 404 : 200, { "content-length": content.length }).end(content);
  });
  await new Promise<void>((done) => release.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(release.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  await new Promise((done) => release.close(done));
  rmSync(machine, { recursive: true, force: true });
});

/** A program in YAML on the bare machine. `above` are lines of Pulumi.yaml, `options` those of the server. */
async function stackOf(above: string, options = ""): Promise<TestStack> {
  const text = `name: test
runtime: yaml
${above}resources:
  docs:
    type: cloudflare-mcp:McpServer
    properties:
      hostname: https://docs.example.com/mcp
      authType: unauthenticated
      sync: never
    options:
      deleteBeforeReplace: true
${options}`;
  return createStack(account.cloudflare, {
    files: { "Pulumi.yaml": text },
    environment: {
      PATH: join(machine, "bin"),
      HOME: mkdtempSync(join(machine, "home-")),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false",
    },
  });
}

async function expectWholeLife(stack: TestStack): Promise<void> {
  const { cloudflare } = account;
  ok(await stack.up());
  expect(cloudflare.servers().map(({ id }) => id)).toEqual(["docs"]);
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
}

test("the folder needs Node.js and Pulumi on PATH, and the lines that name it", async () => {
  await expectWholeLife(await stackOf(pluginsIn(plugin.folder)));
  expect(asked).toEqual([]);
});

test("pulumi plugin install takes it from where a release is served", async () => {
  const stack = await stackOf("");
  ok(await stack.command(["plugin", "install", "resource", "cloudflare-mcp", plugin.version, "--server", url]));
  expect(asked).toHaveLength(1);
  await expectWholeLife(stack);
  expect(asked).toHaveLength(1);
});

test("pluginDownloadURL and version on a resource let Pulumi fetch it by itself", async () => {
  const stack = await stackOf("", `      version: ${plugin.version}\n      pluginDownloadURL: ${url}\n`);
  await expectWholeLife(stack);
  expect(asked).toHaveLength(1);
});
