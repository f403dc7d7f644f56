import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { openAccount } from "../../provider/src/cli/account";
import { coloursFor } from "../../provider/src/cli/colours";
import { exitCodeOf, exitCodes, UsageError } from "../../provider/src/cli/exitCodes";
import { progressOf } from "../../provider/src/cli/progress";
import { projectFolder } from "../../provider/src/lock/locate";
import { commands as everyCommand } from "../../provider/src/cli/program";
import { formatExamples, type Register } from "../../provider/src/cli/commandLine";
import type { Shell } from "../../provider/src/cli/shell";
import { exportedState, openStack } from "../../provider/src/cli/stack";
import { visible, visibleLines, visibleStart } from "../../provider/src/cli/text";
import { everyObject } from "../../provider/src/cloudflare/collection";
import { useAccount } from "../support/account";
import { commandLine, startCommandLine } from "../support/commandLine";
import { environmentOf } from "../support/stack";

const account = useAccount();

/** A command that lists servers, or ends as it is told. */
const probe: Register = ({ program, shell, end }) => {
  program
    .command("probe")
    .summary("looks")
    .option("--account <id>", "the account")
    .option("--format <name>", "how")
    .option("--fail <text>", "fails")
    .option("--misuse <text>", "is used wrongly")
    .option("--find", "finds")
    .addHelpText("after", formatExamples("pulumi-cloudflare-mcp probe --find"))
    .action(async (options: Partial<Record<"account" | "fail" | "misuse", string>> & { find?: true }) => {
      if (options.fail !== undefined) {
        throw new Error(options.fail);
      }
      if (options.misuse !== undefined) {
        throw new UsageError(options.misuse);
      }
      const progress = progressOf(shell);
      progress.say("looking");
      const { servers } = await openAccount(shell, { account: options.account, progress });
      const found = await everyObject(servers);
      progress.end();
      shell.out.write(`${coloursFor(shell, shell.out).bold(found.map(({ id }) => id).join())}\n`);
      end(exitCodeOf({ found: options.find === true, failed: false }));
    });
};
const commands = [probe];

test("a command runs against the account of the environment, and its exit code is its own", async () => {
  account.cloudflare.seedServer({ id: "docs" });
  const environment = environmentOf(account.cloudflare);
  expect(await commandLine(["probe"], { commands, environment })).toEqual({ code: 0, stdout: "docs\n", stderr: "" });
  expect((await commandLine(["probe", "--find"], { commands, environment })).code).toBe(exitCodes.found);
});

test("--account wins over the environment; without either the command says what to give", async () => {
  account.cloudflare.seedServer({ id: "docs" });
  const { CLOUDFLARE_ACCOUNT_ID: accountId = "", ...environment } = environmentOf(account.cloudflare);
  expect((await commandLine(["probe", "--account", accountId], { commands, environment })).stdout).toBe("docs\n");
  const unnamed = await commandLine(["probe"], { commands, environment });
  expect(unnamed.code).toBe(exitCodes.usage);
  expect(unnamed.stderr).toContain("--account");
});

test("a failure is exit code 1, wrong usage 2, each with its reason on stderr", async () => {
  expect(await commandLine(["probe", "--fail", "the reason"], { commands })).toEqual({
    code: exitCodes.failed,
    stdout: "",
    stderr: "error: the reason\n",
  });
  expect((await commandLine(["probe", "--misuse", "the reason"], { commands })).code).toBe(exitCodes.usage);
  expect(exitCodeOf({ found: true, failed: true })).toBe(exitCodes.failed);
});

test("an unknown option or command is refused with the nearest match", async () => {
  const option = await commandLine(["probe", "--fromat", "json"], { commands });
  expect(option.code).toBe(exitCodes.usage);
  expect(option.stderr).toContain("--fromat");
  expect(option.stderr).toContain("Did you mean --format?");
  const command = await commandLine(["prbe"], { commands });
  expect(command.code).toBe(exitCodes.usage);
  expect(command.stderr).toContain("Did you mean probe?");
  expect((await commandLine(["probe", "more"], { commands })).code).toBe(exitCodes.usage);
});

test("help is for everything, on stdout, with an example and the exit codes", async () => {
  const all = await commandLine(["--help"], { commands });
  expect(all).toMatchObject({ code: 0, stderr: "" });
  expect(all.stdout).toContain("probe");
  expect(all.stdout).toContain("Exit codes: 0");
  const one = await commandLine(["help", "probe"], { commands });
  expect(one.stdout).toContain("$ pulumi-cloudflare-mcp probe --find");
  expect(one.stdout).toContain("Exit codes: 0");
});

