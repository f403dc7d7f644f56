/** Pulumi projects in temporary folders, and the commands that run there. */
import { spawn, type ChildProcess } from "node:child_process";
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
  /** The folder of the project in which Pulumi is run. It finds Pulumi.yaml there or above. */
  readonly runIn?: string;
  /** The folder of packages that programs resolve; this repository's own, unless it is given. */
  readonly packages?: string;
}

/** A project in a temporary folder with the stack `test` in a backend of its own. */
export interface Workspace {
  readonly folder: string;
  /** The state of the stack, as the backend holds it. */
  readonly stateFile: string;
  /** What a process needs to find this workspace's backend, for the Automation API for example. */
  readonly environment: NodeJS.ProcessEnv;
  /** Writes or replaces one file of the project. */
  write(path: string, text: string): void;
  /** Runs Pulumi to its end. A non-zero exit code is an outcome, not an error. */
  run(commandArguments: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Starts Pulumi, for those that watch or kill it. */
  start(commandArguments: readonly string[], options?: RunOptions): ChildProcess;
  /** Outputs of the stack, secrets in clear. */
  outputs(): Promise<Record<string, unknown>>;
  /** Removes the folder. Destroy what matters first. */
  remove(): void;
}

/** The folder of this repository's packages, wherever this file was compiled to. */
const packages = resolve(require.resolve("@pulumi/pulumi/package.json"), "../../..");

export async function createWorkspace(pulumiCommand: string, options: WorkspaceOptions): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-test-"));
  const backend = join(folder, ".backend");
  mkdirSync(backend);
  symlinkSync(options.packages ?? packages, join(folder, "node_modules"));

  const stateFile = join(backend, ".pulumi/stacks/test/test.json");
  const workspace = openWorkspace(
    pulumiCommand,
    { folder, runIn: join(folder, options.runIn ?? "."), stateFile },
    {
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_HOME: join(folder, ".pulumi"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  );
  workspace.write("Pulumi.yaml", "name: test\nruntime: nodejs\n");
  for (const [path, text] of Object.entries(options.files)) {
    workspace.write(path, text);
  }
  try {
    await succeed(workspace, ["stack", "init", "test"]);
    const entries = Object.entries(options.config ?? {});
    if (entries.length > 0) {
      await succeed(workspace, ["config", "set-all", ...entries.flatMap(configFlags)]);
    }
  } catch (error) {
    workspace.remove();
    throw error;
  }
  return workspace;
}

function openWorkspace(
  pulumiCommand: string,
  { folder, runIn, stateFile }: { readonly folder: string; readonly runIn: string; readonly stateFile: string },
  environment: NodeJS.ProcessEnv,
): Workspace {
  const workspace: Workspace = {
    folder,
    stateFile,
    environment,
    write: (path, text) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    start: (commandArguments, { environment: added = {} } = {}) =>
      spawn(pulumiCommand, [...commandArguments, "--non-interactive"], {
        cwd: runIn,
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

function configFlags([key, value]: [string, string | { readonly secret: string }]): string[] {
  return typeof value === "string" ? ["--plaintext", `${key}=${value}`] : ["--secret", `${key}=${value.secret}`];
}
