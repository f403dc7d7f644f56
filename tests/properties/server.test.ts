/**
 * Random histories of one server: the program changes, somebody edits or deletes the server, creates one of the same
 * id, calls fail in every way, refreshes and ups come in any order. Whatever happened, it ends as declared.
 */
import fc from "fast-check";
import { startEmulator, type Emulator, type Fault } from "cloudflare-mcp-emulator";
import { credentialsText } from "../../provider/src/server/credentials";
import { Campaign, campaignLimit } from "../support/campaign";
import { Clocks, type Jump } from "../support/clocks";
import { Deployment, type Properties } from "../support/deployment";
import { inProcess, type Drivers } from "../support/drivers";
import { addFaults, clockJump, faultName, faults } from "./faults";
import { inClear, readableFailure, takenOverBy } from "./remedies";

const sequences = Campaign.sequences(800, 0.5);
/** With characters that JSON, URLs and base64 write in another way. */
const canaries = ['canary/one+ü"1"', "canary?two=%22&", "canary three\\~é"] as const;
const apiToken = "canary-api-token-5f3a";

const clocks = new Clocks();
const campaign = new Campaign("A server", [...canaries, apiToken], faultName);
let cloudflare: Emulator;

beforeAll(async () => {
  cloudflare = await startEmulator({ identities: { apiToken }, ...clocks.cloudflares });
});
afterAll(async () => {
  await cloudflare.close();
});

type Command =
  | { readonly kind: "program"; readonly change: Properties }
  | { readonly kind: "up" | "refresh"; readonly faults: readonly Fault[] }
  | { readonly kind: "remoteEdit"; readonly change: Properties }
  | { readonly kind: "remoteDelete" }
  | { readonly kind: "foreignCreate" }
  | { readonly kind: "quote" }
  | { readonly kind: "jump"; readonly jump: Jump };

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
const text = fc.constantFrom("one", "two", "drei ✓", 'with "quotes"');
/** No two tools share an alias. */
const overrides = fc
  .uniqueArray(
    fc.record(
      { name: fc.constantFrom("a", "b", "c"), alias: fc.constantFrom("x", "y"), enabled: fc.boolean() },
      { requiredKeys: ["name"] },
    ),
    { selector: ({ name }) => name },
  )
  .map((rows) => rows.map((row) => ({ ...row, ...("alias" in row && { alias: `${row.alias}-${row.name}` }) })));

/** What the upstream offers: overrides of "c" stay pending. */
const offered = [{ name: "a" }, { name: "b" }];

const programChange: fc.Arbitrary<Properties> = fc.oneof(
  fc.record({ name: optional(text) }),
  fc.record({ description: optional(fc.oneof(text, fc.constant(""))) }),
  fc.record({ secureWebGateway: optional(fc.boolean()) }),
  fc.record({ updatedTools: optional(overrides) }),
  fc.record({
    authCredentials: fc.constantFrom<unknown>(canaries[0], canaries[1], { headers: { "x-key": canaries[2] } }),
  }),
  fc.record({ hostname: fc.constantFrom("https://one.example.com/mcp", "https://two.example.com/mcp") }),
  fc.record({ serverId: fc.constantFrom("docs", "other") }),
);

const remoteChange: fc.Arbitrary<Properties> = fc.oneof(
  fc.record({ name: text }),
  fc.record({ description: fc.option(text) }),
  fc.record({ secure_web_gateway: fc.boolean() }),
  fc.record({ updated_tools: overrides }),
  fc.record({ status: fc.constantFrom("ready", "error", "of the future"), modified_by: text }),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("program" as const), change: programChange }) },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant("up" as const), faults }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refresh" as const), faults }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remoteEdit" as const), change: remoteChange }) },
  { weight: 1, arbitrary: fc.constant({ kind: "remoteDelete" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "foreignCreate" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "quote" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("jump" as const), jump: clockJump }) },
);

const histories = fc.array(command, { minLength: 1, maxLength: 14, size: "max" });

