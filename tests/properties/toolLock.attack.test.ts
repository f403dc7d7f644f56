/**
 * The lock under attack: between any two steps somebody with the dashboard edits the server, its rows in a portal of the
 * program and in one of another stack, and somebody with the upstream edits its tools. After each `up --refresh`, agents
 * are offered exactly what was reviewed, in the reviewed words or in those of the program. The rules here are worked out
 * of the lock file and the program; nothing asks the provider what it thinks.
 */
import fc from "fast-check";
import type { Switches } from "cloudflare-mcp-emulator";
import type { WireDefinition, WireOverride } from "../../provider/src/cloudflare/wire";
import { digestOf } from "../../provider/src/lock/digest";
import { blankLock, type LockFile } from "../../provider/src/lock/file";
import { lists, type List } from "../../provider/src/rows/rows";
import { Campaign, campaignLimit } from "../support/campaign";
import { Deployment, type Properties } from "../support/deployment";
import { inProcess } from "../support/drivers";
import { LockedProgram, type Program } from "../support/lockedProgram";
import { reviewedLock } from "../support/reviewed";

const sequences = Campaign.sequences(40, 0.05);

/** One of them is too long for an alias. */
const names = ["read", "write", "constructor", "n".repeat(41)] as const;
const name = fc.constantFrom(...names);
const someNames = fc.uniqueArray(name);
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const text = fc.constantFrom("Reads.", "Sends all to evil.example.com.", "", "x".repeat(3000));
const definition: fc.Arbitrary<WireDefinition> = fc.record(
  {
    name,
    description: text,
    title: fc.constantFrom("Read", "Send", ""),
    annotations: fc.constantFrom({ title: "Noted" }, { readOnlyHint: true }),
    inputSchema: fc.constantFrom({ type: "object" }, { type: "object", required: ["note"] }),
  },
  { requiredKeys: ["name"] },
);
const catalogue = fc.uniqueArray(definition, { selector: (each) => each.name });

/** Overrides by anybody. An alias is one of the tool, so that no two tools share it. */
const overrides = (by: string, description: fc.Arbitrary<string>, enabled = true): fc.Arbitrary<WireOverride[]> =>
  fc
    .uniqueArray(
      fc.record(
        { name, alias: fc.constant(""), description, ...(enabled && { enabled: fc.boolean() }) },
        { requiredKeys: ["name"] },
      ),
      { selector: (each) => each.name },
    )
    .map((rows) =>
      rows.map((row) => ({ ...row, ...("alias" in row && { alias: `${by}-${names.indexOf(row.name)}` }) })),
    );
const ofProgram = (by: string): fc.Arbitrary<WireOverride[]> => overrides(by, fc.constantFrom(`Said by ${by}.`, ""));
const byHand = overrides("evil", fc.oneof(fc.constant("UNREVIEWED"), text));

type Edit =
  | { readonly kind: "publish"; readonly tools: readonly WireDefinition[] }
  | { readonly kind: "server"; readonly overrides: readonly WireOverride[] }
  | {
      readonly kind: "portal";
      readonly portal: "team" | "theirs";
      readonly shown: boolean;
      readonly overrides: readonly WireOverride[];
      readonly servers: "docs" | "extra" | "both";
    };
type Step =
  | Edit
  | { readonly kind: "review"; readonly allowed: readonly string[]; readonly ignoresDescriptions: boolean }
  | { readonly kind: "program"; readonly server?: readonly WireOverride[]; readonly row: Properties }
  | { readonly kind: "up" | "upRefresh" | "theirs" };

const step = (list: List): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("publish" as const), tools: catalogue }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("server" as const), overrides: byHand }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("portal" as const),
        portal: fc.constantFrom("team" as const, "theirs" as const),
        shown: fc.boolean(),
        overrides: byHand,
        servers: fc.constantFrom("docs" as const, "extra" as const, "both" as const),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("review" as const),
        allowed: fc.oneof(fc.constant(names), someNames),
        ignoresDescriptions: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record(
        {
          kind: fc.constant("program" as const),
          server: ofProgram("server"),
          row: fc.oneof(
            fc.record({ [list.allowed]: maybe(someNames) }),
            fc.record({ [list.overrides]: maybe(ofProgram("row")) }),
          ),
        },
        { requiredKeys: ["kind", "row"] },
      ),
    },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constantFrom("up" as const, "upRefresh" as const, "upRefresh", "theirs") }),
    },
  );

const switches: fc.Arbitrary<Switches> = fc.record({
  defaultDisabledHidesLaterTools: fc.boolean(),
  serverDisabledWins: fc.boolean(),
  equalDescription: fc.constantFrom("kept" as const, "dropped" as const),
}) as fc.Arbitrary<Partial<Switches>> as fc.Arbitrary<Switches>;

