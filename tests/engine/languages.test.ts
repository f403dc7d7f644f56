/** Programs in YAML, Python and Go over the native plugin. */
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { useAccount } from "../support/account";
import { codeBlocksOf, type CodeBlock } from "../support/codeBlocks";
import { copyOfExample } from "../support/examples";
import { environmentFor, installSdk, useLanguages, type Language } from "../support/languages";
import { pluginsIn, usePluginBundle } from "../support/pluginBundle";
import { runBlock } from "../support/runBlock";
import { ok } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const languages = useLanguages();
const plugin = usePluginBundle();

const token = "canary-token-of-the-tickets-server";

let upstreams: { readonly handbook: McpServer; readonly tickets: McpServer };
beforeEach(async () => {
  upstreams = {
    handbook: await startMcpServer({ tools: [{ name: "search" }] }),
    tickets: await startMcpServer({
      token,
      tools: ["list_tickets", "add_comment", "delete_ticket"].map((name) => ({ name })),
    }),
  };
});
afterEach(async () => {
  await Promise.all(Object.values(upstreams).map((server: McpServer) => server.close()));
});

/** The commands of the section about a language. */
function commandsOf(language: Language): CodeBlock[] {
  return codeBlocksOf("docs/other-languages.md").filter(
    (block) => block.language === "sh" && block.heading.toLowerCase() === language,
  );
}

/** The command of the page that installs the plugin, from where this test has built it. */
function installation(folder: string): string[] {
  const found = codeBlocksOf("docs/other-languages.md").filter(({ text }) => text.includes("--file dist/plugin"));
  return found.map(({ text }) => text.replace("dist/plugin", folder));
}

test("the import of the page prints the text of a program that previews quietly", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({
    id: "docs",
    name: "Docs",
    hostname: "https://docs.example.com/mcp",
    auth_type: "unauthenticated",
  });
  const [command] = codeBlocksOf("docs/other-languages.md").filter(({ heading }) => heading === "Import");
  const environment = environmentFor(languages, "yaml");
  const project = `name: test\nruntime: yaml\n${pluginsIn(plugin.folder)}`;
  const stack = await createStack(cloudflare, { files: { "Pulumi.yaml": project }, environment });
  const text = `${command?.text.replace("0123456789abcdef0123456789abcdef", cloudflare.accountId).trim() ?? ""} --yes --protect=false`;
  const imported = await runBlock(cloudflare, stack, text, environment);
  expect(imported).toMatchObject({ code: 0 });
  const [, resources = ""] = /^(resources:\n(?: .*\n)+)/m.exec(imported.stdout) ?? [];
  stack.workspace.write("Pulumi.yaml", `${project}${resources}`);
  expect((await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.resource("docs")).id).toBe(`${cloudflare.accountId}/docs`);
});

test.each<Language>(["yaml", "python", "go"])("the example in %s lives a whole life", async (language) => {
  const { cloudflare } = account;
  const { handbook, tickets } = upstreams;
  const environment = environmentFor(languages, language);
  const stack = await createStack(cloudflare, {
    ...copyOfExample(language),
    environment,
    config: {
      [`${language}:portalHost`]: "mcp.example.com",
      [`${language}:handbookUrl`]: handbook.url,
      [`${language}:ticketsUrl`]: tickets.url,
      [`${language}:ticketsToken`]: { secret: token },
    },
  });
  const { folder } = stack.workspace;
  for (const text of [...installation(plugin.folder), ...commandsOf(language).map((block) => block.text)]) {
    const { code, stderr } = await runBlock(cloudflare, stack, text, environment);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  }
  if (language === "python") {
    await installSdk(languages, folder);
  }

  ok(await stack.up());
  const shown = cloudflare
    .portal("team")
    ?.servers.flatMap(({ server_id, updated_tools = [] }) =>
      updated_tools.filter(({ enabled }) => enabled).map(({ name }) => `${server_id} ${name}`),
    );
  expect(shown?.toSorted()).toEqual(["handbook search", "tickets add_comment", "tickets list_tickets"]);
  expect((await stack.workspace.outputs()).url).toBe("https://mcp.example.com/mcp");
  expect((await stack.state()).text).not.toContain(token);

  expect((await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
  ok(await stack.destroy());
  expect(cloudflare.servers()).toEqual([]);
});