/** The history of one server, and what must hold in it. */
class History {
  private args: Properties = {
    hostname: "https://one.example.com/mcp",
    authType: "bearer",
    authCredentials: canaries[0],
    sync: "never",
  };
  private readonly drivers: Drivers = inProcess(cloudflare, {}, () => clocks.ours);
  private readonly deployment = new Deployment(this.drivers.next);
  /** The arguments of the last up, if it succeeded: what is missing from them since has to go back to its default. */
  private applied: Properties = {};
  /** Created by somebody else under an id of ours. */
  private foreign: string | undefined;
  /** What an error told us how to take over. */
  private readonly named = new Set<string>();

  constructor() {
    campaign.begin();
    clocks.calmDown();
    for (const { id } of cloudflare.servers()) {
      cloudflare.removeServer(id);
    }
  }

  async play(step: Command): Promise<void> {
    switch (step.kind) {
      case "program":
        this.args = { ...this.args, ...step.change };
        break;
      case "up":
        addFaults(cloudflare, step.faults);
        this.applied = (await this.attempt(() => this.deployment.up(this.args))) ? { ...this.args } : {};
        break;
      case "refresh":
        addFaults(cloudflare, step.faults);
        await this.attempt(() => this.deployment.refresh());
        break;
      case "remoteEdit":
        for (const { id } of cloudflare.servers().filter(({ id }) => id !== this.foreign)) {
          cloudflare.editServer(id, step.change);
        }
        break;
      case "remoteDelete":
        for (const { id } of cloudflare.servers()) {
          cloudflare.removeServer(id);
        }
        this.foreign = undefined;
        break;
      case "foreignCreate":
        if (cloudflare.servers().length === 0) {
          this.foreign = this.id();
          cloudflare.seedServer({
            id: this.foreign,
            name: "Somebody else's",
            hostname: "https://theirs.example.com/mcp",
          });
        }
        break;
      case "quote":
        this.quote();
        break;
      case "jump":
        campaign.happened("a clock jumps");
        clocks.set(step.jump);
        break;
    }
  }

  /** The upstream repeats its credential, and Cloudflare tells what it said. One that state does not have is not known. */
  private quote(): void {
    const { serverId, authCredentials } = this.deployment.state?.outputs ?? {};
    const server = typeof serverId === "string" ? cloudflare.server(serverId) : undefined;
    if (server?.auth_credentials === credentialsText(authCredentials)) {
      const error = `401: not ${server.auth_credentials}`;
      cloudflare.editServer(server.id, { status: "error", error, error_details: { cause: error } });
    }
  }

  /** A step may fail. It may never make two of one server, ask without end, or touch what is somebody else's. */
  private async attempt(run: () => Promise<unknown>): Promise<boolean> {
    const isTheirs = this.foreign !== undefined && !this.isInState(this.foreign);
    const theirs = this.foreign === undefined ? undefined : structuredClone(cloudflare.server(this.foreign));
    const before = cloudflare.servers().map(({ id }) => id);
    cloudflare.clearRequests();
    const failure = await readableFailure(run);
    for (const id of takenOverBy(failure)) {
      this.named.add(id);
    }
    this.expectNoLeak(failure);
    for (const { id } of cloudflare.servers().filter(({ id }) => id !== this.foreign)) {
      cloudflare.editServer(id, { tools: offered, error: null, error_details: null });
    }
    const calls = cloudflare.requests().length;
    expect(calls).toBeLessThanOrEqual(40);
    const made = cloudflare.servers().filter(({ id }) => !before.includes(id));
    expect(made.length).toBeLessThanOrEqual(1);
    this.expectNoneForgotten();
    // A server that state knew is ours, also one that was deleted and made again by somebody else meanwhile.
    if (theirs !== undefined && isTheirs) {
      expect(cloudflare.server(theirs.id)).toEqual(theirs);
      expect(this.isInState(theirs.id)).toBe(false);
    }
    campaign.step(failure === undefined, calls, made.length);
    return failure === undefined;
  }

