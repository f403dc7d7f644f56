/**
 * Pulumi's language host for Node.js, as small as our own programs need it: the engine starts it, reads its port from
 * the first line of stdout and asks it by gRPC to run the program, which it leaves to the SDK's own runner.
 *
 * The official one comes with an installed Pulumi and cannot be built from a Go module, so this stands beside our own
 * build. It is copied there as one file and serves any checkout: everything it loads, it loads from the program.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

import type * as Grpc from "@grpc/grpc-js";
import type * as Services from "@pulumi/pulumi/proto/language_grpc_pb";
import type * as Messages from "@pulumi/pulumi/proto/language_pb";
import type * as PluginMessages from "@pulumi/pulumi/proto/plugin_pb";
import type * as EmptyMessages from "google-protobuf/google/protobuf/empty_pb";

/** The runner ends with this code when it has shown the program's error already. */
const exitCodeOfReportedError = 32;

const knownRuntimeOptions = ["typescript", "packagemanager"];

const engineAddress = process.argv.at(-1) ?? "";
const programs = new Set<ChildProcess>();

const requireFromSdk = createRequire(locateSdk());
const grpc = requireFromSdk("@grpc/grpc-js") as typeof Grpc;
const services = requireFromSdk("./proto/language_grpc_pb.js") as typeof Services;
const messages = requireFromSdk("./proto/language_pb.js") as typeof Messages;
const pluginMessages = requireFromSdk("./proto/plugin_pb.js") as typeof PluginMessages;
const emptyMessages = requireFromSdk("google-protobuf/google/protobuf/empty_pb.js") as typeof EmptyMessages;

const handlers: Grpc.UntypedServiceImplementation = {
  handshake: answer(() => new messages.LanguageHandshakeResponse()),
  getPluginInfo: answer(() => new pluginMessages.PluginInfo()),
  // The engine looks for a plug-in when it meets the first resource of it, so none needs to be named beforehand.
  getRequiredPackages: answer(() => new messages.GetRequiredPackagesResponse()),
  getRequiredPlugins: answer(() => new messages.GetRequiredPluginsResponse()),
  getProgramDependencies: answer(() => new messages.GetProgramDependenciesResponse()),
  about: answer(() => new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  installDependencies,
  run: answer(run),
  runPlugin: runPolicyPack,
  cancel: answer(() => {
    for (const program of programs) {
      program.kill("SIGTERM");
    }
    return new emptyMessages.Empty();
  }),
};

endWithEngine();
serve();

/** The engine starts us in the folder of the program. */
function locateSdk(): string {
  try {
    return createRequire(join(process.cwd(), "program.js")).resolve("@pulumi/pulumi/package.json");
  } catch {
    console.error(`@pulumi/pulumi is not installed for ${process.cwd()}. Run \`npm install\` there.`);
    process.exit(1);
  }
}

/**
 * The engine holds the other end of our stdin, so its end closes here however the engine dies. Without this a killed
 * `pulumi` would leave us and a program behind that goes on and talks to nobody.
 */
function endWithEngine(): void {
  process.stdin.resume().once("close", () => {
    for (const program of programs) {
      program.kill("SIGKILL");
    }
    process.exit(1);
  });
}

function serve(): void {
  const server = new grpc.Server();
  server.addService(services.LanguageRuntimeService, handlers);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (failure, port) => {
    if (failure !== null) {
      throw failure;
    }
    // As a number, it would be printed in colour where FORCE_COLOR is set, and the engine would not understand it.
    console.log(String(port));
  });
}

function answer<Request, Response>(
  respond: (request: Request) => Response | Promise<Response>,
): Grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(respond)
      .then(
        (response) => {
          callback(null, response);
        },
        (failure: unknown) => {
          callback({
            code: grpc.status.UNKNOWN,
            message: failure instanceof Error ? failure.message : String(failure),
          });
        },
      );
  };
}

/** Only `pulumi install` and `pulumi new` ask for this. */
function installDependencies(
  call: Grpc.ServerWritableStream<Messages.InstallDependenciesRequest, Messages.InstallDependenciesResponse>,
): void {
  const directory = call.request.getInfo()?.getProgramDirectory() ?? call.request.getDirectory();
  const advice = `This Pulumi leaves Node.js packages to npm: run \`npm install\` in ${directory}.\n`;
  call.write(new messages.InstallDependenciesResponse().setStderr(Buffer.from(advice)));
  call.end();
}

async function run(request: Messages.RunRequest): Promise<Messages.RunResponse> {
  const information = request.getInfo();
  const options = information?.getOptions()?.toJavaScript() ?? {};
  const unknown = Object.keys(options).filter((option) => !knownRuntimeOptions.includes(option));
  if (unknown.length > 0) {
    return new messages.RunResponse().setError(
      `The runtime option ${unknown.join(", ")} is not known to this small language host. ` +
        `Remove it from Pulumi.yaml, or install Pulumi, which brings the full one.`,
    );
  }

  const programFolder = information?.getProgramDirectory() ?? request.getPwd();
  const runner = createRequire(join(programFolder, "program.js")).resolve("@pulumi/pulumi/cmd/run");
  const code = await runToEnd(runner, runnerArguments(request), {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript !== false),
  });

  const response = new messages.RunResponse();
  if (code === exitCodeOfReportedError) {
    return response.setBail(true);
  }
  return code === 0 ? response : response.setError(`Program exited with non-zero exit code: ${code}`);
}

function runnerArguments(request: Messages.RunRequest): string[] {
  const information = request.getInfo();
  const flags: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", information?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", request.getPwd()],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...flags.filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    information?.getEntryPoint() ?? request.getProgram(),
    ...request.getArgsList(),
  ];
}

/** A policy pack says on stdout where it listens, and answers until the engine has no more questions. */
function runPolicyPack(call: Grpc.ServerWritableStream<Messages.RunPluginRequest, Messages.RunPluginResponse>): void {
  const { request } = call;
  if (request.getKind() !== "analyzer") {
    const details = `This small language host runs policy packs, and no ${request.getKind()} plug-ins.`;
    call.emit("error", { code: grpc.status.UNIMPLEMENTED, details });
    return;
  }
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const runner = createRequire(join(folder, "pack.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const pack = spawn(process.execPath, [runner, ...request.getArgsList(), "."], {
    cwd: folder,
    env: Object.fromEntries(request.getEnvList().map(nameAndValue)),
    stdio: ["ignore", "pipe", "pipe"],
  });
  programs.add(pack);
  pack.stdout.on("data", (chunk: Buffer) => call.write(new messages.RunPluginResponse().setStdout(chunk)));
  pack.stderr.on("data", (chunk: Buffer) => call.write(new messages.RunPluginResponse().setStderr(chunk)));
  call.once("cancelled", () => pack.kill("SIGTERM"));
  pack.once("close", (code) => {
    programs.delete(pack);
    call.write(new messages.RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
}

function nameAndValue(variable: string): [string, string] {
  const end = variable.indexOf("=");
  return [variable.slice(0, end), variable.slice(end + 1)];
}

/** Runs the program with our own stdout and stderr, which the engine shows. */
function runToEnd(runner: string, runnerFlags: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const program = spawn(process.execPath, [runner, ...runnerFlags], {
      env: environment,
      stdio: ["ignore", "inherit", "inherit"],
    });
    programs.add(program);
    program.once("error", reject);
    program.once("close", (code, signal) => {
      programs.delete(program);
      if (code === null) {
        reject(new Error(`The program was ended by ${signal ?? "a signal"}.`));
      } else {
        resolve(code);
      }
    });
  });
}
