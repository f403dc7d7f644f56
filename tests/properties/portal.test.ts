/**
 * Random histories of two servers and a portal that shows them, beside a server and a portal of somebody else: the
 * program changes, somebody edits or deletes, calls fail, refreshes and ups come in any order. Whatever happened, the
 * account ends as declared, by rules of its own here: nothing asks the provider what it thinks.
 */
import fc from "fast-check";
import { startEmulator, type Emulator, type Fault, type Switches } from "cloudflare-mcp-emulator";
import { sentRows } from "../behaviours/portalExamples";
import { Campaign, campaignLimit } from "../support/campaign";
import { Clocks, type Jump } from "../support/clocks";
import type { Properties } from "../support/deployment";
import { inProcess, type Drivers } from "../support/drivers";
import { Program, type Declared } from "../support/program";
import { addFaults, clockJump, faultName, faults } from "./faults";
import { readableFailure, takenOverBy } from "./remedies";

const sequences = Campaign.sequences(250, 0.3);
const apiToken = "canary-api-token-5f3a";
const credential = 'canary/tickets+ü"1"';
const campaign = new Campaign("A portal and its servers", [apiToken, credential], faultName);

type Row = NonNullable<ReturnType<Emulator["portal"]>>["servers"][number];
type ServerId = "docs" | "tickets" | "shared";

/** What a program says of a row. */
interface RowArgs {
  readonly defaultDisabled?: boolean | undefined;
  readonly onBehalf?: boolean | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly updatedTools?: readonly Override[] | undefined;
}

interface Override {
  readonly name: string;
  readonly alias?: string;
  readonly description?: string;
  readonly enabled?: boolean;
}

type Command =
  | { readonly kind: "server"; readonly hostname: string }
  | { readonly kind: "tickets" | "team"; readonly isThere: boolean }
  | { readonly kind: "portal"; readonly change: Properties }
  | { readonly kind: "rows"; readonly rows: Readonly<Partial<Record<ServerId, RowArgs>>> | undefined }
  | { readonly kind: "up" | "refresh"; readonly faults: readonly Fault[] }
  | { readonly kind: "remotePortal"; readonly change: Properties }
  | { readonly kind: "remoteRow"; readonly serverId: ServerId; readonly change: RemoteChange }
  | { readonly kind: "remoteDelete"; readonly what: "team" | "docs" | "tickets" }
  | { readonly kind: "foreignPortal" }
  | { readonly kind: "jump"; readonly jump: Jump };

type RemoteChange =
  | { readonly row: Partial<Row> }
  | { readonly tool: string; readonly entry: Partial<Row["updated_tools"][number]> }
  | "takenOut"
  | "putIn";

/** What the servers have, once Cloudflare knows. Whatever is said of "later" waits. */
const catalogue = ["search", "write"].map((name) => ({ name }));
const tool = fc.constantFrom("search", "write", "later");
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
const text = fc.constantFrom("one", "two", "drei ✓");
/** No two tools share an alias. */
const overridesOf = (enabled: fc.Arbitrary<boolean>[]): fc.Arbitrary<Override[]> =>
  fc
    .uniqueArray(
      fc.record(
        {
          name: tool,
          alias: fc.constantFrom("x", "y"),
          description: text,
          ...Object.fromEntries(enabled.map((each) => ["enabled", each])),
        },
        { requiredKeys: ["name"] },
      ),
      { selector: ({ name }) => name },
    )
    .map((rows) => rows.map((row) => ({ ...row, ...("alias" in row && { alias: `${row.alias}-${row.name}` }) })));

const rowArgs: fc.Arbitrary<RowArgs> = fc.oneof(
  fc.record({
    defaultDisabled: maybe(fc.boolean()),
    onBehalf: maybe(fc.boolean()),
    updatedTools: maybe(overridesOf([fc.boolean()])),
  }),
  fc.record({ onBehalf: maybe(fc.boolean()), tools: fc.uniqueArray(tool), updatedTools: maybe(overridesOf([])) }),
);

const serverId = fc.constantFrom<ServerId>("docs", "tickets", "shared");

