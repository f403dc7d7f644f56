import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockText } from "../../../provider/src/lock/file";
import { resolveRows } from "../../../provider/src/portal/locks";
import { lockOf, summarized, tool } from "../../support/locks";

const lock = lockOf([tool("search")]);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rows-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  writeFileSync(join(folder, "github.json"), lockText(lock));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("rows get what their lock files say, and nothing else of a program changes", () => {
  const inputs = {
    hostname: "mcp.example.com",
    servers: [
      { serverId: "tickets", toolLock: null },
      { serverId: "github", tools: ["search"], toolLock: "github.json" },
    ],
  };
  const toolLock = { ...summarized(lock), file: "github.json" };
  expect(resolveRows(inputs, folder, {})).toEqual({
    inputs: { ...inputs, servers: [inputs.servers[0], { serverId: "github", tools: ["search"], toolLock }] },
    failures: [],
  });
});

test("what is wrong with lock files is said with its place, of all rows at once", () => {
  const servers = ["tickets", "github", "files"].map((serverId) => ({
    serverId,
    toolLock: serverId === "github" ? "github.json" : "none.json",
  }));
  const { inputs, failures } = resolveRows({ servers }, folder, {});
  expect(failures).toHaveLength(2);
  expect(failures[0]).toMatch(/^servers\.0\.toolLock: none\.json: does not exist\./);
  expect(failures[1]).toMatch(/^servers\.2\.toolLock: none\.json: does not exist\./);
  expect(inputs.servers).toMatchObject([
    { toolLock: "none.json" },
    { toolLock: { tools: summarized(lock).tools } },
    { toolLock: "none.json" },
  ]);
});

test.each([undefined, null, "github", { serverId: "github", toolLock: "github.json" }])(
  "what is no list stays for check to refuse: %j",
  (servers) => {
    expect(resolveRows({ servers }, folder, {})).toEqual({ inputs: { servers }, failures: [] });
  },
);

test("what is no row stays for check to refuse", () => {
  const inputs = { servers: [null, "github", 7, ["github.json"]] };
  expect(resolveRows(inputs, folder, {})).toEqual({ inputs, failures: [] });
});
