/**
 * Warnings and progress for the person in front of `pulumi up`.
 *
 * The provider process has no Pulumi runtime of its own. But the engine gives its address as the last argument of the
 * process, and its log service puts a message on the row of the resource.
 */
import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type { EngineClient as EngineClientType } from "@pulumi/pulumi/proto/engine_grpc_pb";

export interface Notices {
  warn(urn: string | undefined, message: string): Promise<void>;
  /** Shown in the status column while the step runs, then gone. */
  progress(urn: string | undefined, message: string): Promise<void>;
}

/** Pulumi's log service ends the command on a URN that it cannot parse. */
const urnPattern = /^urn:pulumi:[^:]+::[^:]+::[^:].*::.+$/;

export function engineNotices(address: string | undefined): Notices {
  let client: EngineClientType | undefined;
  const log = async (urn: string | undefined, message: string, ephemeral: boolean): Promise<void> => {
    if (address === undefined || !/^[^\s/]+:\d+$/.test(address)) {
      return;
    }
    const { LogRequest, LogSeverity } = await import("@pulumi/pulumi/proto/engine_pb.js");
    client ??= await connect(address);
    const request = new LogRequest();
    request.setSeverity(ephemeral ? LogSeverity.INFO : LogSeverity.WARNING);
    request.setMessage(message);
    request.setEphemeral(ephemeral);
    request.setUrn(urn !== undefined && urnPattern.test(urn) ? urn : "");
    await new Promise<void>((resolve) => {
      // A message that cannot be delivered must not fail the step that it is about.
      client?.log(request, () => {
        resolve();
      });
    });
  };
  return {
    warn: (urn, message) => log(urn, message, false),
    progress: (urn, message) => log(urn, message, true),
  };
}

async function connect(address: string): Promise<EngineClientType> {
  const { EngineClient } = await import("@pulumi/pulumi/proto/engine_grpc_pb.js");
  // gRPC is a dependency of Pulumi, not of ours, and a strict package manager shows it to Pulumi only.
  const { credentials } = createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js") as typeof grpc;
  return new EngineClient(address, credentials.createInsecure());
}