const remoteChange: fc.Arbitrary<RemoteChange> = fc.oneof(
  fc.record({ row: fc.oneof(fc.record({ default_disabled: fc.boolean() }), fc.record({ on_behalf: fc.boolean() })) }),
  fc.record({
    tool,
    entry: fc.oneof(
      fc.record({ enabled: fc.boolean() }),
      fc.record({ alias: fc.option(fc.constantFrom("by-hand", "x-search")) }),
      fc.record({ description: fc.option(text) }),
    ),
  }),
  fc.constantFrom("takenOut" as const, "putIn" as const),
);

const rowEdit = fc.record({ kind: fc.constant("remoteRow" as const), serverId, change: remoteChange });

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("server" as const),
      hostname: fc.constantFrom("https://one.example.com/mcp", "https://two.example.com/mcp"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("tickets" as const, "team" as const), isThere: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("portal" as const),
      change: fc.oneof(
        fc.record({ name: maybe(text) }),
        fc.record({ description: maybe(text) }),
        fc.record({ codeMode: maybe(fc.constantFrom("off", "enforced")) }),
        fc.record({ secureWebGateway: maybe(fc.boolean()) }),
        fc.record({ hostname: fc.constantFrom("one.example.com", "two.example.com") }),
        fc.record({ portalId: fc.constantFrom("team", "other") }),
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("rows" as const),
      rows: maybe(fc.record({ docs: rowArgs, tickets: rowArgs, shared: rowArgs }, { requiredKeys: [] })),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("up" as const), faults }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refresh" as const), faults }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("remotePortal" as const),
      change: fc.oneof(
        fc.record({ name: text }),
        fc.record({ description: fc.option(text) }),
        fc.record({ code_mode: fc.constantFrom("off", "default_on") }),
        fc.record({ hostname: fc.constantFrom("by-hand.example.com") }),
      ),
    }),
  },
  { weight: 4, arbitrary: rowEdit },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("remoteDelete" as const),
      what: fc.constantFrom("team" as const, "docs" as const, "tickets" as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "foreignPortal" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("jump" as const), jump: clockJump }) },
);

const histories = fc.array(command, { minLength: 1, maxLength: 14, size: "max" });

const switches: fc.Arbitrary<Partial<Switches>> = fc.record({
  deleteAttachedServer: fc.constantFrom("detach", "refuse"),
  portalRowOrder: fc.constantFrom("id", "idDescending", "created"),
  unknownServerInPortal: fc.constantFrom("reject", "drop"),
  modifiedAt: fc.constantFrom("moves", "stays"),
  nullPortalDescription: fc.constantFrom("reject", "accept"),
});

class History {
  private hostname = "https://one.example.com/mcp";
  private hasTickets = true;
  private hasTeam = true;
  private portal: Properties = { hostname: "one.example.com" };
  private rows: Readonly<Partial<Record<ServerId, RowArgs>>> | undefined = { docs: {}, tickets: { tools: ["search"] } };
  /** A portal that somebody else made under an id of ours. */
  private foreign: string | undefined;
  private adopting: readonly string[] = [];
  /** What an error told us how to take over. */
  private readonly named = new Set<string>();
  private readonly drivers: Drivers;
  private readonly program: Program;

  constructor(
    private readonly cloudflare: Emulator,
    private readonly clocks: Clocks,
  ) {
    campaign.begin();
    this.drivers = inProcess(cloudflare, {}, () => clocks.ours);
    this.program = new Program(this.drivers);
    cloudflare.seedServer({ id: "shared", tools: catalogue });
    cloudflare.seedPortal({ id: "sales", servers: [{ server_id: "shared" }] });
  }

