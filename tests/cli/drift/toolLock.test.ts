/** The command and a refresh are of one opinion about locked tools. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { environmentOf } from "../../support/stack";
import { commandLine } from "../../support/commandLine";
import { LockedProgram, type Tool } from "../../support/lockedProgram";
import { savedState } from "../../support/savedState";
import { sarifFaults } from "../../support/schemas";
import { formatNames } from "../../../provider/src/cli/drift/options";
import type { Report } from "../../../provider/src/cli/drift/report";

const read: Tool = { name: "read", description: "Reads.", inputSchema: { type: "object" } };
const write: Tool = { name: "write", description: "Writes.", inputSchema: { type: "object" } };

let program: LockedProgram;
beforeEach(async () => {
  program = await LockedProgram.start([read, write]);
  program.write("mcp-locks/docs.json", "");
  await program.up();
  program.review();
  await program.up();
});
afterEach(() => program.stop());

/** The arguments that the command finds changed, as `docs toolLock`; the same of a refresh. */
async function both(): Promise<{
  readonly command: string[];
  readonly refresh: string[];
  readonly code: number | null;
  /** What agents can call without approval. */
  readonly unapproved: string[];
}> {
  program.write("state.json", savedState([program.docs, {}], [program.team, {}]));
  const { stdout, code } = await commandLine(["drift", "--state", "state.json", "--format", "json"], {
    folder: program.folder,
    environment: environmentOf(program.cloudflare),
  });
  const { findings, exposure } = JSON.parse(stdout) as Report;
  const refresh = Object.entries(await program.drift()).flatMap(([resource, names]) =>
    names.map((name) => `${resource} ${name}`),
  );
  const callable = exposure.flatMap(({ tools }) => tools);
  expect(exposure.map(({ lock }) => lock)).toEqual(["tool lock mcp-locks/docs.json"]);
  expect(callable.map(({ calledAs }) => calledAs)).toEqual(
    program.cloudflare
      .portalTools("team")
      .map(({ name }) => name)
      .toSorted(),
  );
  return {
    code,
    unapproved: findings.filter(({ rule }) => rule === "unapproved-tool").map(({ message }) => message),
    refresh: refresh.sort(),
    command: findings
      .filter(({ rule }) => rule === "changed-argument")
      .map(({ subject, argument }) => `${subject.resource ?? ""} ${argument ?? ""}`)
      .sort(),
  };
}

test("what was reviewed is no finding; what the upstream changed is one, until it was turned off", async () => {
  expect(await both()).toEqual({ command: [], refresh: [], code: 0, unapproved: [] });

  await program.publish([{ ...read, title: "Changed" }, write, { ...read, name: "new" }]);
  const changed = ["docs toolLock", "team servers"];
  expect(await both()).toEqual({
    command: changed,
    refresh: changed,
    code: 7,
    unapproved: ["agents can call docs_read (changed) through portal team"],
  });

  await program.upRefresh();
  expect(await both()).toEqual({ command: [], refresh: [], code: 0, unapproved: [] });
});

test("what somebody shows by hand is a finding of the portal, though the server is as it was reviewed", async () => {
  program.review(["read"]);
  await program.up();
  program.cloudflare.editPortal("team", {
    servers: [{ server_id: "docs", default_disabled: true, updated_tools: [{ name: "write", enabled: true }] }],
  });
  expect(await both()).toEqual({
    command: ["team servers"],
    refresh: ["team servers"],
    code: 7,
    unapproved: ["agents can call docs_write (denied) through portal team"],
  });
});

test.each(formatNames)("a tool that agents can call without approval is read in %s", async (format) => {
  program.review(["read"]);
  await program.up();
  program.cloudflare.editPortal("team", {
    servers: [{ server_id: "docs", default_disabled: true, updated_tools: [{ name: "write", enabled: true }] }],
  });
  program.write("state.json", savedState([program.docs, {}], [program.team, {}]));
  const { stdout } = await commandLine(["drift", "--state", "state.json", "--format", format], {
    folder: program.folder,
    environment: environmentOf(program.cloudflare),
  });
  expect(stdout).toContain("unapproved-tool");
  expect(stdout).toContain("agents can call docs_write (denied) through portal team");
});

