/** What is too large for a comment on a pull request, and who loses what by it: nobody loses sight of a finding. */
import { formatMarkdownReport } from "../../../../provider/src/cli/drift/formats/markdown";
import type { Report } from "../../../../provider/src/cli/drift/report";
import { plain } from "../../../behaviours/examples";
import { useAccount } from "../../../support/account";
import { shownBy } from "../../../support/markdown";
import { useDriftWorld } from "../world";

const account = useAccount();
const world = useDriftWorld(account);

const fits = 65_536;
const names = Array.from({ length: 600 }, (_each, index) => `tool-${String(index).padStart(3, "0")}`);

function answerAlways(path: string, result: readonly object[]): void {
  const result_info = { count: result.length, page: 1, per_page: 100, total_count: result.length };
  account.cloudflare.addFault({
    ...{ method: "GET", path, times: "always", action: "answer", status: 200 },
    body: { success: true, result, result_info },
  });
}

/** As one list of its items, each with the lines below it. */
function itemsOf(markdown: string): string[] {
  return markdown
    .split(/\n(?=- )/)
    .slice(1)
    .map((item) => item.split("\n\n")[0] ?? "");
}

test("one finding with more differences than a comment has room for is cut, says so, and hides no other", async () => {
  const overrides = (description: string) => names.map((name) => ({ name, description }));
  const updatedTools = overrides("D".repeat(300));
  await world().up("McpServer", "docs", { ...plain, name: "Docs", updatedTools });
  await world().up("McpServer", "other", { ...plain, name: "Other" });
  account.cloudflare.editServer("docs", {
    status: "ready",
    tools: names.map((name) => ({ name })),
    updated_tools: overrides("E".repeat(300)),
  });
  account.cloudflare.editServer("other", { status: "ready", name: "Edited by hand" });
  const { stdout } = await world().drift(["--format", "markdown"]);
  expect(stdout.length).toBeLessThan(fits);
  const [docs = "", other = ""] = itemsOf(stdout).filter((item) =>
    /^- `server (?:docs|other)`: `(?:name|up)/.test(item),
  );
  expect(other).toContain('`name: "Other" → "Edited by hand"`');
  const lines = docs.split("\n").slice(1);
  const note = lines.pop() ?? "";
  const [, more = ""] = /^ {2}- … and (\d+) more, which this has no room for: every other/.exec(note) ?? [];
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.length + Number(more)).toBe(names.length);
  // As the note says.
  for (const format of ["text", "html", "json", "sarif"]) {
    const whole = await world().drift(["--format", format]);
    expect(names.filter((name) => !whole.stdout.includes(name))).toEqual([]);
  }
});

test("a portal with thousands of callable tools shows the first of them, and findings stay whole", async () => {
  await world().up("McpServer", "docs", { ...plain, name: "Docs" });
  account.cloudflare.editServer("docs", { status: "ready", name: "Edited by hand" });
  const tools = Array.from({ length: 6_000 }, (_each, index) => ({ name: `a-tool-with-a-long-name-${index}` }));
  account.cloudflare.seedServer({ id: "many", status: "ready", tools });
  account.cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "many" }] });
  const { stdout } = await world().drift(["--format", "markdown"]);
  expect(stdout.length).toBeLessThan(fits);
  expect(stdout).toContain('`name: "Docs" → "Edited by hand"`');
  const exposed = itemsOf(stdout).at(-1) ?? "";
  expect(exposed).toContain("`portal team (mcp.example.com): 6,000 of 6,000 tools of many (no tool lock)`");
  expect(exposed).toContain("many_a-tool-with-a-long-name-0, many_a-tool-with-a-long-name-1, ");
  expect(exposed).toMatch(/\n {2}- … and \d+ more, which this has no room for/);
});

test("ids, names in the program, hostnames and the stack that are huge are cut in every format for people", async () => {
  const huge = "i".repeat(20_000);
  const { cloudflare } = account;
  await world().up("McpServer", huge, { ...plain, serverId: "docs", name: "Docs" });
  cloudflare.editServer("docs", { status: "ready", name: "Edited by hand" });
  cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "docs" }] });
  // Cloudflare refuses such ids: an answer that has them comes from something else, or from a later Cloudflare.
  answerAlways("/servers", [
    ...cloudflare.servers(),
    ...cloudflare.servers().map((server) => ({ ...server, id: huge, hostname: huge, status: "error", error: huge })),
  ]);
  answerAlways(
    "/portals",
    cloudflare.portals().map(({ servers: rows, ...portal }) => ({
      ...{ ...portal, id: huge, hostname: huge },
      servers: rows.map((row) => ({ ...row, server_id: huge, tools: [{ name: huge }] })),
    })),
  );
  for (const format of ["text", "markdown", "html"]) {
    for (const { stdout } of [await world().drift(["--format", format]), await world().run(["--format", format])]) {
      expect(stdout).toContain("(20,000 characters)");
      expect(stdout).not.toContain("i".repeat(600));
    }
  }
  const report = await world().report();
  const ofHugeStack: Report = { ...report, scope: { kind: "stack", name: huge } };
  expect(report.findings.map(({ subject }) => subject.id)).toContain(huge);
  expect(formatMarkdownReport(ofHugeStack).split("\n")[0]).toBe(
    `## Drift of stack \`${"i".repeat(100)}… (20,000 characters)\``,
  );
});

test("a name of backticks, pipes, tags and line breaks is shown as it is, on one line", async () => {
  const name = "`` ` ```` | <b>b</b> </details> |\n| --- |\r\n# @everyone [a](https://evil.example.com)";
  await world().up("McpServer", "docs", { ...plain, name: "Docs" });
  account.cloudflare.editServer("docs", { status: "ready", name });
  const { stdout } = await world().drift(["--format", "markdown"]);
  const { kinds, code, tags } = shownBy(stdout);
  expect(code).toContain(`name: "Docs" → ${JSON.stringify(name)}`);
  expect([...kinds].filter((kind) => /link|table|fence|image/.test(kind))).toEqual([]);
  expect(tags.filter((tag) => !/^<\/?code>$/.test(tag))).toEqual([]);
});
