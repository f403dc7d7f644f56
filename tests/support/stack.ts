/** A stack on the real engine, with an emulator as its Cloudflare. */
import type { ChildProcess } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "cloudflare-mcp-emulator";
import { childrenOf, commandOf, until } from "./processes";
import { createWorkspace, succeed, type Outcome, type Workspace } from "./pulumi";

/** What an engine did in one command, from its own event log. */
export interface Run extends Outcome {
  /** How many resources were created, updated and so on; the stack itself left out. */
  readonly changes: Readonly<Record<string, number>>;
  /** Every step in the order in which it began: "update docs". */
  readonly steps: readonly string[];
  /** Passing messages of the status column. */
  readonly progress: readonly string[];
  /** Warnings and errors, each with the name of its resource. */
  readonly messages: readonly Message[];
  /** What was said besides and stays on the screen. */
  readonly notes: readonly Message[];
}

export interface Message {
  readonly severity: string;
  readonly resource: string;
  readonly text: string;
}

export interface StackOptions {
  /** The text of index.js. Left out when `files` hold the program. */
  readonly program?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string | { readonly secret: string }>>;
  readonly environment?: NodeJS.ProcessEnv;
  /** The folder of the project in which Pulumi is run. */
  readonly runIn?: string;
  /** The folder of packages that programs resolve; this repository's own, unless it is given. */
  readonly packages?: string;
}

interface State {
  readonly resources: readonly ResourceState[];
  readonly pending: readonly unknown[];
  /** As the backend holds it, for looking for secrets. */
  readonly text: string;
}

export interface ResourceState {
  readonly urn: string;
  readonly id: string;
  /** The provider that made it: `<urn>::<id>`. */
  readonly provider?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A stack on the real engine whose Cloudflare is an emulator. */
export class TestStack {
  private constructor(
    readonly workspace: Workspace,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async create(cloudflare: Emulator, options: StackOptions): Promise<TestStack> {
    const workspace = await createWorkspace({
      files: {
        ...(options.program !== undefined && {
          "index.js": options.program,
          "package.json": '{ "name": "test", "main": "index.js" }',
        }),
        ...options.files,
      },
      ...(options.config !== undefined && { config: options.config }),
      ...(options.runIn !== undefined && { runIn: options.runIn }),
      ...(options.packages !== undefined && { packages: options.packages }),
    });
    return new TestStack(workspace, { ...environmentOf(cloudflare), ...options.environment });
  }

  program(text: string): void {
    this.workspace.write("index.js", text);
  }

  async config(key: string, value: string | { readonly secret: string }): Promise<void> {
    const words = typeof value === "string" ? [key, value] : ["--secret", key, value.secret];
    await succeed(this.workspace, ["config", "set", ...words]);
  }

  up(...flags: string[]): Promise<Run> {
    return this.run(["up", "--yes", "--skip-preview", ...flags]);
  }

  preview(...flags: string[]): Promise<Run> {
    return this.run(["preview", ...flags]);
  }

  refresh(...flags: string[]): Promise<Run> {
    return this.run(["refresh", "--yes", "--skip-preview", ...flags]);
  }

  /** The check that pipelines run; its exit code says whether there is drift. */
  drift(...flags: string[]): Promise<Run> {
    return this.run(["refresh", "--preview-only", "--expect-no-changes", ...flags]);
  }

  destroy(...flags: string[]): Promise<Run> {
    return this.run(["destroy", "--yes", "--skip-preview", ...flags]);
  }

  /** A command that runs no engine. */
  async command(words: readonly string[]): Promise<Run> {
    const outcome = await this.workspace.run(words, { environment: this.environment });
    return { ...outcome, changes: {}, steps: [], progress: [], messages: [], notes: [] };
  }

  async run(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
    const log = join(this.workspace.folder, "events.json");
    rmSync(log, { force: true });
    const outcome = await this.workspace.run([...words, "--event-log", log], {
      // The event log is an option for programs that drive Pulumi, and hidden without the variable.
      environment: { PULUMI_DEBUG_COMMANDS: "true", ...this.environment, ...environment },
    });
    return { ...outcome, ...readEvents(log) };
  }

  /** Starts a run for a test that kills it. */
  start(words: readonly string[]): ChildProcess {
    return this.workspace.start(words, { environment: this.environment });
  }

  /** The provider process that belongs to a started run: of the dynamic provider, or of the plugin. */
  async providerProcess(run: ChildProcess): Promise<number> {
    let found: number | undefined;
    await until("there is a provider process", () => {
      found = childrenOf(run.pid ?? 0).find((pid) => /dynamic-provider|bundle\.js/.test(commandOf(pid)));
      return found !== undefined;
    });
    return found ?? 0;
  }

  async state(): Promise<State> {
    const { stdout } = await succeed(this.workspace, ["stack", "export"]);
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources?: ResourceState[]; pending_operations?: unknown[] };
    };
    return { resources: deployment.resources ?? [], pending: deployment.pending_operations ?? [], text: stdout };
  }

