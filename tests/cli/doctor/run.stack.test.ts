/** The stack that `doctor` reads: its state tells which tool locks there are. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockText } from "../../../provider/src/lock/file";
import { useAccount } from "../../support/account";
import { commandLine } from "../../support/commandLine";
import { Deployment } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { reviewedLock } from "../../support/reviewed";
import { savedState } from "../../support/savedState";
import { environmentOf } from "../../support/stack";

const account = useAccount();
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A server with a lock, in a portal, and a `pulumi` on PATH whose selected stack declares both. */
async function deployLocked(): Promise<void> {
  const { cloudflare } = account;
  const { next } = inProcess(cloudflare, { folder });
  const args = { hostname: "https://docs.example.com/mcp", authType: "unauthenticated", sync: "never" };
  const [server, portal] = [new Deployment(next, "McpServer", "docs"), new Deployment(next, "McpPortal", "team")];
  await server.up(args);
  cloudflare.editServer("docs", {
    tools: [
      { name: "search", description: "Searches." },
      { name: "read", description: "Reads." },
    ],
    prompts: [],
    status: "ready",
    last_synced: "2026-11-20T10:00:00Z",
    last_successful_sync: "2026-11-20T10:00:00Z",
  });
  mkdirSync(join(folder, "mcp-locks"));
  writeFileSync(join(folder, "mcp-locks/docs.json"), lockText(reviewedLock(cloudflare.server("docs"), ["search"])));
  await server.up({ ...args, toolLock: "mcp-locks/docs.json" });
  await portal.up({ hostname: "mcp.example.com", servers: [{ serverId: "docs", toolLock: "mcp-locks/docs.json" }] });
  writeFileSync(join(folder, "state.json"), savedState([server, {}], [portal, {}]));
  const script = `#!/bin/sh\ncase "$*" in config*) echo "{}";; *) cat "${folder}/state.json";; esac\n`;
  writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
}

test.each([
  ["inside a project, the lock is that of the selected stack", [], "tool lock mcp-locks/docs.json"],
  ["without a stack, no lock is claimed and none denied", ["--account"], "tool lock unknown without a stack"],
])("%s", async (_name, words, expected) => {
  const { cloudflare } = account;
  await deployLocked();
  const given = words.length === 0 ? [] : [...words, cloudflare.accountId];
  const { stdout, stderr } = await commandLine(["doctor", "team", ...given], {
    folder,
    environment: { ...environmentOf(cloudflare), PATH: `${folder}:/usr/bin:/bin` },
  });
  expect(stderr).toBe("");
  expect(stdout.split("\n").filter((line) => line.includes("tool lock"))).toEqual([expect.stringContaining(expected)]);
});
