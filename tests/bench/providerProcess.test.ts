import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuOfEndedChildren, ProviderWatch, usageOf } from "../../bench/providerProcess";

const onLinux = process.platform === "linux" ? test : test.skip;

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "provider-process-")));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A process that works for a while, and then says so, under a name such as that of Pulumi's provider process. */
async function worker(name: string): Promise<ChildProcess> {
  const script = join(folder, name);
  mkdirSync(join(script, ".."), { recursive: true });
  writeFileSync(
    script,
    `const held = Buffer.alloc(64 * 2 ** 20, 1);
    const end = process.cpuUsage().user + 200_000;
    while (process.cpuUsage().user < end) held.fill(2);
    console.log("done");
    setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, [script], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

onLinux("CPU and the highest memory of a process are those that the kernel counted", async () => {
  const child = await worker("worker.js");
  const usage = usageOf(child.pid ?? 0);
  await end(child);
  expect(usage?.cpuSeconds).toBeGreaterThanOrEqual(0.2);
  expect(usage?.cpuSeconds).toBeLessThan(10);
  expect(usage?.peakMegabytes).toBeGreaterThan(64);
  expect(usage?.peakMegabytes).toBeLessThan(1000);
});

onLinux("a process that has ended has no usage, and its CPU is counted with that of ended children", async () => {
  const before = cpuOfEndedChildren();
  const child = await worker("worker.js");
  expect(cpuOfEndedChildren()).toBe(before);
  await end(child);
  expect(usageOf(child.pid ?? 0)).toBeUndefined();
  expect(cpuOfEndedChildren()).toBeGreaterThanOrEqual(before + 0.2);
});

onLinux("the provider process of a project is found, and what it used is kept after its end", async () => {
  const watch = new ProviderWatch(folder);
  const child = await worker("cmd/dynamic-provider/index.js");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await end(child);
  expect(watch.stop()?.cpuSeconds).toBeGreaterThanOrEqual(0.2);
});

onLinux.each([
  ["another process of the project", "worker.js", ""],
  ["the provider process of another project", "cmd/dynamic-provider/index.js", "elsewhere"],
])("%s is not taken for it", async (_what, script, project) => {
  const watch = new ProviderWatch(join(folder, project));
  const child = await worker(script);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await end(child);
  expect(watch.stop()).toBeUndefined();
});
