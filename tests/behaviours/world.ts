/** The world in which a behaviour runs, and the assertions that behaviours share. */
import {
  startEmulator,
  startMcpServer,
  type Emulator,
  type McpServer,
  type McpServerOptions,
} from "cloudflare-mcp-emulator";
import { Deployment, Refused, SavedFailure, type Properties } from "../support/deployment";
import type { DriverOptions, Drivers } from "../support/drivers";
import { serverFields } from "../../provider/src/cloudflare/wire";
import { server } from "./examples";
import type { Subject } from "./subject";

/** What one behaviour happens in. */
export interface World {
  readonly cloudflare: Emulator;
  /** Which provider it is: the two differ where a behaviour asks. */
  readonly host: "dynamic" | "plugin";
  /** The provider of each command, for a program of several resources. */
  readonly drivers: Drivers;
  /** The one resource of a program, named as its object. */
  readonly deployment: Deployment;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** What the next command finds in its environment, besides what points at the emulator. */
  readonly environment: Record<string, string | undefined>;
  /** Stack config, by its full key. */
  readonly config: Record<string, string>;
  /** What the processes printed. */
  printed(): Promise<string>;
  /** A real MCP server, for as long as the behaviour lasts. */
  upstream(options: McpServerOptions): Promise<McpServer>;
}

export interface Behaviour {
  /** A sentence. */
  readonly name: string;
  readonly happens: (world: World) => Promise<void>;
}

/** A list of behaviours. */
export function behaviours(list: readonly Behaviour[]): readonly Behaviour[] {
  return list;
}

/** Makes a test of each behaviour, in a world of its own. */
export function verify(
  behaviours: readonly Behaviour[],
  drive: (cloudflare: Emulator, options: DriverOptions) => Drivers,
  subject: Subject = server,
): void {
  test.each(behaviours)("$name", async ({ happens }) => {
    const closers: (() => Promise<void>)[] = [];
    try {
      const cloudflare = await startEmulator();
      closers.push(() => cloudflare.close());
      subject.prepare(cloudflare);
      const environment: World["environment"] = {};
      const config: World["config"] = {};
      const drivers = drive(cloudflare, { environment, config });
      closers.push(() => drivers.stop());
      await happens({
        cloudflare,
        host: drivers.host ?? "dynamic",
        drivers,
        deployment: new Deployment(drivers.next, subject.kind, subject.id),
        get warnings() {
          return drivers.warnings;
        },
        get notes() {
          return drivers.notes;
        },
        environment,
        config,
        printed: () => drivers.printed(),
        upstream: async (options) => {
          const server = await startMcpServer(options);
          closers.push(() => server.close());
          return server;
        },
      });
    } finally {
      for (const close of closers.reverse()) {
        await close();
      }
    }
  });
}

/** The writes so far, as "PUT /servers/docs". */
export function writes(cloudflare: Emulator): string[] {
  return cloudflare
    .requests()
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path}`);
}

/** Fails unless another `up` does nothing, without a call, and a drift check and a refresh find nothing. */
export async function expectQuiet({ cloudflare, deployment }: World, args: Properties): Promise<void> {
  const state = structuredClone(deployment.state);
  cloudflare.clearRequests();
  expect(await deployment.up(args)).toBe("same");
  expect(cloudflare.requests()).toEqual([]);
  expect(await deployment.drift()).toEqual([]);
  expect(await deployment.refresh()).toEqual([]);
  expect(deployment.state).toEqual(state);
  expect(await deployment.up(args)).toBe("same");
  expect(writes(cloudflare)).toEqual([]);
}

/** The error that a command ends with. Fails when it ends well. */
export async function failureOf(command: Promise<unknown>): Promise<Error> {
  const outcome = await command.then(
    (result) => new Error(`The command did not fail, but gave ${JSON.stringify(result)}.`),
    (error: unknown) => ({ error }),
  );
  if (outcome instanceof Error) {
    throw outcome;
  }
  if (outcome.error instanceof Error) {
    return outcome.error;
  }
  throw new Error(`Not an error: ${String(outcome.error)}`);
}

/** The same, for a failure after which state has to know what was done. */
export async function savedFailureOf(command: Promise<unknown>): Promise<SavedFailure> {
  const error = await failureOf(command);
  if (error instanceof SavedFailure) {
    return error;
  }
  throw error;
}

export async function refusalOf(command: Promise<unknown>): Promise<Refused> {
  const error = await failureOf(command);
  if (error instanceof Refused) {
    return error;
  }
  throw error;
}

/** Has Cloudflare answer reads with something else than it holds. */
export function answerReads(cloudflare: Emulator, changes: Properties): void {
  const stored: Properties = { ...cloudflare.server("docs") };
  const returned = Object.entries(serverFields)
    .filter(([, facts]) => facts.returned)
    .map(([name]) => [name, stored[name]]);
  cloudflare.clearFaults();
  cloudflare.addFault({
    method: "GET",
    path: "/servers/docs",
    times: "always",
    action: "answer",
    status: 200,
    // A member that is undefined is not sent at all.
    body: { success: true, result: { ...(Object.fromEntries(returned) as Properties), ...changes } },
  });
}