describe("in code scanning", () => {
  interface Location {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }
  interface Result {
    readonly ruleId: string;
    readonly locations: readonly Location[];
    readonly relatedLocations?: readonly (Location & { readonly message: { readonly text: string } })[];
    readonly partialFingerprints: object;
  }

  async function results(): Promise<readonly Result[]> {
    program.write("state.json", savedState([program.docs, {}], [program.team, {}]));
    const { stdout } = await commandLine(["drift", "--state", "state.json", "--format", "sarif"], {
      folder: program.folder,
      environment: environmentOf(program.cloudflare),
    });
    const sarif = JSON.parse(stdout) as { runs: { results: Result[] }[] };
    expect(sarifFaults(sarif)).toEqual([]);
    return sarif.runs[0]?.results ?? [];
  }

  /** `mcp-locks/docs.json: "write": {` */
  function pointedAt({ physicalLocation: { artifactLocation, region } }: Location): string {
    const text = readFileSync(join(program.folder, artifactLocation.uri), "utf8");
    return `${artifactLocation.uri}: ${text.split("\n")[region.startLine - 1]?.trim() ?? ""}`;
  }

  const byRule = (list: readonly Result[], rule: string): Result => {
    const [found, ...others] = list.filter(({ ruleId }) => ruleId === rule);
    expect(others).toEqual([]);
    if (found === undefined) {
      throw new Error(`There is no ${rule}.`);
    }
    return found;
  };

  async function publishMore(): Promise<void> {
    program.review(["read"]);
    await program.up();
    await program.publish([{ ...read, title: "Changed" }, write, { ...read, name: "new" }]);
    program.cloudflare.editPortal("team", { servers: [{ server_id: "docs" }] });
  }

  test("a tool that was not approved is shown at its entry in the lock file, and a new one at the list", async () => {
    await publishMore();
    const { locations, relatedLocations = [] } = byRule(await results(), "unapproved-tool");
    expect(locations.map(pointedAt)).toEqual(['mcp-locks/docs.json: "tools": {']);
    expect(relatedLocations.map((each) => [each.message.text, pointedAt(each)])).toEqual([
      ["read", 'mcp-locks/docs.json: "read": {'],
      ["write", 'mcp-locks/docs.json: "write": {'],
    ]);
  });

  test("a lock that Cloudflare does not match is shown at what differs", async () => {
    await program.publish([read, { ...write, title: "Changed" }]);
    const found = (await results()).filter(
      ({ locations }) => locations[0] && pointedAt(locations[0]) === 'mcp-locks/docs.json: "write": {',
    );
    expect(found.map(({ ruleId }) => ruleId)).toEqual(["changed-argument", "unapproved-tool"]);
  });

  test("it is the same alert, at the first line, when the lock is formatted otherwise or is not there", async () => {
    await publishMore();
    const before = byRule(await results(), "unapproved-tool");
    program.write("mcp-locks/docs.json", JSON.stringify({}));
    const otherwise = byRule(await results(), "unapproved-tool");
    expect(otherwise.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "mcp-locks/docs.json" },
      region: { startLine: 1 },
    });
    rmSync(join(program.folder, "mcp-locks/docs.json"));
    const missing = byRule(await results(), "unapproved-tool");
    expect(missing.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "state.json" },
      region: { startLine: 1 },
    });
    expect(missing).not.toHaveProperty("relatedLocations");
    expect(otherwise.partialFingerprints).toEqual(before.partialFingerprints);
    expect(missing.partialFingerprints).toEqual(before.partialFingerprints);
  });
});

test("tools with names that every object inherits are compared and reported like others", async () => {
  const names = ["constructor", "toString", "hasOwnProperty", "__proto__"];
  await program.publish([read, ...names.map((name) => ({ ...read, name }))]);
  program.review();
  await program.upRefresh();
  expect(await both()).toEqual({ command: [], refresh: [], code: 0, unapproved: [] });

  await program.publish([read, ...names.map((name) => ({ ...read, name, title: "Changed" }))]);
  const changed = ["docs toolLock", "team servers"];
  const { unapproved, ...rest } = await both();
  expect(rest).toEqual({ command: changed, refresh: changed, code: 7 });
  for (const name of names) {
    expect(unapproved.join("\n")).toContain(`docs_${name} (changed)`);
  }
});

test("words that somebody wrote on the server are one finding", async () => {
  program.cloudflare.editServer("docs", { updated_tools: [{ name: "read", description: "UNREVIEWED" }] });
  const changed = ["docs updatedTools"];
  expect(await both()).toEqual({ command: changed, refresh: changed, code: 7, unapproved: [] });
});
