import { useWithoutVariables } from "../../support/variables";
import { line } from "../../../provider/src/text/shown";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { connectByInstalledPulumi } from "../../../provider/src/lifecycle/engineLog";
import { engineNotices, type Notices } from "../../../provider/src/lifecycle/notices";
import { EngineLog } from "../../support/engineService";
import { answer, useLoopback } from "../../support/loopback";

interface Said {
  readonly severity: number;
  readonly message: string;
  readonly ephemeral: boolean;
  readonly urn: string;
}

const urn = "urn:pulumi:dev::project::pulumi-nodejs:dynamic/cloudflare-mcp:McpServer::docs";

let engine: EngineLog;
let said: Said[];
let connections: Set<string>;
let isBroken: boolean;
let notices: Notices;

beforeEach(async () => {
  said = [];
  connections = new Set();
  isBroken = false;
  engine = await EngineLog.start((call) => {
    const { request } = call;
    connections.add(call.getPeer());
    said.push({
      severity: request.getSeverity(),
      message: request.getMessage(),
      ephemeral: request.getEphemeral(),
      urn: request.getUrn(),
    });
    if (isBroken) {
      throw new Error("no");
    }
  });
  notices = engineNotices(engine.address, connectByInstalledPulumi);
});
afterEach(() => engine.stop());

test("warnings, notes and transient progress appear on the row of the resource, over one connection", async () => {
  await notices.warn(urn, line("careful"));
  await notices.tell(urn, line("by the way"));
  await notices.progress(urn, line("waiting"));

  expect(said).toEqual([
    { severity: LogSeverity.WARNING, message: "careful", ephemeral: false, urn },
    { severity: LogSeverity.INFO, message: "by the way", ephemeral: false, urn },
    { severity: LogSeverity.INFO, message: "waiting", ephemeral: true, urn },
  ]);
  expect(connections.size).toBe(1);
});

describe("with a proxy in the environment", () => {
  const names = ["grpc_proxy", "https_proxy", "http_proxy", "no_grpc_proxy", "no_proxy"];
  const loopback = useLoopback();
  useWithoutVariables(names);

  test.each(["grpc_proxy", "https_proxy", "http_proxy"])("%s never sees a message to the engine", async (name) => {
    const proxy = await loopback.http(answer(502));
    process.env[name] = proxy.url;
    await notices.warn(urn, line("careful"));
    expect(said).toMatchObject([{ message: "careful", urn }]);
    expect(proxy.received).toEqual([]);
  });
});

test.each([
  undefined,
  "",
  "docs",
  "urn:pulumi:dev::project::type",
  "urn:pulumi:dev::project::::docs",
  "urn:pulumi:::project::type::docs",
  "urn:pulumi:dev::::type::docs",
  "urn:pulumi:dev::project::type::",
  ` ${urn}`,
])("what Pulumi could not take for a URN goes to no row, since it would end the command: %j", async (other) => {
  await notices.warn(other, line("careful"));
  expect(said).toMatchObject([{ message: "careful", urn: "" }]);
});

test.each(["urn:pulumi:dev::project::a:b$c:d::a b::c", "urn:pulumi:dev::project::t::ü"])(
  "every name that a resource may have is a row: %s",
  async (other) => {
    await notices.warn(other, line("careful"));
    expect(said).toMatchObject([{ urn: other }]);
  },
);

test("an engine that fails fails no step, and hears the next message", async () => {
  isBroken = true;
  await notices.warn(urn, line("lost"));
  isBroken = false;
  await notices.warn(urn, line("careful"));
  expect(said.map(({ message }) => message)).toEqual(["lost", "careful"]);

  await engine.stop();
  await notices.warn(urn, line("nobody is there"));
});

test("without an address nothing is said: that of an engine is a host and a port", async () => {
  const { address } = engine;
  const others = [undefined, "", "index.js", `dns:///${address}`, `${address}/`, ` ${address}`];
  for (const other of others) {
    await engineNotices(other, connectByInstalledPulumi).warn(urn, line("careful"));
  }
  expect(said).toEqual([]);
});
