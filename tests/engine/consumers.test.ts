/**
 * The packed package in programs of all kinds, from the oldest Pulumi that it supports to the newest.
 *
 * Here is one installation; `npm run test:consumers` plays all layouts, versions of Pulumi's SDK and of Node.js.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMcpServer, type McpServer } from "cloudflare-mcp-emulator";
import { repository, textOf } from "../docs/tree";
import { useAccount } from "../support/account";
import { installConsumer, type Consumer, type ConsumerOptions } from "../support/consumer";
import { succeed } from "../support/pulumi";
import { ok, type StackOptions, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";

const { peerDependencies, version } = JSON.parse(textOf("provider/package.json")) as {
  version: string;
  peerDependencies: Readonly<Record<"@pulumi/pulumi", string>>;
};
const lowest = /^>=(\S+) /.exec(peerDependencies["@pulumi/pulumi"])?.[1] ?? "";

// The newest Pulumi asks for Node.js 22.
const all: readonly ConsumerOptions[] = [
  { layout: "npm", sdk: lowest },
  { layout: "pnpm", sdk: lowest },
  { layout: "npm", sdk: lowest, nodeVersion: "24" },
  { layout: "npm", sdk: "latest", nodeVersion: "24" },
  { layout: "pnpm", sdk: "latest", nodeVersion: "24" },
];
const chosen = process.env.CONSUMERS === "all" ? all : all.slice(0, 1);

let upstreams: readonly McpServer[];

beforeEach(async () => {
  upstreams = await Promise.all([
    startMcpServer({ tools: [{ name: "search" }] }),
    startMcpServer({ token, tools: [{ name: "list" }, { name: "delete" }] }),
  ]);
});
afterEach(async () => {
  await Promise.all(upstreams.map((server) => server.close()));
});

const account = useAccount();
const createStack = useStacks();
const token = "canary-consumer-51c7";
const body = `
const config = new pulumi.Config();
const docs = new McpServer("docs", { hostname: config.require("docsUrl"), authType: "unauthenticated" });
const tickets = new McpServer("tickets", {
  name: "Tickets",
  hostname: config.require("ticketsUrl"),
  authType: "bearer",
  authCredentials: config.requireSecret("ticketsToken"),
});
const portal = new McpPortal("team", { hostname: "mcp.example.com", servers: [docs, { server: tickets, tools: ["list"] }] });
`;
const imports = `
import * as pulumi from "@pulumi/pulumi";
import { McpPortal, McpServer } from "pulumi-cloudflare-mcp";
`;

/** Each in a folder of its own; Pulumi.yaml names the one that runs. */
const programs = {
  "CommonJS/index.js": `
    const pulumi = require("@pulumi/pulumi");
    const { McpPortal, McpServer } = require("pulumi-cloudflare-mcp");
    ${body}
    exports.url = portal.url;
    console.log("on Node.js " + process.versions.node);
  `,
  "module/index.js": `${imports}${body}export const url = portal.url;`,
  "module/package.json": '{ "type": "module", "main": "index.js" }',
  "TypeScript/index.ts": `${imports}${body}export const url: pulumi.Output<string> = portal.url;`,
};

/** The template folder, from which `pulumi new` makes projects. */
const template = join(repository, "templates/typescript");

describe.each(chosen.map((options) => [nameOf(options), options] as const))("installed with %s", (_name, options) => {
  let folder: string;
  let consumer: Consumer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "consumer-"));
    consumer = await installConsumer(folder, options);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** A stack whose only packages are those that were installed. */
  async function consuming(options: StackOptions): Promise<TestStack> {
    const { environment, packages } = consumer;
    return createStack(account.cloudflare, { ...options, environment, packages });
  }

  test("programs of all kinds declare the same", async () => {
    const { cloudflare } = account;
    const [docs, tickets] = upstreams;
    const stack = await consuming({
      files: { ...programs, "Pulumi.yaml": projectOf("CommonJS") },
      config: { docsUrl: docs?.url ?? "", ticketsUrl: tickets?.url ?? "", ticketsToken: { secret: token } },
    });

    const { stdout } = ok(await stack.up());
    expect(stdout).toContain(`on Node.js ${options.nodeVersion ?? process.versions.node}`);
    expect(cloudflare.server("tickets")).toMatchObject({ name: "Tickets", status: "ready" });
    expect(cloudflare.portalTools("team").map(({ name }) => name)).toEqual(["docs_search", "tickets_list"]);
    expect(await stack.workspace.outputs()).toEqual({ url: "https://mcp.example.com/mcp" });
    expect((await stack.state()).text).not.toContain(token);

    for (const language of ["CommonJS", "module", "TypeScript"]) {
      stack.workspace.write("Pulumi.yaml", projectOf(language));
      ok(await stack.preview("--expect-no-changes"));
    }
    ok(await stack.refresh("--expect-no-changes"));
    expect(await consumer.bin("pulumi-cloudflare-mcp", ["--version"], folder)).toBe(`${version}\n`);

    ok(await stack.destroy());
    expect([...cloudflare.servers(), ...cloudflare.portals()]).toEqual([]);
  });

  test("`pulumi new` makes a project of the template that compiles and previews", async () => {
    const stack = await consuming({ files: { "new/.gitkeep": "" }, runIn: "new" });
    const words = ["--name", "hello", "--description", "Servers", "--generate-only", "--yes", "--force"];
    await succeed(stack.workspace, ["new", template, ...words]);
    const project = join(stack.workspace.folder, "new");
    expect(readFileSync(join(project, "Pulumi.yaml"), "utf8")).toContain("name: hello\ndescription: Servers\n");

    expect(await consumer.bin("tsc", ["--project", "."], project)).toBe("");
    await succeed(stack.workspace, ["stack", "init", "dev"]);
    const preview = ok(await stack.preview());
    expect(preview.steps).toEqual(["create docs"]);
    expect(account.cloudflare.requests()).toEqual([]);
  });
});

function nameOf({ layout, sdk, nodeVersion = process.versions.node }: ConsumerOptions): string {
  return `${layout} beside Pulumi ${sdk}, on Node.js ${nodeVersion}`;
}

function projectOf(language: string): string {
  return `name: test\nruntime: nodejs\nmain: ${language}/\n`;
}
