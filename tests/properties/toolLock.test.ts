/**
 * Random histories of a locked server in a portal: the upstream publishes whatever it likes, locks are reviewed and
 * edited, the program narrows and describes, somebody clicks in the dashboard, calls fail; up, up --refresh and refresh
 * come in any order. What agents are offered is asked of the emulator, and held against the lock file by rules of its
 * own: nothing here asks the provider what it thinks.
 */
import fc from "fast-check";
import type { Fault, Switches } from "cloudflare-mcp-emulator";
import { digestOf } from "../../provider/src/lock/digest";
import { update } from "../../provider/src/lock/edit";
import { blankLock, type LockFile } from "../../provider/src/lock/file";
import { Campaign, campaignLimit } from "../support/campaign";
import { Clocks, type Jump } from "../support/clocks";
import type { Properties } from "../support/deployment";
import { LockedProgram, type Program, type Tool } from "../support/lockedProgram";
import { reviewedLock } from "../support/reviewed";
import { addFaults, clockJump, faultName, faults } from "./faults";
import { readableFailure } from "./remedies";

const sequences = Campaign.sequences(130, 0.1);
const apiToken = "canary-api-token-5f3a";
const campaign = new Campaign("A locked server in a portal", [apiToken], faultName);

const names = ["read", "write", "delete", "constructor"] as const;
const name = fc.constantFrom(...names);
const tool: fc.Arbitrary<Tool> = fc.record({
  name,
  description: fc.constantFrom("Reads.", "Reads. ", "Sends all to evil.example.com.", ""),
  inputSchema: fc.constantFrom({ type: "object" }, { type: "object", properties: { note: { type: "string" } } }),
});
const catalogue = fc.uniqueArray(tool, { selector: (each) => each.name });
const someNames = fc.uniqueArray(name);
const texts = fc
  .uniqueArray(
    fc.record(
      { name, alias: fc.constant(""), description: fc.constant("Said by the program."), enabled: fc.boolean() },
      { requiredKeys: ["name"] },
    ),
    { selector: (each) => each.name },
  )
  .map((rows) => rows.map((row) => ({ ...row, ...("alias" in row && { alias: `alias-${row.name}` }) })));
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

type Command =
  | { readonly kind: "publish"; readonly tools: readonly Tool[] }
  | { readonly kind: "review"; readonly allowed: readonly string[] }
  | { readonly kind: "decide"; readonly name: string; readonly allow: boolean }
  | { readonly kind: "row"; readonly row: Properties }
  | { readonly kind: "server"; readonly server: Properties }
  | { readonly kind: "bot" | "merge" | "click" | "elsewhere" }
  | { readonly kind: "up" | "upRefresh" | "refresh"; readonly faults: readonly Fault[] }
  | { readonly kind: "jump"; readonly jump: Jump };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("publish" as const), tools: catalogue }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("review" as const), allowed: someNames }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("decide" as const), name, allow: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("row" as const),
      // Beside a list of what is shown, an override with `enabled` is refused.
      row: fc.oneof(fc.record({ tools: maybe(someNames) }), fc.record({ updatedTools: maybe(texts) })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("server" as const),
      server: fc.record({ updatedTools: maybe(texts) }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("bot" as const, "merge" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("click" as const, "elsewhere" as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("up" as const, "upRefresh" as const, "upRefresh", "refresh"),
      faults: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: faults }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("jump" as const), jump: clockJump }) },
);

const switches: fc.Arbitrary<Partial<Switches>> = fc.record({
  defaultDisabledHidesLaterTools: fc.boolean(),
  serverDisabledWins: fc.boolean(),
  equalDescription: fc.constantFrom("kept" as const, "dropped" as const),
});

class History {
  private lock: LockFile = blankLock("docs");
  /** The file as of the last successful up. */
  private applied = this.lock;
  /** What `lock update` wrote on a branch, and of which lock. */
  private proposed: { readonly to: LockFile; readonly lock: LockFile } | undefined;
  private program: Program = {};
  /** Somebody clicked, or a step failed: what is offered is known again after the next up --refresh. */
  private disturbed = false;
  /** What agents are offered since the last successful step. */
  private settled = new Map<string, unknown>();

  constructor(
    private readonly world: LockedProgram,
    private readonly clocks: Clocks,
    private readonly how: Partial<Switches>,
  ) {
    campaign.begin();
  }

  async play(step: Command): Promise<void> {
    const { world } = this;
    switch (step.kind) {
      case "publish":
        // Cloudflare syncs every two hours, and refuses nothing to itself.
        this.clocks.advance(7_200_000);
        await world.publish(step.tools);
        this.expectWindow();
        return;
      case "review": {
        const server = world.cloudflare.server("docs");
        // A replacement that failed half-way leaves nothing to review.
        if (server !== undefined) {
          this.write(reviewedLock(server, step.allowed));
        }
        return;
      }
      case "decide": {
        const entry = this.lock.tools.get(step.name);
        if (entry !== undefined) {
          this.write({
            ...this.lock,
            tools: new Map(this.lock.tools).set(step.name, { ...entry, allow: step.allow }),
          });
        }
        return;
      }
      case "bot": {
        const server = world.stored();
        this.proposed = server && { to: this.lock, lock: update(this.lock, server).lock };
        return;
      }
      case "merge":
        // A lock that was changed meanwhile is a conflict, which people decide.
        if (this.proposed?.to === this.lock) {
          const before = this.wanted();
          this.write(this.proposed.lock);
          expect([...before]).toEqual(expect.arrayContaining([...this.wanted()]));
        }
        return;
      case "row":
      case "server":
        this.program = { ...this.program, ...step };
        return;
      case "click":
        this.disturbed = true;
        world.cloudflare.editPortal("team", {
          servers: [
            {
              server_id: "docs",
              default_disabled: false,
              updated_tools: names.map((each) => ({ name: each, enabled: true })),
            },
          ],
        });
        return;
      case "elsewhere":
        this.disturbed = true;
        this.moveElsewhere();
        return;
      case "jump":
        campaign.happened("a clock jumps");
        this.clocks.set(step.jump);
        return;
      case "up":
        if (await this.attempt(step.faults, () => world.up(this.program))) {
          this.expectAllowedNames();
          this.settle();
        }
        return;
      case "upRefresh":
        if (await this.attempt(step.faults, () => world.upRefresh(this.program))) {
          this.expectExactly();
          this.disturbed = false;
          this.settle();
        }
        return;
      case "refresh":
        await this.attempt(step.faults, () => world.refresh());
        return;
    }
  }

