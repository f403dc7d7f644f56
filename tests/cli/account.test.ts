import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { commands } from "../../provider/src/cli/program";
import type { Shell } from "../../provider/src/cli/shell";
import type { Outcome } from "../../bench/workspace";
import { useAccount } from "../support/account";
import { commandLine } from "../support/commandLine";
import { environmentOf } from "../support/stack";
import { leavesOf } from "./leaves";

const account = useAccount();
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "account-")));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  account.cloudflare.seedServer({ id: "docs", tools: [{ name: "search" }], status: "ready" });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What the template's `pulumi new` writes, and the address of the emulator. */
function configOf(overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const { baseUrl, accountId, readOnlyToken } = account.cloudflare;
  return {
    "cloudflare:baseUrl": baseUrl,
    "cloudflare:accountId": accountId,
    "cloudflare:apiToken": readOnlyToken,
    ...overrides,
  };
}

/** Puts a `pulumi` on PATH whose stack has this config. Of no other stack than "dev" is anything known. */
function usePulumi(config: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const values = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }]));
  writeFileSync(join(folder, "config.json"), JSON.stringify(values));
  const script = `#!/bin/sh\ncase "$*" in *"--stack other"*) echo "no stack named other" >&2; exit 1;; esac\ncat "${folder}/config.json"\n`;
  writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
  return { PATH: `${folder}:/usr/bin:/bin` };
}

const run = (words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> =>
  commandLine(words, { folder, environment });

/** Each command that reads an account and needs no stack. */
const reading = [
  ["lock", "init", "docs"],
  ["lock", "check"],
  ["lock", "update"],
  ["export", "--out", "out"],
].map((words) => ({ words, name: words.join(" ") }));

describe.each(reading)("$name", ({ words }) => {
  beforeEach(() => {
    if (words[1] === "check" || words[1] === "update") {
      // A blank lock, so that there is one to check.
      writeFileSync(join(folder, "docs.json"), "");
    }
  });
  const given = words[1] === "check" || words[1] === "update" ? [...words, "docs", "--file", "docs.json"] : words;
  const works = (outcome: Outcome): void => {
    expect(outcome.stderr).toBe("");
    expect([0, 7]).toContain(outcome.code);
    expect(account.cloudflare.requests().length).toBeGreaterThan(0);
  };

  test("takes account and token from the config of the selected stack", async () => {
    works(await run(given, usePulumi(configOf())));
  });

  test("takes them from the config of the stack that --stack names", async () => {
    works(await run([...given, "--stack", "dev"], usePulumi(configOf())));
    const { code, stderr } = await run([...given, "--stack", "other", ...forced(given)], {
      ...environmentOf(account.cloudflare),
      ...usePulumi(configOf()),
    });
    expect(code).toBe(1);
    expect(stderr).toContain("no stack named other");
  });

  test("prefers stack config to the environment, and --account asks no stack", async () => {
    const { cloudflare } = account;
    const environment = { ...environmentOf(cloudflare), CLOUDFLARE_ACCOUNT_ID: cloudflare.secondAccountId };
    works(await run(given, { ...environment, ...usePulumi(configOf()) }));
    const broken = usePulumi({ "cloudflare:apiToken": "refused-token" });
    works(await run([...given, "--account", cloudflare.accountId, ...forced(given)], { ...environment, ...broken }));
  });

  test("goes on with a complete environment where the selected stack cannot be read, and says so", async () => {
    const environment = environmentOf(account.cloudflare);
    works(await run(given, { ...environment, PATH: folder }));
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho 'no stack selected' >&2\nexit 255\n", { mode: 0o755 });
    const { code, stderr } = await run([...given, ...forced(given)], {
      ...environment,
      PATH: `${folder}:/usr/bin:/bin`,
    });
    expect([0, 7]).toContain(code);
    expect(stderr).toContain("The config of the selected stack cannot be read");
    expect(stderr).toContain("no stack selected");
  });

  test("says what is missing, and where it comes from", async () => {
    const nowhere = await run(given, { PATH: folder });
    expect(nowhere.stderr).toContain("`pulumi` is not on PATH");
    const unnamed = await run(given, usePulumi({}));
    expect(unnamed).toMatchObject({ code: 2, stdout: "" });
    expect(unnamed.stderr).toContain("The command has no Cloudflare account");
    expect(unnamed.stderr).toContain("docs/get-started.md");
  });
});

/** Files of the run before are replaced. */
function forced(words: readonly string[]): readonly string[] {
  if (words[0] === "export") {
    return ["--force"];
  }
  rmSync(join(folder, "mcp-locks"), { recursive: true, force: true });
  return [];
}

test("every command that takes an account takes a stack", () => {
  const program = new Command();
  for (const register of commands) {
    register({ program, shell: {} as Shell, end: () => undefined });
  }
  const taking = (option: string): string[] =>
    leavesOf(program, [])
      .filter(({ command }) => command.options.some(({ long }) => long === option))
      .map(({ words }) => words.join(" "));
  expect(taking("--account")).toEqual(
    expect.arrayContaining(["drift", "lock init", "lock update", "lock check", "export"]),
  );
  expect(taking("--stack")).toEqual(expect.arrayContaining(taking("--account")));
});
