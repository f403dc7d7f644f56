/** The programs of docs/portals.md, run: what agents are offered by the portals is what the page says. */
import * as pulumi from "@pulumi/pulumi";
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import ts from "typescript";
import { useAccount } from "../support/account";
import { codeBlocksOf } from "../support/codeBlocks";
import { createdByMocks, kindOf, withoutSecrets } from "../support/mocks";
import type { Properties } from "../support/deployment";
import { environmentOf } from "../support/stack";

jest.setTimeout(60_000);

const account = useAccount();
const upstreams: McpServer[] = [];

afterEach(async () => {
  await Promise.all(upstreams.splice(0).map((upstream) => upstream.close()));
});

/** Runs a program of the page. Its servers are of this machine, and have these tools. */
async function run(heading: string, tools: Readonly<Record<string, readonly string[]>>): Promise<Properties> {
  const block = codeBlocksOf("docs/portals.md").find((each) => each.heading === heading && each.language === "ts");
  const { outputText } = ts.transpileModule(block?.text ?? "throw new Error()", {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  Object.assign(process.env, environmentOf(account.cloudflare));
  pulumi.runtime.setAllConfig({ "project:ticketsToken": "t0ken" }, ["project:ticketsToken"]);
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: async ({ type, name, inputs }) => {
      const plain = withoutSecrets(inputs as unknown) as Properties;
      const kind = kindOf(type) ?? "";
      if (kind !== "McpServer") {
        return createdByMocks(kind, plain);
      }
      const token = plain.authCredentials as string | undefined;
      const upstream = await startMcpServer({
        ...(token !== undefined && { token }),
        tools: (tools[name] ?? []).map((each) => ({ name: each })),
      });
      upstreams.push(upstream);
      return createdByMocks(kind, { ...plain, hostname: upstream.url });
    },
  });
  const exports: Properties = {};
  const modules: Readonly<Record<string, unknown>> = {
    "@pulumi/pulumi": pulumi,
    "pulumi-cloudflare-mcp": jest.requireActual("../../provider/src"),
  };
  // Not by node:vm: Pulumi takes lists for lists only if they are of its own realm.
  const program = Reflect.construct(Function, ["require", "exports", outputText]) as (
    require: (name: string) => unknown,
    exports: Properties,
  ) => void;
  program((name) => modules[name], exports);
  await pulumi.runtime.disconnect();
  return exports;
}

const shownBy = (portal: string): string[] =>
  account.cloudflare
    .portalTools(portal)
    .map(({ name }) => name)
    .toSorted();

test("each form of a row shows what the page says of it", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "wiki", tools: [{ name: "search" }, { name: "edit" }] });
  await run("Servers of a portal", {
    docs: ["search", "fetch"],
    tickets: ["list_tickets", "add_comment", "delete_ticket"],
  });
  expect(shownBy("team")).toEqual([
    "docs_fetch",
    "docs_search",
    "tickets_comment",
    "tickets_list_tickets",
    "wiki_search",
  ]);
  const rows = cloudflare.portal("team")?.servers.map(({ server_id, on_behalf }) => [server_id, on_behalf]);
  expect(rows).toEqual([
    ["docs", true],
    ["tickets", false],
    ["wiki", true],
  ]);
});

test("one server is shown to two audiences, to each as the page says, once somebody has logged in", async () => {
  const { cloudflare } = account;
  await run("One server, two audiences", { crm: ["find_customer", "delete_customer"] });
  await cloudflare.login("crm");
  expect(cloudflare.portal("support")?.servers).toMatchObject([{ server_id: "crm", default_disabled: true }]);
  expect(shownBy("sales")).toEqual(["crm_delete_customer", "crm_find_customer"]);
  // What was said of tools waits for the next `up --refresh`; hidden stays hidden.
  expect(shownBy("support")).toEqual([]);
});
