import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startMcpServer } from "cloudflare-mcp-emulator";
import type { LiveCheckReport } from "../../tools/live-check/report";
import { calls, updates, useAccount } from "../support/account";
import { codeBlocksOf, type CodeBlock } from "../support/codeBlocks";
import type { Outcome } from "../support/pulumi";
import { runBlock as runText } from "../support/runBlock";
import { ok, servers, type TestStack } from "../support/stack";
import { useStacks } from "../support/useStacks";
import { filesOfTheRepository, repository, textOf } from "../docs/tree";
import { seedHealthy } from "../cli/doctor/world";
import { driftReport } from "./scenarios/driftReport";
import { getStarted } from "./scenarios/getStarted";
import { moveIntoPulumi } from "./scenarios/moveIntoPulumi";
import { toolLock } from "./scenarios/toolLock";

const account = useAccount();
const createStack = useStacks();

/** Commands of the pages. `npm ci && npm …` and the emulator are run by other tests. */
const commands = filesOfTheRepository()
  .filter((path) => path === "README.md" || path.startsWith("docs/"))
  // Run by languages.test.ts.
  .filter((path) => path !== "docs/other-languages.md")
  .flatMap(codeBlocksOf)
  .filter(({ language, text }) => language === "sh" && !/^npm (?:ci && npm|run emulator) /.test(text));

/** Runs the next block of a section in the folder of a stack. */
type RunNext = (stack: TestStack, environment?: NodeJS.ProcessEnv, folder?: string) => Promise<Outcome>;
type Scenario = (runNext: RunNext, blocks: readonly CodeBlock[]) => Promise<void>;

const declared = 'name: "Documentation", hostname: "https://docs.example.com/mcp", authType: "unauthenticated"';
const plain = `${declared}, sync: "never"`;

/** A remote edit is found by the first block and repaired by the second. */
async function drift(runNext: RunNext, [check]: readonly CodeBlock[]): Promise<void> {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: servers({ docs: plain }) });
  ok(await stack.up());
  cloudflare.editServer("docs", { name: "Renamed on the dashboard" });
  const found = await runNext(stack);
  expect(found.code).toBe(7);
  expect(found.stdout).toMatch(/name\s*: "Documentation" => "Renamed on the dashboard"/);
  expect(updates(cloudflare)).toEqual([]);

  expect((await runNext(stack)).code).toBe(0);
  expect(updates(cloudflare)).toEqual([{ name: "Documentation" }]);
  expect(cloudflare.server("docs")?.name).toBe("Documentation");
  expect((await runBlock(stack, check)).code).toBe(0);

  // Neither, when it cannot be checked.
  const unchecked = await runBlock(stack, check, { CLOUDFLARE_API_TOKEN: "some-other-token" });
  expect([0, 7]).not.toContain(unchecked.code);

  // And on every `up`, with the setting that the page names.
  const [, setting = ""] = /put `(.+)` into Pulumi\.yaml/.exec(textOf("docs/drift.md")) ?? [];
  stack.workspace.write("Pulumi.yaml", `name: test\nruntime: nodejs\n${setting}\n`);
  cloudflare.editServer("docs", { name: "Renamed once more" });
  ok(await stack.up());
  expect(cloudflare.server("docs")?.name).toBe("Documentation");
  ok(await stack.destroy());
}

/** A server that exists is refused without the block, and taken over by it, in this one run. */
async function adopt(runNext: RunNext): Promise<void> {
  const { cloudflare } = account;
  cloudflare.seedServer({
    id: "docs",
    name: "Theirs",
    description: "Theirs too",
    hostname: "https://docs.example.com/mcp",
    auth_type: "unauthenticated",
  });
  const stack = await createStack(cloudflare, { program: servers({ docs: plain }) });
  // A preview does not look, as the page says.
  expect(ok(await stack.preview()).steps).toEqual(["create docs"]);
  expect((await stack.up()).code).not.toBe(0);
  expect(cloudflare.server("docs")?.name).toBe("Theirs");
  cloudflare.clearRequests();

  expect((await runNext(stack)).code).toBe(0);
  expect(calls(cloudflare)).toEqual(["GET /servers/docs", "PUT /servers/docs"]);
  expect(cloudflare.server("docs")).toMatchObject({ name: "Documentation", description: "Theirs too" });
  // From then on it is a server like any other.
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
}

