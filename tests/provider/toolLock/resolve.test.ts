import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "../../../provider/src/lock/digest";
import { lockText } from "../../../provider/src/lock/file";
import { ownField } from "../../../provider/src/lifecycle/fields";
import { resolveLock, toolLockSchema } from "../../../provider/src/toolLock/resolve";
import { sameLock, withoutRecord, withSeen, type LockSummary } from "../../../provider/src/toolLock/summary";
import { unknownMark } from "../../support/hostile";
import { entry, lockOf, summarized, tool } from "../../support/locks";
import { refusalsOf } from "../../support/refusals";

const lock = lockOf([tool("search")]);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "resolve-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  writeFileSync(join(folder, "github.json"), lockText(lock));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const summary = (mode: "enforce" | "report"): object => ({ ...summarized(lock, mode), file: "github.json" });

describe("the argument toolLock becomes what its file says", () => {
  test.each<[string, unknown, "enforce" | "report"]>([
    ["a path", "github.json", "enforce"],
    ["a file", { file: "github.json" }, "enforce"],
    ["a file and a mode", { file: "./github.json", mode: "report" }, "report"],
    [
      "what state has seen, under ignoreChanges",
      withoutRecord({
        ...withSeen(summarized(lock), { open: { tools: { search: "gone" } }, settled: {} }),
        file: "github.json",
      }),
      "enforce",
    ],
  ])("%s", (_what, value, mode) => {
    expect(resolveLock(value, "github", folder, undefined)).toEqual({ lock: summary(mode), failures: [] });
  });

  test.each<[string, unknown, unknown]>([
    ["not set", undefined, "github"],
    ["null", null, "github"],
    ["not known yet", unknownMark, "github"],
    ["not known yet in part", { file: unknownMark, mode: "report" }, "github"],
    ["of a server that is not known yet", "github.json", unknownMark],
    ["of a form that check refuses", 7, "github"],
    ["of a form that check refuses", { file: "github.json", mode: "off" }, "github"],
    ["empty", "", "github"],
  ])("but stays what it is where it is %s: %j", (_how, value, serverId) => {
    expect(resolveLock(value, serverId, folder, undefined)).toEqual({ lock: value, failures: [] });
  });

  test("or stays what it is, with all that is wrong with the file, one by one", () => {
    const edited = ["search", "write"].map(
      (name) => [name, entry(tool(name), { digest: digestOf(tool("other"), []) })] as const,
    );
    writeFileSync(join(folder, "github.json"), lockText({ ...lock, tools: new Map(edited) }));
    const { lock: stays, failures } = resolveLock("github.json", "github", folder, undefined);
    expect(stays).toBe("github.json");
    expect(failures).toHaveLength(2);
    expect(failures.join()).toMatch(/^github\.json at \/tools\/search.*,github\.json at \/tools\/write/);
    const missing = resolveLock("none.json", "github", folder, undefined);
    expect(missing).toEqual({
      lock: "none.json",
      failures: [expect.stringContaining("none.json: does not exist.") as unknown],
    });
  });
});

test("beside the lock of the step before, it shows what an update is about to hide", () => {
  const other = digestOf(tool("search", { title: "Other" }), []);
  const open = { tools: { search: `changed ${other}`, write: `new ${digestOf(tool("write"), [])}` } };
  const before = { ...withSeen(summarized(lock), { open, settled: {} }), file: "github.json" };
  const resolved = resolveLock("github.json", "github", folder, before).lock as LockSummary;
  expect(resolved.tools).toEqual({ search: "hidden until reviewed", write: "hidden until reviewed" });
  expect(sameLock(resolved, summary("enforce"))).toBe(true);
  expect(sameLock(resolved, before)).toBe(false);
});

describe("the form of the argument", () => {
  const faults = (value: unknown): string[] =>
    refusalsOf({ name: "toolLock", ...ownField("setting", toolLockSchema) }, value);

  test.each<[unknown]>([
    ["a.json"],
    [unknownMark],
    [{ file: "a.json" }],
    [{ file: "a.json", mode: null }],
    [{ file: unknownMark, mode: unknownMark }],
    [summarized(lock, "report")],
    [{ ...summarized(lock), hostname: undefined, ignore: ["/description"] }],
  ])("may be %j", (value) => {
    expect(faults(value)).toEqual([]);
  });

  test.each<[unknown]>([
    [7],
    [{}],
    [{ file: "a.json", mode: "off" }],
    [{ file: "a.json", other: true }],
    [{ file: "a.json", tools: { search: 7 } }],
    [{ file: "a.json", ignore: "/description" }],
  ])("may not be %j", (value) => {
    expect(faults(value)).toEqual([
      'toolLock: must be the path of a lock file, such as "mcp-locks/github.json", or an object with file and mode ("enforce" or "report")',
    ]);
  });

  test("may not be empty", () => {
    expect(faults("")).toEqual(["toolLock: must not be empty"]);
    expect(faults({ file: "" })).toEqual(["toolLock.file: must not be empty"]);
  });
});
