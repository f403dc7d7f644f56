/** The gRPC log service of an engine, for a provider process that runs without one. */
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export type LogCall = ServerUnaryCall<LogRequest, Empty>;

/** The one service of an engine that the provider process calls. */
export class EngineLog {
  private constructor(
    readonly address: string,
    private readonly server: Server,
  ) {}

  /** What `onLog` throws is the answer. */
  static async start(onLog: (call: LogCall) => void): Promise<EngineLog> {
    const server = new Server();
    server.addService(EngineService, {
      log: (call: LogCall, answer: sendUnaryData<Empty>) => {
        try {
          onLog(call);
          answer(null, new Empty());
        } catch (error) {
          answer(error as Error);
        }
      },
    });
    const port = await new Promise<number>((resolvePort, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) {
          resolvePort(bound);
        } else {
          reject(error);
        }
      });
    });
    return new EngineLog(`127.0.0.1:${port}`, server);
  }

  stop(): Promise<void> {
    this.server.forceShutdown();
    return Promise.resolve();
  }
}
