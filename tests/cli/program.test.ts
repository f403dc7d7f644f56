import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { exitCodes } from "../../provider/src/cli/exitCodes";
import { commands, findings } from "../../provider/src/cli/program";
import type { Shell } from "../../provider/src/cli/shell";
import { commandLine, startCommandLine } from "../support/commandLine";
import { filesOfTheRepository, repository, textOf } from "../docs/tree";
import { leavesOf } from "./leaves";

describe("every command", () => {
  const program = new Command();
  for (const register of commands) {
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

  test.each(leaves)("$words has the same help by the command help", async ({ words }) => {
    const help = await commandLine(["help", ...words]);
    expect(help).toEqual(await commandLine([...words, "--help"]));
  });

  test("names exit code 7 in its help exactly when it can end with it", async () => {
    const finding = await Promise.all(
      leaves.map(async ({ words }) => {
        const { stdout } = await commandLine([...words, "--help"]);
        return /Exit codes:[^]*\n7 /.test(stdout) ? [words.join(" ")] : [];
      }),
    );
    expect(finding.flat().toSorted()).toEqual(Object.keys(findings).toSorted());
    const sources = filesOfTheRepository(join(repository, "provider/src/cli")).map(textOf);
    expect(sources.filter((text) => /chooseExitCode\(\{ found: (?!false)/.test(text))).toHaveLength(
      finding.flat().length,
    );
    expect((await commandLine(["lock", "--help"])).stdout).toContain("7 an unapproved tool found");
    expect((await commandLine(["--help"])).stdout).toContain(
      "7 a problem of a portal or drift or an unapproved tool found",
    );
  });

  test("help of a command that does not exist names the likely one", async () => {
    const { code, stdout, stderr } = await commandLine(["help", "lock", "chek"]);
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: "" });
    expect(stderr).toBe("error: unknown command 'lock chek'. Did you mean check?\n");
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