  async play(step: Command): Promise<void> {
    const { cloudflare, clocks } = this;
    switch (step.kind) {
      case "server":
        this.hostname = step.hostname;
        break;
      case "tickets":
        this.hasTickets = step.isThere;
        break;
      case "team":
        this.hasTeam = step.isThere;
        break;
      case "portal":
        this.portal = { ...this.portal, ...step.change };
        break;
      case "rows":
        this.rows = step.rows;
        break;
      case "up":
        addFaults(cloudflare, step.faults);
        await this.attempt(() => this.up());
        break;
      case "refresh":
        addFaults(cloudflare, step.faults);
        await this.attempt(() => this.program.refresh());
        break;
      case "remotePortal":
        if (this.ours !== undefined) {
          cloudflare.editPortal(this.ours, step.change);
        }
        break;
      case "remoteRow":
        this.editRow(step.serverId, step.change);
        break;
      case "remoteDelete":
        if (step.what !== "team" && cloudflare.server(step.what) !== undefined) {
          cloudflare.removeServer(step.what);
        }
        if (step.what === "team" && this.ours !== undefined) {
          cloudflare.removePortal(this.ours);
        }
        break;
      case "foreignPortal":
        // One at a time: somebody else's stays theirs, also when the program goes on to another id.
        if ([this.foreign, this.portalId].every((id) => id === undefined || cloudflare.portal(id) === undefined)) {
          this.foreign = this.portalId;
          cloudflare.seedPortal({ id: this.foreign, hostname: "theirs.example.com", name: "Somebody else's" });
        }
        break;
      case "jump":
        campaign.happened("a clock jumps");
        clocks.set(step.jump);
        break;
    }
  }

  /** From here on nothing fails, and nobody else writes but for the last edits. */
  async converge(lastEdits: readonly Command[]): Promise<void> {
    const { cloudflare, program } = this;
    campaign.hits(cloudflare.faults());
    cloudflare.clearFaults();
    this.clocks.calmDown();
    await program.refresh();
    this.clearAway();
    await this.up();
    this.publish();
    // What waited for its tool is seen, and sent.
    await program.refresh();
    await this.up();
    this.expectAsDeclared();
    await this.expectQuiet();

    // In a portal that was quiet, whatever somebody did is seen.
    for (const edit of lastEdits) {
      await this.play(edit);
      await program.refresh();
      await this.up();
      this.expectAsDeclared();
      await this.expectQuiet();
    }

    // A server that is replaced is back in all portals by the same up.
    this.putIntoSales();
    const before = this.placesOfDocs();
    this.hostname = this.hostname.replace("example.com", "elsewhere.example.com");
    expect(await this.up()).toMatchObject({ docs: "replace" });
    expect(this.placesOfDocs()).toEqual(before);
    expect(cloudflare.server("docs")?.hostname).toBe(this.hostname);
    this.publish();
    await program.refresh();
    await this.up();
    this.expectAsDeclared();
    await this.expectQuiet();

    cloudflare.removePortal("sales");
    await program.up([]);
    expect(cloudflare.portals().filter(({ id }) => id !== this.foreign)).toEqual([]);
    expect(cloudflare.servers().map(({ id }) => id)).toEqual(["shared"]);
  }

  private up(): ReturnType<Program["up"]> {
    return this.program.up(this.declared());
  }

  private declared(): Declared[] {
    const server = (name: string, hostname: string, authentication: Properties): Declared => ({
      kind: "McpServer",
      name,
      args: () => ({ hostname, ...authentication, sync: "never", adopt: this.adopting.includes(name) }),
    });
    const portal: Declared = {
      kind: "McpPortal",
      name: "team",
      args: () => ({
        ...this.portal,
        adopt: this.adopting.includes("team"),
        servers: this.declaredRows()?.map(([id, row]) => ({ serverId: id, ...row, ...this.incarnationOf(id) })),
      }),
    };
    return [
      server("docs", this.hostname, { authType: "unauthenticated" }),
      ...(this.hasTickets
        ? [
            server("tickets", "https://tickets.example.com/mcp", {
              authType: "bearer",
              authCredentials: credential,
            }),
          ]
        : []),
      ...(this.hasTeam ? [portal] : []),
    ];
  }

  /** A program cannot show a server that it does not have. */
  private declaredRows(): [string, RowArgs][] | undefined {
    return this.rows && Object.entries(this.rows).filter(([id]) => this.hasTickets || id !== "tickets");
  }

  private incarnationOf(id: string): Properties {
    return id === "shared" ? {} : { incarnation: this.program.resource("McpServer", id).state?.outputs.incarnation };
  }

