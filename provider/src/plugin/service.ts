/** The gRPC service of the plugin: its description, configuration and functions; steps.ts has the resources. */
import { isDeepStrictEqual } from "node:util";
import { status } from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { unary, unimplemented } from "./calls";
import { configurationFailures, secretArguments } from "./configuration";
import { Engine, type Surroundings } from "./engine";
import { checkFailures } from "./failures";
import { invokes } from "./invokes";
import { stepsOf } from "./steps";
import { answered, received } from "./wire";

/** The service beside resources and functions. */
export interface PluginPackage {
  readonly version: string;
  /** The text of schema.json. */
  readonly schema: () => string;
}

export function serviceOf({ version, schema }: PluginPackage, surroundings: Surroundings): IResourceProviderServer {
  let engine = new Engine(surroundings);
  return {
    // Secrets arrive marked: outputs made from them are secrets too, and no message contains them.
    handshake: unary((request: messages.ProviderHandshakeRequest) => {
      const address = request.getEngineAddress();
      engine = new Engine({ ...surroundings, address: address === "" ? surroundings.address : address });
      return new messages.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true);
    }),
    attach: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema(schema())),

    checkConfig: unary((request: messages.CheckRequest) => {
      const args = received(request.getNews());
      const failures = configurationFailures(args, nameIn(request.getUrn()), surroundings.environment);
      return new messages.CheckResponse()
        .setInputs(answered(args, secretArguments, request.getNews()))
        .setFailuresList(checkFailures(failures));
    }),
    // Another configuration never replaces a resource, because the account is part of its id.
    diffConfig: unary((request: messages.DiffRequest) => {
      const isSame = isDeepStrictEqual(received(request.getOldInputs()), received(request.getNews()));
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      return new messages.DiffResponse().setChanges(isSame ? DIFF_NONE : DIFF_SOME);
    }),
    configure: unary((request: messages.ConfigureRequest) => {
      engine.configure(received(request.getArgs()), request.getName() ?? nameIn(request.getUrn() ?? ""));
      return new messages.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(true).setAcceptresources(true);
    }),
    invoke: unary(async (request: messages.InvokeRequest) => {
      const token = request.getTok();
      const invoke = invokes.get(token);
      if (invoke === undefined) {
        throw new Error(`This version of the plugin has no function ${token}. Install a newer version.`);
      }
      const result = await invoke(received(request.getArgs()), engine.host);
      return new messages.InvokeResponse().setReturn(answered(result));
    }),
    cancel: unary(() => {
      engine.cancel();
      return new Empty();
    }),

    ...stepsOf(() => engine),

    parameterize: unimplemented,
    call: unimplemented,
    construct: unimplemented,
    getMapping: unimplemented,
    getMappings: unimplemented,
    list: (call) => {
      call.emit("error", { code: status.UNIMPLEMENTED, details: "not implemented" });
    },
  };
}

/** The name of a resource of the program, from its URN. */
function nameIn(urn: string): string | undefined {
  const name = urn.split("::").slice(3).join("::");
  return name === "" ? undefined : name;
}
