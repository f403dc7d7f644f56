/** Drives Pulumi's provider process for dynamic resources, or the plugin, without an engine. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

type Properties = Record<string, unknown>;

/**
 * Pulumi's own provider process for dynamic resources, driven as the engine drives it but without an engine. For
 * measurements, and for tests of what crosses the process boundary.
 */
export class ProviderHost {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
    private readonly output: string[],
  ) {}

  /** Starts the process in a folder from which the package resolves, and configures it. */
  static async start(options: {
    readonly folder: string;
    readonly environment?: NodeJS.ProcessEnv;
    readonly config?: Readonly<Record<string, string>>;
    /** The address of an engine, for its log. Nobody listens there when it is left out. */
    readonly engine?: string;
    /** The script of a plugin, in place of Pulumi's own process. */
    readonly plugin?: string;
  }): Promise<ProviderHost> {
    const script = options.plugin ?? require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const child = spawn(process.execPath, [script, options.engine ?? "127.0.0.1:1"], {
      cwd: options.folder,
      env: { ...process.env, PULUMI_NODEJS_PROJECT: "test", ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: string[] = [];
    const port = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => {
        reject(new Error(`The provider process ended: ${output.join("\n")}`));
      });
      createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
      createInterface({ input: child.stdout })
        .once("line", resolve)
        .on("line", (line) => output.push(line));
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const host = new ProviderHost(child, client, output);
    await host.configure(options.config ?? {});
    return host;
  }

  /** Sets the config for providers that it has not loaded yet. */
  async configure(config: Readonly<Record<string, string>>): Promise<void> {
    const request = new messages.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript({ ...config }));
    await call<messages.ConfigureResponse>((done) => this.client.configure(request, done));
  }

  /** Only a plugin is told the resource. */
  async check(olds: Properties, news: Properties, urn = ""): Promise<{ inputs: Properties; failures: string[] }> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await call<messages.CheckResponse>((done) => this.client.check(request, done));
    return {
      inputs: properties(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<messages.DiffResponse.AsObject> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return (await call<messages.DiffResponse>((done) => this.client.diff(request, done))).toObject();
  }

  async create(inputs: Properties, urn = ""): Promise<{ id: string; outputs: Properties }> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(struct(inputs));
    const response = await call<messages.CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), outputs: properties(response.getProperties()) };
  }

  async read(
    id: string,
    outputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(outputs));
    const response = await call<messages.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      outputs: properties(response.getProperties()),
      inputs: response.hasInputs() ? properties(response.getInputs()) : undefined,
    };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return properties(
      (await call<messages.UpdateResponse>((done) => this.client.update(request, done))).getProperties(),
    );
  }

  async delete(id: string, outputs: Properties): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(outputs));
    await call<unknown>((done) => this.client.delete(request, done));
  }

  /** What the process printed; Pulumi shows it to the user. */
  printed(): string {
    return this.output.join("\n");
  }

  /** Memory of the process now, in MB. Linux only. */
  memory(): number {
    const status = readFileSync(`/proc/${String(this.child.pid)}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once("exit", resolve));
      this.child.kill("SIGKILL");
      await ended;
    }
  }
}

/** A step that failed but got so far that the engine saves something: what it would save. */
export interface InitFailure {
  readonly id: string;
  readonly outputs: Properties;
  readonly reasons: readonly string[];
}

/** Reads what the host packed into a failed call. Undefined when nothing is to be saved. */
export function initFailureOf(error: unknown): InitFailure | undefined {
  const [packed] = isServiceError(error) ? error.metadata.get("grpc-status-details-bin") : [];
  if (!(packed instanceof Buffer)) {
    return undefined;
  }
  const failure = Status.deserializeBinary(packed)
    .getDetailsList()
    .map((detail) =>
      detail.unpack(
        (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
        "pulumirpc.ErrorResourceInitFailed",
      ),
    )
    .find((detail) => detail !== null);
  return (
    failure && { id: failure.getId(), outputs: properties(failure.getProperties()), reasons: failure.getReasonsList() }
  );
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "metadata" in error;
}

function call<Response>(
  send: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => {
      if (error === null) {
        resolve(response);
      } else {
        reject(error);
      }
    });
  });
}

function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}

function properties(value: Struct | undefined): Properties {
  return value?.toJavaScript() ?? {};
}
