import { tmpdir } from "node:os";
import { openAccount } from "../../provider/src/cli/account";
import { formatExamples, type Register } from "../../provider/src/cli/commandLine";
import { chooseExitCode, exitCodes, UsageError } from "../../provider/src/cli/exitCodes";
import { chooseColours, startProgress } from "../../provider/src/cli/terminal";
import { everyObject } from "../../provider/src/cloudflare/list";
import { useAccount } from "../support/account";
import { say, visible } from "../../provider/src/text/shown";
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
      const progress = startProgress(shell);
      progress.say(say`looking`);
      const { servers } = await openAccount(shell, { account: options.account, progress });
      const found = await everyObject(servers);
      progress.end();
      shell.out.write(say`${chooseColours(shell, shell.out).bold(visible(found.map(({ id }) => id).join()))}\n`);
      end(chooseExitCode({ found: options.find === true, failed: false }));
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
  // The folder of the repository is that of a Pulumi project.
  const unnamed = await commandLine(["probe"], { commands, environment, folder: tmpdir() });
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
  expect(chooseExitCode({ found: true, failed: true })).toBe(exitCodes.failed);
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

test("an error that quotes hostile text cannot colour the terminal", async () => {
  const { stderr } = await commandLine(["probe", "--fail", "\u001b[31mred"], { commands, isTerminal: true });
  expect(stderr).toBe("error: ‹U+001B ESCAPE›[31mred\n");
});
