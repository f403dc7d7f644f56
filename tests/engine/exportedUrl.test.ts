/** A server whose URL has an API key in its query is exported, imported and previewed without a change, and without the key. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calls, useAccount } from "../support/account";
import { commandLine } from "../support/commandLine";
import { environmentOf, ok } from "../support/stack";
import { useStacks } from "../support/useStacks";

const account = useAccount();
const createStack = useStacks();

test("the URL is a secret of the configuration and of state, and nothing changes", async () => {
  const { cloudflare } = account;
  const key = "canary5e09c310d77aa21f";
  const url = `https://docs.example.com/mcp?api_key=${key}`;
  cloudflare.seedServer({ id: "docs", name: "Docs", hostname: url, status: "ready" });
  const folder = mkdtempSync(join(tmpdir(), "exported-"));
  try {
    const exported = await commandLine(["export", "--out", "out"], { folder, environment: environmentOf(cloudflare) });
    expect(exported.code).toBe(0);
    const read = (name: string): string => readFileSync(join(folder, "out", name), "utf8");
    const program = read("index.ts")
      .replace('import * as pulumi from "@pulumi/pulumi"', 'const pulumi = require("@pulumi/pulumi")')
      .replace(/import (\{.*\}) from ("pulumi-cloudflare-mcp")/, "const $1 = require($2)");
    const stack = await createStack(cloudflare, { program, config: { docsHostname: { secret: url } } });
    stack.workspace.write("import.json", read("import.json"));
    cloudflare.clearRequests();

    const runs = [
      ok(await stack.run(["import", "--file", "import.json", "--generate-code=false", "--yes", "--skip-preview"])),
      ok(await stack.preview("--diff", "--expect-no-changes")),
      ok(await stack.drift("--diff")),
      ok(await stack.up("--diff")),
    ];

    expect(calls(cloudflare).filter((call) => !call.startsWith("GET "))).toEqual([]);
    for (const text of [(await stack.state()).text, ...runs.map(({ stdout, stderr }) => stdout + stderr)]) {
      expect(text).not.toContain("canary");
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