  /** A step may fail. It may never make two of one thing, ask without end, or touch what is somebody else's. */
  private async attempt(run: () => Promise<unknown>): Promise<void> {
    const { cloudflare } = this;
    const isTheirs = this.foreign !== undefined && this.state?.inputs.portalId !== this.foreign;
    const before = structuredClone([cloudflare.portal("sales"), isTheirs && cloudflare.portal(this.foreign ?? "")]);
    const thereBefore = this.everything();
    cloudflare.clearRequests();
    const failure = await readableFailure(run);
    for (const id of takenOverBy(failure)) {
      this.named.add(id);
    }
    this.expectNoLeak(failure);
    this.expectNoneForgotten();
    const made = this.everything().filter((each) => !thereBefore.includes(each));
    campaign.step(failure === undefined, cloudflare.requests().length, made.length);
    expect([cloudflare.portal("sales"), isTheirs && cloudflare.portal(this.foreign ?? "")]).toEqual(before);
    expect(cloudflare.requests().length).toBeLessThanOrEqual(120);
    this.publish();
  }

  private everything(): string[] {
    const { cloudflare } = this;
    return [...cloudflare.servers(), ...cloudflare.portals()].map(({ id }) => id);
  }

  /** What is there is known to state, is somebody else's, or an error has said what to do about it. */
  private expectNoneForgotten(): void {
    const { program, foreign, named } = this;
    const known = [
      ...["docs", "tickets"].map((name) => program.resource("McpServer", name).state?.inputs.serverId),
      this.state?.inputs.portalId,
    ];
    const theirs = ["shared", "sales", foreign];
    const forgotten = this.everything().filter((id) => !known.includes(id) && !theirs.includes(id) && !named.has(id));
    expect(forgotten).toEqual([]);
  }

  /** State holds a credential where the program gives it, which is encrypted, and nowhere else. */
  private expectNoLeak(failure: unknown): void {
    const { program, drivers } = this;
    const states = [
      program.resource("McpServer", "docs"),
      program.resource("McpServer", "tickets"),
      program.resource("McpPortal", "team"),
    ].flatMap(({ state }) => (state === undefined ? [] : [state.inputs, state.outputs]));
    const state = states.map(({ authCredentials: _, ...others }) => JSON.stringify(others));
    const said = [...drivers.warnings, ...drivers.notes, String(failure), JSON.stringify(failure ?? null)];
    expect(campaign.leaks(...state, ...said)).toEqual([]);
  }

  private publish(): void {
    for (const { id } of this.cloudflare.servers()) {
      this.cloudflare.editServer(id, { tools: catalogue });
    }
  }

  private get portalId(): string {
    return (this.portal.portalId ?? this.state?.inputs.portalId ?? "team") as string;
  }

  private get state(): { readonly inputs: Properties } | undefined {
    return this.program.resource("McpPortal", "team").state;
  }

  /** The portal that state knows, if it is there. */
  private get ours(): string | undefined {
    const id = this.state?.inputs.portalId as string | undefined;
    return id !== undefined && this.cloudflare.portal(id) !== undefined ? id : undefined;
  }

  private editRow(id: ServerId, change: RemoteChange): void {
    const { cloudflare, ours } = this;
    const rows = ours === undefined ? undefined : cloudflare.portal(ours)?.servers;
    if (ours === undefined || rows === undefined) {
      return;
    }
    const others = rows.filter((row) => row.server_id !== id);
    if (change === "takenOut") {
      cloudflare.editPortal(ours, { servers: others });
    } else if (change === "putIn") {
      if (others.length === rows.length && cloudflare.server(id) !== undefined) {
        cloudflare.editPortal(ours, { servers: [...rows, { server_id: id }] });
      }
    } else {
      const edited = (row: Row): Row =>
        "row" in change
          ? { ...row, ...change.row }
          : {
              ...row,
              updated_tools: row.updated_tools.map((entry) =>
                entry.name === change.tool ? { ...entry, ...change.entry } : entry,
              ),
            };
      cloudflare.editPortal(ours, { servers: rows.map((row) => (row.server_id === id ? edited(row) : row)) });
    }
  }

  /** What was made although nobody could find out is taken over, which is what its error says to do, or taken away. */
  private clearAway(): void {
    const { cloudflare } = this;
    for (const { id } of cloudflare.portals().filter(({ id }) => id !== "sales" && id !== this.ours)) {
      const isLost = id === this.portalId && id !== this.foreign && this.state === undefined;
      if (!isLost || !this.hasTeam) {
        cloudflare.removePortal(id);
      } else {
        this.adopting = [...this.adopting, "team"];
      }
    }
    this.foreign = undefined;
    for (const id of ["docs", "tickets"] as const) {
      const there = cloudflare.server(id);
      const isInState = this.program.resource("McpServer", id).state !== undefined;
      if (there !== undefined && !isInState) {
        if (id === "docs" ? there.hostname === this.hostname : this.hasTickets) {
          this.adopting = [...this.adopting, id];
        } else {
          cloudflare.removeServer(id);
        }
      }
    }
  }

