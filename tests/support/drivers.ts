/**
 * The two ways in which a test reaches the provider: in this process, and through Pulumi's own provider process.
 *
 * Each gives a new provider for each command, as the engine does.
 */
import { join, resolve } from "node:path";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Emulator } from "cloudflare-mcp-emulator";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { initFailureOf, ProviderHost } from "../../bench/providerHost";
import { CloudflareClient } from "../../provider/src/cloudflare/client";
import type { Clock } from "../../provider/src/cloudflare/clock";
import { Memory } from "../../provider/src/lifecycle/memory";
import type { Host } from "../../provider/src/lifecycle/host";
import { Lifecycle } from "../../provider/src/lifecycle/lifecycle";
import { PartialFailure } from "../../provider/src/lifecycle/write";
import { portalKind } from "../../provider/src/portal/portal";
import { serverKind } from "../../provider/src/server/server";
import type { KindName } from "../../provider/src/kinds";
import { SavedFailure, type Driver, type Properties } from "./deployment";
import { EngineLog } from "./engineService";
import { FakeClock } from "./fakeClock";
import { environmentOf } from "./stack";

export interface DriverOptions {
  /** Added to what points at the emulator; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Stack config by its full key, such as cloudflare:accountId. */
  readonly config?: Readonly<Record<string, string>>;
  /** Where the program runs. */
  readonly folder?: string;
  /** Is given each message and progress of a provider in this process. */
  readonly onMessage?: (text: string) => void;
}

/** Providers of one test. */
export interface Drivers {
  /** Where the contract of the native plugin is another one. */
  readonly host?: "plugin";
  /** The provider of one command. What the options hold by then counts. */
  readonly next: () => Promise<Driver>;
  /** Every warning so far, by any of them. */
  readonly warnings: readonly string[];
  /** What was said besides, and stays on the screen. */
  readonly notes: readonly string[];
  /** What the processes printed, which Pulumi shows to the user. */
  printed(): Promise<string>;
  /** Ends what was started. To be called after the test, whatever came of it. */
  stop(): Promise<void>;
}

/**
 * The provider of provider/src in this process: a lifecycle and a memory of its own for each command, on a clock whose
 * waits are over at once.
 */
export function inProcess(
  cloudflare: Emulator,
  options: DriverOptions = {},
  newClock: () => Clock = () => new FakeClock(),
): Drivers {
  const warnings: string[] = [];
  const notes: string[] = [];
  const next = (): Promise<Driver> =>
    Promise.resolve(driverOf(hostOf(cloudflare, { ...options, clock: newClock(), warnings, notes })));
  return { next, warnings, notes, printed: () => Promise.resolve(""), stop: () => Promise.resolve() };
}

interface HostOptions extends DriverOptions {
  readonly clock?: Clock;
  /** What is said is added to these. */
  readonly warnings?: string[];
  readonly notes?: string[];
}

/** What a lifecycle gets from the process of one command. */
export function hostOf(
  cloudflare: Emulator,
  { environment, config, folder, clock = new FakeClock(), warnings = [], notes = [], onMessage }: HostOptions = {},
): Host {
  const said = (message: string, list?: string[]): Promise<void> => {
    list?.push(message);
    onMessage?.(message);
    return Promise.resolve();
  };
  return {
    configuration: { get: (key) => config?.[key] },
    environment: { ...environmentOf(cloudflare), ...environment },
    folder: folder ?? process.cwd(),
    notices: {
      warn: (_urn, message) => said(message, warnings),
      tell: (_urn, message) => said(message, notes),
      progress: (_urn, message) => said(message),
    },
    memory: new Memory(),
    clock,
    pulumiCommand: () => undefined,
    stillWanted: () => Promise.resolve(),
    connect: (connection) => Promise.resolve(new CloudflareClient(connection, clock)),
  };
}

/** Does with the lifecycles what dynamic.ts and Pulumi's host do between them and the engine. */
function driverOf(host: Host): Driver {
  const lifecycles: Readonly<Record<KindName, Pick<Lifecycle<never, never>, keyof Driver>>> = {
    McpServer: new Lifecycle(serverKind, host),
    McpPortal: new Lifecycle(portalKind, host),
  };
  const of = ({ [providerKey]: text }: Properties): Pick<Lifecycle<never, never>, keyof Driver> =>
    lifecycles[String(text).includes('"McpPortal"') ? "McpPortal" : "McpServer"];
  return {
    check: async (olds, news) => {
      const { inputs, failures } = await of(news).check(received(olds), received(news));
      return { inputs: answered(inputs, news), failures: failures.map(({ reason }) => reason) };
    },
    diff: (id, olds, news) => Promise.resolve(of(news).diff(id, received(olds), received(news))),
    create: (inputs) =>
      saving(inputs, async () => {
        const { id, outs } = await of(inputs).create(received(inputs));
        return { id, outputs: answered(outs, inputs) };
      }),
    read: async (id, outputs) => {
      const read = await of(outputs).read(id, received(outputs));
      return {
        id: read.id,
        outputs: answered(read.props, outputs),
        inputs: read.inputs && answered(read.inputs, outputs),
      };
    },
    update: (id, olds, news) =>
      saving(news, async () => {
        const { outs } = await of(news).update(id, received(olds), received(news));
        return answered(outs, news);
      }),
    delete: (id, outputs) => of(outputs).delete(id, received(outputs)),
  };
}

const providerKey = "__provider";

/** What a lifecycle is given: without Pulumi's own key. */
function received({ [providerKey]: _, ...properties }: Properties): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}

