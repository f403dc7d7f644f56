/**
 * The provider as the engine reaches it through the native plugin: by gRPC, in a process of its own.
 *
 * Before each create and update it previews, as the engine does, and fails if the preview knew something that the step
 * then did otherwise.
 */
import { isDeepStrictEqual } from "node:util";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Emulator } from "cloudflare-mcp-emulator";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { initFailureOf } from "../../bench/providerHost";
import { SavedFailure, type Driver, type Properties } from "./deployment";
import type { DriverOptions, Drivers } from "./drivers";
import { EngineLog } from "./engineService";
import { answerOf, PluginProcess, struct } from "./pluginProcess";
import { environmentOf } from "./stack";

/** Plugins for the tests of one file. Each test has its own processes: they end with it. */
export class PluginDrivers {
  private readonly warnings: string[] = [];
  private readonly notes: string[] = [];
  private engine: Promise<EngineLog> | undefined;

  static forThisFile(): PluginDrivers {
    const drivers = new PluginDrivers();
    afterAll(async () => (await drivers.engine)?.stop());
    return drivers;
  }

  drive(cloudflare: Emulator, options: DriverOptions = {}): Drivers {
    const { warnings, notes } = this;
    const [before, notesBefore] = [warnings.length, notes.length];
    const processes = new Map<string, Promise<PluginProcess>>();
    const names = new Map<string, string>();
    const next = async (): Promise<Driver> => {
      const environment = { ...environmentOf(cloudflare), ...options.environment };
      const key = JSON.stringify(environment);
      const { address } = await this.log();
      const plugin =
        processes.get(key) ??
        PluginProcess.start({
          environment,
          engine: address,
          ...(options.folder !== undefined && { folder: options.folder }),
        });
      processes.set(key, plugin);
      const config = Object.entries(options.config ?? {}).map(([name, value]) => [
        name.replace("cloudflare:", ""),
        value,
      ]);
      await (await plugin).begin(Object.fromEntries(config) as Properties, "default", address);
      return new PluginDriver(await plugin, names);
    };
    return {
      host: "plugin",
      next,
      get warnings() {
        return warnings.slice(before);
      },
      get notes() {
        return notes.slice(notesBefore);
      },
      printed: async () => (await Promise.all(processes.values())).map((each) => each.printed()).join("\n"),
      stop: async () => {
        await Promise.all([...processes.values()].map((each) => each.then((plugin) => plugin.stop())));
      },
    };
  }

  private log(): Promise<EngineLog> {
    this.engine ??= EngineLog.start(({ request }) => {
      if (request.getSeverity() === LogSeverity.WARNING) {
        this.warnings.push(request.getMessage());
      } else if (!request.getEphemeral()) {
        this.notes.push(request.getMessage());
      }
    });
    return this.engine;
  }
}

const providerKey = "__provider";
const forCheck = ["__logicalName", "__urn"];
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Plays the part of the engine. `names` are those of resources in the program, by id: of all commands of a test. */
class PluginDriver implements Driver {
  constructor(
    private readonly plugin: PluginProcess,
    private readonly names: Map<string, string>,
  ) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: string[] }> {
    const name = String(news.__logicalName);
    const request = new messages.CheckRequest()
      .setUrn(urnOf(news, name))
      .setOlds(sentInputs(olds))
      .setNews(sentInputs(news));
    const response = await answerOf<messages.CheckResponse>((done) => this.plugin.client.check(request, done));
    const inputs = answeredInputs(response.getInputs(), news);
    this.names.set(`${String(inputs.accountId)}/${String(inputs.serverId ?? inputs.portalId)}`, name);
    return { inputs, failures: response.getFailuresList().map((failure) => failure.getReason()) };
  }

  async diff(
    id: string,
    olds: Properties,
    news: Properties,
    oldInputs: Properties,
  ): Promise<{ changes: boolean | undefined; replaces: string[] }> {
    const request = new messages.DiffRequest()
      .setId(id)
      .setUrn(this.urn(news, id))
      .setOlds(sent(olds))
      .setNews(sentInputs(news))
      .setOldInputs(sentInputs(oldInputs));
    const response = await answerOf<messages.DiffResponse>((done) => this.plugin.client.diff(request, done));
    const verdicts = [undefined, false, true];
    return { changes: verdicts[response.getChanges()], replaces: response.getReplacesList() };
  }

  async create(inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const { accountId, serverId, portalId } = inputs;
    const urn = this.urn(inputs, `${String(accountId)}/${String(serverId ?? portalId)}`);
    const create = (preview: boolean): Promise<messages.CreateResponse> => {
      const request = new messages.CreateRequest().setUrn(urn).setProperties(sentInputs(inputs)).setPreview(preview);
      return answerOf<messages.CreateResponse>((done) => this.plugin.client.create(request, done));
    };
    const preview = await create(true);
    const response = await create(false).catch((error: unknown) => saved(error, inputs));
    const outputs = answered(response.getProperties(), inputs);
    expectForeseen(
      { id: preview.getId(), ...answered(preview.getProperties(), inputs) },
      { id: response.getId(), ...outputs },
    );
    return { id: response.getId(), outputs };
  }

  async read(
    id: string,
    outputs: Properties,
    inputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }> {
    const request = new messages.ReadRequest()
      .setId(id)
      .setUrn(this.urn(outputs, id))
      .setProperties(sent(outputs))
      .setInputs(sentInputs(inputs));
    const response = await answerOf<messages.ReadResponse>((done) => this.plugin.client.read(request, done));
    return {
      id: response.getId(),
      outputs: answered(response.getProperties(), outputs),
      inputs: response.hasInputs() ? answeredInputs(response.getInputs(), outputs) : undefined,
    };
  }

  async update(id: string, olds: Properties, news: Properties, oldInputs: Properties): Promise<Properties> {
    const update = async (preview: boolean): Promise<Properties> => {
      const request = new messages.UpdateRequest()
        .setId(id)
        .setUrn(this.urn(news, id))
        .setOlds(sent(olds))
        .setNews(sentInputs(news))
        .setOldInputs(sentInputs(oldInputs))
        .setPreview(preview);
      const response = await answerOf<messages.UpdateResponse>((done) => this.plugin.client.update(request, done));
      return answered(response.getProperties(), news);
    };
    const preview = await update(true);
    const outputs = await update(false).catch((error: unknown) => saved(error, news));
    expectForeseen(preview, outputs);
    return outputs;
  }

  async delete(id: string, outputs: Properties): Promise<void> {
    const request = new messages.DeleteRequest().setId(id).setUrn(this.urn(outputs, id)).setProperties(sent(outputs));
    await answerOf<unknown>((done) => this.plugin.client.delete(request, done));
  }

  private urn(properties: Properties, id: string): string {
    return urnOf(properties, this.names.get(id) ?? id.split("/").at(-1) ?? "");
  }
}

