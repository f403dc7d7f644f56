/**
 * An API and upstreams that quote every credential they were given, in every place of every answer and in every encoding.
 * Whatever the provider hands out then, to state or to a person, holds none.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { CloudflareClient } from "../../provider/src/cloudflare/client";
import { lookUpsOf, type LookUpHost } from "../../provider/src/lifecycle/lookup";
import { digestOf } from "../../provider/src/lock/digest";
import { lockText } from "../../provider/src/lock/file";
import { boundHostname } from "../../provider/src/lock/upstream";
import { portalKind } from "../../provider/src/portal/portal";
import { serverKind } from "../../provider/src/server/server";
import { canariesOf, credentialForms, hiddenIn, type Canaries, type Credentials } from "../support/canaries";
import { Campaign, campaignLimit } from "../support/campaign";
import { Deployment, type Driver, type Properties } from "../support/deployment";
import { inProcess } from "../support/drivers";
import { dynamicDriver } from "../support/dynamicDriver";
import { encodings } from "../support/encodings";
import { FakeClock } from "../support/fakeClock";
import { HostileAccount, type Answering } from "../support/hostileAccount";
import { chanceFrom, failureNames, seeds } from "../support/plantedAnswers";
import { Program, type Declared } from "../support/program";
import { SecretDetector } from "../support/secretDetector";
import { SecretWatch } from "../support/secretWatch";
import { environmentOf } from "../support/stack";

const runs = Campaign.sequences(2, 0.02);
const limit = campaignLimit(runs * 10);

let cloudflare: Emulator;
let folder: string;
beforeAll(async () => {
  cloudflare = await startEmulator();
});
afterAll(() => cloudflare.close());
beforeEach(() => {
  cloudflare.clearFaults();
  folder = mkdtempSync(join(tmpdir(), "secrets-"));
  mkdirSync(join(folder, "mcp-locks"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What differs from one run to the next. */
interface Setting {
  readonly canaries: Canaries;
  readonly seed: number;
  /** All of them would take many seconds. */
  readonly failures: readonly string[];
  readonly lock: "enforce" | "report" | undefined;
  readonly scheme: "token" | "key";
}

const settingsOf = (form: string, failures: readonly string[]): fc.Arbitrary<Setting> =>
  fc.record({
    canaries: canariesOf(form),
    seed: seeds,
    failures: fc.shuffledSubarray([...failures], { minLength: 3, maxLength: 3 }),
    lock: fc.constantFrom("enforce" as const, "report" as const, undefined),
    scheme: fc.constantFrom("token" as const, "key" as const),
  });

const anySetting = (failures: readonly string[]): fc.Arbitrary<Setting> =>
  fc.constantFrom(...credentialForms).chain((form) => settingsOf(form, failures));

function credentialsOf({ canaries: { apiToken }, scheme }: Setting): Record<string, string | undefined> {
  return scheme === "token"
    ? { CLOUDFLARE_API_TOKEN: apiToken }
    : { CLOUDFLARE_API_TOKEN: undefined, CLOUDFLARE_API_KEY: apiToken, CLOUDFLARE_EMAIL: "administrator@example.com" };
}

/** A program with a server and a portal that shows it, the account that answers it, and what is shown. */
class World {
  readonly account: HostileAccount;
  readonly watch: SecretWatch;
  readonly program: Program;
  readonly next: () => Promise<Driver>;
  /** What the last `up` failed with. */
  failure: unknown;
  /** For what hands arguments on. */
  readonly unwatched: () => Promise<Driver>;

  constructor(
    readonly setting: Setting,
    newDrivers: (watch: SecretWatch) => () => Promise<Driver>,
  ) {
    const { canaries, seed } = setting;
    this.account = new HostileAccount(cloudflare, canaries, seed);
    this.watch = new SecretWatch(hiddenIn(canaries), [canaries.hostname]);
    this.unwatched = newDrivers(this.watch);
    this.next = async () => this.watch.over(await this.unwatched());
    this.program = new Program({ next: this.next });
    this.writeLock();
  }