  /** What is there is known to state, is somebody else's, or an error has said what to do about it. */
  private expectNoneForgotten(): void {
    const forgotten = cloudflare
      .servers()
      .filter(({ id }) => id !== this.foreign && !this.isInState(id) && !this.named.has(id));
    expect(forgotten).toEqual([]);
  }

  /** State holds a credential where the program gives it, which is encrypted, and nowhere else. */
  private expectNoLeak(failure: unknown): void {
    const said = [String(failure), JSON.stringify(failure ?? null)];
    expect(campaign.leaks(...inClear(this.deployment, this.drivers), ...said)).toEqual([]);
  }

  /** From here on nothing fails, and nobody else writes. */
  async converge(): Promise<void> {
    campaign.hits(cloudflare.faults());
    cloudflare.clearFaults();
    clocks.calmDown();
    if (this.foreign !== undefined && !this.isInState(this.foreign) && cloudflare.server(this.foreign) !== undefined) {
      cloudflare.removeServer(this.foreign);
    }
    await this.deployment.refresh();
    // A create whose outcome nobody could find out is taken over on demand, which is what its error says to do.
    const lost = this.deployment.state === undefined ? cloudflare.server(this.id()) : undefined;
    if (lost !== undefined && lost.hostname !== this.args.hostname) {
      cloudflare.removeServer(lost.id);
    }
    const unknown = lost !== undefined && cloudflare.server(lost.id) !== undefined;
    const resets = this.deployment.state === undefined ? {} : removedSince(this.applied, this.args);
    await this.deployment.up({ ...this.args, ...(unknown ? { adopt: true } : {}) });

    const [server, ...others] = cloudflare.servers().filter(({ id }) => id === this.id());
    expect(others).toEqual([]);
    const settled = (rows: unknown): unknown => (rows as Properties[]).filter(({ name }) => name !== "c");
    const { updated_tools: rows, ...rest } = { ...resets, ...expected(this.args) };
    expect(server).toMatchObject(rest);
    if (rows !== undefined) {
      expect(settled(server?.updated_tools)).toEqual(settled(rows));
    }

    cloudflare.clearRequests();
    expect(await this.deployment.drift()).toEqual([]);
    expect(await this.deployment.up({ ...this.args, ...(unknown ? { adopt: true } : {}) })).toBe("same");
    expect(cloudflare.requests().map(({ method }) => method)).toEqual(["GET"]);

    await this.deployment.up(undefined);
    expect(cloudflare.server(this.id())).toBeUndefined();
    this.expectNoneForgotten();
    this.expectNoLeak(undefined);
  }

  private id(): string {
    const { serverId = this.deployment.state?.inputs.serverId ?? "docs" } = this.args;
    return serverId as string;
  }

  private isInState(id: string): boolean {
    return this.deployment.state?.inputs.serverId === id;
  }
}

/** Cloudflare's defaults for what a program set before and does not set now. */
function removedSince(before: Properties, now: Properties): Properties {
  const defaults: Properties = { description: null, secureWebGateway: false, updatedTools: [] };
  const wireNames: Record<string, string> = { secureWebGateway: "secure_web_gateway", updatedTools: "updated_tools" };
  const removed = Object.keys(defaults).filter((name) => before[name] !== undefined && now[name] === undefined);
  return Object.fromEntries(removed.map((name) => [wireNames[name] ?? name, defaults[name]]));
}

/** What the account must hold for a program: only what the program sets. */
function expected(args: Properties): Properties {
  const { name, description, secureWebGateway, updatedTools, authCredentials, hostname } = args;
  return {
    hostname,
    auth_credentials: typeof authCredentials === "string" ? authCredentials : JSON.stringify(authCredentials),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description: description === "" ? null : description }),
    ...(secureWebGateway === undefined ? {} : { secure_web_gateway: secureWebGateway }),
    ...(updatedTools === undefined ? {} : { updated_tools: updatedTools }),
  };
}

test(
  `${String(sequences)} random histories end as declared: nothing lost, doubled or written needlessly`,
  () => campaign.play(sequences, histories, () => new History()),
  campaignLimit(sequences),
);
