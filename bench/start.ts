/**
 * `npm run bench:start`: measures what this package adds to the start of Pulumi's provider process, and the start of the
 * plugin.
 *
 * It alternates with a dynamic provider that does nothing, and prints medians and spreads.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundle } from "#plugin";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { ProviderHost } from "./providerHost";
import { spreadOf, spreadText } from "./statistics";

const repository = resolve(__dirname, "../..");
const repetitions = 9;
const names = ["does nothing", "McpServer", "plugin"] as const;
type Name = (typeof names)[number];

/** What state names as the provider of a dynamic resource. */
const texts = {
  "does nothing": `exports.handler=()=>({check:async(o,n)=>({inputs:n}),create:async()=>({id:"x",outs:{}}),read:async(id,props)=>({id,props})})`,
  McpServer: 'exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("McpServer")',
} as const;

interface Figures {
  start: number;
  check: number;
  memoryAfterCheck: number;
  create: number;
  secondCreate: number;
  memoryAfterCreate: number;
}

async function main(): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), "bench-"));
  const { folder: plugin } = await bundle(repository, join(place, "plugin"));
  const cloudflare = await startEmulator();
  const runs: Record<Name, Figures[]> = { "does nothing": [], McpServer: [], plugin: [] };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const name of names) {
      runs[name].push(await measure(cloudflare, name, join(plugin, "bundle.js"), repetition));
    }
  }
  await cloudflare.close();
  rmSync(place, { recursive: true });

  console.log(`Provider process, ${String(repetitions)} runs each in turn: median (lowest to highest)\n`);
  console.log(["", ...names].map((text) => text.padEnd(26)).join(""));
  const rows: [string, keyof Figures][] = [
    ["start to first check, ms", "start"],
    ["first check, ms", "check"],
    ["memory after it, MB", "memoryAfterCheck"],
    ["first create, ms", "create"],
    ["second create, ms", "secondCreate"],
    ["memory after them, MB", "memoryAfterCreate"],
  ];
  for (const [label, figure] of rows) {
    console.log(
      [
        label,
        ...names.map((name) => spreadText(spreadOf(runs[name].map((run) => run[figure])), (value) => value.toFixed(1))),
      ]
        .map((text) => text.padEnd(26))
        .join(""),
    );
  }
  console.log(`\n__provider in state: ${String(texts.McpServer.length)} bytes, twice a resource`);
}

async function measure(cloudflare: Emulator, name: Name, plugin: string, repetition: number): Promise<Figures> {
  const isPlugin = name === "plugin";
  const started = performance.now();
  const host = await ProviderHost.start({
    folder: join(repository, "examples/quickstart"),
    environment: {
      CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
      CLOUDFLARE_ACCOUNT_ID: cloudflare.accountId,
      CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
    },
    ...(isPlugin && { plugin }),
  });
  const type = isPlugin ? "cloudflare-mcp:index:McpServer" : "pulumi-nodejs:dynamic/cloudflare-mcp:McpServer";
  const urnOf = (resource: string): string => `urn:pulumi:s::p::${type}::${resource}`;
  const args = (resource: string): Record<string, unknown> => ({
    serverId: `${resource}-${name.replace(" ", "-").toLowerCase()}-${String(repetition)}`,
    hostname: "https://docs.example.com/mcp",
    authType: "unauthenticated",
    sync: "never",
    ...(!isPlugin && { __provider: texts[name], __logicalName: resource, __urn: urnOf(resource) }),
  });
  try {
    const [check, checked] = await timed(() => host.check({}, args("one"), urnOf("one")));
    const start = performance.now() - started;
    const memoryAfterCheck = host.memory();
    const [create] = await timed(() => host.create(checked.inputs, urnOf("one")));
    const other = await host.check({}, args("two"), urnOf("two"));
    const [secondCreate] = await timed(() => host.create(other.inputs, urnOf("two")));
    return { start, check, memoryAfterCheck, create, secondCreate, memoryAfterCreate: host.memory() };
  } finally {
    await host.stop();
  }
}

async function timed<Result>(run: () => Promise<Result>): Promise<[number, Result]> {
  const started = performance.now();
  const result = await run();
  return [performance.now() - started, result];
}

void main();