  /** Of one tool, reviewed at the URL of the program. */
  private writeLock(): void {
    const { hostname } = this.setting.canaries;
    const definition = { name: "search", description: "Searches" };
    const tools = new Map([["search", { allow: true, digest: digestOf(definition), definition }]]);
    const lock = lockText({ server: "docs", hostname: boundHostname(hostname), ignore: [], tools, prompts: new Map() });
    writeFileSync(join(folder, "mcp-locks/docs.json"), this.setting.seed % 2 === 0 ? "{}" : lock);
  }

  declared(more: Properties = {}, { args }: Credentials = this.setting.canaries.before): Declared[] {
    const { lock, canaries } = this.setting;
    const toolLock = lock && { file: "mcp-locks/docs.json", mode: lock };
    const row = {
      serverId: "docs",
      tools: ["search", "other"],
      updatedTools: [{ name: "search", alias: "find" }],
      toolLock,
    };
    return [
      { kind: "McpServer", name: "docs", args: () => ({ ...args, hostname: canaries.hostname, toolLock, ...more }) },
      {
        kind: "McpPortal",
        name: "team",
        args: () => ({
          hostname: "mcp.example.com",
          name: more.name,
          servers: [{ ...row, incarnation: this.server.state?.outputs.incarnation }],
        }),
      },
    ];
  }

  get server(): Deployment {
    return this.program.resource("McpServer", "docs");
  }

  /** `pulumi up`. Everything is quoted that this command can know: what is in state, and what the program says. */
  async up(
    what: string,
    answering: Answering,
    more: Properties = {},
    credentials = this.setting.canaries.before,
  ): Promise<void> {
    this.account.quote(...this.inState(), credentials);
    this.account.answer(answering);
    this.failure = undefined;
    await this.watch.during(what, async () => {
      try {
        await this.program.up(this.declared(more, credentials));
      } catch (error) {
        this.failure = error;
        throw error;
      }
    });
  }

  /** `pulumi refresh`, also as a preview. */
  async look(what: string, answering: Answering = {}): Promise<void> {
    this.account.quote(...this.inState());
    this.account.answer(answering);
    await this.watch.during(what, () => this.program.refresh());
    await this.watch.during(what, () => this.program.drift());
  }

  private inState(): Credentials[] {
    const { before, after } = this.setting.canaries;
    const { authCredentials, clientSecret } = this.server.state?.outputs ?? {};
    return [before, after].filter(
      ({ args }) =>
        isDeepStrictEqual(args.authCredentials, authCredentials) &&
        isDeepStrictEqual(args.clientSecret ?? null, clientSecret ?? null),
    );
  }
}

/** From the first `up` to the destruction, with failures on the way. */
async function live(world: World): Promise<void> {
  const { after } = world.setting.canaries;
  const overrides = { updatedTools: [{ name: "search", alias: "find" }, { name: "nowhere" }] };
  await world.up("create", { sync: "fails" }, { description: "Documentation", ...overrides });
  expect(world.failure).toBeUndefined();
  await world.look("refresh");
  await world.up("update", {}, { name: "Docs", description: "Other" });
  await world.up("undeclare", {});
  await world.watch.during("refresh of a portal before its server", async () => {
    const driver = await world.next();
    const states = [world.program.resource("McpPortal", "team"), world.server].flatMap(({ state }) => state ?? []);
    await Promise.all(states.map(({ id, outputs, inputs }) => driver.read(id, outputs, inputs)));
  });
  await world.up("refused rotation", { sync: "is refused" }, {}, after);
  expect(String(world.failure)).toContain("The previous authCredentials were restored");
  await world.look("refresh after it");
  await world.up("rotation with a required sync", { sync: "fails" }, { sync: "require" }, after);
  await world.look("refresh of what is pending");
  for (const failure of world.setting.failures) {
    const failing = (...calls: readonly string[]): Answering => ({ calls, failure });
    const updates = failing("PUT /servers/docs", "PUT /portals/team");
    await world.up(`update that meets ${failure}`, updates, { name: `${failure}!`, sync: "require" });
    await world.up(`rotation that meets ${failure}`, failing("PUT /servers/docs"), {}, after);
    const sync = failing("POST /servers/docs/sync");
    await world.up(`rotation whose sync meets ${failure}`, sync, { name: failure, sync: "require" }, after);
    const looks = failing("GET /servers/docs", "GET /portals/team", "GET /servers", "GET /portals");
    await world.up(`rotation back whose look meets ${failure}`, looks, { name: failure });
    await world.look(`refresh that meets ${failure}`, looks);
  }
  await world.up("replacement", {}, { hostname: "https://other.example.com/mcp" });
  await world.up("replacement back", {});
  world.account.answer();
  await world.watch.during("delete", () => world.program.up([]));
}

