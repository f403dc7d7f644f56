/**
 * Random histories of one server: the program changes, somebody edits or deletes the server, creates one of the same
 * id, calls fail in every way, refreshes and ups come in any order. Whatever happened, it ends as declared.
 */
import fc from "fast-check";
import { startEmulator, type Emulator, type Fault, type FaultAction } from "cloudflare-mcp-emulator";
import { Deployment, type Properties } from "../support/deployment";
import { inProcess, type Drivers } from "../support/drivers";

const sequences = Number(process.env.SEQUENCES ?? 2_000);

let cloudflare: Emulator;

beforeAll(async () => {
  cloudflare = await startEmulator({ switches: { rateLimit: false } });
});
afterAll(async () => {
  await cloudflare.close();
});

type Command =
  | { readonly kind: "program"; readonly change: Properties }
  | { readonly kind: "up" }
  | { readonly kind: "refresh" }
  | { readonly kind: "remoteEdit"; readonly change: Properties }
  | { readonly kind: "remoteDelete" }
  | { readonly kind: "foreignCreate" }
  | { readonly kind: "fault"; readonly fault: Fault };

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const text = fc.constantFrom("one", "two", "drei ✓", 'with "quotes"');
const overrides = fc.uniqueArray(
  fc.record(
    { name: fc.constantFrom("a", "b", "c"), alias: fc.constantFrom("x", "y"), enabled: fc.boolean() },
    { requiredKeys: ["name"] },
  ),
  { selector: ({ name }) => name },
);

const programChange: fc.Arbitrary<Properties> = fc.oneof(
  fc.record({ name: optional(text) }),
  fc.record({ description: optional(fc.oneof(text, fc.constant(""))) }),
  fc.record({ secureWebGateway: optional(fc.boolean()) }),
  fc.record({ updatedTools: optional(overrides) }),
  fc.record({ authCredentials: fc.constantFrom<unknown>("token-1", "token-2", { headers: { "x-key": "token-3" } }) }),
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

const faultAction: fc.Arbitrary<FaultAction> = fc.constantFrom<FaultAction>(
  { action: "cutBeforeCommit" },
  { action: "cutAfterCommit" },
  { action: "truncate" },
  { action: "html" },
  { action: "answer", status: 503, body: { success: false, errors: [{ message: "later" }] } },
  {
    action: "answer",
    status: 429,
    body: { success: false, errors: [{ message: "slowly" }] },
    headers: { "retry-after": "1" },
  },
  { action: "answer", status: 403, body: { success: false, errors: [{ message: "no" }] } },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("program" as const), change: programChange }) },
  { weight: 4, arbitrary: fc.constant({ kind: "up" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "refresh" as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remoteEdit" as const), change: remoteChange }) },
  { weight: 1, arbitrary: fc.constant({ kind: "remoteDelete" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "foreignCreate" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      fault: fc
        .record({
          method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
          times: fc.integer({ min: 1, max: 7 }),
          occurrence: fc.integer({ min: 1, max: 2 }),
          action: faultAction,
        })
        .map(({ action, ...match }): Fault => ({ ...match, ...action })),
    }),
  },
);

/** The history of one server, and what must hold in it. */
class History {
  private args: Properties = {
    hostname: "https://one.example.com/mcp",
    authType: "bearer",
    authCredentials: "token-1",
    sync: "never",
  };
  private readonly drivers: Drivers = inProcess(cloudflare);
  private readonly deployment = new Deployment(this.drivers.next);
  /** Created by somebody else under an id of ours. */
  private foreign: string | undefined;

  constructor() {
    cloudflare.clearFaults();
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
        await this.attempt(() => this.deployment.up(this.args));
        break;
      case "refresh":
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
      case "fault":
        cloudflare.addFault(step.fault);
        break;
    }
  }

  /** A step may fail. It may never make two of one server, ask without end, or touch what is somebody else's. */
  private async attempt(run: () => Promise<unknown>): Promise<void> {
    const theirs = this.foreign === undefined ? undefined : structuredClone(cloudflare.server(this.foreign));
    const before = cloudflare.servers().length;
    cloudflare.clearRequests();
    try {
      await run();
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).not.toMatch(/token-[123]/);
    }
    expect(cloudflare.requests().length).toBeLessThanOrEqual(40);
    expect(cloudflare.servers().length).toBeLessThanOrEqual(before + 1);
    // A server that state knows is ours, also one that was deleted and made again by somebody else meanwhile.
    if (theirs !== undefined && !this.isInState(theirs.id)) {
      expect(cloudflare.server(theirs.id)).toEqual(theirs);
    }
  }

  /** From here on nothing fails, and nobody else writes. */
  async converge(): Promise<void> {
    cloudflare.clearFaults();
    if (this.foreign !== undefined && !this.isInState(this.foreign)) {
      cloudflare.removeServer(this.foreign);
    }
    await this.deployment.refresh();
    // A create whose outcome nobody could find out is taken over on demand, which is what its error says to do.
    const unknown = this.deployment.state === undefined && cloudflare.server(this.id()) !== undefined;
    await this.deployment.up({ ...this.args, ...(unknown ? { adopt: true } : {}) });

    const [server, ...others] = cloudflare.servers().filter(({ id }) => id === this.id());
    expect(others).toEqual([]);
    expect(server).toMatchObject(expected(this.args));

    cloudflare.clearRequests();
    expect(await this.deployment.drift()).toEqual([]);
    expect(await this.deployment.up({ ...this.args, ...(unknown ? { adopt: true } : {}) })).toBe("same");
    expect(cloudflare.requests().map(({ method }) => method)).toEqual(["GET"]);

    await this.deployment.up(undefined);
    expect(cloudflare.server(this.id())).toBeUndefined();
  }

  private id(): string {
    const { serverId = this.deployment.state?.inputs.serverId ?? "docs" } = this.args;
    return serverId as string;
  }

  private isInState(id: string): boolean {
    return this.deployment.state?.inputs.serverId === id;
  }
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

test(`${String(sequences)} random histories end as declared: nothing lost, nothing doubled, nothing written without need`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 14 }), async (steps) => {
      const history = new History();
      for (const step of steps) {
        await history.play(step);
      }
      await history.converge();
    }),
    { numRuns: sequences },
  );
});
