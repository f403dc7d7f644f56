/** What only the process of the plugin shows: its answers on the wire, as an engine gets them. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { status, type ServiceError } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { PluginAttach, type PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { useAccount } from "../support/account";
import type { Properties } from "../support/deployment";
import { EngineLog } from "../support/engineService";
import { answerOf, PluginProcess, providerUrn, struct } from "../support/pluginProcess";
import { until } from "../support/processes";
import { environmentOf } from "../support/stack";
import { failureOf } from "../behaviours/world";

const account = useAccount();
const docs = "urn:pulumi:test::test::cloudflare-mcp:index:McpServer::docs";
const token = "canary-of-the-upstream-0001";
const bearer = {
  hostname: "https://docs.example.com/mcp",
  authType: "bearer",
  authCredentials: token,
  sync: "never",
};
const signature = "4dabf18193072939515e22adb298388d";
const secretToken = { [signature]: "1b47061264138c4ac30d75fd1eb44270", value: token };

let said: LogRequest.AsObject[];
let engine: EngineLog;
let plugin: PluginProcess;
let handshake: messages.ProviderHandshakeResponse;

beforeEach(async () => {
  said = [];
  engine = await EngineLog.start(({ request }) => {
    said.push(request.toObject());
  });
  plugin = await PluginProcess.start({ environment: environmentOf(account.cloudflare), engine: engine.address });
  handshake = await plugin.begin({}, "default", engine.address);
});
afterEach(async () => {
  await plugin.stop();
  await engine.stop();
});

const idOf = (name: string): string => `${account.cloudflare.accountId}/${name}`;

function check(news: Properties, olds: Properties = {}, urn = docs): Promise<messages.CheckResponse> {
  const request = new messages.CheckRequest().setUrn(urn).setOlds(struct(olds)).setNews(struct(news));
  return answerOf((done) => plugin.client.check(request, done));
}

function create(inputs: Properties, urn = docs): Promise<messages.CreateResponse> {
  const request = new messages.CreateRequest().setUrn(urn).setProperties(struct(inputs));
  return answerOf((done) => plugin.client.create(request, done));
}

function invoke(name: string, args: Properties): Promise<messages.InvokeResponse> {
  const request = new messages.InvokeRequest().setTok(`cloudflare-mcp:index:${name}`).setArgs(struct(args));
  return answerOf((done) => plugin.client.invoke(request, done));
}

/** The values that the engine would send on. */
const plainOf = (response: messages.CheckResponse): Properties => ({
  ...response.getInputs()?.toJavaScript(),
  authCredentials: token,
});

test("the engine is asked for secrets and resources, not for outputs", () => {
  expect(handshake.toObject()).toEqual({
    acceptSecrets: true,
    acceptResources: true,
    acceptOutputs: false,
    supportsAutonamingConfiguration: false,
  });
});

test("credentials are secrets in each answer, though the program marked none", async () => {
  const checked = await check(bearer);
  expect(checked.getInputs()?.toJavaScript()).toMatchObject({ authCredentials: secretToken });
  const inputs = plainOf(checked);
  const created = await create(inputs);
  const outputs = created.getProperties()?.toJavaScript() ?? {};
  expect(outputs).toMatchObject({ authCredentials: secretToken });

  const state = { ...outputs, authCredentials: token };
  const read = await answerOf<messages.ReadResponse>((done) =>
    plugin.client.read(
      new messages.ReadRequest()
        .setUrn(docs)
        .setId(created.getId())
        .setProperties(struct(state))
        .setInputs(struct(inputs)),
      done,
    ),
  );
  expect(read.getProperties()?.toJavaScript()).toMatchObject({ authCredentials: secretToken });
  expect(read.getInputs()?.toJavaScript()).toMatchObject({ authCredentials: secretToken });

  const updated = await answerOf<messages.UpdateResponse>((done) =>
    plugin.client.update(
      new messages.UpdateRequest()
        .setUrn(docs)
        .setId(created.getId())
        .setOlds(struct(state))
        .setNews(struct({ ...inputs, name: "Other" }))
        .setOldInputs(struct(inputs)),
      done,
    ),
  );
  expect(updated.getProperties()?.toJavaScript()).toMatchObject({ authCredentials: secretToken, name: "Other" });
});

