/** An object of an account that cannot be worked with: said by name, never taken for gone, and nobody else's trouble. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { plain } from "../../behaviours/examples";
import { useAccount } from "../../support/account";
import { commandLine } from "../../support/commandLine";
import { environmentOf } from "../../support/stack";
import { useDriftWorld } from "./world";

const account = useAccount();
const world = useDriftWorld(account);
const reason = 'MCP server "odd" could not be read: its name has another form';

/** A server that Cloudflare describes in a form that it does not document. */
function spoil(id: string): void {
  account.cloudflare.seedServer({ id });
  account.cloudflare.editServer(id, { name: 7 as unknown as string });
}

test("it is a finding of an account, whose other objects are looked at as always", async () => {
  account.cloudflare.seedServer({ id: "docs" });
  spoil("odd");
  const { stdout, code } = await world().run(["--account", account.cloudflare.accountId, "--format", "json"]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [
      { rule: "could-not-read", subject: { kind: "server", id: "odd" }, message: reason },
      { rule: "not-synced", subject: { id: "docs" } },
    ],
    inventory: { servers: [{ id: "docs" }] },
  });
});

test("of a stack it is one finding, not that it is missing, also where the program only reads it", async () => {
  await world().up("McpServer", "docs", plain);
  await world().up("McpServer", "odd", plain);
  await world().up("McpServer", "read", plain, { external: true });
  spoil("odd");
  spoil("read");
  const { findings } = await world().report();
  expect(findings.map(({ rule, subject: { id } }) => `${rule} ${id}`)).toEqual([
    "could-not-read odd",
    "could-not-read read",
    "not-synced docs",
  ]);
});

test("an export has all others, names it, and ends as of something that failed", async () => {
  account.cloudflare.seedServer({ id: "docs" });
  spoil("odd");
  const { folder } = world();
  const environment = environmentOf(account.cloudflare);
  const { code, stdout, stderr } = await commandLine(["export", "--out", "out"], { folder, environment });
  expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${reason}.\n` });
  expect(stdout).toContain("1 server and 0 portals written to out.");
  const file = JSON.parse(readFileSync(join(folder, "out/import.json"), "utf8")) as { resources: { name: string }[] };
  expect(file.resources.map(({ name }) => name)).toEqual(["docs"]);
  expect(readFileSync(join(folder, "out/index.ts"), "utf8")).toContain(
    "it could not be read: its name has another form",
  );
});
