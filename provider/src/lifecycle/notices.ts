/**
 * Warnings and progress for the person in front of `pulumi up`.
 *
 * The provider process has no Pulumi runtime of its own. But the engine gives its address as the last argument of the
 * process, and its log service puts a message on the row of the resource.
 */
import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type * as engineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as engineMessages from "@pulumi/pulumi/proto/engine_pb";
import type { Shown } from "../text/shown";

export interface Notices {
  warn(urn: string | undefined, message: Shown): Promise<void>;
  /** Stays, like a warning, and is none. */
  tell(urn: string | undefined, message: Shown): Promise<void>;
  /** Shown in the status column while the step runs, then gone. */
  progress(urn: string | undefined, message: Shown): Promise<void>;
}

/** Pulumi's log service ends the command on a URN that it cannot parse. */
const urnPattern = /^urn:pulumi:[^:]+::[^:]+::[^:].*::.+$/;

export function engineNotices(address: string | undefined): Notices {
  let send: Send | undefined;
  const log = async (urn: string | undefined, message: Shown, form: Form): Promise<void> => {
    if (address === undefined || !/^[^\s/]+:\d+$/.test(address)) {
      return;
    }
    const row = urn ?? "";
    try {
      send ??= connect(address);
      await send(urnPattern.test(row) ? row : "", message, form);
    } catch {
      // Also where a Pulumi of another layout has no gRPC: a message must not fail the step that it is about.
    }
  };
  return {
    warn: (urn, message) => log(urn, message, "warning"),
    tell: (urn, message) => log(urn, message, "information"),
    progress: (urn, message) => log(urn, message, "progress"),
  };
}

/** An engine answers at once; one that does not is not there. */
const patience = 5_000;

type Form = "warning" | "information" | "progress";
type Send = (urn: string, message: Shown, form: Form) => Promise<void>;

/** Loaded on the first message only; most processes have none. */
function connect(address: string): Send {
  const ours = createRequire(__filename);
  const { EngineClient } = ours("@pulumi/pulumi/proto/engine_grpc_pb") as typeof engineService;
  const { LogRequest, LogSeverity } = ours("@pulumi/pulumi/proto/engine_pb") as typeof engineMessages;
  // gRPC is a dependency of Pulumi, not of ours, and a strict package manager shows it to Pulumi only.
  const { credentials, Metadata } = createRequire(ours.resolve("@pulumi/pulumi"))("@grpc/grpc-js") as typeof grpc;
  // The engine is on this machine. gRPC would ask a proxy for it, and the message would be lost there.
  const client = new EngineClient(address, credentials.createInsecure(), { "grpc.enable_http_proxy": 0 });
  return (urn, message, form) => {
    const request = new LogRequest();
    request.setSeverity(form === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(message);
    request.setEphemeral(form === "progress");
    request.setUrn(urn);
    return new Promise((resolve) => {
      client.log(request, new Metadata(), { deadline: Date.now() + patience }, () => {
        // Delivered or not: nobody does anything about it.
        resolve();
      });
    });
  };
}