  private expectAsDeclared(): void {
    const { cloudflare, portal } = this;
    const ids = cloudflare.servers().map(({ id }) => id);
    expect(ids.toSorted()).toEqual(["docs", "shared", ...(this.hasTickets ? ["tickets"] : [])]);
    const portals = cloudflare.portals().map(({ id }) => id);
    expect(portals.toSorted()).toEqual(["sales", ...(this.hasTeam ? [this.portalId] : [])].toSorted());
    const stored = cloudflare.portal(this.portalId);
    if (!this.hasTeam) {
      return;
    }
    const { name, hostname, description, codeMode, secureWebGateway } = portal;
    expect(stored).toMatchObject({
      hostname,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(codeMode === undefined ? {} : { code_mode: codeMode }),
      ...(secureWebGateway === undefined ? {} : { secure_web_gateway: secureWebGateway }),
    });
    const rows = this.declaredRows();
    if (rows === undefined) {
      return;
    }
    expect(stored?.servers.map(({ server_id }) => server_id).toSorted()).toEqual(rows.map(([id]) => id).toSorted());
    for (const row of stored?.servers ?? []) {
      expectRow(row, rows.find(([id]) => id === row.server_id)?.[1] ?? {});
    }
  }

  private async expectQuiet(): Promise<void> {
    const { cloudflare } = this;
    cloudflare.clearRequests();
    expect(await this.program.drift()).toEqual({});
    expect(new Set(Object.values(await this.up()))).toEqual(new Set(["same"]));
    expect(cloudflare.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  }

  /** Somebody else shows our server too, in a way of their own. */
  private putIntoSales(): void {
    const row = { server_id: "docs", default_disabled: true, on_behalf: false };
    this.cloudflare.editPortal("sales", { servers: [{ server_id: "shared" }, row] });
  }

  /** How each portal shows the server, beside what it says of tools: those are not known right after a replacement. */
  private placesOfDocs(): unknown {
    return this.cloudflare.portals().map(({ id }) => [
      id,
      sentRows(this.cloudflare, id).map(({ server_id, default_disabled, on_behalf, ...lists }) => ({
        server_id,
        default_disabled,
        on_behalf,
        ...(server_id === "docs" ? {} : lists),
      })),
    ]);
  }
}

/** What a row must be for what a program says of it. */
function expectRow(row: Row, { defaultDisabled, onBehalf, tools, updatedTools }: RowArgs): void {
  const hides = defaultDisabled ?? tools !== undefined;
  expect(row).toMatchObject({ default_disabled: hides, on_behalf: onBehalf ?? true });
  for (const entry of row.updated_tools) {
    const said = updatedTools?.find(({ name }) => name === entry.name);
    if (tools !== undefined || updatedTools !== undefined) {
      expect(entry.enabled).toBe(tools?.includes(entry.name) ?? said?.enabled ?? !hides);
    }
    if (updatedTools !== undefined) {
      expect([entry.alias, entry.description]).toEqual([said?.alias ?? null, said?.description ?? null]);
    }
  }
}

test(
  `${String(sequences)} histories of a portal and its servers end as declared and touch nothing else`,
  async () => {
    await fc.assert(
      fc.asyncProperty(switches, histories, fc.array(rowEdit, { maxLength: 2 }), async (how, steps, lastEdits) => {
        const clocks = new Clocks();
        const cloudflare = await startEmulator({
          switches: { emptyPortalServers: "accept", ...how },
          identities: { apiToken },
          ...clocks.cloudflares,
        });
        try {
          const history = new History(cloudflare, clocks);
          await history.play({ kind: "up", faults: [] });
          for (const step of steps) {
            await history.play(step);
          }
          await history.converge(lastEdits);
        } finally {
          await cloudflare.close();
        }
      }),
      { numRuns: sequences },
    );
    campaign.report();
  },
  campaignLimit(sequences),
);
