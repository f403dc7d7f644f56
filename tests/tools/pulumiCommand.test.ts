import { spawn } from "node:child_process";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { join, resolve } from "node:path";

import { until } from "../support/processes";
import { outcomeOf } from "../support/pulumi";
import { createFakeMachine } from "./fakeCommands";
import type { FakeMachine } from "./fakeCommands";

const main = resolve(__dirname, "..", "..", "tools", "dist", "pulumi", "main.js");

let machine: FakeMachine;

beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => {
  machine.remove();
});

function start(...commandArguments: string[]): ReturnType<typeof spawn> {
  const environment = { ...machine.environment, INIT_CWD: machine.folder };
  return spawn(process.execPath, [main, ...commandArguments], { env: environment });
}

/** A Pulumi that tells its version, or does as the test says. */
function installPulumi(body: string): void {
  machine.install("pulumi", `if (commandArguments[0] === "version") { console.log("v3.300.0"); } else { ${body} }`);
}

test("Pulumi gets the arguments, the folder where npm was called, and stdin", async () => {
  installPulumi(`console.log(process.cwd(), ...commandArguments); process.stdin.pipe(process.stdout);`);
  const pulumi = start("up", "--yes");
  pulumi.stdin?.end("typed");
  expect(await outcomeOf(pulumi)).toEqual({ code: 0, stdout: `${machine.folder} up --yes\ntyped`, stderr: "" });
});

test("its exit code comes out", async () => {
  installPulumi(`process.exit(7);`);
  expect((await outcomeOf(start("refresh"))).code).toBe(7);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s reaches it, and it ends as it likes", async (signal) => {
  installPulumi(`
    process.once("${signal}", () => process.exit(3));
    setInterval(() => {}, 1_000);
    console.log("ready");
  `);
  const pulumi = start("up");
  const ended = outcomeOf(pulumi);
  let ready = false;
  pulumi.stdout?.once("data", () => {
    ready = true;
  });
  await until("Pulumi runs", () => ready);
  pulumi.kill(signal);
  expect((await ended).code).toBe(3);
});

test("a Pulumi that a signal has killed gives the exit code that a shell would give", async () => {
  installPulumi(`process.kill(process.pid, "SIGKILL");`);
  expect((await outcomeOf(start("up"))).code).toBe(137);
});

test("no Pulumi and no Go: a message without a stack, and exit code 1", async () => {
  const { code, stdout, stderr } = await outcomeOf(start("up"));
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^There is no usable Pulumi on PATH, and no Go to build one with\..*again\.\n$/);
});

test("a build that was killed leaves no Pulumi behind, and the next one starts over", async () => {
  machine.installGo({ duringBuild: `setInterval(() => {}, 1_000);` });
  const killed = start("version");
  const ended = outcomeOf(killed);
  await until("the build has begun", () => machine.builds().length === 1);
  killed.kill("SIGKILL");
  process.kill(Number(machine.builds()[0]), "SIGKILL");
  await ended;
  const leftovers = readdirSync(machine.cache);
  expect(leftovers).toHaveLength(2);
  expect(leftovers.every((name) => /\.lock$|\.building-/.test(name))).toBe(true);

  // As if the next one came a minute later.
  const longAgo = new Date(Date.now() - 60_000);
  for (const name of leftovers) {
    utimesSync(join(machine.cache, name), longAgo, longAgo);
  }
  machine.installGo();
  const { code, stdout } = await outcomeOf(start("version"));
  expect(code).toBe(0);
  expect(stdout).toBe("v3.259.0 version\n");
  expect(readdirSync(machine.cache)).toHaveLength(1);
  expect(existsSync(join(machine.cache, readdirSync(machine.cache)[0] ?? "", "pulumi"))).toBe(true);
});
