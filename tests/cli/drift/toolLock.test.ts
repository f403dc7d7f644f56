/** The command and a refresh are of one opinion about locked tools. */
import { environmentOf } from "../../support/stack";
import { commandLine } from "../../support/commandLine";
import { LockedProgram, type Tool } from "../../support/lockedProgram";
import { savedState } from "../../support/savedState";
import { formatNames } from "../../../provider/src/cli/drift/formatNames";
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
    program.cloudflare.portalTools("team").map(({ name }) => name),
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
