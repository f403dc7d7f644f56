/** The process of the native plugin, called as the engine calls it. */
import { spawn, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "./deployment";

/** The compiled plugin; the bundle is made from it. */
const compiled = join(resolve(__dirname, "../.."), "provider/dist/plugin/main.js");

export interface PluginOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Of an engine. Without it nobody listens there. */
  readonly engine?: string;
  readonly folder?: string;
  /** The script that is started. */
  readonly script?: string;
}

export class PluginProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly client: ResourceProviderClient,
    private readonly output: string[],
  ) {}

  static async start({ environment, engine = "", folder, script = compiled }: PluginOptions): Promise<PluginProcess> {
    const child = spawn(process.execPath, [script, engine], {
      cwd: folder ?? process.cwd(),
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: string[] = [];
    const port = await new Promise<string>((resolvePort, reject) => {
      child.once("error", reject);
      child.once("exit", () => {
        reject(new Error(`The plugin ended: ${output.join("\n")}`));
      });
      createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
      createInterface({ input: child.stdout })
        .once("line", resolvePort)
        .on("line", (line) => output.push(line));
    });
    return new PluginProcess(
      child,
      new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure()),
      output,
    );
  }

  /** What an engine does first: it shakes hands and configures. */
  async begin(config: Properties, name = "default", engine = ""): Promise<messages.ProviderHandshakeResponse> {
    const handshake = new messages.ProviderHandshakeRequest().setEngineAddress(engine).setConfigureWithUrn(true);
    const response = await answerOf<messages.ProviderHandshakeResponse>((done) =>
      this.client.handshake(handshake, done),
    );
    const request = new messages.ConfigureRequest()
      .setArgs(struct({ ...config, version: "0.1.0" }))
      .setName(name)
      .setUrn(providerUrn(name))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true);
    await answerOf<messages.ConfigureResponse>((done) => this.client.configure(request, done));
    return response;
  }

  async cancel(): Promise<void> {
    await answerOf<Empty>((done) => this.client.cancel(new Empty(), done));
  }

  /** What the process printed besides its port. */
  printed(): string {
    return this.output.join("\n");
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((done) => this.child.once("exit", done));
      this.child.kill("SIGKILL");
      await ended;
    }
  }
}

export function providerUrn(name: string): string {
  return `urn:pulumi:test::test::pulumi:providers:cloudflare-mcp::${name}`;
}

export function answerOf<Response>(
  send: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((done, reject) => {
    send((error, response) => {
      if (error === null) {
        done(response);
      } else {
        reject(error);
      }
    });
  });
}

export function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}
