/** Program texts that `pulumi import` writes with the native plugin: they preview quietly. */
import { execFile } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { calls, useAccount } from "../support/account";
import { environmentFor, installSdk, useLanguages, type Language } from "../support/languages";
import { pluginsIn, usePluginBundle } from "../support/pluginBundle";
import { succeed } from "../support/pulumi";
import { ok, type Run, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const run = promisify(execFile);
const account = useAccount();
const createStack = useStacks();
const languages = useLanguages();
const plugin = usePluginBundle();

const tools = [{ name: "search" }, { name: "delete" }];

const plain = {
  id: "plain",
  name: "Plain",
  hostname: "https://plain.example.com/mcp",
  auth_type: "unauthenticated",
  description: 'Quotes "this", ${that} and a line\nbelow',
  tools,
  updated_tools: [
    { name: "search", enabled: true, alias: "find", description: "Finds a page" },
    { name: "delete", enabled: false },
  ],
  updated_prompts: [{ name: "review", enabled: true, alias: "check" }],
  secure_web_gateway: true,
  is_shared_oauth_callback_enabled: false,
};

const servers = [
  plain,
  {
    id: "headers",
    name: "headers",
    hostname: "https://headers.example.com/mcp",
    tools,
    auth_type: "bearer",
    auth_credentials: JSON.stringify({ headers: { "x-key": "canary-of-the-headers-0001" } }),
  },
  {
    id: "client",
    name: "client",
    hostname: "https://client.example.com/mcp",
    auth_type: "oauth",
    auth_credentials: JSON.stringify({
      auth_mode: "manual",
      config: {
        authorization_endpoint: "https://login.example.com/authorize",
        token_endpoint: "https://login.example.com/token",
      },
      registration_info: { client_id: "agents", redirect_uris: ["https://mcp.example.com/callback"], scope: "read" },
    }),
    client_secret: "canary-of-the-client-0001",
  },
];

const portal = {
  id: "team",
  name: "Team",
  hostname: "mcp.example.com",
  description: "Ours",
  servers: [
    { server_id: "plain", default_disabled: true, updated_tools: [{ name: "search", enabled: true, alias: "look" }] },
    { server_id: "headers", on_behalf: false, updated_tools: [{ name: "delete", enabled: false }] },
    { server_id: "client", default_disabled: true },
  ],
};

interface Dialect {
  readonly language: Language;
  readonly runtime: string;
  /** The file that holds the program. */
  readonly program: string;
  readonly files?: Readonly<Record<string, string>>;
}

const dialects: readonly Dialect[] = [
  { language: "yaml", runtime: "yaml", program: "Main.yaml" },
  { language: "python", runtime: "python", program: "__main__.py" },
  { language: "nodejs", runtime: "nodejs", program: "index.ts", files: { "package.json": '{ "name": "test" }' } },
];

/** A project in a folder of its own: beside it stand the packages of the repository. */
async function projectIn({ language, runtime, files }: Dialect): Promise<TestStack> {
  const inProject = { ...files, "Pulumi.yaml": `name: test\nruntime: ${runtime}\n${pluginsIn(plugin.folder)}` };
  const stack = await createStack(account.cloudflare, {
    files: Object.fromEntries(Object.entries(inProject).map(([name, text]) => [`program/${name}`, text])),
    runIn: "program",
  });
  const folder = join(stack.workspace.folder, "program");
  if (language !== "yaml") {
    const words = ["package", "gen-sdk", join(plugin.folder, "schema.json"), "--language", language, "--out", "sdks"];
    await succeed(stack.workspace, words, { environment: environmentFor(languages, language) });
  }
  if (language === "python") {
    await installSdk(languages, folder);
  }
  if (language === "nodejs") {
    const sdk = join(folder, "sdks/nodejs");
    // It has its types checked by the tests of the schema.
    await run(process.execPath, [require.resolve("typescript/lib/tsc.js"), "--noCheck", "--project", sdk]);
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(sdk, join(folder, "node_modules/pulumi-cloudflare-mcp-sdk"));
  }
  return stack;
}

/** Writes what an import says to copy into the program, as its reader does. */
async function importInto(stack: TestStack, { language, program }: Dialect, ...words: string[]): Promise<Run> {
  const flags = ["--out", "imported.txt", "--yes", "--skip-preview"];
  const run = ok(await stack.run(["import", ...words, ...flags], environmentFor(languages, language)));
  const folder = join(stack.workspace.folder, "program");
  renameSync(join(folder, "imported.txt"), join(folder, program));
  return run;
}

/** Programs in JavaScript have their own host, which generates no code. */
async function expectQuiet(stack: TestStack, { language }: Dialect): Promise<void> {
  const environment = language === "nodejs" ? {} : environmentFor(languages, language);
  const { cloudflare } = account;
  cloudflare.clearRequests();
  ok(await stack.run(["preview", "--expect-no-changes"], environment));
  expect(calls(cloudflare)).toEqual([]);
}

test.each(dialects)(
  "a server, and then a portal, imported by its id previews quietly in $language",
  async (dialect) => {
    const { cloudflare } = account;
    cloudflare.seedServer(plain);
    cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "plain" }] });
    for (const [kind, name, id] of [
      ["McpServer", "docs", "plain"],
      ["McpPortal", "everything", "team"],
    ] as const) {
      const stack = await projectIn(dialect);
      await importInto(stack, dialect, `cloudflare-mcp:index:${kind}`, name, `${cloudflare.accountId}/${id}`);
      await expectQuiet(stack, dialect);
    }
  },
);

test.each(dialects)("every kind of argument, imported by a file, previews quietly in $language", async (dialect) => {
  const { cloudflare } = account;
  for (const server of servers) {
    cloudflare.seedServer(server);
  }
  cloudflare.seedPortal(portal);
  const stack = await projectIn(dialect);
  const all = [...servers.map(({ id }) => ["McpServer", id] as const), ["McpPortal", portal.id] as const];
  const resources = all.map(([kind, id]) => ({
    type: `cloudflare-mcp:index:${kind}`,
    name: id,
    id: `${cloudflare.accountId}/${id}`,
  }));
  stack.workspace.write("program/import.json", JSON.stringify({ resources }));
  const { messages } = await importInto(stack, dialect, "--file", "import.json");
  expect(messages.filter(({ resource }) => all.some(([, id]) => id === resource))).toHaveLength(2);
  await expectQuiet(stack, dialect);
  expect((await stack.state()).text).not.toContain("canary");
});
