/** A row by id must not get around the lock that the same program enforces on its server. */
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultIdentities } from "../../../emulator/src/identities";
import type { Driver, Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { unknownMark } from "../../support/hostile";

const file = "mcp-locks/docs.json";
const report = { file, mode: "report" };
const { accountId } = defaultIdentities;
const otherAccount = "e0000000000000000000000000000009";

let cloudflare: Emulator;
let folder: string;
beforeAll(async () => {
  cloudflare = await startEmulator();
  folder = mkdtempSync(join(tmpdir(), "by-id-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  mkdirSync(join(folder, "mcp-locks"));
  writeFileSync(join(folder, file), "");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloudflare.close();
});

const check = async (
  driver: Driver,
  kind: "McpServer" | "McpPortal",
  name: string,
  args: Properties,
): Promise<string[]> => {
  const { failures } = await driver.check(
    {},
    {
      ...args,
      __provider: `exports.handler=()=>require("pulumi-cloudflare-mcp/dynamic").provider("${kind}")`,
      __logicalName: name,
      __urn: `urn:pulumi:test::test::pulumi-nodejs:dynamic/cloudflare-mcp:${kind}::${name}`,
    },
  );
  return failures;
};
const server = (more: Properties = {}): Properties => ({
  hostname: "https://docs.example.com/mcp",
  authType: "unauthenticated",
  toolLock: file,
  ...more,
});
const portal = (row: Properties, more: Properties = {}): Properties => ({
  hostname: "team.example.com",
  servers: [{ serverId: "other" }, { serverId: "docs", ...row }],
  ...more,
});

const ofPortal =
  'servers.1: exposes MCP server "docs" without the toolLock that this program enforces on it. Reference the McpServer instead of its id, or give the row its own enforced toolLock.';
const ofServer =
  'toolLock: portal "team" of this program references the server by its id, which bypasses the lock. Reference the McpServer instead, or give that row its own enforced toolLock.';

test.each<[string, Properties, Properties, boolean]>([
  ["with a row by id alone", server(), portal({}), true],
  ["with a row by the id that Pulumi stores", server(), portal({ serverId: `${accountId}/docs` }), true],
  ["with a row by id that hides by itself", server(), portal({ tools: ["search"] }), true],
  ["with a row by id and incarnation", server(), portal({ incarnation: "one" }), true],
  ["with a row by id whose own lock only reports", server(), portal({ toolLock: report }), true],
  ["with a row by id that has a lock of its own", server(), portal({ toolLock: file }), false],
  ["with a row by id that has a lock not known yet", server(), portal({ toolLock: unknownMark }), false],
  ["with a row by an id not known yet", server(), portal({ serverId: unknownMark }), false],
  ["with a lock that only reports", server({ toolLock: report }), portal({}), false],
  ["without a lock", server({ toolLock: undefined }), portal({}), false],
  ["with a lock not known yet", server({ toolLock: unknownMark }), portal({}), false],
  ["in another account than the portal", server(), portal({}, { accountId: otherAccount }), false],
])(
  "a row by id does not get past the lock of a server of the program: a server %s",
  async (_with, docs, team, isRefused) => {
    for (const order of ["server first", "portal first"]) {
      const driver = await inProcess(cloudflare, { folder }).next();
      const steps = [
        async () => check(driver, "McpServer", "docs", docs),
        async () => check(driver, "McpPortal", "team", team),
      ];
      const found: string[] = [];
      for (const step of order === "server first" ? steps : steps.toReversed()) {
        found.push(...(await step()));
      }
      expect(found).toEqual(isRefused ? [order === "server first" ? ofPortal : ofServer] : []);
    }
    expect(cloudflare.requests()).toEqual([]);
  },
);