/** The file of the page is imported as it is, and what it imports previews empty. */
async function importByFile(runNext: RunNext): Promise<void> {
  const { cloudflare } = account;
  const file = codeBlocksOf("docs/existing-accounts.md").find(({ language }) => language === "json");
  const { resources } = JSON.parse(file?.text ?? "{}") as {
    resources: readonly [
      { readonly inputs: Readonly<Record<"accountId" | "serverId" | "hostname" | "authType", string>> },
    ];
  };
  const { accountId, serverId, hostname, authType } = resources[0].inputs;
  expect(accountId).toBe(cloudflare.accountId);
  cloudflare.seedServer({ id: serverId, hostname, auth_type: authType, name: "Made by hand" });
  const before = cloudflare.server(serverId);
  const stack = await createStack(cloudflare, {
    program: servers({ [serverId]: `hostname: ${JSON.stringify(hostname)}, authType: ${JSON.stringify(authType)}` }),
    files: { "import.json": file?.text ?? "" },
  });

  expect((await runNext(stack)).code).toBe(0);

  // Nothing but the reads of the refresh and its preview, which filled in the rest.
  expect(new Set(calls(cloudflare))).toEqual(new Set([`GET /servers/${serverId}`]));
  expect((await stack.resource(serverId)).outputs).toMatchObject({
    name: "Made by hand",
    status: "waiting",
    tools: [],
  });
  expect(ok(await stack.preview("--expect-no-changes")).code).toBe(0);
  expect((await stack.drift()).code).toBe(0);
  expect(cloudflare.server(serverId)).toEqual(before);

  // Protected, as the page says.
  const refused = await stack.destroy();
  expect(refused.code).not.toBe(0);
  expect(refused.messages.map(({ text }) => text).join("\n")).toContain("is protected");
  expect(cloudflare.servers()).toHaveLength(1);
}

/** A portal that answers, and what the page has the doctor say of it. */
async function diagnosePortal(runNext: RunNext): Promise<void> {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: "" });
  seedHealthy(cloudflare);
  cloudflare.applications.edit("door", {
    policies: [{ id: "alice", decision: "allow", precedence: 1, include: [{ email: { email: "alice@example.com" } }] }],
  });
  for (const id of ["handbook", "tickets"]) {
    cloudflare.applications.edit(`application-${id}`, {
      policies: [{ id: "all", decision: "allow", precedence: 1, include: [{ everyone: {} }] }],
    });
  }
  const healthy = await runNext(stack);
  expect(healthy.code).toBe(0);
  expect(healthy.stdout).toContain("Nothing is wrong with the portal and its 2 servers.");
  const reports = await runNext(stack);
  expect(reports.code).toBe(0);
  expect(reports.stdout).toContain("alice@example.com: yes");
  for (const name of ["doctor.md", "doctor.json", "doctor.html"]) {
    expect(readFileSync(join(stack.workspace.folder, name), "utf8")).toContain("Team tools");
  }
  expect(new Set(cloudflare.requests().map(({ method }) => method))).toEqual(new Set(["GET"]));
}

/** The whole section, in the folder of a stack that it does not touch. */
async function move(runNext: RunNext): Promise<void> {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: "" });
  // The packages are there already, and from here.
  stack.workspace.write("bin/npm", "#!/bin/sh\n");
  chmodSync(join(stack.workspace.folder, "bin/npm"), 0o755);
  await moveIntoPulumi({
    cloudflare,
    stack,
    next: ({ environment, folder } = {}) => runNext(stack, { CHECKOUT: repository, ...environment }, folder),
    shell: (text) => runText(cloudflare, stack, text),
  });
}

/** The whole page: the check and the repair, then the report on one stack that drifts from section to section. */
async function driftAndReport(runNext: RunNext, blocks: readonly CodeBlock[]): Promise<void> {
  const { cloudflare } = account;
  await drift(runNext, blocks);
  const stack = await createStack(cloudflare, { program: servers({ docs: `${plain}, description: "Reference"` }) });
  ok(await stack.up());
  await driftReport({
    cloudflare,
    stack,
    next: () => runNext(stack),
    shell: (text) => runText(cloudflare, stack, text),
  });
}

