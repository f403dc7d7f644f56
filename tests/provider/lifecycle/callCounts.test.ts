/**
 * What commands over many resources cost in calls, on the emulator's log of requests. In this process, and eight steps at
 * a time as the engine does on two cores: a thousand resources on the engine are minutes (`npm run bench`).
 */
import { startMcpServer } from "cloudflare-mcp-emulator";
import type { KindName } from "../../../provider/src/kinds";
import { calls, useAccount } from "../../support/account";
import { Deployment, type Driver, type Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { atATime } from "../../support/readModel";

// A thousand resources, and an account of five thousand, on a machine that may have other things to do.
jest.setTimeout(60_000);

const account = useAccount();

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `server-${index}`);

const newDriver = (): Promise<Driver> => inProcess(account.cloudflare).next();

/** A stack of resources of one kind. All of them share the provider of a command, and each command has its own. */
class Fleet {
  private readonly deployments = new Map<string, Deployment>();
  private driver = newDriver();

  constructor(
    private readonly kind: KindName,
    private readonly argsOf: (name: string) => Properties,
  ) {}

  /** What was done, but for what was left as it was. */
  async up(names: readonly string[], changes: Properties = {}): Promise<string[]> {
    const done: string[] = [];
    await this.command(names, async (deployment, name) => {
      const step = await deployment.up({ ...this.argsOf(name), ...changes });
      if (step !== "same") {
        done.push(`${step} ${name}`);
      }
    });
    return done;
  }

  /** What is not as the stack says. */
  async refresh(): Promise<string[]> {
    const drifted: string[] = [];
    await this.command([...this.deployments.keys()], async (deployment, name) => {
      drifted.push(...(await deployment.refresh()).map((drift) => `${name}: ${drift}`));
    });
    return drifted;
  }

  private async command(
    names: readonly string[],
    step: (deployment: Deployment, name: string) => Promise<void>,
  ): Promise<void> {
    this.driver = newDriver();
    await atATime(
      8,
      names.map((name) => () => step(this.deployment(name), name)),
    );
  }

  private deployment(name: string): Deployment {
    const known = this.deployments.get(name);
    const deployment = known ?? new Deployment(() => this.driver, this.kind, name);
    this.deployments.set(name, deployment);
    return deployment;
  }
}

const servers = (args: Properties = { authType: "unauthenticated", sync: "never" }): Fleet =>
  new Fleet("McpServer", (name) => ({ name, hostname: `https://${name}.example.com/mcp`, ...args }));

const portals = (): Fleet => new Fleet("McpPortal", (name) => ({ hostname: `${name}.example.com`, servers: [] }));

/** How many calls there were since the last time, by method. */
function counted(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls(account.cloudflare)) {
    const [method = ""] = call.split(" ");
    counts[method] = (counts[method] ?? 0) + 1;
  }
  account.cloudflare.clearRequests();
  return counts;
}

test.each([
  ["servers", servers, 1, 1],
  ["servers", servers, 100, 2],
  ["servers", servers, 1_000, 11],
  ["portals", portals, 1, 1],
  ["portals", portals, 100, 2],
])(
  "the life of many %s: each is created by one call, quiet by none, and all are read together (%#)",
  async (_what, fleetOf, count, reads) => {
    account.cloudflare.setSwitches({ emptyPortalServers: "accept" });
    const fleet = fleetOf();
    const names = namesOf(count);

    expect(await fleet.up(names)).toHaveLength(count);
    expect(counted()).toEqual({ POST: count });

    expect(await fleet.up(names)).toEqual([]);
    expect(counted()).toEqual({});

    // A refresh, and a drift check, which asks the same of the provider.
    expect(await fleet.refresh()).toEqual([]);
    expect(counted()).toEqual({ GET: reads });

    expect(await fleet.up(names.slice(-1), { name: "Renamed" })).toEqual([`update ${names.at(-1) ?? ""}`]);
    expect(counted()).toEqual({ PUT: 1 });
  },
);

test("in an account of five thousand servers one costs one call, two at most four, three at most six", async () => {
  for (const id of namesOf(5_000)) {
    account.cloudflare.seedServer({ id, hostname: `https://${id}.example.com/mcp`, auth_type: "unauthenticated" });
  }
  // Last and first in a list of any order, and in the middle.
  const names = ["server-4999", "server-0", "server-2500"];
  for (const [count, most] of [
    [1, 1],
    [2, 4],
    [3, 6],
  ] as const) {
    const fleet = servers({ authType: "unauthenticated", sync: "never", adopt: true });
    await fleet.up(names.slice(0, count));
    counted();

    expect(await fleet.refresh()).toEqual([]);
    expect(counted().GET).toBeLessThanOrEqual(most);
  }
});

test("what others changed and deleted among many is found, and only that", async () => {
  const { cloudflare } = account;
  const fleet = servers();
  await fleet.up(namesOf(100));
  cloudflare.editServer("server-3", { name: "Somebody else's" });
  cloudflare.removeServer("server-7");
  counted();

  expect(await fleet.refresh()).toEqual(["server-3: name", "server-7: gone"]);
  // What no page shows is asked for by itself.
  expect(counted()).toEqual({ GET: 3 });
});

test("servers that are synced when they are created are read back together", async () => {
  const upstream = await startMcpServer({ token: "the-token", tools: [{ name: "search" }] });
  const credentials = { authType: "bearer", authCredentials: "the-token", sync: "require" };
  const fleet = servers({ ...credentials, hostname: upstream.url });
  // The first is read for so long that the others have to wait for it.
  account.cloudflare.addFault({ method: "GET", path: "/servers/*", action: "delay", milliseconds: 2_000 });
  await fleet.up(namesOf(8)).finally(() => upstream.close());

  const { GET: reads, ...writes } = counted();
  expect(writes).toEqual({ POST: 16 });
  // One for each server would be 8.
  expect(reads).toBeLessThanOrEqual(4);
});
