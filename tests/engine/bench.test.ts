import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Run } from "../../bench/comparison";
import { providers } from "../../bench/contestants";
import { stepNames, steps } from "../../bench/steps";
import type { SummaryRow } from "../../bench/summary";
import { outcomeOf } from "../support/pulumi";

const onLinux = process.platform === "linux" ? test : test.skip;
const repository = resolve(__dirname, "../..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

onLinux("the benchmark measures every step of every contestant, and ours makes no call too many", async () => {
  const file = join(folder, "bench.json");
  const words = ["bench/dist/main.js", "--sizes", "2", "--repetitions", "1", "--json", file];
  const { code, stdout, stderr } = await outcomeOf(spawn(process.execPath, words, { cwd: repository }));
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  expect(stdout).toContain("2 servers: wall time, seconds");

  const { runs, summary } = JSON.parse(readFileSync(file, "utf8")) as { runs: Run[]; summary: SummaryRow[] };
  expect(runs.map(({ contestant }) => contestant)).toEqual(providers.map(({ name }) => name));
  for (const run of runs) {
    expect(Object.keys(run.steps)).toEqual(stepNames);
    for (const figures of Object.values(run.steps)) {
      expect(Object.values(figures).every(Number.isFinite)).toBe(true);
      expect(figures.cpuSeconds).toBeGreaterThan(figures.providerCpuSeconds);
      expect(figures.providerPeakMegabytes).toBeGreaterThan(50);
    }
    expect(run.steps.up?.stateBytes).toBeGreaterThan(run.steps.destroy?.stateBytes ?? Infinity);
  }

  for (const name of ["ours", "plugin"]) {
    const ours = runs.find(({ contestant }) => contestant === name)?.steps;
    for (const step of ["preview", "up", "no-change up", "rename one", "destroy"] as const) {
      expect([name, step, ours?.[step]?.calls]).toEqual([name, step, steps[step].limit(2)]);
    }
  }
  expect(summary.find(({ figure, step }) => figure === "wallSeconds" && step === "up")?.ratios).toEqual({
    bare: expect.any(Object) as unknown,
    handwritten: expect.any(Object) as unknown,
    plugin: expect.any(Object) as unknown,
  });
});

onLinux.each([
  [["--sizes", "1,x"], '--sizes takes whole numbers with commas between them, not "1,x".'],
  [["--only", "theirs"], '--only takes some of ours, bare, handwritten, plugin, not "theirs".'],
])("the benchmark refuses %j", async (words, message) => {
  const outcome = await outcomeOf(spawn(process.execPath, ["bench/dist/main.js", ...words], { cwd: repository }));
  expect(outcome).toEqual({ code: 1, stdout: "", stderr: `${message}\n` });
});
