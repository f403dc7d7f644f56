/** What a release writes, kept for all later ones: the program, its state, and the account as Cloudflare holds it. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { lockSchemaId } from "../../provider/src/lock/file";
import { entry, tool } from "../support/locks";
import { ok, TestStack, type StackOptions } from "../support/stack";

/** The place of what each release recorded. */
export const recordings = __dirname;

export const lockFile = "mcp-locks/locked.json";

/** The same for each release: what is encrypted in the states is made with these. */
export function configFor(cloudflare: Emulator): NonNullable<StackOptions["config"]> {
  return {
    "cloudflare:baseUrl": cloudflare.baseUrl,
    accountId: cloudflare.accountId,
    partnerAccountId: cloudflare.secondAccountId,
    partnerToken: { secret: cloudflare.secondAccountToken },
    ticketsToken: { secret: "canary-tickets-d0c1" },
    accessSecret: { secret: "canary-access-88ab" },
    clientSecret: { secret: "canary-client-f23e" },
  };
}

/** Lets today's code deploy today's program, and keeps what came of it under a version. */
export async function record(version: string, program: string): Promise<void> {
  const folder = join(recordings, version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const cloudflare = await startEmulator({ dataFile: join(folder, "account.json") });
  let stack: TestStack | undefined;
  try {
    const files = { "index.js": program, [lockFile]: lockText() };
    stack = await TestStack.create(cloudflare, { files, config: configFor(cloudflare) });
    seed(cloudflare);
    ok(await stack.up());
    discoverTools(cloudflare);
    ok(await stack.up("--refresh"));
    ok(await stack.refresh("--expect-no-changes"));
    ok(await stack.preview("--expect-no-changes"));
    writeFileSync(join(folder, "index.js"), program);
    cpSync(join(stack.workspace.folder, lockFile), join(folder, lockFile), { recursive: true });
    writeFileSync(join(folder, "state.json"), withoutPlaces((await stack.state()).text));
  } finally {
    stack?.remove();
    await cloudflare.close();
  }
}

/** What is there before the program. */
function seed(cloudflare: Emulator): void {
  const adopted = { id: "adopted", name: "Made by hand", hostname: "https://adopted.example.com/mcp" } as const;
  cloudflare.seedServer({ ...adopted, auth_type: "unauthenticated" });
  cloudflare.seedServer({ id: "seen", tools: [tool("look")], prompts: [{ name: "greeting" }] });
}

/** As Cloudflare does it by itself, every two hours. */
function discoverTools(cloudflare: Emulator): void {
  const when = "2026-11-25 08:00:00";
  const tools = {
    docs: [tool("search"), tool("fetch")],
    tickets: [tool("list"), tool("delete")],
    "behind-access": [tool("pay")],
    locked: [tool("reviewed"), tool("refused"), tool("new")],
  };
  for (const [id, found] of Object.entries(tools)) {
    cloudflare.editServer(id, { tools: found, status: "ready", last_synced: when, last_successful_sync: when });
  }
}

export function lockText(): string {
  const tools = { refused: entry(tool("refused"), { allow: false }), reviewed: entry(tool("reviewed")) };
  const content = { $schema: lockSchemaId, server: "locked", hostname: "https://locked.example.com/mcp", tools };
  return JSON.stringify({ ...content, prompts: {} }, null, 2);
}

/** A recorded state, as if it had been written with the emulator at its address of today. */
export function stateAt(cloudflare: Emulator, state: string): string {
  const content = JSON.parse(state) as {
    readonly deployment: { readonly resources: readonly Record<string, unknown>[] };
  };
  for (const resource of content.deployment.resources) {
    if (resource.type === "pulumi:providers:pulumi-nodejs") {
      for (const side of ["inputs", "outputs"]) {
        resource[side] = { ...(resource[side] as object), "cloudflare:baseUrl": cloudflare.baseUrl };
      }
    }
  }
  return JSON.stringify(content);
}

/** Pulumi also notes where in which file a resource was declared: on the machine that recorded. */
function withoutPlaces(state: string): string {
  const places = ["sourcePosition", "stackTrace"];
  const content: unknown = JSON.parse(state, (key, value: unknown) => (places.includes(key) ? undefined : value));
  return `${JSON.stringify(content, null, 2)}\n`;
}
