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
  /** Each tool that is not as it was reviewed: those that agents can call come first. */
  readonly tools: string[];
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
    tools: findings.filter(({ rule }) => rule.endsWith("-tool")).map(({ message }) => message),
    refresh: refresh.sort(),
    command: findings
      .filter(({ rule }) => rule === "changed-argument")
      .map(({ subject, argument }) => `${subject.resource ?? ""} ${argument ?? ""}`)
      .sort(),
  };
}

test("what was reviewed is no finding; what the upstream changed is one, until it was turned off", async () => {
  expect(await both()).toEqual({ command: [], refresh: [], code: 0, tools: [] });

  await program.publish([{ ...read, title: "Changed" }, write, { ...read, name: "new" }]);
  expect(await both()).toEqual({
    command: [],
    refresh: ["docs toolLock", "team servers"],
    code: 7,
    tools: ["agents can call docs_read (changed) through portal team", "tool new is new, and nobody has reviewed it"],
  });

  await program.upRefresh();
  expect(await both()).toEqual({ command: [], refresh: [], code: 0, tools: [] });
});

test("what somebody shows by hand is a finding of the portal, though the server is as it was reviewed", async () => {
  program.review(["read"]);
  await program.up();
  program.cloudflare.editPortal("team", {
    servers: [{ server_id: "docs", default_disabled: true, updated_tools: [{ name: "write", enabled: true }] }],
  });
  // And "read", which the lock allows, is hidden.
  expect(await both()).toEqual({
    command: ["team servers"],
    refresh: ["team servers"],
    code: 7,
    tools: ["agents can call docs_write (denied) through portal team"],
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

  const unapproved = (list: readonly Result[]): Result[] => list.filter(({ ruleId }) => ruleId === "unapproved-tool");

  async function publishMore(): Promise<void> {
    program.review(["read"]);
    await program.up();
    await program.publish([{ ...read, title: "Changed" }, write, { ...read, name: "new" }]);
    program.cloudflare.editPortal("team", { servers: [{ server_id: "docs" }] });
  }

  test("a tool that was not approved is shown at its entry in the lock file, and a new one at the list", async () => {
    await publishMore();
    const found = unapproved(await results());
    expect(found.map(({ locations }) => locations.map(pointedAt))).toEqual([
      ['mcp-locks/docs.json: "tools": {'],
      ['mcp-locks/docs.json: "read": {'],
      ['mcp-locks/docs.json: "write": {'],
    ]);
  });

  test("a lock that Cloudflare does not match is shown at what differs", async () => {
    await program.publish([read, { ...write, title: "Changed" }]);
    const found = (await results()).filter(
      ({ locations }) => locations[0] && pointedAt(locations[0]) === 'mcp-locks/docs.json: "write": {',
    );
    expect(found.map(({ ruleId }) => ruleId)).toEqual(["unapproved-tool"]);
  });

  test("it is the same alert, at the first line, when the lock is formatted otherwise or is not there", async () => {
    await publishMore();
    const places = (found: readonly Result[]): unknown[] =>
      found.map(({ locations }) => locations.map(({ physicalLocation }) => physicalLocation));
    const prints = (found: readonly Result[]): unknown[] => found.map((each) => each.partialFingerprints);
    const at = (uri: string): unknown[] => [{ artifactLocation: { uri }, region: { startLine: 1 } }];
    const before = unapproved(await results());
    program.write("mcp-locks/docs.json", JSON.stringify({}));
    const otherwise = unapproved(await results());
    expect(places(otherwise)).toEqual(before.map(() => at("mcp-locks/docs.json")));
    rmSync(join(program.folder, "mcp-locks/docs.json"));
    const missing = unapproved(await results());
    expect(places(missing)).toEqual(before.map(() => at("state.json")));
    expect(before).toHaveLength(3);
    expect(prints(otherwise)).toEqual(prints(before));
    expect(prints(missing)).toEqual(prints(before));
  });
});

test("tools with names that every object inherits are compared and reported like others", async () => {
  const names = ["constructor", "toString", "hasOwnProperty", "__proto__"];
  await program.publish([read, ...names.map((name) => ({ ...read, name }))]);
  program.review();
  await program.upRefresh();
  expect(await both()).toEqual({ command: [], refresh: [], code: 0, tools: [] });

  await program.publish([read, ...names.map((name) => ({ ...read, name, title: "Changed" }))]);
  const { tools, ...rest } = await both();
  expect(rest).toEqual({ command: [], refresh: ["docs toolLock", "team servers"], code: 7 });
  expect(tools.toSorted()).toEqual(
    names.map((name) => `agents can call docs_${name} (changed) through portal team`).toSorted(),
  );
});

test("words that somebody wrote on the server are one finding", async () => {
  program.cloudflare.editServer("docs", { updated_tools: [{ name: "read", description: "UNREVIEWED" }] });
  const changed = ["docs updatedTools"];
  expect(await both()).toEqual({ command: changed, refresh: changed, code: 7, tools: [] });
});

async function report(...words: string[]): Promise<Report> {
  program.write("state.json", savedState([program.docs, {}], [program.team, {}]));
  const { stdout } = await commandLine(["drift", "--state", "state.json", "--format", "json", ...words], {
    folder: program.folder,
    environment: environmentOf(program.cloudflare),
  });
  return JSON.parse(stdout) as Report;
}

describe("the report of a lock", () => {
  const changedRead = { ...read, description: "Reads, and sends." };

  test("has one finding for each tool, unapproved exposure first, with what lock check shows of it", async () => {
    program.review(["read"]);
    await program.up();
    // "write", which was never allowed, is gone.
    await program.publish([changedRead, { ...write, name: "new" }]);
    const { findings } = await report();
    expect(findings.map(({ rule, subject, argument }) => [rule, subject.id, argument])).toEqual([
      ["unapproved-tool", "docs", 'toolLock.tools["read"]'],
      ["unreviewed-tool", "docs", 'toolLock.tools["new"]'],
    ]);
    const check = await commandLine(["lock", "check", "docs"], {
      folder: program.folder,
      environment: environmentOf(program.cloudflare),
    });
    const shown = check.stdout.split("\n").map((each) => each.trim());
    for (const { changes } of findings) {
      expect(shown).toEqual(expect.arrayContaining((changes ?? []).map((each) => each.trim())));
    }
    expect(findings[0]?.changes).toEqual(["description changed", "    - Reads.", "    + Reads, and sends."]);
    expect(findings[1]?.changes).toEqual(["description", "    + Writes."]);
  });

  test("names each portal through which agents can call a tool, in its one finding", async () => {
    await program.publish([changedRead, write]);
    const row = program.cloudflare.portal("team")?.servers ?? [];
    program.cloudflare.seedPortal({ id: "open", hostname: "open.example.com", servers: row });
    program.cloudflare.seedPortal({
      id: "renamed",
      hostname: "renamed.example.com",
      servers: [{ server_id: "docs", updated_tools: [{ name: "read", enabled: true, alias: "look" }] }],
    });
    const { findings } = await report();
    expect(findings.filter(({ rule }) => rule === "unapproved-tool").map(({ message }) => message)).toEqual([
      "agents can call docs_read (changed) through portals open, team and docs_look (changed) through portal renamed",
    ]);
  });

  test("shows nothing in place of a definition that the file does not have any more", async () => {
    await program.publish([changedRead, write]);
    program.review();
    const { findings } = await report();
    expect(findings.map(({ rule, changes }) => [rule, changes])).toEqual([["unapproved-tool", undefined]]);
  });

  test("notes approved tools that are hidden, until they are reviewed", async () => {
    await program.publish([changedRead, write]);
    await program.upRefresh();
    for (let time = 0; time < 2; time++) {
      const { findings, summary } = await report();
      expect(summary).toEqual({ findings: 0, notes: 1, unread: 0, waived: 0 });
      expect(findings).toMatchObject([
        {
          rule: "review-pending",
          level: "note",
          message:
            "1 approved tool hidden, review pending: read; `npx pulumi-cloudflare-mcp lock check docs` shows what changed",
        },
      ]);
    }
    program.review();
    await program.up();
    expect((await report()).findings).toEqual([]);
  });

  test("in mode report has notes that claim to hide nothing", async () => {
    const toolLock = { file: "mcp-locks/docs.json", mode: "report" };
    await program.up({ server: { toolLock }, row: { toolLock } });
    await program.publish([changedRead, write]);
    const { findings } = await report();
    expect(findings).toMatchObject([
      {
        rule: "reported-tool",
        level: "note",
        message: "agents can call docs_read (changed) through portal team; report mode hides nothing",
        changes: ["description changed", "    - Reads.", "    + Reads, and sends."],
      },
    ]);
  });

  test("marks what was found, and not what was declared", async () => {
    await program.publish([changedRead, write]);
    program.write("state.json", savedState([program.docs, {}], [program.team, {}]));
    const { stdout } = await commandLine(["drift", "--state", "state.json"], {
      folder: program.folder,
      environment: environmentOf(program.cloudflare),
      isTerminal: true,
    });
    expect(stdout).toContain("\n        - Reads.\n");
    expect(stdout).toContain("\u001b[33m    + Reads, and sends.\u001b[39m");
  });
});
