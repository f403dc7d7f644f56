/** The process of the native plugin: serves the engine that started it, and prints its port for it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { pluginPackage } from "../kinds";
import { orphanGuard } from "../lifecycle/orphan";
import { reasonOf } from "../lifecycle/values";
import { line } from "../text/shown";
import { serviceOf } from "./service";

/** If a process exits by itself, the engine waits ten seconds and then reports no reason. */
function report(error: unknown): never {
  process.stderr.write(`pulumi-resource-${pluginPackage}: ${line(reasonOf(error))}\n`);
  process.exit(1);
}

process.on("uncaughtException", report);
process.on("unhandledRejection", report);

/** A file beside the bundle, or in the package that the bundle was made from. */
function readBeside(name: string, inPackage: string): string {
  const beside = join(__dirname, name);
  return readFileSync(existsSync(beside) ? beside : join(__dirname, "../..", inPackage), "utf8");
}

const { version } = JSON.parse(readBeside("package.json", "package.json")) as { readonly version: string };
const address = process.argv.at(-1);
const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(
  ResourceProviderService,
  serviceOf(
    { version, schema: () => readBeside("schema.json", "schema/schema.json") },
    {
      environment: process.env,
      folder: process.cwd(),
      address,
      stillWanted: orphanGuard(address, () => process.exit(1)),
    },
  ),
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    report(error);
  }
  process.stdout.write(`${port}\n`);
});
