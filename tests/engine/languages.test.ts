/** Programs in YAML, Python and Go over the native plugin. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { bundle } from "../../tools/plugin/bundle";
import { repository } from "../docs/tree";
import { useAccount } from "../support/account";
import { copyOfExample } from "../support/examples";
import { environmentFor, generateSdk, linkPlugin, useLanguages, type Language } from "../support/languages";
import { ok } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();
const languages = useLanguages();

let plugin: string;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "plugin-"));
  plugin = (await bundle(repository, join(folder, "plugin"))).folder;
});
afterAll(() => {
  rmSync(dirname(plugin), { recursive: true });
});

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
  linkPlugin(stack, plugin);
  if (language !== "yaml") {
    await generateSdk(stack, language, languages, environment, join(stack.workspace.folder, "examples", language));
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