test("no error quotes a secret, and what a failed step did is saved with its secrets marked", async () => {
  const { cloudflare } = account;
  const body = { success: false, errors: [{ code: 1, message: `no ${token}` }] };
  cloudflare.addFault({ method: "POST", path: "/servers", action: "answer", status: 400, body });
  const inputs = plainOf(await check({ ...bearer, sync: "require" }));
  const refused = await failureOf(create(inputs));
  expect(refused.message).not.toContain(token);

  const result = { status: "error", error: "no", error_details: { retryable: false } };
  const path = "/servers/docs/sync";
  cloudflare.addFault({ method: "POST", path, action: "answer", status: 200, body: { success: true, result } });
  const failed = (await failureOf(create(inputs))) as ServiceError;
  expect(failed.code).toBe(status.UNKNOWN);
  const [details] = failed.metadata.get("grpc-status-details-bin");
  expect(String(details)).toContain("pulumirpc.ErrorResourceInitFailed");
  expect(String(details)).toContain("1b47061264138c4ac30d75fd1eb44270");
});

test("a warning in a refresh stands on the row of its resource", async () => {
  account.cloudflare.seedServer({ id: "docs", auth_type: "bearer", auth_credentials: "token" });
  await answerOf((done) => plugin.client.read(new messages.ReadRequest().setUrn(docs).setId(idOf("docs")), done));
  expect(said).toEqual([
    expect.objectContaining({ urn: docs, message: expect.stringContaining("authCredentials") as string }),
  ]);
});

test("a refused token from state is told from today's, although the engine names the resource in both", async () => {
  const token = { apiToken: "an-expired-token-0000000000000000000000", baseUrl: account.cloudflare.baseUrl };
  await plugin.begin(token, "default", engine.address);
  const state = { ...bearer, accountId: account.cloudflare.accountId, serverId: "docs" };
  const read = (): Promise<messages.ReadResponse> => {
    const request = new messages.ReadRequest().setUrn(docs).setId(idOf("docs"));
    return answerOf((done) => plugin.client.read(request.setProperties(struct(state)).setInputs(struct(state)), done));
  };
  expect((await failureOf(read())).message).toContain("--run-program");
  await check(bearer);
  const { message } = await failureOf(read());
  expect(message).toContain("cloudflare-mcp:apiToken");
  expect(message).not.toContain("--run-program");
});

test("a refresh of 1,000 servers takes about ten calls", async () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `server-${index}`);
  for (const id of ids) {
    account.cloudflare.seedServer({ id });
  }
  const state = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", __managed: [] };
  const read = (id: string): Promise<messages.ReadResponse> => {
    const request = new messages.ReadRequest()
      .setUrn(docs.replace("docs", id))
      .setId(idOf(id))
      .setProperties(struct({ ...state, accountId: account.cloudflare.accountId, serverId: id }))
      .setInputs(struct({}));
    return answerOf((done) => plugin.client.read(request, done));
  };
  await Promise.all(ids.map(read));
  expect(account.cloudflare.requests().length).toBeLessThanOrEqual(11);
});

test("the four functions look up what is there", async () => {
  account.cloudflare.seedServer({ id: "docs", name: "Documentation" });
  account.cloudflare.seedPortal({ id: "team", name: "Team", hostname: "mcp.example.com" });
  const found = async (name: string, args: Properties): Promise<unknown> =>
    (await invoke(name, args)).getReturn()?.toJavaScript();
  expect(await found("getMcpServer", { serverId: "docs" })).toMatchObject({ id: idOf("docs"), name: "Documentation" });
  expect(await found("getMcpServers", {})).toMatchObject({ servers: [{ serverId: "docs" }] });
  expect(await found("getMcpPortal", { portalId: "team" })).toMatchObject({ url: "https://mcp.example.com/mcp" });
  expect(await found("getMcpPortals", { search: "nothing like it" })).toEqual({ portals: [] });
  expect((await failureOf(invoke("getMcpServer", {}))).message).toContain("serverId: is required");
  expect((await failureOf(invoke("getMcpClient", {}))).message).toContain("has no function");
});

