import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../emulator/src";
import { listen } from "../support/mcpClosing";
import { call, plainPortal, plainServer } from "../support/mcpEmulator";

let folder: string;
let dataFile: string;
const running: Emulator[] = [];

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), "emulator-data-"));
  dataFile = join(folder, "data.json");
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
  fs.rmSync(folder, { recursive: true });
});

async function start(): Promise<Emulator> {
  const emulator = await startEmulator({ dataFile });
  running.push(emulator);
  return emulator;
}

test("what was written survives a restart, credentials too", async () => {
  const first = await start();
  await call(first, "POST", "/servers", { ...plainServer, auth_type: "bearer", auth_credentials: "token" });
  first.seedServer({ id: "other" }, first.secondAccountId);
  await first.close();

  const second = await start();
  expect(second.servers()).toEqual(first.servers());
  expect(second.server("docs")?.auth_credentials).toBe("token");
  expect(second.server("other", second.secondAccountId)).toBeDefined();
});

test("portals survive a restart, with what they say of each tool", async () => {
  const first = await start();
  first.seedServer({ id: "docs", tools: [{ name: "search" }] });
  const row = { server_id: "docs", updated_tools: [{ name: "search", alias: "find" }] };
  await call(first, "POST", "/portals", { ...plainPortal, servers: [row] });
  await first.close();
  const second = await start();
  expect(second.portals()).toEqual(first.portals());
  expect(second.portal("team")?.servers[0]?.updated_tools).toMatchObject([{ alias: "find" }]);
});

test("what surrounds portals survives a restart, and so does the lack of an organization", async () => {
  const first = await start();
  first.zones.seed({ id: "zone", name: "example.com" });
  first.records.seed({ id: "record", zone_id: "zone" });
  first.applications.seed({ id: "door" });
  first.groups.seed({ id: "group" });
  first.identityProviders.seed({ id: "provider" });
  first.serviceTokens.seed({ id: "token" });
  first.organization.remove();
  first.organization.edit({ name: "Kept" }, first.secondAccountId);
  await first.close();

  const second = await start();
  for (const kind of ["zones", "records", "applications", "groups", "identityProviders", "serviceTokens"] as const) {
    expect([kind, second[kind].all()]).toEqual([kind, first[kind].all()]);
    expect(second[kind].all()).toHaveLength(1);
  }
  expect(second.organization.one()).toBeUndefined();
  expect(second.organization.one(second.secondAccountId)).toMatchObject({ name: "Kept" });
});

test("a file from before there were portals is read, and takes them from then on", async () => {
  const first = await start();
  first.seedServer({ id: "docs" });
  await first.close();
  const content = JSON.parse(fs.readFileSync(dataFile, "utf8")) as { accounts: Record<string, { servers: unknown }> };
  for (const [id, { servers }] of Object.entries(content.accounts)) {
    content.accounts[id] = { servers };
  }
  fs.writeFileSync(dataFile, JSON.stringify(content));

  const second = await start();
  expect(second.server("docs")).toBeDefined();
  expect(second.organization.one()).toBeDefined();
  second.seedPortal({ ...plainPortal, servers: [{ server_id: "docs" }] });
  await second.close();
  expect((await start()).portal("team")?.servers).toMatchObject([{ server_id: "docs" }]);
});

test("a change of a server that cannot be saved does not count for its portals either", async () => {
  const emulator = await start();
  emulator.seedServer({ id: "docs" });
  emulator.seedPortal({ ...plainPortal, servers: [{ server_id: "docs" }] });
  fs.rmSync(folder, { recursive: true });
  expect((await call(emulator, "DELETE", "/servers/docs")).status).toBe(500);
  expect(emulator.portal("team")?.servers).toMatchObject([{ server_id: "docs" }]);
  fs.mkdirSync(folder);
});

test("what was deleted stays deleted", async () => {
  const first = await start();
  first.seedServers(2);
  await call(first, "DELETE", "/servers/server-0001");
  expect((await start()).servers().map(({ id }) => id)).toEqual(["server-0002"]);
});

test("only the owner may read the file, which holds credentials", async () => {
  (await start()).seedServer({ id: "docs" });
  expect((fs.statSync(dataFile).mode & 0o777).toString(8)).toBe("600");
});

test("a crash between writing and renaming leaves the old file", async () => {
  const emulator = await start();
  emulator.seedServer({ id: "docs" });
  const before = fs.readFileSync(dataFile, "utf8");
  const crash = jest.spyOn(fs, "renameSync").mockImplementationOnce(() => {
    throw new Error("crash");
  });
  expect(() => {
    emulator.seedServer({ id: "other" });
  }).toThrow("crash");
  expect(crash).toHaveBeenCalledTimes(1);
  crash.mockRestore();
  expect(fs.readFileSync(dataFile, "utf8")).toBe(before);
});

test("nothing is left beside the file", async () => {
  (await start()).seedServers(3);
  expect(fs.readdirSync(folder)).toEqual(["data.json"]);
});

test("a write that broke off in the middle leaves the old file in force", async () => {
  (await start()).seedServer({ id: "docs" });
  fs.writeFileSync(`${dataFile}.1234.tmp`, fs.readFileSync(dataFile, "utf8").slice(0, 40));
  expect((await start()).server("docs")).toBeDefined();
});

