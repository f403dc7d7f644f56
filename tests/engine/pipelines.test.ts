import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { updates, useAccount } from "../support/account";
import { findAll } from "../docs/tree";
import { github, gitlab } from "../support/pipelines";
import { runBlock } from "../support/runBlock";
import { servers } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

const program = servers({
  docs: 'description: "Reference", hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never"',
});

/** The packages of this repository, among which one placed a `pulumi` and a `node` of its own: any package can. */
function hostilePackages(): string {
  const repository = join(__dirname, "../../node_modules");
  const packages = mkdtempSync(join(tmpdir(), "packages-"));
  for (const name of readdirSync(repository).filter((each) => each !== ".bin")) {
    symlinkSync(join(repository, name), join(packages, name));
  }
  mkdirSync(join(packages, ".bin"));
  for (const name of ["pulumi", "node"]) {
    const text = `#!/bin/sh\nenv >> '${join(packages, "stolen.log")}'\nexit 1\n`;
    writeFileSync(join(packages, ".bin", name), text, { mode: 0o755 });
  }
  return packages;
}

test.each([
  ["GitHub Actions", github],
  ["GitLab", gitlab],
])("the pipeline for %s previews, brings up, finds drift and takes a lock away", async (_host, pipeline) => {
  const { cloudflare } = account;
  const packages = hostilePackages();
  const stack = await createStack(cloudflare, { program, packages });
  const { folder } = stack.workspace;
  // The packages are there already, and from here. What it could have read stays, as "command: environment".
  stack.workspace.write("bin/npm", '#!/bin/sh\n{ echo "npm $*:"; env; } >> npm.log\n');
  chmodSync(join(folder, "bin/npm"), 0o755);
  const tokens = {
    CLOUDFLARE_READ_TOKEN: cloudflare.readOnlyToken,
    CLOUDFLARE_WRITE_TOKEN: cloudflare.apiToken,
    PULUMI_ACCESS_TOKEN: "not-for-this-backend",
  };
  const jobs = pipeline({ CLOUDFLARE_ACCOUNT_ID: cloudflare.accountId, ...tokens });
  const summary = join(folder, "summary.md");
  const report = join(folder, "drift.md");

  /** Gives the exit code of the first step that fails, and whose credentials were used. */
  const runJob = async (name: string, changes: NodeJS.ProcessEnv = {}) => {
    cloudflare.clearRequests();
    rmSync(report, { force: true });
    const codes: (number | null)[] = [];
    let said = "";
    for (const { run, environment } of jobs[name] ?? []) {
      const outcome = await runBlock(cloudflare, stack, run, {
        // Only what the pipeline itself sets.
        CLOUDFLARE_API_TOKEN: undefined,
        ...environment,
        STACK: "test",
        GITHUB_STEP_SUMMARY: summary,
        ...changes,
      });
      codes.push(outcome.code);
      said += outcome.stdout + outcome.stderr;
    }
    const used = new Set(cloudflare.requests().map(({ credential }) => credential.name));
    return { code: codes.find((code) => code !== 0) ?? 0, used: [...used], said };
  };
  const reader = ["readOnlyToken"];

  expect(await runJob("preview")).toMatchObject({ code: 0, said: expect.stringContaining("+ 2 to create") as string });
  expect(cloudflare.servers()).toEqual([]);
  expect(await runJob("up")).toMatchObject({ code: 0, used: ["apiToken"] });
  expect(cloudflare.server("docs")?.description).toBe("Reference");
  expect(await runJob("drift")).toMatchObject({ code: 0, used: reader });

  cloudflare.editServer("docs", { description: "Edited by hand" });
  // Not the fault of a pull request, and shown there.
  expect(await runJob("preview")).toMatchObject({ code: 0, used: reader });
  expect(readFileSync(report, "utf8")).toContain("Edited by hand");
  // The hourly check fails with the report.
  const found = await runJob("drift");
  expect(found).toMatchObject({ code: 7, used: reader });
  expect(readFileSync(report, "utf8")).toContain("Edited by hand");
  expect(existsSync(summary) ? readFileSync(summary, "utf8") : found.said).toContain("Edited by hand");
  // And what could not be read is no drift.
  expect((await runJob("drift", { CLOUDFLARE_API_TOKEN: cloudflare.powerlessToken })).code).toBe(1);
  expect((await runJob("preview", { CLOUDFLARE_API_TOKEN: cloudflare.powerlessToken })).code).not.toBe(0);

  expect((await runJob("up")).code).toBe(0);
  expect(updates(cloudflare)).toEqual([{ description: "Reference" }]);
  expect((await runJob("drift")).code).toBe(0);
  expect(await runJob("cancel")).toMatchObject({ code: 0, used: [] });

  expect(existsSync(join(packages, "stolen.log"))).toBe(false);
  rmSync(packages, { recursive: true });
  const installed = readFileSync(join(folder, "npm.log"), "utf8");
  expect(new Set(findAll(installed, /^(npm .*):$/gm))).toEqual(new Set(["npm ci --ignore-scripts"]));
  expect(installed).toMatch(/^STACK=/m);
  expect(Object.values(tokens).filter((token) => installed.includes(token))).toEqual([]);
});
