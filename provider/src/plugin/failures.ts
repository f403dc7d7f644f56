/** Converts errors for the engine: with the state of a step that failed halfway, and without secrets. */
import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { CheckFailure, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Failure } from "../lifecycle/check";
import { reasonOf, type Properties } from "../lifecycle/values";
import { PartialFailure } from "../lifecycle/write";
import { redact } from "../text/redact";
import { line, type Shown } from "../text/shown";
import { inPluginWords } from "./configuration";

/** `secrets` are texts that no error may quote. */
export function errorFor(error: unknown, secrets: readonly string[]): Pick<ServiceError, "code" | "message"> {
  return { code: status.UNKNOWN, message: clean(reasonOf(error), secrets) };
}

/** The same for a step. `save` converts the outputs of a step that failed halfway. */
export function stepErrorFor(
  error: unknown,
  secrets: readonly string[],
  save: (outputs: Properties) => Struct,
): Partial<ServiceError> {
  const plain = errorFor(error, secrets);
  if (!(error instanceof PartialFailure)) {
    return plain;
  }
  const saved = new ErrorResourceInitFailed();
  saved.setId(error.id);
  saved.setProperties(save(error.properties));
  saved.setReasonsList(error.reasons.map((reason) => clean(reason, secrets)));
  const detail = new Any();
  detail.pack(saved.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new Status();
  details.setCode(plain.code);
  details.setMessage(plain.message);
  details.addDetails(detail);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return { ...plain, metadata };
}

export function checkFailures(failures: readonly Failure[]): CheckFailure[] {
  return failures.map(({ property, reason }) => {
    const failure = new CheckFailure();
    failure.setProperty(property);
    failure.setReason(line(inPluginWords(reason)));
    return failure;
  });
}

function clean(text: string, secrets: readonly string[]): Shown {
  return line(inPluginWords(redact(text, secrets)));
}
