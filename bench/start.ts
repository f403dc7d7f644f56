/**
 * `npm run bench:start`: measures what this package adds to the start of Pulumi's provider process.
 *
 * It alternates with a dynamic provider that does nothing, and prints medians and spreads.
 */
import { join, resolve } from "node:path";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { ProviderHost } from "./providerHost";
import { spreadOf, spreadText } from "./statistics";

const repetitions = 9;
const providers = {
  "does nothing": `exports.handler=()=>({check:async(o,n)=>({inputs:n}),create:async()=>({id:"x",outs:{}}),read:async(id,props)=>({id,props})})`,
  McpServer: 'exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("McpServer")',
} as const;

interface Figures {
  check: number;
  memoryAfterCheck: number;
  create: number;
  secondCreate: number;
  memoryAfterCreate: number;
}

async function main(): Promise<void> {
  const cloudflare = await startEmulator();
  const runs: Record<keyof typeof providers, Figures[]> = { "does nothing": [], McpServer: [] };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [name, text] of Object.entries(providers)) {
      runs[name as keyof typeof providers].push(await measure(cloudflare, text, repetition));
    }
  }
  await cloudflare.close();

  const names = Object.keys(providers) as (keyof typeof providers)[];
  console.log(`Provider process, ${String(repetitions)} runs each in turn: median (lowest to highest)\n`);
  console.log(["", ...names].map((text) => text.padEnd(26)).join(""));
  const rows: [string, keyof Figures][] = [
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
  console.log(`\n__provider in state: ${String(providers.McpServer.length)} bytes, twice a resource`);
}

async function measure(cloudflare: Emulator, provider: string, repetition: number): Promise<Figures> {
  const host = await ProviderHost.start({
    folder: join(resolve(__dirname, "../.."), "examples/quickstart"),
    environment: {
      CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
      CLOUDFLARE_ACCOUNT_ID: cloudflare.accountId,
      CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
    },
  });
  const args = (name: string): Record<string, unknown> => ({
    __provider: provider,
    __logicalName: `${name}-${String(repetition)}`,
    __urn: `urn:pulumi:s::p::pulumi-nodejs:dynamic/cloudflare-mcp:McpServer::${name}`,
    hostname: "https://docs.example.com/mcp",
    authType: "unauthenticated",
    sync: "never",
  });
  try {
    const [check, checked] = await timed(() => host.check({}, args("one")));
    const memoryAfterCheck = host.memory();
    const [create] = await timed(() => host.create(checked.inputs));
    const other = await host.check({}, args("two"));
    const [secondCreate] = await timed(() => host.create(other.inputs));
    return { check, memoryAfterCheck, create, secondCreate, memoryAfterCreate: host.memory() };
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
