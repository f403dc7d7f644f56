/**
 * States that earlier releases wrote go on with today's code: nothing differs, changes reach the right servers, and all
 * can be deleted. `npm run record:upgrade` adds what today's code writes, under the version of the package.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import { textOf } from "../docs/tree";
import { succeed } from "../support/pulumi";
import { ok } from "../support/stack";
import { useStacks } from "../support/useStacks";
import { configFor, lockFile, record, recordings, stateAt } from "../upgrades/record";

const { version } = JSON.parse(textOf("provider/package.json")) as { version: string };
const recorded = readdirSync(recordings).filter((name) => /^\d+\.\d+\.\d+/.test(name));

const createStack = useStacks();
let cloudflare: Emulator | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upgrade-"));
});

afterEach(async () => {
  await cloudflare?.close();
  rmSync(folder, { recursive: true });
});

if (process.env.RECORD === "yes") {
  test("the state of this release is recorded", async () => {
    await record(version, textOf("tests/upgrades/program/index.js"));
  });
} else {
  play();
}

function play(): void {
  test("this release has recorded its state", () => {
    expect(recorded).toContain(version);
  });

  test.each(recorded)("the state of %s previews and refreshes quietly, is updated and deleted", async (release) => {
    const read = (name: string): string => readFileSync(join(recordings, release, name), "utf8");
    const dataFile = join(folder, "account.json");
    cpSync(join(recordings, release, "account.json"), dataFile);
    cloudflare = await startEmulator({ dataFile });
    const stack = await createStack(cloudflare, {
      files: {
        "index.js": read("index.js"),
        "state.json": stateAt(cloudflare, read("state.json")),
        [lockFile]: read(lockFile),
      },
      config: configFor(cloudflare),
    });
    await succeed(stack.workspace, ["stack", "import", "--file", "state.json"]);

    ok(await stack.preview("--expect-no-changes"));
    ok(await stack.refresh("--expect-no-changes"));
    expect(writes(cloudflare)).toEqual([]);

    await stack.config("changed", " (changed)");
    ok(await stack.up());
    expect(writes(cloudflare).toSorted()).toEqual([
      "PUT /portals/team { name }",
      "PUT /servers/adopted { description }",
      "PUT /servers/client { client_secret }",
      "PUT /servers/docs { name }",
      "PUT /servers/docs { name }",
      "PUT /servers/login { description }",
      "PUT /servers/tickets { auth_credentials }",
    ]);
    expect(cloudflare.server("docs")?.name).toBe("Documentation (changed)");
    expect(cloudflare.server("docs", cloudflare.secondAccountId)?.name).toBe("Theirs (changed)");
    expect(cloudflare.server("tickets")?.auth_credentials).toBe("canary-tickets-d0c1 (changed)");
    expect(
      cloudflare
        .portalTools("team")
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["behind-access_pay", "docs_fetch", "docs_find", "locked_reviewed", "tickets_list-tickets"]);

    ok(await stack.destroy());
    // What the program only looked at stays.
    expect(cloudflare.servers().map(({ id }) => id)).toEqual(["seen"]);
    expect([...cloudflare.portals(), ...cloudflare.servers(cloudflare.secondAccountId)]).toEqual([]);
  });
}

/** The calls that change something, with the names of what they carry. */
function writes(account: Emulator): string[] {
  return account
    .requests()
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, body }) => `${method} ${path} { ${Object.keys(body ?? {}).join(", ")} }`);
}