test("a change that cannot be saved is refused and does not count", async () => {
  const emulator = await start();
  emulator.seedServer({ id: "docs", name: "Docs" });
  const before = fs.readFileSync(dataFile, "utf8");
  fs.rmSync(folder, { recursive: true });

  const { status, body } = await call(emulator, "PUT", "/servers/docs", { name: "Other" });
  expect([status, body.success]).toEqual([500, false]);
  expect(emulator.server("docs")?.name).toBe("Docs");

  fs.mkdirSync(folder);
  fs.writeFileSync(dataFile, before);
  expect((await start()).server("docs")?.name).toBe("Docs");
});

test.each([
  ["that is not JSON", '{"version":1,"accounts":{', "is damaged"],
  ["of something else", '{"dependencies":{}}', "is not a data file"],
  ["of another version", '{"version":2,"accounts":{}}', "is not a data file"],
  ["with accounts of another form", '{"version":1,"accounts":{"a":[]}}', "is not a data file"],
  ["with portals of another form", '{"version":1,"accounts":{"a":{"servers":[],"portals":{}}}}', "is not a data file"],
  ["that holds nothing", "null", "is not a data file"],
])("a file %s is an error that names it, and stays as it is", async (_what, content, message) => {
  fs.writeFileSync(dataFile, content);
  await expect(startEmulator({ dataFile })).rejects.toThrow(message);
  await expect(startEmulator({ dataFile })).rejects.toThrow(dataFile);
  expect(fs.readFileSync(dataFile, "utf8")).toBe(content);
});

test("a folder that is not there is an error at the start, not at the first write", async () => {
  dataFile = join(folder, "missing/data.json");
  await expect(startEmulator({ dataFile })).rejects.toThrow(
    `The data file ${dataFile} cannot be kept: there is no folder ${join(folder, "missing")}.`,
  );
});

describe("what is no regular file", () => {
  const asLink = (target: string): void => {
    fs.symlinkSync(target, dataFile);
  };
  const kinds: readonly (readonly [what: string, put: () => void, message: string])[] = [
    [
      "a link to a file",
      () => {
        asLink(elsewhere("{}"));
      },
      "it is a symbolic link. Name the file that it points to.",
    ],
    [
      "a link to nothing",
      () => {
        asLink(join(folder, "none"));
      },
      "it is a symbolic link.",
    ],
    [
      "a link to a folder",
      () => {
        asLink(folder);
      },
      "it is a symbolic link.",
    ],
    [
      "a folder",
      () => {
        fs.mkdirSync(dataFile);
      },
      "it is not a regular file. Name another one.",
    ],
    ["a pipe", () => execFileSync("sh", ["-c", `mkfifo "$0"`, dataFile]), "it is not a regular file."],
  ];
  const elsewhere = (content: string): string => {
    const file = join(folder, "elsewhere.json");
    fs.writeFileSync(file, content);
    return file;
  };

  test.each(kinds)("%s is refused at the start", async (_what, put, message) => {
    put();
    const before = fs.readdirSync(folder);
    await expect(startEmulator({ dataFile })).rejects.toThrow(`The data file ${dataFile} cannot be kept: ${message}`);
    expect(fs.readdirSync(folder)).toEqual(before);
  });

  test.each(kinds)("%s that took the place of the file since is not written to", async (_what, put, message) => {
    const emulator = await start();
    emulator.seedServer({ id: "docs", name: "Docs" });
    fs.rmSync(dataFile);
    put();
    const before = fs.readdirSync(folder);
    const { status, body } = await call(emulator, "PUT", "/servers/docs", { name: "Other" });
    expect([status, body.errors[0]?.message]).toEqual([500, expect.stringContaining(message)]);
    expect(emulator.server("docs")?.name).toBe("Docs");
    expect(fs.readdirSync(folder)).toEqual(before);
    if (before.includes("elsewhere.json")) {
      expect(fs.readFileSync(join(folder, "elsewhere.json"), "utf8")).toBe("{}");
    }
  });
});

test("a link that waits under the name beside the file is not followed", async () => {
  const victim = join(folder, "victim");
  fs.writeFileSync(victim, "untouched");
  fs.symlinkSync(victim, `${dataFile}.${process.pid}.tmp`);
  (await start()).seedServer({ id: "docs" });
  expect(fs.readFileSync(victim, "utf8")).toBe("untouched");
  expect(fs.lstatSync(dataFile).isFile()).toBe(true);
});

test("what a failed write left beside the file is taken away", async () => {
  const emulator = await start();
  emulator.seedServer({ id: "docs" });
  const full = jest.spyOn(fs, "fsyncSync").mockImplementationOnce(() => {
    throw new Error("the disk is full");
  });
  expect(() => {
    emulator.seedServer({ id: "other" });
  }).toThrow("the disk is full");
  full.mockRestore();
  expect(fs.readdirSync(folder)).toEqual(["data.json"]);
});

test("a sync that is under way when the emulator ends is not kept as one that failed", async () => {
  let heard = (): void => undefined;
  const asked = new Promise<void>((resolve) => (heard = resolve));
  // Takes connections of SSE and never says a word.
  const upstream = await listen(
    createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      heard();
    }),
  );
  const first = await start();
  first.seedServer({ id: "docs", hostname: `${upstream}/sse`, status: "ready" });
  const sync = call(first, "POST", "/servers/docs/sync").catch(() => undefined);
  await asked;
  await first.close();
  await sync;
  const second = await start();
  expect(second.server("docs")).toMatchObject({ status: "ready", error: null });
});
