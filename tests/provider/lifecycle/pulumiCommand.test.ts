import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPulumiCommand } from "../../../provider/src/lifecycle/pulumiCommand";

type Parents = readonly (readonly string[])[];

/** The command in a process whose parents have these command lines, the nearest first. */
const commandOf = (parents: Parents, environment: NodeJS.ProcessEnv = {}): unknown =>
  readPulumiCommand(environment, 0, (pid) => {
    const words = parents[pid];
    return words && { parent: pid + 1, words };
  });

test.each<[string, string, boolean]>([
  ["pulumi up --yes", "up", false],
  ["pulumi update", "up", false],
  ["/usr/bin/pulumi -C app --non-interactive preview --refresh", "preview", false],
  ["pulumi pre", "preview", false],
  ["pulumi refresh --run-program", "refresh", true],
  ["pulumi refresh --run-program=true --run-program=false", "refresh", false],
  ["pulumi destroy --stack prod --run-program=true", "destroy", true],
  ["pulumi down", "destroy", false],
  ["pulumi.exe import --file x.json", "import", false],
])("%s is %s, with the program %p", (line, name, runsProgram) => {
  expect(commandOf([line.split(" ")])).toEqual({ name, runsProgram });
});

test.each<[NodeJS.ProcessEnv, string, boolean]>([
  [{ PULUMI_RUN_PROGRAM: "true" }, "pulumi refresh", true],
  [{ PULUMI_RUN_PROGRAM: "1" }, "pulumi refresh", true],
  [{ PULUMI_RUN_PROGRAM: "false" }, "pulumi refresh", false],
  [{ PULUMI_RUN_PROGRAM: "" }, "pulumi refresh", false],
  [{ PULUMI_RUN_PROGRAM: "true" }, "pulumi refresh --run-program=false", false],
])("with %j, %s runs the program: %p", (environment, line, runsProgram) => {
  expect(commandOf([line.split(" ")], environment)).toEqual({ name: "refresh", runsProgram });
});

test("a shell between the two is passed over, another program is none, and neither is a pulumi further up", () => {
  expect(
    commandOf([
      ["/bin/sh", "pulumi-resource-x"],
      ["pulumi", "up"],
    ]),
  ).toMatchObject({ name: "up" });
  expect(
    commandOf([
      ["node", "refresh.js"],
      ["bash", "-c", "pulumi up"],
    ]),
  ).toBeUndefined();
  expect(commandOf([["a"], ["b"], ["c"], ["d"], ["pulumi", "up"]])).toBeUndefined();
  expect(commandOf([["pulumi", "whoami"]])).toBeUndefined();
  expect(commandOf([])).toBeUndefined();
});

test("the command line of a real process is read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "command-"));
  const program = join(folder, "pulumi");
  symlinkSync(process.execPath, program);
  const child = spawn(program, ["-e", "setInterval(() => {}, 1000); console.log('up')", "refresh", "--run-program"]);
  try {
    await once(child.stdout, "data");
    expect(readPulumiCommand({}, child.pid)).toEqual({ name: "refresh", runsProgram: true });
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
  expect(readPulumiCommand({}, 2 ** 30)).toBeUndefined();
});
