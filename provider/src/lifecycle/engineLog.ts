/** The connection to the log of an engine, with the gRPC that the host of the process has. */
import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type * as engineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as engineMessages from "@pulumi/pulumi/proto/engine_pb";
import type { EngineLog } from "./notices";

/** An engine answers at once; one that does not is not there. */
const patience = 5_000;

/** What the connection is made with. */
export interface EngineModules {
  readonly grpc: Pick<typeof grpc, "credentials" | "Metadata">;
  readonly service: Pick<typeof engineService, "EngineClient">;
  readonly messages: Pick<typeof engineMessages, "LogRequest" | "LogSeverity">;
}

export function connectTo({ grpc, service, messages }: EngineModules, address: string): EngineLog {
  const { LogRequest, LogSeverity } = messages;
  // The engine is on this machine. gRPC would ask a proxy for it, and the message would be lost there.
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

/** With the modules of the Pulumi that is installed beside this package. */
export function connectByInstalledPulumi(address: string): EngineLog {
  const ours = createRequire(__filename);
  return connectTo(
    {
      service: ours("@pulumi/pulumi/proto/engine_grpc_pb") as typeof engineService,
      messages: ours("@pulumi/pulumi/proto/engine_pb") as typeof engineMessages,
      // gRPC is a dependency of Pulumi, not of ours, and a strict package manager shows it to Pulumi only.
      grpc: createRequire(ours.resolve("@pulumi/pulumi"))("@grpc/grpc-js") as typeof grpc,
    },
    address,
  );
}
