import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secrets } from "../../provider/src/cli/secrets";
import { exportState, openStack } from "../../provider/src/cli/stack";
import { projectFolder } from "../../provider/src/lock/locate";

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
    const environment = { PATH: `${folder}:/usr/bin:/bin` };
    shell = { folder, environment, secrets: new Secrets() } as unknown as typeof shell;
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

  test("makes its secrets known, which no error shows then", async () => {
    prints('{"cloudflare:apiToken": {"value": "canary-token", "secret": true}, "other": {"value": "no secret"}}');
    await openStack(shell, "dev");
    expect(shell.secrets.reasonsOf(new Error("canary-token is no secret"))).toBe("[secret] is no secret");
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
    await expect(exportState(shell, "dev")).rejects.toThrow(/^`pulumi stack export --stack dev` failed: trouble$/);
  });
});