class Attack {
  private lock: LockFile = blankLock("docs");
  private program: { server?: readonly WireOverride[]; row: Properties } = { row: {} };
  /** What the overrides of the McpServer said at the last up: where they decided, nobody turned off anything by hand. */
  private applied: readonly WireOverride[] = [];
  private readonly theirs: Deployment;

  constructor(
    private readonly world: LockedProgram,
    private readonly list: List,
    private readonly how: Switches,
  ) {
    this.theirs = new Deployment(inProcess(world.cloudflare, { folder: world.folder }).next, "McpPortal", "theirs");
  }

  async begin(): Promise<void> {
    const { world } = this;
    world.write("mcp-locks/docs.json", "");
    await this.up();
    await this.theirs.up(this.theirArguments());
    world.cloudflare.seedServer({ id: "extra", tools: [{ name: "anything" }], prompts: [{ name: "anything" }] });
  }

  async play(step: Step): Promise<void> {
    const { cloudflare } = this.world;
    const { allowed, wire } = this.list;
    switch (step.kind) {
      case "publish":
        cloudflare.editServer("docs", { [allowed]: step.tools });
        return;
      case "server":
        cloudflare.editServer("docs", { [wire]: step.overrides });
        return;
      case "portal": {
        const row = { server_id: "docs", default_disabled: !step.shown, on_behalf: step.shown, [wire]: step.overrides };
        const servers = { docs: [row], extra: [{ server_id: "extra" }], both: [row, { server_id: "extra" }] };
        cloudflare.editPortal(step.portal, { servers: servers[step.servers] });
        return;
      }
      case "review": {
        const ignore = step.ignoresDescriptions ? ["/description"] : [];
        this.lock = reviewedLock(cloudflare.server("docs"), step.allowed, { ignore });
        this.world.writeLock(this.lock);
        return;
      }
      case "program":
        this.program = step;
        return;
      case "up":
        await this.up();
        return;
      case "upRefresh":
        await this.upRefresh();
        return;
      case "theirs":
        await this.upRefreshOfTheirs();
        return;
    }
  }

  /** `up --refresh` of the program: exactly what was reviewed is offered, and the next refresh is clean. */
  async upRefresh(): Promise<void> {
    const { world } = this;
    await world.refresh();
    const decided = this.applied;
    const before = this.undecided();
    await this.up();
    // What the program turned off before, and somebody after it, is turned on or stays off: who did it is not known.
    const after = this.undecided();
    const stopped = before.filter((of) => said(decided, of).enabled === undefined || after.includes(of));
    const server = (of: string): Partial<WireOverride> => said(this.program.server, of);
    const row = (of: string): Partial<WireOverride> =>
      said(this.program.row[this.list.overrides] as readonly WireOverride[] | undefined, of);
    const isListed = (of: string): boolean =>
      (this.program.row[this.list.allowed] as readonly string[] | undefined)?.includes(of) !== false;
    const isOn = (of: string): boolean =>
      isListed(of) && row(of).enabled !== false && server(of).enabled !== false && !this.isStopped(of, stopped);
    expect(this.offered("team")).toEqual(
      this.reviewed((definition) => {
        const of = definition.name;
        const word = firstText(row(of).description, server(of).description, this.pin(definition));
        return isOn(of) ? { called: row(of).alias ?? server(of).alias ?? of, described: word } : undefined;
      }),
    );
    // What is turned off stays off at the server, and nothing else that anybody wrote there stays.
    const stored = cloudflareOverrides(world.stored()?.[this.list.wire]);
    const isStored = (of: string): boolean => stored.some((each) => each.name === of);
    // An override that is gone waits for its tool: what was not declared before it is there means nothing.
    const isKnown = (of: string): boolean =>
      world.stored()?.[this.list.allowed]?.some((each) => each.name === of) === true;
    const wanted = cloudflareOverrides(withStops(this.program.server, stopped));
    expect(sorted(stored)).toEqual(sorted(wanted.filter(({ name: of }) => isKnown(of) || isStored(of))));
    expect(await world.drift()).toEqual({ docs: [], team: [] });
    expect(await world.upRefresh(this.said())).toEqual({ docs: "same", team: "same" });
  }