  /** One resource of the state, by its name in the program. */
  async resource(name: string): Promise<ResourceState> {
    const found = (await this.state()).resources.find(({ urn }) => urn.endsWith(`::${name}`));
    if (found === undefined) {
      throw new Error(`There is no resource ${name} in state.`);
    }
    return found;
  }

  remove(): void {
    this.workspace.remove();
  }
}

/** A program with these servers: the name of each and, as the text of an object, its arguments and options. */
export function servers(
  declarations: Readonly<Record<string, string | { readonly args: string; readonly opts: string }>>,
): string {
  const lines = Object.entries(declarations).map(([name, declaration]) => {
    const { args, opts } = typeof declaration === "string" ? { args: declaration, opts: "{}" } : declaration;
    return `const ${name.replaceAll(/\W/g, "_")} = new McpServer(${JSON.stringify(name)}, { ${args} }, ${opts});`;
  });
  return [
    'const pulumi = require("@pulumi/pulumi");',
    'const { McpServer } = require("pulumi-cloudflare-mcp");',
    "const config = new pulumi.Config();",
    ...lines,
  ].join("\n");
}

/** Asserts nothing itself: throws everything that was said when a run failed. */
export function ok(run: Run): Run {
  if (run.code !== 0) {
    throw new Error(`exit code ${String(run.code)}\n${run.stdout}\n${run.stderr}`);
  }
  return run;
}

/** What makes a Pulumi process use this emulator. */
export function environmentOf(cloudflare: Emulator): NodeJS.ProcessEnv {
  return {
    CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
    CLOUDFLARE_ACCOUNT_ID: cloudflare.accountId,
    CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
  };
}

interface EngineEvent {
  readonly summaryEvent?: { readonly resourceChanges?: Record<string, number> };
  readonly resourcePreEvent?: { readonly metadata: { readonly op: string; readonly urn: string } };
  readonly diagnosticEvent?: {
    readonly severity: string;
    readonly urn?: string;
    readonly message: string;
    readonly ephemeral?: boolean;
  };
}

function readEvents(log: string): Pick<Run, "changes" | "steps" | "progress" | "messages" | "notes"> {
  let lines: string[];
  try {
    lines = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    // A command that failed before its engine started leaves no log.
    lines = [];
  }
  const events = lines.map((line) => JSON.parse(line) as EngineEvent);
  const lasting = events.flatMap(({ diagnosticEvent }): Message[] =>
    diagnosticEvent === undefined || diagnosticEvent.ephemeral === true
      ? []
      : [
          {
            severity: diagnosticEvent.severity,
            resource: nameOf(diagnosticEvent.urn ?? ""),
            text: diagnosticEvent.message,
          },
        ],
  );
  const summary = events.findLast((event) => event.summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {};
  return {
    changes: summary,
    steps: events.flatMap(({ resourcePreEvent }) =>
      resourcePreEvent === undefined ||
      resourcePreEvent.metadata.op === "same" ||
      /pulumi:(pulumi:Stack|providers:)/.test(resourcePreEvent.metadata.urn)
        ? []
        : [`${resourcePreEvent.metadata.op} ${nameOf(resourcePreEvent.metadata.urn)}`],
    ),
    progress: events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.ephemeral === true ? [diagnosticEvent.message] : [],
    ),
    messages: lasting.filter(({ severity }) => ["warning", "error"].includes(severity)),
    notes: lasting.filter(({ severity }) => severity === "info"),
  };
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
