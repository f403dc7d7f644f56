import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { until } from "../support/processes";
import { outcomeOf } from "../support/pulumi";

const repository = resolve(__dirname, "../..");

/** A run of the quickstart whose temporary folders and processes can be told from all others. */
interface Story {
  readonly child: ChildProcess;
  readonly printed: () => string;
  /** What is in its temporary folder. */
  readonly temporary: () => string[];
  /** Its processes, and those that they started. Linux only; elsewhere none are found. */
  readonly processes: () => string[];
}

const stories: { readonly story: Story; readonly folder: string }[] = [];

afterEach(() => {
  for (const { story, folder } of stories.splice(0)) {
    story.child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

function begin(environment: NodeJS.ProcessEnv = {}): Story {
  const folder = mkdtempSync(join(tmpdir(), "quickstart-test-"));
  const mark = randomUUID();
  const child = spawn(process.execPath, [join(repository, "tools/dist/quickstart/main.js")], {
    cwd: repository,
    env: { ...process.env, TMPDIR: folder, QUICKSTART_MARK: mark, ...environment },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
    });
  }
  const story: Story = {
    child,
    printed: () => printed,
    temporary: () => readdirSync(folder),
    processes: () => processesWith(`QUICKSTART_MARK=${mark}`),
  };
  stories.push({ story, folder });
  return story;
}

function processesWith(variable: string): string[] {
  return readFolder("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => readText(`/proc/${id}/environ`).includes(variable))
    .map((id) => readText(`/proc/${id}/cmdline`).replaceAll("\0", " "))
    .filter((command) => command !== "");
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A process may end, or belong to somebody else, while one looks. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The files where a run of Pulumi in the repository would leave its configuration. */
function filesOfTheTree(): string[] {
  return [repository, join(repository, "examples"), join(repository, "examples/quickstart")].flatMap((folder) =>
    readdirSync(folder).filter((name) => name.startsWith("Pulumi.") || name.startsWith(".pulumi")),
  );
}

/** What a reader may have set for an account and a network of their own. */
const ownEnvironment = {
  CLOUDFLARE_API_KEY: "canary-key-of-the-reader",
  CLOUDFLARE_EMAIL: "reader@example.com",
  CLOUDFLARE_API_TOKEN: "canary-token-of-the-reader",
  CLOUDFLARE_MCP_ADOPT: "account/docs",
  // Port 9 is for what is to be thrown away: nobody listens there.
  HTTP_PROXY: "http://127.0.0.1:9",
  http_proxy: "http://127.0.0.1:9",
  NO_PROXY: "",
};

test("the quickstart runs completely, whatever the environment sets, and leaves nothing behind", async () => {
  const files = filesOfTheTree();
  const story = begin(ownEnvironment);
  const { code, stdout, stderr } = await outcomeOf(story.child);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const telling = [
    "$ pulumi up\n",
    '["docs_search","tickets_list_tickets","tickets_add_comment"]',
    "$ pulumi config set docsName Handbook",
    "PUT /servers/docs { name }",
    'The description of "tickets" is now: Read, comment on and DELETE tickets',
    "$ pulumi refresh --preview-only --expect-no-changes --diff",
    '~ description: "Read and comment on tickets" => "Read, comment on and DELETE tickets"',
    "exit code 7",
    "$ pulumi up --refresh",
    "PUT /servers/tickets { description, auth_credentials }",
    'The description of "tickets" is again: Read and comment on tickets',
    "$ pulumi destroy",
    "Servers left in the account: 0",
  ];
  // In this order, each after the one before it.
  let position = 0;
  for (const line of telling) {
    const found = stdout.indexOf(line, position);
    expect({ line, found: found >= 0 }).toEqual({ line, found: true });
    position = found + line.length;
  }
  expect(stdout).not.toContain("token-of-the-tickets-server");
  expect(stdout).not.toContain("of-the-reader");
  expect(stdout).not.toMatch(/\([\d.]+s\)|Duration:|\[urn=/);

  expect(story.processes()).toEqual([]);
  expect(story.temporary()).toEqual([]);
  expect(filesOfTheTree()).toEqual(files);
});

test.each([
  ["SIGINT", "in the middle of an update", "Updating (quickstart):", 130],
  ["SIGTERM", "in the middle of a drift check", "Previewing refresh (quickstart):", 143],
] as const)("%s %s ends the quickstart with a clear line and cleans up", async (signal, _when, line, exitCode) => {
  const story = begin();
  await until(`"${line}" is printed`, () => story.printed().includes(line), 120_000);
  expect(story.temporary()).not.toEqual([]);

  const ended = new Promise((done) => story.child.once("close", done));
  const asked = Date.now();
  story.child.kill(signal);

  expect(await ended).toBe(exitCode);
  expect(Date.now() - asked).toBeLessThan(30_000);
  expect(story.printed().trimEnd().split("\n").at(-1)).toBe(`Interrupted by ${signal}. Everything was cleaned up.`);
  expect(story.printed()).not.toContain("    at ");
  // Plugins of a Pulumi that was killed end when they notice it.
  await until("its processes ended", () => story.processes().length === 0);
  expect(story.temporary()).toEqual([]);
});

test("without Pulumi and Go the quickstart says what to install", async () => {
  const empty = mkdtempSync(join(tmpdir(), "empty-"));
  const story = begin({ PATH: empty, HOME: empty, XDG_CACHE_HOME: empty });
  const { code, stderr } = await outcomeOf(story.child);
  rmSync(empty, { recursive: true });

  expect(code).toBe(1);
  expect(stderr).toContain("There is no usable Pulumi on PATH, and no Go to build one with.");
  expect(stderr).toContain("Install Pulumi");
  expect(stderr).not.toContain("    at ");
  expect(story.processes()).toEqual([]);
});