/** The beginnings of a resource, and its end, each by itself. A portal of its own knows the secrets of the account. */
async function begin(world: World): Promise<void> {
  const { account, watch, setting } = world;
  for (const { kind, name: id, args } of world.declared()) {
    account.quote(...(kind === "McpServer" ? [setting.canaries.before] : []));
    const adopting = new Deployment(world.next, kind, id);
    account.answer({ sync: "fails" });
    await watch.during("adopt", () => adopting.up({ ...args(), adopt: true, name: "Mine" }));
    for (const failure of setting.failures) {
      const failing = new Deployment(world.next, kind, id);
      const creates = ["POST /servers", "POST /portals"];
      account.answer({ calls: creates, failure, server: { created_by: [account.say.text(), account.say.text()] } });
      await watch.during(`create that meets ${failure}`, () => failing.up(args()));
      account.answer({ calls: [...creates, "GET /servers/docs", "GET /portals/team"], failure });
      await watch.during(`create whose look meets ${failure}`, () => failing.up(args()));
      account.answer({ calls: ["DELETE /servers/docs", "DELETE /portals/team"], failure });
      await watch.during(`delete that meets ${failure}`, () => adopting.up(undefined));
    }
    account.answer({ server: { auth_type: account.say.text(), hostname: account.say.text() } });
    await watch.during("adoption of another", () =>
      new Deployment(world.next, kind, id).up({ ...args(), adopt: true }),
    );
    const looking = await world.next();
    const properties = { __provider: adopting.providerText };
    account.quote();
    account.answer();
    await watch.during("get", async () => {
      const { outputs } = await looking.read(`${cloudflare.accountId}/${id}`, properties, {});
      return looking.read(`${cloudflare.accountId}/${id}`, outputs, {});
    });
  }
}

/** What check refuses. A secret can be anywhere in wrong arguments, and no refusal says it again. */
async function refuse(world: World): Promise<void> {
  const { key, before, after, hostname } = world.setting.canaries;
  const [secret = "", other = ""] = before.hidden.concat(after.hidden);
  const { authCredentials, ...others } = before.args;
  const wrong: readonly Properties[] = [
    { hostname: `${hostname}#x` },
    { hostname: `docs.example.com/mcp?api_key=${key}` },
    { hostname: `https://me:${secret}@docs.example.com/mcp` },
    { [secret]: 1, [`x${secret}`]: secret },
    { updatedTools: [{ name: "search", alias: `${secret} ${secret}` }, { name: secret }, { name: secret }] },
    { description: secret.repeat(50), name: secret.repeat(50), adopt: secret, sync: secret, definitions: secret },
    { serverId: secret, accountId: secret, isSharedOauthCallbackEnabled: secret },
    { toolLock: { file: "mcp-locks/docs.json", mode: secret } },
    { authType: secret },
    { authCredentials: { headers: { [secret]: 7, "x-y": `${secret}\n` } } },
    { authCredentials: { [secret]: secret } },
    { authCredentials: `${secret}\n` },
    { authCredentials: JSON.stringify({ [secret]: { [other]: 1 } }) },
    { authCredentials: { config: { [secret]: secret, tokenEndpoint: secret }, registrationInfo: { [secret]: 1 } } },
    { clientSecret: { [secret]: secret } },
    { clientSecret: `${secret} `, authCredentials: undefined },
    { authType: "unauthenticated", clientSecret: secret },
  ];
  const state = { ...others, authCredentials, hostname };
  for (const [index, changes] of wrong.entries()) {
    const driver = await world.unwatched();
    const { providerText, urn } = world.server;
    const news = { ...state, __provider: providerText, __logicalName: "docs", __urn: urn, ...changes };
    await world.watch.during(`check ${String(index)}`, async () => {
      // What it passes on are the arguments themselves.
      const { failures } = await driver.check({ ...state, __provider: providerText }, news);
      world.watch.show("failures", failures);
    });
  }
}