function urnOf({ [providerKey]: text }: Properties, name: string): string {
  const kind = String(text).includes('"McpPortal"') ? "McpPortal" : "McpServer";
  return `urn:pulumi:test::test::cloudflare-mcp:index:${kind}::${name}`;
}

/** What only the dynamic provider gets stays here. Credentials go as the secrets that the answers have made of them. */
function sent(properties: Properties): Struct {
  const others = Object.entries(properties).filter(([name]) => ![providerKey, ...forCheck].includes(name));
  return struct(Object.fromEntries(others.map(([name, value]) => [name, isCredential(name) ? marked(value) : value])));
}

function isCredential(name: string): boolean {
  return ["authCredentials", "clientSecret"].includes(name);
}

function marked(value: unknown): unknown {
  return value === null || value === undefined ? value : { [signature]: secretSignature, value };
}

/** The same for inputs: a program of the plugin names a server by `server`, where the list of behaviours has `serverId`. */
function sentInputs(inputs: Properties): Struct {
  return sent(
    withRows(inputs, ({ serverId, ...row }) => (serverId === undefined ? row : { server: serverId, ...row })),
  );
}

/** Inputs in the words of the list again. The plugin answers with Pulumi's id of each server. */
function answeredInputs(message: Struct | undefined, asked: Properties): Properties {
  return withRows(answered(message, asked), ({ server, ...row }) =>
    server === undefined ? row : { serverId: typeof server === "string" ? server.split("/").at(-1) : server, ...row },
  );
}

function withRows(inputs: Properties, change: (row: Properties) => Properties): Properties {
  const { servers } = inputs;
  return Array.isArray(servers)
    ? {
        ...inputs,
        servers: servers.map((row: unknown) =>
          typeof row === "object" && row !== null ? change(row as Properties) : row,
        ),
      }
    : inputs;
}

function answered(message: Struct | undefined, asked: Properties): Properties {
  return { ...(unmarked(message?.toJavaScript() ?? {}) as Properties), [providerKey]: asked[providerKey] };
}

/** The engine takes the marks of secrets off, and remembers them. */
function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(unmarked);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return signature in value && "value" in value
    ? value.value
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unmarked(member)]));
}

function saved(error: unknown, asked: Properties): never {
  const failure = initFailureOf(error);
  if (failure === undefined) {
    throw error;
  }
  const outputs = { ...(unmarked(failure.outputs) as Properties), [providerKey]: asked[providerKey] };
  throw new SavedFailure(failure.id, outputs, failure.reasons);
}

/** Hidden outputs are nobody's to depend on. */
function expectForeseen(preview: Properties, outputs: Properties): void {
  const wrong = Object.entries(preview).filter(
    ([name, value]) =>
      !name.startsWith("__") && !JSON.stringify(value).includes(unknown) && !isDeepStrictEqual(value, outputs[name]),
  );
  if (wrong.length > 0) {
    throw new Error(
      `The preview was wrong: ${wrong.map(([name, value]) => `${name} ${JSON.stringify(value)}, then ${JSON.stringify(outputs[name])}`).join("; ")}`,
    );
  }
}