test("no command at all is wrong usage, and says what there is", async () => {
  const { code, stderr } = await commandLine([], { commands });
  expect(code).toBe(exitCodes.usage);
  expect(stderr).toContain("probe");
});

test("progress and colours are for people only, and colours not for those who do not want them", async () => {
  account.cloudflare.seedServer({ id: "docs" });
  const environment = environmentOf(account.cloudflare);
  const person = await commandLine(["probe"], { commands, environment, isTerminal: true });
  expect(person.stdout).toBe("\u001b[1mdocs\u001b[22m\n");
  expect(person.stderr).toBe("\r\u001b[Klooking\r\u001b[K");
  for (const unwanted of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
    const plain = { ...environment, ...unwanted };
    expect((await commandLine(["probe"], { commands, environment: plain, isTerminal: true })).stdout).toBe("docs\n");
  }
});

test("what a pipe gets is plain, also where a pipeline asks every tool for colours", async () => {
  account.cloudflare.seedServer({ id: "by-hand" });
  const environment = { ...environmentOf(account.cloudflare), CI: "true", FORCE_COLOR: "1" };
  const words = ["drift", "--account", account.cloudflare.accountId];
  const { code, stdout, stderr } = await startCommandLine(words, { environment });
  expect({ code, stderr }).toEqual({ code: exitCodes.nothingFound, stderr: "" });
  expect(stdout).toContain("by-hand");
  expect(stdout).not.toContain("\u001b");
});

test("text from outside moves no cursor, hides nothing and turns nothing around", () => {
  expect(visible("a\u001b[31mb\u009bc\r\n\td")).toBe("a\\u{1b}[31mb\\u{9b}c\\r\\n\\td");
  expect(visible("\u202eabc\u2066\u200b\u00ad\u{e0041}\u3164\u2028")).toBe(
    "\\u{202e}abc\\u{2066}\\u{200b}\\u{ad}\\u{e0041}\\u{3164}\\u{2028}",
  );
  expect(visible("half \ud83d pair, whole 😀, ünïcödé ✓ ❤️")).toBe("half \\u{d83d} pair, whole 😀, ünïcödé ✓ ❤️");
  expect(visibleLines("a\nb\u0007")).toBe("a\nb\\u{7}");
  expect(visibleStart("ab😀cd", 3)).toBe("ab… (6 characters)");
  expect(visibleStart("abc", 3)).toBe("abc");
  expect(visibleStart("a\u202eb", 9)).toBe("a\\u{202e}… (3 characters)");
});

test("an error that quotes hostile text cannot colour the terminal", async () => {
  const { stderr } = await commandLine(["probe", "--fail", "\u001b[31mred"], { commands, isTerminal: true });
  expect(stderr).toBe("error: \\u{1b}[31mred\n");
});

