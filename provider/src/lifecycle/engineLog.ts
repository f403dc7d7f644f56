/** Connects to the log of an engine, with the gRPC library of the host. */
import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type * as engineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as engineMessages from "@pulumi/pulumi/proto/engine_pb";
import type { EngineLog } from "./notices";

/** An engine answers at once. If it does not, it is gone. */
const patience = 5_000;

/** The libraries for the connection. */
export interface EngineModules {
  readonly grpc: Pick<typeof grpc, "credentials" | "Metadata">;
  readonly service: Pick<typeof engineService, "EngineClient">;
  readonly messages: Pick<typeof engineMessages, "LogRequest" | "LogSeverity">;
}

export function connectTo({ grpc, service, messages }: EngineModules, address: string): EngineLog {
  const { LogRequest, LogSeverity } = messages;
  // The engine is on this machine. Through a proxy, gRPC would lose the message.
  const client = new service.EngineClient(address, grpc.credentials.createInsecure(), { "grpc.enable_http_proxy": 0 });
  return (urn, message, form) => {
    const request = new LogRequest();
    request.setSeverity(form === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(message);
    request.setEphemeral(form === "progress");
    request.setUrn(urn);
    return new Promise((resolve) => {
      client.log(request, new grpc.Metadata(), { deadline: Date.now() + patience }, () => {
        resolve();
      });
    });
  };
}

/** Uses the modules of the installed Pulumi. */
export function connectByInstalledPulumi(address: string): EngineLog {
  const ours = createRequire(__filename);
  return connectTo(
    {
      service: ours("@pulumi/pulumi/proto/engine_grpc_pb") as typeof engineService,
      messages: ours("@pulumi/pulumi/proto/engine_pb") as typeof engineMessages,
      // gRPC is a dependency of Pulumi, and strict package managers make it visible only to Pulumi.
      grpc: createRequire(ours.resolve("@pulumi/pulumi"))("@grpc/grpc-js") as typeof grpc,
    },
    address,
  );
}
