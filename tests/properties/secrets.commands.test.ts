/**
 * The commands beside an API and upstreams that quote every credential, in every place and in every encoding. What they
 * print and write holds none: neither of the account, nor of a state whose secrets they were given.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { formatNames } from "../../provider/src/cli/drift/options";
import { canariesOf, credentialForms, hiddenIn, type Canaries } from "../support/canaries";
import { Campaign, campaignLimit } from "../support/campaign";
import { commandLine } from "../support/commandLine";
import { Deployment } from "../support/deployment";
import { inProcess } from "../support/drivers";
import { filesIn } from "../support/filesIn";
import { HostileAccount, type Answering } from "../support/hostileAccount";
import { failureNames, seeds } from "../support/plantedAnswers";
import { savedState } from "../support/savedState";
import { SecretWatch } from "../support/secretWatch";
import { environmentOf } from "../support/stack";

const runs = Campaign.sequences(3, 0.02);

let cloudflare: Emulator;
let folder: string;
beforeAll(async () => {
  cloudflare = await startEmulator();
});
afterAll(() => cloudflare.close());

interface Setting {
  readonly canaries: Canaries;
  readonly seed: number;
  readonly failures: readonly string[];
}

const settings: fc.Arbitrary<Setting> = fc.record({
  canaries: fc.constantFrom(...credentialForms).chain(canariesOf),
  seed: seeds,
  failures: fc.shuffledSubarray([...failureNames], { minLength: 2, maxLength: 2 }),
});

const stateFile = "state.json";
const looks = ["GET /servers/docs", "GET /servers", "GET /portals/team", "GET /portals"];

/** One folder, in which commands run against an account that quotes. */
class Commands {
  readonly account: HostileAccount;
  private readonly environment: NodeJS.ProcessEnv;

  constructor(
    { canaries, seed }: Setting,
    private readonly watch: SecretWatch,
  ) {
    this.account = new HostileAccount(cloudflare, canaries, seed);
    this.environment = { ...environmentOf(cloudflare), CLOUDFLARE_API_TOKEN: canaries.apiToken };
    writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  }

  /** What a command prints, and every file that is there then. */
  async run(words: readonly string[], answering: Answering = {}): Promise<number> {
    this.account.answer(answering);
    let exitCode = -1;
    await this.watch.during(`${words.join(" ")} ${answering.failure ?? ""}`, async () => {
      const { code, ...printed } = await commandLine(words, { folder, environment: this.environment });
      exitCode = code ?? -1;
      this.watch.show(
        "files",
        filesIn(folder, (name) => name !== stateFile),
      );
      return printed;
    });
    return exitCode;
  }

  /** Deploys the server and a portal, and saves their state with decrypted secrets. */
  async deploy({ before, hostname }: Canaries): Promise<void> {
    const { next } = inProcess(cloudflare, { environment: this.environment });
    const docs = new Deployment(next, "McpServer", "docs");
    const team = new Deployment(next, "McpPortal", "team");
    this.account.quote(before);
    this.account.answer();
    await docs.up({ ...before.args, hostname, name: "Docs" });
    await team.up({ hostname: "mcp.example.com", servers: [{ serverId: "docs", tools: ["search"] }] });
    writeFileSync(join(folder, stateFile), savedState([docs, { marked: ["hostname"] }], [team, {}]));
  }
}

function property(name: string, play: (setting: Setting) => Promise<SecretWatch>): void {
  test(
    name,
    async () => {
      await fc.assert(
        fc.asyncProperty(settings, async (setting) => {
          folder = mkdtempSync(join(tmpdir(), "secrets-"));
          try {
            (await play(setting)).expectNothing();
          } finally {
            rmSync(folder, { recursive: true });
          }
        }),
        { numRuns: runs, endOnFailure: true },
      );
    },
    campaignLimit(runs * 10),
  );
}

property("drift of a state with decrypted secrets, in each format", async (setting) => {
  const watch = new SecretWatch(hiddenIn(setting.canaries));
  const commands = new Commands(setting, watch);
  await commands.deploy(setting.canaries);
  commands.account.quote(setting.canaries.before);
  for (const format of formatNames) {
    expect(await commands.run(["drift", "--state", stateFile, "--format", format, "--strict"])).not.toBe(2);
    await commands.run(["drift", "--state", stateFile, "--format", format, "--out", `report.${format}`]);
    for (const failure of setting.failures) {
      await commands.run(["drift", "--state", stateFile, "--format", format], { calls: looks, failure });
    }
  }
  return watch;
});

property("drift of an account, in each format", async (setting) => {
  const watch = new SecretWatch([setting.canaries.apiToken]);
  const commands = new Commands(setting, watch);
  for (const format of formatNames) {
    const words = ["drift", "--account", cloudflare.accountId, "--format", format];
    expect(await commands.run(words)).not.toBe(2);
    for (const failure of setting.failures) {
      await commands.run(words, { calls: looks, failure });
    }
  }
  return watch;
});

property("lock files, and what the commands say of them", async (setting) => {
  const watch = new SecretWatch([setting.canaries.apiToken]);
  const commands = new Commands(setting, watch);
  const lock = (...words: readonly string[]): Promise<number> => commands.run(["lock", ...words]);
  const quiet = ["search", "quiet"].map((name) => ({ name, description: "Quotes nothing" }));
  expect(
    await commands.run(["lock", "init", "docs", "--allow", "all", "--reason", "read"], { server: { tools: quiet } }),
  ).toBe(0);
  expect(await lock("show", "docs")).toBe(0);
  // Now it has tools that are new, and one that is changed.
  expect(await lock("check", "docs")).not.toBe(2);
  expect(await lock("check", "docs", "--format", "json")).not.toBe(2);
  expect(await lock("allow", "docs", "quiet", "--reason", "reviewed")).toBe(0);
  expect(await lock("update", "docs")).toBe(0);
  expect(await lock("allow", "docs", "--all", "--reason", "reviewed")).toBe(0);
  expect(await lock("show", "docs")).toBe(0);
  for (const failure of setting.failures) {
    for (const words of [["update"], ["check"], ["init", "other"]]) {
      await commands.run(["lock", ...words], { calls: [...looks, "GET /servers/other"], failure });
    }
  }
  return watch;
});

property("an exported program, its files, and what is said of them", async (setting) => {
  const watch = new SecretWatch([setting.canaries.apiToken]);
  const commands = new Commands(setting, watch);
  for (const failure of setting.failures) {
    await commands.run(["export", "--out", "out"], { calls: looks, failure });
  }
  // A failure of one object leaves files of the others.
  expect(await commands.run(["export", "--out", "out", "--force"])).toBe(0);
  return watch;
});