test("the project is found from any folder of it, and its absence is said", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "project-")));
  try {
    mkdirSync(join(folder, "deep/down"), { recursive: true });
    expect(projectFolder(join(folder, "deep/down"))).toBeUndefined();
    const shell = { folder: join(folder, "deep/down"), environment: {} } as Parameters<typeof openStack>[0];
    await expect(openStack(shell)).rejects.toThrow("There is no Pulumi.yaml");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    expect(projectFolder(join(folder, "deep/down"))).toBe(folder);
    await expect(openStack({ ...shell, environment: { PATH: folder } })).rejects.toThrow("`pulumi` is not on PATH");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("what `pulumi` prints", () => {
  let folder: string;
  let shell: Parameters<typeof openStack>[0];
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "project-")));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    shell = { folder, environment: { PATH: `${folder}:/usr/bin:/bin` } } as unknown as typeof shell;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A `pulumi` that prints this. */
  function prints(text: string, code = 0): void {
    writeFileSync(join(folder, "printed"), text);
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\ncat "${folder}/printed"; echo trouble >&2; exit ${code}\n`, {
      mode: 0o755,
    });
  }

  test("is the configuration of a stack, secrets in clear", async () => {
    prints('{"cloudflare:apiToken": {"value": "canary-token", "secret": true}, "other": {}}');
    const { configuration } = await openStack(shell, "dev");
    expect(["cloudflare:apiToken", "other", "none"].map((key) => configuration.get(key))).toEqual([
      "canary-token",
      undefined,
      undefined,
    ]);
  });

  test.each([
    ["no JSON", '{"a":canary-token', "it is not JSON"],
    ["nothing", "", "it is not JSON"],
    ["JSON without end", "[".repeat(1_000_000), "it is not JSON"],
    ["JSON that nothing could look at", `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`, "it is nested more than"],
  ])("and is %s is an error that shows nothing of it", async (_what, text, reason) => {
    prints(text);
    const error = await openStack(shell, "dev").catch((thrown: unknown) => String(thrown));
    expect(error).toMatch("Error: What `pulumi config --json --stack dev` prints cannot be read: ");
    expect(error).toMatch(reason);
    expect(error).not.toContain("canary");
  });

  test("when it fails is not shown, but what it says of that is", async () => {
    prints('{"a":"canary-token"}', 255);
    await expect(exportedState(shell, "dev")).rejects.toThrow(/^`pulumi stack export --stack dev` failed: trouble$/);
  });
});

describe("every command", () => {
  const program = new Command();
  for (const register of everyCommand) {
    register({ program, shell: {} as Shell, end: () => undefined });
  }
  const leaves = leavesOf(program, []);

  test("is found by these tests", () => {
    expect(leaves.map(({ words }) => words.join(" "))).toEqual(
      expect.arrayContaining(["drift", "lock init", "export"]),
    );
  });

  test.each(leaves)("$words has help with what it takes, an example and the exit codes", async ({ words, command }) => {
    const { code, stdout, stderr } = await commandLine([...words, "--help"]);
    expect({ code, stderr }).toEqual({ code: exitCodes.nothingFound, stderr: "" });
    expect(stdout).toContain(`$ pulumi-cloudflare-mcp ${words.join(" ")}`);
    expect(stdout).toContain("Exit codes: 0");
    const [prose = ""] = stdout.split("\nOptions:");
    // Filled to the width of a terminal: a short line ends a paragraph, or its next word would not have fitted.
    const lines = prose.split("\n");
    const ragged = lines.filter((line, index) => {
      const next = /^\S+/.exec(lines[index + 1] ?? "")?.[0];
      return line !== "" && next !== undefined && line.length + 1 + next.length <= 80 && !line.startsWith("Usage:");
    });
    expect(ragged).toEqual([]);
    expect(stdout.split("\n").filter((line) => line.length > 80 && !line.startsWith("  $ "))).toEqual([]);
    for (const { long, description, hidden } of command.options) {
      expect(hidden || (stdout.includes(String(long)) && description !== "")).toBe(true);
    }
  });

  test.each([[[]], [["lock"]]])("the list of commands of %j fits into a terminal of 80 columns", async (words) => {
    const { code, stdout } = await commandLine([...words, "--help"]);
    expect(code).toBe(exitCodes.nothingFound);
    expect(stdout).toContain("\nCommands:\n");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(leaves)("$words refuses an option that it does not know, with the nearest", async ({ words, command }) => {
    const required = command.options.flatMap(({ mandatory, long }) => (mandatory ? [String(long), "x"] : []));
    const [first] = command.options;
    const misspelt = `${first?.long ?? "--help"}x`;
    const { code, stdout, stderr } = await commandLine([...words, ...required, misspelt]);
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: "" });
    expect(stderr).toContain(`unknown option '${misspelt}'`);
    expect(stderr).toContain(`Did you mean ${misspelt.slice(0, -1)}?`);
  });
});

/** The commands that do something, each with the words that lead to it. */
function leavesOf(group: Command, words: readonly string[]): { words: readonly string[]; command: Command }[] {
  return group.commands.flatMap((command) => {
    const path = [...words, command.name()];
    return command.commands.length === 0 ? [{ words: path, command }] : leavesOf(command, path);
  });
}

test("the executable runs as npm starts it, by its name in the workspace", async () => {
  const { code, stdout } = await startCommandLine(["--version"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "0.1.0\n" });
  const misspelt = await startCommandLine(["--hepl"]);
  expect(misspelt).toMatchObject({ code: exitCodes.usage, stdout: "" });
  const repository = resolve(__dirname, "../..");
  const words = ["--no", "--", "pulumi-cloudflare-mcp", "--version"];
  const npx = await promisify(execFile)("npx", words, { cwd: repository });
  expect(npx.stdout).toBe("0.1.0\n");
}, 30_000);