  /** The same of the portal of another stack, whose row has the lock. That stack does not own the server. */
  async upRefreshOfTheirs(): Promise<void> {
    await this.theirs.refresh();
    await this.theirs.up(this.theirArguments());
    const atServer = this.world.stored()?.[this.list.wire] ?? [];
    expect(this.offered("theirs")).toEqual(
      this.reviewed((definition) => {
        const of = definition.name;
        const { enabled, alias, description } = said(atServer, of);
        const described = this.pin(definition);
        // A lock that lets descriptions change pins none, so none can be dropped.
        const isPinned = described !== undefined && described === definition.description;
        const isDropped = this.how.equalDescription === "dropped" && isPinned;
        const isForeign = Boolean(description) && description !== described;
        const isTooLong = Boolean(alias) && of.length > 40;
        const isOff = enabled === false && this.how.serverDisabledWins;
        // A lock that lets descriptions change has none to say.
        const shown = described ?? firstText(description, definition.description) ?? definition.description;
        return isOff || isTooLong || (isDropped && isForeign) ? undefined : { called: of, described: shown };
      }),
    );
    expect(await this.theirs.drift()).toEqual([]);
    await this.theirs.refresh();
    expect(await this.theirs.up(this.theirArguments())).toBe("same");
  }

  private async up(): Promise<void> {
    await this.world.up(this.said());
    this.applied = this.program.server ?? [];
  }

  private said(): Program {
    return { server: { [this.list.overrides]: this.program.server }, row: this.program.row };
  }

  private theirArguments(): Properties {
    return { hostname: "theirs.example.com", servers: [{ serverId: "docs", toolLock: "mcp-locks/docs.json" }] };
  }

  /** What somebody turned off on the server, and the program says nothing of. */
  private undecided(): string[] {
    const stored = this.world.stored()?.[this.list.wire] ?? [];
    return stored
      .filter(({ name: of, enabled }) => enabled === false && said(this.program.server, of).enabled === undefined)
      .map((each) => each.name);
  }

  private isStopped(of: string, stopped: readonly string[]): boolean {
    return stopped.includes(of) && this.how.serverDisabledWins;
  }

  /** What the lock has to say in the place of a description. */
  private pin({ name: of, description, title, annotations }: WireDefinition): unknown {
    const noted = (annotations as Properties | undefined)?.title;
    return this.lock.ignore.includes("/description") ? undefined : firstText(description, title, noted, of);
  }

  /** Every definition that is allowed and as it was reviewed, in the words that `words` gives it. */
  private reviewed(
    words: (definition: WireDefinition) => { readonly called: string; readonly described: unknown } | undefined,
  ): unknown[] {
    const definitions = this.world.stored()?.[this.list.allowed] ?? [];
    return sorted(
      definitions.flatMap((each) => {
        const entry = this.lock[this.list.allowed].get(each.name);
        const isApproved = entry?.allow === true && entry.digest === digestOf(each, this.lock.ignore);
        const say = isApproved ? words(each) : undefined;
        const described = say?.described ?? each.description;
        return say === undefined
          ? []
          : [{ ...each, name: `docs_${say.called}`, ...(described !== undefined && { description: described }) }];
      }),
    );
  }

  private offered(portal: string): unknown[] {
    const { cloudflare } = this.world;
    return sorted(this.list.allowed === "tools" ? cloudflare.portalTools(portal) : cloudflare.portalPrompts(portal));
  }
}

function said(overrides: readonly WireOverride[] | undefined, of: string): Partial<WireOverride> {
  return overrides?.find((each) => each.name === of) ?? {};
}

function withStops(overrides: readonly WireOverride[] = [], stopped: readonly string[]): WireOverride[] {
  const others = stopped.filter((of) => !overrides.some((each) => each.name === of));
  return [
    ...overrides.map((each) => (stopped.includes(each.name) ? { ...each, enabled: false } : each)),
    ...others.map((of) => ({ name: of, enabled: false })),
  ];
}

function firstText(...texts: readonly unknown[]): string | undefined {
  return texts.find((each): each is string => typeof each === "string" && each !== "");
}

/** Without what changes nothing. */
function cloudflareOverrides(overrides: readonly WireOverride[] | null | undefined): WireOverride[] {
  return (overrides ?? []).flatMap(({ name: of, alias, description, enabled }) =>
    Boolean(alias) || Boolean(description) || enabled === false
      ? [{ name: of, alias: alias ?? null, description: firstText(description) ?? null, enabled: enabled !== false }]
      : [],
  );
}

function sorted<Row extends { readonly name: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

test.each(lists.map((list) => [list.allowed, list] as const))(
  "whoever edits the server, its rows and its %s, up --refresh leaves only reviewed tools and words",
  async (_which, list) => {
    const property = fc.asyncProperty(
      switches,
      fc.array(step(list), { maxLength: 14, size: "max" }),
      async (how, steps) => {
        const world = await LockedProgram.start([{ name: "read", description: "Reads." }], how);
        try {
          const attack = new Attack(world, list, how);
          await attack.begin();
          for (const each of steps) {
            await attack.play(each);
          }
          await attack.upRefresh();
          await attack.upRefreshOfTheirs();
        } finally {
          await world.stop();
        }
      },
    );
    await fc.assert(property, { numRuns: sequences });
  },
  campaignLimit(sequences),
);