test("another configuration never replaces anything, and a token is encrypted even if not marked secret", async () => {
  const urn = providerUrn("own");
  const checked = await answerOf<messages.CheckResponse>((done) =>
    plugin.client.checkConfig(
      new messages.CheckRequest().setUrn(urn).setNews(struct({ apiToken: token, accountId: "one" })),
      done,
    ),
  );
  expect(checked.getInputs()?.toJavaScript()).toEqual({ apiToken: secretToken, accountId: "one" });
  const diff = async (old: Properties, news: Properties): Promise<messages.DiffResponse.AsObject> => {
    const request = new messages.DiffRequest().setUrn(urn).setOldInputs(struct(old)).setNews(struct(news));
    const response = await answerOf<messages.DiffResponse>((done) => plugin.client.diffConfig(request, done));
    return response.toObject();
  };
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  expect(await diff({ apiToken: "a" }, { apiToken: "a" })).toMatchObject({ changes: DIFF_NONE, replacesList: [] });
  expect(await diff({ accountId: "one" }, { accountId: "two" })).toMatchObject({
    changes: DIFF_SOME,
    replacesList: [],
  });
});

test("an explicit provider uses its own credentials only, and messages name it", async () => {
  await plugin.begin({ accountId: account.cloudflare.accountId }, "own", engine.address);
  const { message } = await failureOf(invoke("getMcpServers", {}));
  expect(message).toContain('Provider "own" has no Cloudflare credentials');
});

test("a process that serves another engine has forgotten what the one before checked", async () => {
  const twin = `${docs}-twin`;
  await check({ ...bearer, serverId: "docs" });
  expect((await check({ ...bearer, serverId: "docs" }, {}, twin)).getFailuresList()).toHaveLength(1);
  await plugin.begin({}, "default", engine.address);
  await answerOf<Empty>((done) => plugin.client.attach(new PluginAttach().setAddress(engine.address), done));
  expect((await check({ ...bearer, serverId: "docs" }, {}, twin)).getFailuresList()).toEqual([]);
});

test("a cancelled wait ends its step, and says what to do", async () => {
  const { cloudflare } = account;
  cloudflare.addFault({
    method: "POST",
    path: "/servers",
    times: "always",
    action: "answer",
    status: 429,
    headers: { "retry-after": "120" },
  });
  const step = failureOf(create(plainOf(await check(bearer))));
  await until("the step waits", () => said.some(({ message }) => message.startsWith("waiting")));
  await plugin.cancel();
  expect((await step).message).toContain("Cancelled while waiting for Cloudflare");
});

test("a plugin whose engine is gone does not send a write again", async () => {
  const { cloudflare } = account;
  cloudflare.addFault({ method: "POST", path: "/servers", action: "answer", status: 503, body: {} });
  const inputs = plainOf(await check(bearer));
  const ended = new Promise((done) => plugin.child.once("exit", done));
  await engine.stop();
  await failureOf(create(inputs));
  expect(await ended).toBe(1);
  expect(cloudflare.servers()).toEqual([]);
  engine = await EngineLog.start(() => undefined);
});

test("the version is that of the package, and the schema is served", async () => {
  const text = readFileSync(join(resolve(__dirname, "../.."), "provider/package.json"), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  const info = await answerOf<PluginInfo>((done) => plugin.client.getPluginInfo(new Empty(), done));
  expect(info.getVersion()).toBe(version);
  const schema = await answerOf<messages.GetSchemaResponse>((done) =>
    plugin.client.getSchema(new messages.GetSchemaRequest(), done),
  );
  expect(JSON.parse(schema.getSchema())).toMatchObject({ name: "cloudflare-mcp" });
});

test("what a provider need not have is answered as that", async () => {
  const error = (await failureOf(
    answerOf((done) => plugin.client.getMapping(new messages.GetMappingRequest(), done)),
  )) as ServiceError;
  expect(error.code).toBe(status.UNIMPLEMENTED);
});
