import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** How a run of Pulumi ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Added to the environment of this one run. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Text for stdin. */
  readonly input?: string;
}

export interface WorkspaceOptions {
  /** Path in the project to text. Pulumi.yaml is written for you unless it is given. */
  readonly files: Readonly<Record<string, string>>;
  /** Configuration by key; a key without namespace belongs to the project `test`. */
  readonly config?: Readonly<Record<string, string | { readonly secret: string }>>;
}

/** A project in a temporary folder with the stack `test` in a backend of its own. */
export interface Workspace {
  readonly folder: string;
  /** What a process needs to find this workspace's backend, for the Automation API for example. */
  readonly environment: NodeJS.ProcessEnv;
  /** Writes or replaces one file of the project. */
  write(path: string, text: string): void;
  /** Runs Pulumi to its end. A non-zero exit code is an outcome, not an error. */
  run(commandArguments: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Starts Pulumi, for tests that kill it. */
  start(commandArguments: readonly string[], options?: RunOptions): ChildProcess;
  /** Outputs of the stack, secrets in clear. */
  outputs(): Promise<Record<string, unknown>>;
  /** Removes the folder. Destroy what matters first. */
  remove(): void;
}

const repository = resolve(__dirname, "..", "..");

/** Programs in it resolve the packages of this repository, `pulumi-cloudflare-mcp` among them. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-test-"));
  const backend = join(folder, ".backend");
  mkdirSync(backend);
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));

  const workspace = openWorkspace(folder, {
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_HOME: join(folder, ".pulumi"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  });
  workspace.write("Pulumi.yaml", "name: test\nruntime: nodejs\n");
  for (const [path, text] of Object.entries(options.files)) {
    workspace.write(path, text);
  }
  await succeed(workspace, ["stack", "init", "test"]);
  const entries = Object.entries(options.config ?? {});
  if (entries.length > 0) {
    await succeed(workspace, ["config", "set-all", ...entries.flatMap(configFlags)]);
  }
  return workspace;
}

function openWorkspace(folder: string, environment: NodeJS.ProcessEnv): Workspace {
  const workspace: Workspace = {
    folder,
    environment,
    write: (path, text) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    start: (commandArguments, { environment: added = {} } = {}) =>
      spawn(pulumiCommand(), [...commandArguments, "--non-interactive"], {
        cwd: folder,
        env: { ...process.env, ...environment, ...added },
      }),
    run: async (commandArguments, options = {}) => {
      const child = workspace.start(commandArguments, options);
      child.stdin?.end(options.input ?? "");
      return outcomeOf(child);
    },
    outputs: async () => {
      const { stdout } = await succeed(workspace, ["stack", "output", "--json", "--show-secrets"]);
      return JSON.parse(stdout) as Record<string, unknown>;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return workspace;
}

/** Runs Pulumi and fails with everything it said unless it exits with 0. */
export async function succeed(
  workspace: Workspace,
  commandArguments: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const outcome = await workspace.run(commandArguments, options);
  if (outcome.code !== 0) {
    const said = `${outcome.stdout}\n${outcome.stderr}`.trim();
    throw new Error(`pulumi ${commandArguments.join(" ")} exited with ${String(outcome.code)}:\n${said}`);
  }
  return outcome;
}

/** Collects what a process says until it ends. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolvePromise, reject) => {
    child.once("error", reject).once("close", (code) => {
      resolvePromise({ code, stdout, stderr });
    });
  });
}

function pulumiCommand(): string {
  const command = process.env.PULUMI_COMMAND_FOR_TESTS;
  if (command === undefined) {
    throw new Error("Tests with Pulumi belong to the jest project `engine`, whose set-up provides it.");
  }
  return command;
}

function configFlags([key, value]: [string, string | { readonly secret: string }]): string[] {
  return typeof value === "string" ? ["--plaintext", `${key}=${value}`] : ["--secret", `${key}=${value.secret}`];
}
