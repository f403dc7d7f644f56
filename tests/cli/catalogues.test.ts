/**
 * Catalogues like those of large published MCP servers, on their whole way: sync, `up` with a portal and a lock, refresh,
 * `lock`, `drift` and `export`. Whatever an upstream publishes, all that can be reviewed is, and nothing else is offered.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "cloudflare-mcp-emulator";
import type { Outcome } from "../../bench/workspace";
import type { Report } from "../../provider/src/cli/drift/report";
import { parseLock } from "../../provider/src/lock/parse";
import { generatedTool, shapeNames, shapeOf } from "../support/catalogues";
import { commandLine } from "../support/commandLine";
import { LockedProgram } from "../support/lockedProgram";
import { environmentOf } from "../support/stack";

const lockFile = "mcp-locks/docs.json";

test.each(shapeNames)("%s: are synced, reviewed, locked, compared and exported", async (name) => {
  const { tools, reviewable, hasUnreadable = false } = shapeOf(name);
  const program = await LockedProgram.start(tools);
  try {
    const { cloudflare, folder } = program;
    const run = (...words: string[]): Promise<Outcome> =>
      commandLine(words, { folder, environment: environmentOf(cloudflare) });
    const succeed = async (...words: string[]): Promise<string> => {
      const { code, stdout, stderr } = await run(...words);
      expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: expect.any(String) as string });
      return stdout;
    };

    // A blank lock hides everything, and an `up` syncs.
    program.write(lockFile, "");
    expect(await program.up()).toEqual({ docs: "create", team: "create" });
    expect(program.stored()).toMatchObject({ status: "ready" });
    expect(program.stored()?.tools).toHaveLength(tools.length);
    expect(program.offeredNames()).toEqual([]);

    // The review.
    await succeed("lock", "init", "docs", "--allow", "all", "--reason", "read");
    const lock = parseLock(readFileSync(join(folder, lockFile), "utf8"), { file: lockFile, server: "docs" });
    expect([...lock.tools.keys()].toSorted()).toEqual(reviewable.toSorted());
    for (const format of ["text", "json", "tools-list"]) {
      await succeed("lock", "show", "docs", "--format", format);
    }
    const isAllKnown = new Set(tools.map((tool) => tool.name)).size === reviewable.length;
    for (const format of ["text", "json"]) {
      const check = await run("lock", "check", "docs", "--format", format);
      expect(check.stderr).toBe("");
      expect({ format, isClean: check.code === 0 }).toEqual({ format, isClean: isAllKnown });
      expect(check.stdout).not.toContain("undefined");
    }

    // What was reviewed is offered, nothing else, and nothing differs afterwards.
    await program.up();
    expect([...new Set(program.offeredNames())].toSorted()).toEqual(
      reviewable.map((each) => `docs_${each}`).toSorted(),
    );
    expect(await program.up()).toEqual({ docs: "same", team: "same" });
    expect(await program.refresh()).toEqual({ docs: [], team: [] });
    expect(await program.up()).toEqual({ docs: "same", team: "same" });

    // The reports.
    for (const format of ["text", "markdown", "sarif", "html"]) {
      expect((await run("drift", "--account", cloudflare.accountId, "--format", format)).stderr).toBe("");
    }
    const drift = await run("drift", "--account", cloudflare.accountId, "--format", "json");
    const report = JSON.parse(drift.stdout) as Report;
    expect({
      code: drift.code,
      rules: report.findings.flatMap(({ rule, level }) => (level === "note" ? [] : [rule])),
    }).toEqual(hasUnreadable ? { code: 1, rules: ["could-not-read"] } : { code: 0, rules: [] });
    expect(report.inventory.servers).toMatchObject([{ id: "docs", tools: tools.length }]);
    const exposed = report.exposure.flatMap((each) => each.tools.map((tool) => tool.name));
    expect([...new Set(exposed)].toSorted()).toEqual(reviewable.toSorted());
    await succeed("export", "--out", "exported");
  } finally {
    await program.stop();
  }
});

test("thirty servers of 344 tools, more than one page can hold, are listed, reported and exported", async () => {
  const cloudflare = await startEmulator();
  const folder = mkdtempSync(join(tmpdir(), "large-"));
  try {
    const tools = Array.from({ length: 344 }, (_, index) => generatedTool(index, 28));
    const servers = Array.from({ length: 30 }, (_, index) => `server-${String(index).padStart(2, "0")}`);
    for (const id of servers) {
      cloudflare.seedServer({ id, tools, status: "ready", last_successful_sync: "2026-01-15 12:00:00" });
    }
    const bytes = JSON.stringify(tools).length * servers.length;
    expect(bytes).toBeGreaterThan(50 * 1024 * 1024);
    const run = (...words: string[]): Promise<Outcome> =>
      commandLine(words, { folder, environment: environmentOf(cloudflare) });

    const drift = await run("drift", "--account", cloudflare.accountId, "--format", "json");
    const report = JSON.parse(drift.stdout) as Report;
    expect({ code: drift.code, findings: report.findings.map(({ rule }) => rule) }).toEqual({ code: 0, findings: [] });
    expect(report.inventory.servers.map(({ id, tools: count }) => [id, count])).toEqual(servers.map((id) => [id, 344]));
    const sizes = cloudflare.requests().map(({ path, query }) => `${path} ${String(query.per_page)}`);
    expect(sizes.filter((size) => size.startsWith("/servers"))).toEqual([
      "/servers 100",
      "/servers 25",
      "/servers 25",
      "/servers 30",
    ]);

    const exported = await run("export", "--out", "exported");
    expect({ code: exported.code, stderr: exported.stderr }).toEqual({ code: 0, stderr: "" });
    const text = readFileSync(join(folder, "exported/index.ts"), "utf8");
    expect(text.match(/new McpServer\(/g)).toHaveLength(30);
  } finally {
    rmSync(folder, { recursive: true });
    await cloudflare.close();
  }
});
