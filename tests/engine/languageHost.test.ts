import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isAlive, until } from "../support/processes";
import { createWorkspace, outcomeOf, succeed } from "../support/pulumi";
import type { Workspace } from "../support/pulumi";

jest.setTimeout(120_000);

let workspace: Workspace | undefined;

afterEach(() => {
  workspace?.remove();
});

const config = { greeting: "hello", password: { secret: "pass-phrase" } };

const commonJsProgram = `
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config();
class Box extends pulumi.ComponentResource {
  constructor(name) {
    super("test:index:Box", name);
    this.registerOutputs({});
  }
}
new Box("box");
console.log("said by the program");
exports.greeting = config.require("greeting");
exports.password = config.requireSecret("password");
`;

const moduleProgram = `
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
class Box extends pulumi.ComponentResource {
  constructor(name) {
    super("test:index:Box", name);
    this.registerOutputs({});
  }
}
new Box("box");
console.log("said by the program");
export const greeting = config.require("greeting");
export const password = config.requireSecret("password");
`;

const typeScriptProgram = moduleProgram.replace("constructor(name)", "constructor(name: string)");

const programs: [string, Record<string, string>][] = [
  ["TypeScript", { "index.ts": typeScriptProgram }],
  ["CommonJS", { "index.js": commonJsProgram }],
  ["an ES module", { "index.js": moduleProgram, "package.json": `{ "type": "module", "main": "index.js" }` }],
];

describe.each(programs)("a program in %s", (_language, files) => {
  test("reads its configuration, speaks and gives its outputs", async () => {
    workspace = await createWorkspace({ files, config });

    // As in a pipeline that asks every tool for colours.
    const { stdout } = await succeed(workspace, ["up", "--yes"], { environment: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("said by the program");
    expect(stdout).toContain("test:index:Box");
    expect(await workspace.outputs()).toEqual({ greeting: "hello", password: "pass-phrase" });

    const state = await succeed(workspace, ["stack", "export"]);
    expect(state.stdout).not.toContain("pass-phrase");
  });
});

test("preview, refresh with and without the program, and destroy work too", async () => {
  workspace = await createWorkspace({ files: { "index.js": commonJsProgram }, config });
  await succeed(workspace, ["up", "--yes", "--skip-preview"]);

  await succeed(workspace, ["preview", "--expect-no-changes"]);
  await succeed(workspace, ["refresh", "--yes", "--skip-preview"]);
  await succeed(workspace, ["refresh", "--yes", "--skip-preview", "--run-program"]);
  const { stdout } = await succeed(workspace, ["destroy", "--yes", "--skip-preview"]);
  expect(stdout).toMatch(/2 deleted/);
});

test("a program in the folder that `main` names runs there", async () => {
  const files = {
    "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: program/\n",
    "program/index.js": `exports.folder = require("node:path").basename(process.cwd());`,
  };
  workspace = await createWorkspace({ files });
  await succeed(workspace, ["up", "--yes", "--skip-preview"]);
  expect(await workspace.outputs()).toEqual({ folder: "program" });
});

test("a program that throws fails with its message", async () => {
  // A RunError, because the SDK shows it without its stack: the stack of a plain Error has a frame in
  // `node_modules/@pulumi/resource.ts`, and colouring such a frame keeps Node 20 busy for a minute.
  const program = `throw new (require("@pulumi/pulumi").RunError)("the roof is on fire");`;
  workspace = await createWorkspace({ files: { "index.js": program } });
  const { code, stdout, stderr } = await workspace.run(["up", "--yes", "--skip-preview"]);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain("the roof is on fire");
  expect(stdout + stderr).not.toContain("non-zero exit code");
});

test("an exit code of the program's own is named", async () => {
  workspace = await createWorkspace({ files: { "index.js": `process.exit(5);` } });
  const { code, stdout, stderr } = await workspace.run(["up", "--yes", "--skip-preview"]);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain("Program exited with non-zero exit code: 5");
});

test("a runtime option that we do not know is refused, not ignored", async () => {
  const files = {
    "Pulumi.yaml": "name: test\nruntime: { name: nodejs, options: { nodeargs: --inspect } }\n",
    "index.js": "",
  };
  workspace = await createWorkspace({ files });
  const { code, stdout, stderr } = await workspace.run(["preview"]);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain("runtime option nodeargs");
});

describe("a dynamic resource", () => {
  const provider = `exports.handler = () => ({
    create: async (inputs) => ({ id: "one", outs: { ...inputs, parent: process.ppid } }),
  })`;
  const program = `
    const pulumi = require("@pulumi/pulumi");
    class Thing extends pulumi.CustomResource {
      constructor(name, inputs) {
        super("pulumi-nodejs:dynamic:Resource", name, { ...inputs, parent: undefined, __provider: ${JSON.stringify(provider)} });
      }
    }
    exports.parent = new Thing("thing", { colour: "red" }).parent;
  `;

  test("runs in a process that the engine itself has started, without a shell between", async () => {
    workspace = await createWorkspace({ files: { "index.js": program } });
    const pulumi = workspace.start(["up", "--yes", "--skip-preview"]);
    expect(await outcomeOf(pulumi)).toMatchObject({ code: 0 });
    expect(await workspace.outputs()).toEqual({ parent: pulumi.pid });
  });

  test("can be imported from a file, and the next preview is quiet", async () => {
    const inputs = { colour: "red", __provider: provider };
    const outputs = { ...inputs, parent: 1 };
    const resource = { type: "pulumi-nodejs:dynamic:Resource", name: "thing", id: "one", inputs, outputs };
    const files = { "index.js": program, "import.json": JSON.stringify({ resources: [resource] }) };
    workspace = await createWorkspace({ files });

    await succeed(workspace, ["import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes"]);
    const { stdout } = await succeed(workspace, ["preview"]);
    expect(stdout).toMatch(/2 unchanged/);
  });
});

test("nothing outlives a killed pulumi", async () => {
  const program = `
    const { writeFileSync, renameSync } = require("node:fs");
    writeFileSync("starting", JSON.stringify([process.pid, process.ppid]));
    renameSync("starting", "processes");
    setInterval(() => {}, 1_000);
  `;
  workspace = await createWorkspace({ files: { "index.js": program } });

  const pulumi = workspace.start(["up", "--yes", "--skip-preview"]);
  const ended = outcomeOf(pulumi);
  const file = join(workspace.folder, "processes");
  await until("the program runs", () => existsSync(file));
  const programAndLanguageHost = JSON.parse(readFileSync(file, "utf8")) as number[];
  expect(programAndLanguageHost.filter(isAlive)).toHaveLength(2);
  pulumi.kill("SIGKILL");
  await ended;

  await until("both are gone", () => !programAndLanguageHost.some(isAlive));
});