/** An account that already has a server: looked at, asked everything, cleaned. */
async function askLive(runNext: RunNext): Promise<void> {
  const { cloudflare } = account;
  const upstream = await startMcpServer({ tools: [{ name: "search", description: "Searches." }] });
  const stack = await createStack(cloudflare, { program: "" });
  // No test connects to Cloudflare's documentation server.
  const main = join(repository, "tools/dist/live-check/main.js");
  const toWords = 'while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done; [ $# -eq 0 ] || shift';
  const npm = `#!/bin/sh\n${toWords}\nexec "${process.execPath}" "${main}" "$@" --upstream ${upstream.url}\n`;
  stack.workspace.write("bin/npm", npm);
  chmodSync(join(stack.workspace.folder, "bin/npm"), 0o755);
  cloudflare.setSwitches({ backgroundDiscovery: true });
  cloudflare.seedServer({ id: "docs" });
  try {
    expect(await runNext(stack)).toMatchObject({ code: 0 });
    expect(new Set(calls(cloudflare))).toEqual(
      new Set(["GET /servers", "GET /portals", `GET /servers/${"z".repeat(33)}`]),
    );
    expect(await runNext(stack)).toMatchObject({ code: 0, stdout: "" });
    const { findings, left } = JSON.parse(
      readFileSync(join(stack.workspace.folder, "live-check.json"), "utf8"),
    ) as LiveCheckReport;
    expect(findings.find(({ name }) => name === "backgroundDiscovery")?.found).toBe(true);
    expect(left).toEqual([]);
    expect(await runNext(stack)).toMatchObject({ code: 0, stdout: "0 scratch objects removed.\n" });
    expect(cloudflare.servers().map(({ id }) => id)).toEqual(["docs"]);
  } finally {
    await upstream.close();
  }
}

/** The whole page, with this repository as the clone. */
async function start(runNext: RunNext): Promise<void> {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: "" });
  await getStarted({ cloudflare, stack, next: (folder) => runNext(stack, { CHECKOUT: repository }, folder) });
}

/** The whole page, on one stack, with a repository around it. */
async function lock(runNext: RunNext): Promise<void> {
  const { cloudflare } = account;
  const stack = await createStack(cloudflare, { program: "" });
  const somebody = { name: "Somebody", email: "somebody@example.com" };
  await toolLock({
    cloudflare,
    stack,
    next: (environment) => runNext(stack, { ...environment, ...committer(somebody) }),
    shell: (text) => runText(cloudflare, stack, text, committer(somebody)),
  });
}

function committer({ name, email }: { readonly name: string; readonly email: string }): NodeJS.ProcessEnv {
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}

const scenarios: Readonly<Record<string, Scenario>> = {
  "docs/drift.md": driftAndReport,
  "docs/existing-accounts.md, Adopt": adopt,
  "docs/existing-accounts.md, Move a whole account": move,
  "docs/existing-accounts.md, Import from a file": importByFile,
  "docs/tool-lock.md": lock,
  "docs/internals/live-check.md": askLive,
  "docs/portals.md": diagnosePortal,
  "docs/get-started.md": start,
};

/** Pages whose sections go on where the one before ended. */
const whole = [
  "docs/tool-lock.md",
  "docs/drift.md",
  "docs/internals/live-check.md",
  "docs/portals.md",
  "docs/get-started.md",
];

test("there is a scenario for the commands of every section, and for no others", () => {
  expect(Object.keys(scenarios).toSorted()).toEqual([...new Set(commands.map(sectionOf))].toSorted());
});

test.each(Object.entries(scenarios))("the commands of %s do what is said there", async (section, happens) => {
  const blocks = commands.filter((block) => sectionOf(block) === section);
  const left = [...blocks];
  await happens((stack, environment, folder) => runBlock(stack, left.shift(), environment, folder), blocks);
  expect(left.map(({ place }) => place)).toEqual([]);
});

function sectionOf({ document, section }: CodeBlock): string {
  return whole.includes(document) ? document : `${document}, ${section}`;
}

/** Gives a block to a shell whose folder and environment are those of a user of the stack. */
function runBlock(
  stack: TestStack,
  block: CodeBlock | undefined,
  environment: NodeJS.ProcessEnv = {},
  folder?: string,
): Promise<Outcome> {
  if (block === undefined) {
    throw new Error("The section has no such block (any more).");
  }
  return runText(account.cloudflare, stack, block.text, environment, folder);
}
