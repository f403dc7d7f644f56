/**
 * Random histories of credentials that are tried against a real upstream: the program changes them, the upstream takes
 * other ones or is down, calls fail in every way. State never claims credentials that Cloudflare does not have, and
 * whatever happened, it ends as declared.
 */
import fc from "fast-check";
import { startEmulator, startMcpServer, type Emulator, type Fault, type McpServer } from "cloudflare-mcp-emulator";
import { credentialsText } from "../../provider/src/server/credentials";
import { Campaign, campaignLimit } from "../support/campaign";
import { Clocks, type Jump } from "../support/clocks";
import { Deployment, type Properties } from "../support/deployment";
import { inProcess, type Drivers } from "../support/drivers";
import { addFaults, clockJump, faultName, faults } from "./faults";
import { inClear, readableFailure, takenOverBy } from "./remedies";

const sequences = Campaign.sequences(200, 0.1);
const tokens = ["canary-token-one-81", "canary-token-two-82", "canary-token-three-83"] as const;
const apiToken = "canary-api-token-5f3a";

const clocks = new Clocks();
const campaign = new Campaign("Credentials that are tried", [...tokens, apiToken], faultName);
let cloudflare: Emulator;
let upstream: McpServer;

beforeAll(async () => {
  upstream = await startMcpServer({ tools: [{ name: "search" }] });
  cloudflare = await startEmulator({ identities: { apiToken }, ...clocks.cloudflares });
});
afterAll(async () => {
  await cloudflare.close();
  await upstream.close();
});

type Command =
  | { readonly kind: "program"; readonly change: Properties }
  | { readonly kind: "up" | "refresh"; readonly faults: readonly Fault[] }
  | { readonly kind: "upstream"; readonly takes: string | undefined; readonly isDown: boolean }
  | { readonly kind: "jump"; readonly jump: Jump };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("program" as const),
      change: fc.oneof(
        { weight: 3, arbitrary: fc.record({ authCredentials: fc.constantFrom(...tokens) }) },
        { weight: 1, arbitrary: fc.record({ sync: fc.constantFrom("auto", "require", "never") }) },
        { weight: 1, arbitrary: fc.record({ name: fc.constantFrom("one", "two") }) },
      ),
    }),
  },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant("up" as const), faults }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refresh" as const), faults }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("upstream" as const),
      takes: fc.constantFrom(...tokens, undefined),
      isDown: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("jump" as const), jump: clockJump }) },
);

const histories = fc.array(command, { minLength: 2, maxLength: 14, size: "max" });

class History {
  private args: Properties = {
    hostname: upstream.url,
    authType: "bearer",
    authCredentials: tokens[0],
    sync: "auto",
  };
  private readonly drivers: Drivers = inProcess(cloudflare, {}, () => clocks.ours);
  private readonly deployment = new Deployment(this.drivers.next);
  /** An error told how to take the server over. */
  private isNamed = false;

  constructor() {
    campaign.begin();
    clocks.calmDown();
    for (const { id } of cloudflare.servers()) {
      cloudflare.removeServer(id);
    }
    this.upstreamTakes(tokens[0], false);
  }

  async play(step: Command): Promise<void> {
    switch (step.kind) {
      case "program":
        this.args = { ...this.args, ...step.change };
        break;
      case "up":
        addFaults(cloudflare, step.faults);
        await this.attempt(() => this.deployment.up(this.args));
        break;
      case "refresh":
        addFaults(cloudflare, step.faults);
        await this.attempt(() => this.deployment.refresh());
        break;
      case "upstream":
        this.upstreamTakes(step.takes, step.isDown);
        break;
      case "jump":
        campaign.happened("a clock jumps");
        clocks.set(step.jump);
        break;
    }
  }

  private upstreamTakes(token: string | undefined, isDown: boolean): void {
    upstream.setToken(token);
    upstream.setDown(isDown);
  }

  private async attempt(run: () => Promise<unknown>): Promise<void> {
    const before = cloudflare.servers().length;
    cloudflare.clearRequests();
    const failure = await readableFailure(run);
    this.isNamed ||= takenOverBy(failure).includes("docs");
    const calls = cloudflare.requests().length;
    expect(calls).toBeLessThanOrEqual(60);
    this.expectTruthfulState();
    this.expectNoLeak(failure);
    campaign.step(failure === undefined, calls, cloudflare.servers().length - before);
  }

  /** What is there is known to state, or an error named it; and the credentials in state are those that are sent. */
  private expectTruthfulState(): void {
    const server = cloudflare.server("docs");
    const { state } = this.deployment;
    expect(server === undefined || state !== undefined || this.isNamed).toBe(true);
    const claimed = state?.outputs.authCredentials ?? null;
    if (server !== undefined && claimed !== null) {
      expect(server.auth_credentials).toBe(credentialsText(claimed));
    }
  }

  private expectNoLeak(failure: unknown): void {
    expect(campaign.leaks(...inClear(this.deployment, this.drivers), String(failure))).toEqual([]);
  }

  /** From here on nothing fails, and the upstream takes what the program says. */
  async converge(): Promise<void> {
    campaign.hits(cloudflare.faults());
    cloudflare.clearFaults();
    clocks.calmDown();
    this.upstreamTakes(this.args.authCredentials as string, false);
    await this.deployment.refresh();
    const adopt = this.deployment.state === undefined && cloudflare.server("docs") !== undefined;
    const args = { ...this.args, ...(adopt ? { adopt } : {}) };
    await this.deployment.up(args);

    expect(cloudflare.servers()).toHaveLength(1);
    const { authCredentials, name } = this.args;
    expect(cloudflare.server("docs")).toMatchObject({
      auth_credentials: authCredentials,
      ...(name === undefined ? {} : { name }),
    });
    this.expectTruthfulState();
    cloudflare.clearRequests();
    expect(await this.deployment.drift()).toEqual([]);
    expect(await this.deployment.up(args)).toBe("same");
    expect(cloudflare.requests().map(({ method }) => method)).toEqual(["GET"]);

    await this.deployment.up(undefined);
    expect(cloudflare.servers()).toEqual([]);
    this.expectNoLeak(undefined);
  }
}

test(
  `${String(sequences)} random histories of accepted and refused credentials end as declared`,
  () => campaign.play(sequences, histories, () => new History()),
  campaignLimit(sequences),
);
