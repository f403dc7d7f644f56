/**
 * `npm run quickstart`: tells the life of two servers step by step, on this machine only.
 *
 * It uses a real Pulumi, real MCP servers and the emulator in place of Cloudflare. It leaves nothing behind, even when
 * interrupted.
 */
import { cp, mkdtemp, mkdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startEmulator, startMcpServer, type Emulator, type McpServer } from "cloudflare-mcp-emulator";
import { resolvePulumi } from "../pulumi/resolvePulumi";
import { Interrupted } from "./interrupted";
import { Narrator } from "./narrator";
import { Project } from "./project";

const repository = resolve(__dirname, "../../..");
/** Pulumi's own code for "changes were found where none were expected". */
const driftFound = 7;

const tell = new Narrator(process.stdout);

async function main(): Promise<void> {
  const cleanups: (() => Promise<void>)[] = [];
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interruption.abort(new Interrupted(signal));
    });
  }
  try {
    await story(cleanups, interruption.signal);
  } finally {
    for (const cleanup of cleanups.reverse()) {
      await cleanup();
    }
  }
}

interface Stage {
  readonly project: Project;
  readonly cloudflare: Emulator;
}

async function story(cleanups: (() => Promise<void>)[], interrupted: AbortSignal): Promise<void> {
  tell.title("Two MCP servers in a Cloudflare account, declared in Pulumi: examples/quickstart");
  tell.note("Everything runs on this machine, in about half a minute. No account, no token; nothing is left behind.");

  const stage = await setUp(cleanups, interrupted);
  await createServers(stage);
  await changeConfiguration(stage);
  await findDrift(stage);
  await repairDrift(stage);
  await destroyServers(stage);

  tell.title(
    "That was it. The program is examples/quickstart/index.ts; docs/get-started.md says how to use your own account.",
  );
}

/** Starts both upstreams and the emulator, and configures the project. `cleanups` undo it, the last one first. */
async function setUp(cleanups: (() => Promise<void>)[], interrupted: AbortSignal): Promise<Stage> {
  const pulumi = await resolvePulumi();
  interrupted.throwIfAborted();
  tell.note(
    `Pulumi ${pulumi.version} (${pulumi.source === "path" ? "installed here" : "our own build, from the cache"})`,
  );

  const token = "token-of-the-tickets-server";
  const docs = await startMcpServer({ tools: [tool("search", "Searches the documentation")] });
  cleanups.push(() => docs.close());
  const tickets = await startMcpServer({
    token,
    tools: [tool("list_tickets", "Lists open tickets"), tool("add_comment", "Comments on a ticket")],
  });
  cleanups.push(() => tickets.close());
  const cloudflare = await startEmulator();
  cleanups.push(() => cloudflare.close());

  const folder = await mkdtemp(join(tmpdir(), "quickstart-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const project = new Project(pulumi, await copyProject(folder), environmentFor(folder, cloudflare), tell, interrupted);
  await project.quietly("stack", "init", "quickstart");
  // Nothing destroys the stack after a failure: its servers are in the emulator, which ends with this process.
  await configure(project, docs, tickets, token);
  return { project, cloudflare };
}

async function createServers({ project }: Stage): Promise<void> {
  tell.step("Create both servers");
  await project.run("up");
  tell.result("(The third resource is the stack itself.)");
  tell.result("Cloudflare connected to both, with the token where one is wanted, and found these tools:");
  await project.run("stack", "output", "tools");
}

async function changeConfiguration({ project, cloudflare }: Stage): Promise<void> {
  tell.step("Change the configuration: only the difference is sent");
  cloudflare.clearRequests();
  await project.run("config", "set", "docsName", "Handbook");
  await project.run("up");
  tell.requests(cloudflare.requests());
}

async function findDrift({ project, cloudflare }: Stage): Promise<void> {
  tell.step("Somebody edits a server on the dashboard, behind Pulumi's back");
  cloudflare.editServer("tickets", { description: "Read, comment on and DELETE tickets" });
  tell.result('The description of "tickets" is now: Read, comment on and DELETE tickets');

  tell.step("A pipeline checks for drift: exit code 7 means that it found some");
  const code = await project.run({ expect: driftFound }, "refresh", "--preview-only", "--expect-no-changes", "--diff");
  tell.result(`exit code ${code}`);
}

async function repairDrift({ project, cloudflare }: Stage): Promise<void> {
  tell.step("Repair it");
  cloudflare.clearRequests();
  await project.run("up", "--refresh");
  tell.requests(cloudflare.requests());
  tell.result("(The token goes along, because Cloudflare may drop it from an update that leaves it out.)");
  tell.result(`The description of "tickets" is again: ${cloudflare.server("tickets")?.description ?? ""}`);
}

async function destroyServers({ project, cloudflare }: Stage): Promise<void> {
  tell.step("And take everything away");
  await project.run("destroy");
  tell.result(`Servers left in the account: ${cloudflare.servers().length}`);
}

/** A copy of the example, so that the configuration of this run does not land in the tree. */
async function copyProject(folder: string): Promise<string> {
  const project = join(folder, "project");
  await Promise.all(["state", "temporary"].map((name) => mkdir(join(folder, name))));
  await cp(join(repository, "examples/quickstart"), project, { recursive: true });
  await symlink(join(repository, "node_modules"), join(project, "node_modules"));
  return project;
}

function environmentFor(folder: string, cloudflare: Emulator): NodeJS.ProcessEnv {
  return {
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_HOME: join(folder, "home"),
    // The compiler that Pulumi runs on TypeScript keeps what it compiled.
    TMPDIR: join(folder, "temporary"),
    PULUMI_CONFIG_PASSPHRASE: "quickstart",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
    CLOUDFLARE_ACCOUNT_ID: cloudflare.accountId,
    CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
    // Whatever the reader has set for an account or a network of their own.
    CLOUDFLARE_API_KEY: undefined,
    CLOUDFLARE_EMAIL: undefined,
    CLOUDFLARE_MCP_ADOPT: undefined,
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
  };
}

async function configure(project: Project, docs: McpServer, tickets: McpServer, token: string): Promise<void> {
  await project.quietly(
    "config",
    "set-all",
    "--plaintext",
    `docsUrl=${docs.url}`,
    "--plaintext",
    `ticketsUrl=${tickets.url}`,
    "--secret",
    `ticketsToken=${token}`,
  );
}

function tool(
  name: string,
  description: string,
): { name: string; description: string; inputSchema: { type: "object" } } {
  return { name, description, inputSchema: { type: "object" } };
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
});