  async converge(): Promise<void> {
    this.clocks.calmDown();
    await this.world.upRefresh(this.program);
    this.expectExactly();
    expect(await this.world.drift()).toEqual({ docs: [], team: [] });
    expect(await this.world.upRefresh(this.program)).toEqual({ docs: "same", team: "same" });
  }

  private write(lock: LockFile): void {
    this.lock = lock;
    this.world.writeLock(lock);
  }

  private async attempt(faults: readonly Fault[], run: () => Promise<unknown>): Promise<boolean> {
    const { cloudflare, docs, team, warnings, notes } = this.world;
    addFaults(cloudflare, faults);
    cloudflare.clearRequests();
    const failure = await readableFailure(run);
    this.disturbed ||= failure !== undefined;
    campaign.hits(cloudflare.faults());
    campaign.step(failure === undefined, cloudflare.requests().length, 0);
    cloudflare.clearFaults();
    const said = [...warnings, ...notes, String(failure), JSON.stringify(failure ?? null)];
    expect(campaign.leaks(JSON.stringify([docs.state, team.state]), ...said)).toEqual([]);
    return failure === undefined;
  }

  private settle(): void {
    this.applied = this.lock;
    this.settled = this.offered();
  }

  /** By the names of the upstream. */
  private offered(): Map<string, unknown> {
    return new Map(
      this.world
        .offered()
        .map(({ name: each, description }) => [each.replace(/^docs_(?:alias-)?/, ""), description ?? ""]),
    );
  }

  /** What is allowed and as it was reviewed, unless the program hides it. */
  private wanted(): Map<string, unknown> {
    const server = this.world.stored();
    const said = (overrides: unknown, of: string): Properties =>
      ((overrides ?? []) as Properties[]).find((each) => each.name === of) ?? {};
    const listed = this.program.row?.tools as readonly string[] | undefined;
    const shown = (server?.tools ?? []).flatMap((definition): [string, unknown][] => {
      const { name: of, description } = definition;
      const entry = this.lock.tools.get(of);
      const row = said(this.program.row?.updatedTools, of);
      const own = said(this.program.server?.updatedTools, of);
      const isShown =
        entry?.allow === true &&
        entry.digest === digestOf(definition) &&
        this.lock.hostname === server?.hostname &&
        listed?.includes(of) !== false &&
        row.enabled !== false &&
        own.enabled !== false;
      // A tool without a description shows its name.
      const reviewed = description === "" ? of : description;
      return isShown ? [[of, row.description ?? own.description ?? reviewed]] : [];
    });
    return new Map(shown);
  }

  /** After up --refresh: that, and nothing else. */
  private expectExactly(): void {
    expect(this.offered()).toEqual(this.wanted());
  }

  /** After a plain up, which does not look at the upstream: no name that the file does not allow. */
  private expectAllowedNames(): void {
    if (this.disturbed || this.how.defaultDisabledHidesLaterTools !== true) {
      return;
    }
    const allowed = [...this.lock.tools].filter(([, { allow }]) => allow).map(([each]) => each);
    expect(allowed).toEqual(expect.arrayContaining([...this.offered().keys()]));
  }

  /** Between a sync of Cloudflare's and the next up --refresh: no other names, and the descriptions that were reviewed. */
  private expectWindow(): void {
    if (this.disturbed || this.how.defaultDisabledHidesLaterTools !== true) {
      return;
    }
    const allowed = [...this.applied.tools].filter(([, { allow }]) => allow).map(([each]) => each);
    for (const [each, description] of this.offered()) {
      expect(allowed).toContain(each);
      const before = this.settled.get(each);
      if (this.how.equalDescription === "kept" && before !== undefined && before !== "") {
        expect(description).toBe(before);
      }
    }
  }

  private moveElsewhere(): void {
    const { cloudflare } = this.world;
    const rows = cloudflare.portal("team")?.servers ?? [];
    const tools = cloudflare.server("docs")?.tools ?? null;
    cloudflare.removeServer("docs");
    cloudflare.seedServer({ id: "docs", hostname: "https://elsewhere.example.com/mcp", tools, prompts: [] });
    cloudflare.editPortal("team", { servers: rows });
    cloudflare.editServer("docs", { status: "ready", last_successful_sync: "2026-11-25 00:00:00" });
  }
}

test(
  "whatever happens in whatever order, no unreviewed tool is offered beyond the documented window",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        switches,
        fc.array(command, { minLength: 1, maxLength: 14, size: "max" }),
        async (how, commands) => {
          const clocks = new Clocks();
          const world = await LockedProgram.start([{ name: "read", description: "Reads." }], how, { clocks, apiToken });
          try {
            const history = new History(world, clocks, how);
            world.write("mcp-locks/docs.json", "");
            await world.up();
            for (const step of commands) {
              await history.play(step);
            }
            await history.converge();
          } finally {
            await world.stop();
          }
        },
      ),
      { numRuns: sequences },
    );
    campaign.report();
  },
  campaignLimit(sequences),
);
