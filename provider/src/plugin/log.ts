/** The log of the engine, with the gRPC library of the bundle. */
import * as grpc from "@grpc/grpc-js";
import * as service from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/engine_pb";
import { connectTo } from "../lifecycle/engineLog";
import { engineNotices, type Notices } from "../lifecycle/notices";
import { joined, line, type Shown } from "../text/shown";
import { inPluginWords } from "./configuration";

export function pluginNotices(address: string | undefined): Notices {
  const notices = engineNotices(address, (engine) => connectTo({ grpc, service, messages }, engine));
  const words = (message: Shown): Shown => joined(message.split("\n").map((each) => line(inPluginWords(each))));
  return {
    warn: (urn, message) => notices.warn(urn, words(message)),
    tell: (urn, message) => notices.tell(urn, words(message)),
    progress: (urn, message) => notices.progress(urn, words(message)),
  };
}