describe("whatever is quoted, nothing that is handed out holds a secret", () => {
  const inThisProcess = (setting: Setting): World =>
    new World(setting, (watch) => {
      const onMessage = (text: string): void => {
        watch.show("a message", text);
      };
      return inProcess(cloudflare, { environment: credentialsOf(setting), folder, onMessage }).next;
    });

  test.each(credentialForms)(
    "of a server with %s",
    async (form) => {
      await fc.assert(
        fc.asyncProperty(settingsOf(form, failureNames), async (setting) => {
          const world = inThisProcess(setting);
          await live(world);
          await begin(world);
          world.watch.expectNothing();
        }),
        { numRuns: runs, endOnFailure: true },
      );
    },
    limit,
  );

  test(
    "in refusals of arguments",
    async () => {
      await fc.assert(
        fc.asyncProperty(anySetting(failureNames), async (setting) => {
          const world = inThisProcess(setting);
          await refuse(world);
          world.watch.expectNothing();
        }),
        { numRuns: runs * 5, endOnFailure: true },
      );
    },
    limit,
  );

  describe("as Pulumi's provider process calls it", () => {
    const before = { ...process.env };
    afterEach(() => {
      process.env = { ...before };
    });

    test(
      "in a whole life, without waits",
      async () => {
        const lasting = failureNames.filter(
          (name) =>
            !["an error of the API", "a rate limit", "an HTML page", "broken JSON", "JSON of another form"].includes(
              name,
            ),
        );
        await fc.assert(
          fc.asyncProperty(anySetting(lasting), async (setting) => {
            Object.assign(process.env, environmentOf(cloudflare), credentialsOf(setting));
            if (setting.scheme === "key") {
              delete process.env.CLOUDFLARE_API_TOKEN;
            }
            const driver = dynamicDriver();
            const world = new World({ ...setting, lock: undefined }, () => () => Promise.resolve(driver));
            await live(world);
            await begin(world);
            await refuse(world);
            world.watch.expectNothing();
            process.env = { ...before };
          }),
          { numRuns: runs, endOnFailure: true },
        );
      },
      limit,
    );
  });

  test(
    "in lookups, which know the credentials of the account",
    async () => {
      await fc.assert(
        fc.asyncProperty(anySetting(failureNames), async (setting) => {
          const { canaries, seed } = setting;
          const account = new HostileAccount(cloudflare, canaries, seed);
          const watch = new SecretWatch([canaries.apiToken]);
          const clock = new FakeClock();
          const host: LookUpHost = {
            configuration: { get: () => undefined },
            environment: { ...environmentOf(cloudflare), ...credentialsOf(setting) },
            clock,
            connect: (connection) => Promise.resolve(new CloudflareClient(connection, clock)),
            progress: (message) => {
              watch.show("progress", message);
            },
          };
          const servers = lookUpsOf(serverKind);
          const portals = lookUpsOf(portalKind);
          const all = async (what: string): Promise<void> => {
            await watch.during(`getMcpServer ${what}`, () => servers.one({ serverId: "docs" }, host));
            await watch.during(`getMcpServers ${what}`, () => servers.all({ search: "x" }, host));
            await watch.during(`getMcpPortal ${what}`, () => portals.one({ portalId: "team" }, host));
            await watch.during(`getMcpPortals ${what}`, () => portals.all({}, host));
          };
          account.answer();
          await all("that works");
          for (const failure of failureNames) {
            const calls = ["GET /servers/docs", "GET /servers", "GET /portals/team", "GET /portals"];
            account.answer({ calls, failure });
            await all(`that meets ${failure}`);
          }
          watch.expectNothing();
        }),
        { numRuns: runs, endOnFailure: true },
      );
    },
    limit,
  );
});

test("the detector reads every encoding", () => {
  const secrets = fc.constantFrom(...credentialForms).chain(canariesOf);
  fc.assert(
    fc.property(secrets, seeds, (canaries, seed) => {
      const detector = new SecretDetector(hiddenIn(canaries));
      const choose = chanceFrom(seed);
      const unread = Object.entries(encodings).filter(([, encode]) =>
        hiddenIn(canaries).some(
          (secret) => detector.in(`before ${encode(secret, () => choose() < 0.5)} after`) === undefined,
        ),
      );
      expect(unread.map(([name]) => name)).toEqual([]);
    }),
  );
});
