import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { readRecipe } from "../../tools/pulumi/recipe";
import { resolvePulumi } from "../../tools/pulumi/resolvePulumi";
import { until } from "../support/processes";
import { createFakeMachine } from "./fakeCommands";
import type { FakeMachine } from "./fakeCommands";

let machine: FakeMachine;
let said: string;
const progress = {
  write: (text: string): void => {
    said += text;
  },
};

beforeEach(() => {
  machine = createFakeMachine();
  said = "";
});
afterEach(() => {
  machine.remove();
});

describe("which Pulumi", () => {
  test("an installed one wins, and nothing of ours is added to its environment", async () => {
    const command = machine.install("pulumi", `console.log("v3.216.0");`);
    expect(await resolvePulumi(machine.environment, progress)).toEqual({
      command,
      version: "3.216.0",
      source: "path",
      environment: {},
    });
    expect(said).toBe("");
  });

  test.each([
    ["v3.215.9", "it is version 3.215.9, and 3.216.0 or newer is needed"],
    ["strange", "it does not tell its version"],
  ])("one that prints %s is passed over with a notice", async (output, reason) => {
    const command = machine.install("pulumi", `console.log("${output}");`);
    machine.installGo();
    const pulumi = await resolvePulumi(machine.environment, progress);
    expect(pulumi.source).toBe("built");
    expect(said).toContain(`Passing over ${command}: ${reason}. Using Pulumi 3.259.0 instead`);
  });

  test("without one, ours is built once, says so, and comes from the cache afterwards", async () => {
    machine.installGo();
    const pulumi = await resolvePulumi(machine.environment, progress);
    const folder = join(machine.cache, readRecipe().name);
    expect(pulumi).toEqual({
      command: join(folder, "pulumi"),
      version: "3.259.0",
      source: "built",
      environment: { PATH: `${folder}:${machine.environment.PATH ?? ""}` },
    });
    expect(said).toContain(`building Pulumi 3.259.0 once, 4 to 8 minutes on 2 cores, into ${folder}`);

    said = "";
    await resolvePulumi(machine.environment, progress);
    expect(said).toBe("");
    expect(machine.builds()).toHaveLength(1);
  });

  test("what lies beside the binary can be executed", async () => {
    machine.installGo();
    const folder = dirname((await resolvePulumi(machine.environment, progress)).command);
    expect(readdirSync(folder).sort()).toEqual([
      "languageHost.cjs",
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).mode & 0o111).toBe(0o111);
    }
  });

  test("a relative XDG_CACHE_HOME is invalid: ~/.cache is used", async () => {
    machine.installGo();
    const environment = { ...machine.environment, XDG_CACHE_HOME: "relative" };
    const pulumi = await resolvePulumi(environment, progress);
    expect(pulumi.command.startsWith(join(machine.folder, ".cache", "pulumi-cloudflare-mcp"))).toBe(true);
  });
});

describe("when it cannot be built", () => {
  test("no Go: says what to install", async () => {
    await expect(resolvePulumi(machine.environment, progress)).rejects.toThrow(
      /no usable Pulumi on PATH, and no Go .* Install Pulumi 3\.216\.0 or newer .* or Go 1\.25\.11 or newer/,
    );
  });

  test.each(["go1.25.10", "go1.25rc2"])("%s is too old: says so and what to install", async (version) => {
    machine.installGo({ version });
    await expect(resolvePulumi(machine.environment, progress)).rejects.toThrow(
      /is Go 1\.25\.\d+, too old to build Pulumi 3\.259\.0\. Install Pulumi/,
    );
    expect(machine.builds()).toEqual([]);
  });

  test("a failed build shows what Go said, and leaves nothing behind", async () => {
    machine.installGo({ duringBuild: `console.error("no space left"); process.exitCode = 1;` });
    await expect(resolvePulumi(machine.environment, progress)).rejects.toThrow(/failed:\nno space left\n/);
    expect(readdirSync(machine.cache)).toEqual([]);
  });
});

describe("several builds", () => {
  const untilReleased = `const timer = setInterval(() => {
    if (existsSync(folder + "/release")) {
      clearInterval(timer);
      finish();
    }
  }, 10);`;

  test("two at once: the second waits, says so, and builds nothing", async () => {
    machine.installGo({ duringBuild: untilReleased });
    const first = resolvePulumi(machine.environment, progress);
    await until("the first builds", () => machine.builds().length === 1);
    const second = resolvePulumi(machine.environment, progress);
    await until("the second waits", () => said.includes(`Process ${process.pid} is building`));
    writeFileSync(join(machine.folder, "release"), "");

    expect(await second).toEqual(await first);
    expect(machine.builds()).toHaveLength(1);
    expect(readdirSync(machine.cache)).toEqual([readRecipe().name]);
  });

  test("if the first fails, the second builds", async () => {
    const failOnce = `if (existsSync(folder + "/failed")) {
      finish();
    } else {
      setInterval(() => {
        if (existsSync(folder + "/release")) {
          writeFileSync(folder + "/failed", "");
          process.exit(1);
        }
      }, 10);
    }`;
    machine.installGo({ duringBuild: failOnce });
    const first = expect(resolvePulumi(machine.environment, progress)).rejects.toThrow("failed");
    await until("the first builds", () => machine.builds().length === 1);
    const second = resolvePulumi(machine.environment, progress);
    await until("the second waits", () => said.includes("waiting for it"));
    writeFileSync(join(machine.folder, "release"), "");

    await first;
    expect(existsSync((await second).command)).toBe(true);
    expect(machine.builds()).toHaveLength(2);
  });

  test("what a dead build left behind is taken over and removed; a living one is left alone", async () => {
    machine.installGo();
    const finished = join(machine.cache, readRecipe().name);
    const dead = [`${finished}.lock`, `${finished}.building-dead`];
    mkdirSync(`${finished}.building-dead`, { recursive: true });
    mkdirSync(`${finished}.building-alive`);
    writeFileSync(`${finished}.lock`, "1");
    const longAgo = new Date(Date.now() - 60_000);
    for (const path of dead) {
      utimesSync(path, longAgo, longAgo);
    }

    await resolvePulumi(machine.environment, progress);
    expect(readdirSync(machine.cache).sort()).toEqual([readRecipe().name, `${readRecipe().name}.building-alive`]);
  });
});