/** What the engine gets: with that key, and only if it can cross the border of a process. */
function answered(properties: Properties, asked: Properties): Properties {
  const message = Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
  return { ...message.toJavaScript(), [providerKey]: asked[providerKey] };
}

async function saving<Result>(asked: Properties, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof PartialFailure
      ? new SavedFailure(error.id, answered(error.properties, asked), error.reasons)
      : error;
  }
}

/**
 * Pulumi's provider process with the built package in it.
 *
 * The engine starts one for each command. Starting one costs most of a second, so here one serves all commands that
 * have the same environment, and loads the lifecycle anew for each: what that remembered is gone, as in a new process.
 */
export class HostDrivers {
  private readonly hosts = new Map<string, Promise<ProviderHost>>();
  private readonly warnings: string[] = [];
  private readonly notes: string[] = [];
  private engine: Promise<EngineLog> | undefined;
  private commands = 0;

  /** For the tests of one file; the processes end with it. */
  static forThisFile(): HostDrivers {
    const drivers = new HostDrivers();
    afterAll(() => drivers.stop());
    return drivers;
  }

  /** The providers of one test. */
  drive(cloudflare: Emulator, options: DriverOptions = {}): Drivers {
    const before = this.warnings.length;
    const notesBefore = this.notes.length;
    const { warnings, notes, hosts } = this;
    return {
      next: () => this.next(cloudflare, options),
      get warnings() {
        return warnings.slice(before);
      },
      get notes() {
        return notes.slice(notesBefore);
      },
      printed: async () => (await Promise.all(hosts.values())).map((host) => host.printed()).join("\n"),
      stop: () => Promise.resolve(),
    };
  }

  async stop(): Promise<void> {
    const all: Promise<{ stop(): Promise<void> }>[] = [...this.hosts.values()];
    if (this.engine !== undefined) {
      all.push(this.engine);
    }
    // What never started needs no stopping; its test has failed for that already.
    await Promise.all(all.map((each) => each.then((process) => process.stop()).catch(() => undefined)));
  }

  private async next(cloudflare: Emulator, options: DriverOptions): Promise<Driver> {
    // Each test has an emulator at an address of its own, and a process serves many tests.
    const { CLOUDFLARE_BASE_URL: baseUrl = "", ...environment } = {
      ...environmentOf(cloudflare),
      ...options.environment,
    };
    const key = JSON.stringify(environment);
    const host = this.hosts.get(key) ?? this.start(environment);
    this.hosts.set(key, host);
    await (await host).configure(options.config ?? {});
    this.commands += 1;
    const setUp = `process.env.CLOUDFLARE_BASE_URL = ${JSON.stringify(baseUrl)}; /* ${this.commands} */`;
    return driverThrough(await host, setUp);
  }

  private async start(environment: NodeJS.ProcessEnv): Promise<ProviderHost> {
    this.engine ??= EngineLog.start(({ request }) => {
      if (request.getSeverity() === LogSeverity.WARNING) {
        this.warnings.push(request.getMessage());
      } else if (!request.getEphemeral()) {
        this.notes.push(request.getMessage());
      }
    });
    const { address } = await this.engine;
    return ProviderHost.start({
      folder: join(resolve(__dirname, "../.."), "examples/quickstart"),
      environment,
      engine: address,
    });
  }
}

/**
 * The text of __provider, loading the lifecycle anew for a command. The API client stays: it holds nothing by itself, and
 * what was loaded by `import()` cannot be forgotten.
 */
function reloading(text: unknown, setUp: string): unknown {
  return typeof text !== "string"
    ? text
    : `for (const file of Object.keys(require.cache)) if (/provider.dist.(?!cloudflare)/.test(file)) delete require.cache[file]; ${setUp} ${text}`;
}

function driverThrough(host: ProviderHost, setUp: string): Driver {
  // On the way in the text of the provider becomes the one that reloads, on the way out the original one again.
  const originals = new Map<unknown, unknown>();
  const into = (properties: Properties): Properties => {
    const { [providerKey]: original } = properties;
    if (original === undefined) {
      return properties;
    }
    const text = reloading(original, setUp);
    originals.set(text, original);
    return { ...properties, [providerKey]: text };
  };
  const out = (properties: Properties): Properties =>
    originals.has(properties[providerKey])
      ? { ...properties, [providerKey]: originals.get(properties[providerKey]) }
      : properties;
  const rethrow = (error: unknown): never => {
    const failure = initFailureOf(error);
    throw failure === undefined ? error : new SavedFailure(failure.id, out(failure.outputs), failure.reasons);
  };
  return {
    check: async (olds, news) => {
      const { inputs, failures } = await host.check(into(olds), into(news));
      return { inputs: out(inputs), failures };
    },
    diff: async (id, olds, news) => {
      const { changes, replacesList } = await host.diff(id, into(olds), into(news));
      return { changes: verdicts[changes], replaces: replacesList };
    },
    create: async (inputs) => {
      const { id, outputs } = await host.create(into(inputs)).catch(rethrow);
      return { id, outputs: out(outputs) };
    },
    read: async (id, properties) => {
      const { id: found, outputs, inputs } = await host.read(id, into(properties));
      return { id: found, outputs: out(outputs), inputs: inputs && out(inputs) };
    },
    update: async (id, olds, news) => out(await host.update(id, into(olds), into(news)).catch(rethrow)),
    delete: (id, outputs) => host.delete(id, into(outputs)),
  };
}

const verdicts = {
  [DiffResponse.DiffChanges.DIFF_UNKNOWN]: undefined,
  [DiffResponse.DiffChanges.DIFF_NONE]: false,
  [DiffResponse.DiffChanges.DIFF_SOME]: true,
} as const;
