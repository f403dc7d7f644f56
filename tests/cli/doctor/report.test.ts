import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkIds, findings } from "../../../provider/src/cli/doctor/findings";
import { formatNames } from "../../../provider/src/cli/doctor/options";
import { findAll, textOf } from "../../docs/tree";
import { useAccount } from "../../support/account";
import { formsOf } from "../../support/apiClient";
import { publishedSchema } from "../../support/schemas";
import { idsOf, reportOf, runDoctor, seedHealthy } from "./world";

const account = useAccount();
const person = { isTerminal: true, environment: { NO_COLOR: "1" } };

test("the schema knows exactly the checks and findings that there are", () => {
  const { definitions } = publishedSchema("doctor-report.schema.json") as {
    definitions: Record<"check" | "finding", { properties: { id: { enum: string[] } } }>;
  };
  expect(definitions.check.properties.id.enum).toEqual(checkIds);
  expect(definitions.finding.properties.id.enum).toEqual(Object.keys(findings));
});

test("each anchor of a finding is a heading of the page, and each heading for findings is an anchor", () => {
  const page = textOf("docs/portals.md");
  const toAnchor = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-");
  const headings = findAll(page, /^### (.+)$/gm).map(toAnchor);
  const anchors = Object.values(findings).map(({ anchor }) => anchor);
  expect([...new Set(anchors)].toSorted()).toEqual(headings.toSorted());
});

test("every finding is in the order of its check, and no title ends with a stop", () => {
  const order = Object.values(findings).map(({ check }) => checkIds.indexOf(check));
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  expect(Object.values(findings).filter(({ title }) => /[.:]$/.test(title))).toEqual([]);
});

describe("formats", () => {
  function makeSick(): void {
    const { cloudflare } = account;
    seedHealthy(cloudflare);
    cloudflare.applications.remove("application-tickets");
    cloudflare.records.edit("record", { proxied: false });
  }

  test.each(formatNames)(
    "the exit code does not depend on the format, and a file says the same: %s",
    async (format) => {
      makeSick();
      const folder = mkdtempSync(join(tmpdir(), "doctor-"));
      try {
        const printed = await runDoctor(account.cloudflare, ["team", "--format", format]);
        const written = await runDoctor(account.cloudflare, ["team", "--format", format, "--out", "report"], {
          folder,
        });
        expect([printed.code, written.code]).toEqual([7, 7]);
        expect(readFileSync(join(folder, "report"), "utf8")).toBe(printed.stdout);
        expect(written.stdout).toBe("");
        expect(written.stderr).toBe("The portal does not work for somebody: 2 problems. The report is in report.\n");
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  test("a pipe gets one line for each finding, with its id, and for each check without one", async () => {
    makeSick();
    const { stdout } = await runDoctor(account.cloudflare);
    const lines = stdout.split("\n");
    expect(lines.filter((line) => line.startsWith("problem "))).toEqual([
      expect.stringMatching(/^problem record portal Team tools \(team\): .* \[record-not-proxied\]$/),
      expect.stringMatching(/^problem server-access server Tickets \(tickets\): .* \[server-without-application\]$/),
    ]);
    expect(lines).toContain("ok zone portal Team tools (team): example.com, active, full");
    expect(lines).toContain("reach server Handbook (handbook): people: email addresses of example.com");
  });

  test("a terminal shows facts, fixes and pieces of program on lines of at most 80 columns", async () => {
    makeSick();
    const { stdout } = await runDoctor(account.cloudflare, ["team"], person);
    expect(stdout).toContain("✗ record          CNAME gateway.agents.cloudflare.com, not proxied\n");
    expect(stdout).toContain("\n    Fix: Turn Proxy status on");
    expect(stdout).toContain('\n      new cloudflare.DnsRecord("mcp.example.com", {\n');
    expect(stdout).toContain("\n    docs/portals.md#the-dns-record (record-not-proxied)\n");
    const long = stdout.split("\n").filter((line) => line.length > 80);
    expect(long.filter((line) => !/^(?:https|\s+docs\/)/.test(line))).toEqual([]);
  });

  test("Markdown has the checks as a table, a heading for each finding, and pieces of program in fences", async () => {
    makeSick();
    const { stdout } = await runDoctor(account.cloudflare, ["team", "--format", "markdown"]);
    expect(stdout).toContain("| record | problem | `CNAME gateway.agents.cloudflare.com, not proxied` |");
    expect(stdout).toContain("### The record is not proxied: problem <code>record-not-proxied</code>");
    expect(stdout).toContain('```ts\nnew cloudflare.DnsRecord("mcp.example.com", {');
    expect(stdout).toContain("| servers | people | machines | tool lock |");
  });

  test.each(["text", "markdown"])("text from outside acts on nothing: %s", async (format) => {
    const { cloudflare } = account;
    seedHealthy(cloudflare);
    const hostile = "a\u001b[31m\u202e\n## heading | `code` @team ##[error]<img src=x>";
    cloudflare.editServer("tickets", { name: hostile, status: "error", error: hostile });
    cloudflare.applications.edit("door", { name: hostile, policies: [] });
    cloudflare.records.edit("record", { content: hostile });
    for (const options of [{}, person]) {
      const { stdout } = await runDoctor(cloudflare, ["team", "--format", format], options);
      expect(stdout).not.toMatch(/[\u001b\u202e]|##\[error\]/);
      expect(stdout).not.toMatch(/^## heading/m);
    }
  });

  test.each(formatNames)("no key in the URL of a server is shown: %s", async (format) => {
    const { cloudflare } = account;
    seedHealthy(cloudflare);
    const key = "canary-key-71ce";
    const url = `https://tickets.example.com/sse?api_key=${key}`;
    cloudflare.editServer("tickets", { hostname: url, status: "error", error: `refused ${key}`, name: key });
    const { stdout, stderr } = await runDoctor(cloudflare, ["team", "--format", format]);
    for (const form of formsOf(key)) {
      expect(stdout + stderr).not.toContain(form);
    }
  });
});

describe("which portal", () => {
  test.each(["team", "Team tools", "mcp.example.com", "MCP.Example.COM"])("is found by %s", async (given) => {
    seedHealthy(account.cloudflare);
    expect((await reportOf(account.cloudflare, [given])).portal.id).toBe("team");
  });

  test("is the only one when none is named; with several, the error lists them", async () => {
    const { cloudflare } = account;
    seedHealthy(cloudflare);
    expect((await reportOf(cloudflare, [])).portal.id).toBe("team");
    cloudflare.seedPortal({ id: "other", hostname: "other.example.com" });
    const several = await runDoctor(cloudflare, []);
    expect(several.code).toBe(2);
    expect(several.stderr).toBe(
      "error: Which portal? Name one of these: other (other.example.com), team (mcp.example.com).\n",
    );
  });

  test("an account without portals is told so", async () => {
    const { code, stderr } = await runDoctor(account.cloudflare, []);
    expect(code).toBe(2);
    expect(stderr).toContain("lists none: there are none, or this token is not allowed to see them");
  });

  test("a portal that was torn down is not found, and the nearest ones are named", async () => {
    const { cloudflare } = account;
    seedHealthy(cloudflare);
    const { code, stderr } = await runDoctor(cloudflare, ["mcp.exampel.com"]);
    expect(code).toBe(1);
    expect(stderr).toContain('Could not find the portal "mcp.exampel.com"');
    expect(stderr).toContain("Did you mean team (mcp.example.com)?");
  });
});

test("--as says for each server whether the person reaches it, and why", async () => {
  const { cloudflare } = account;
  seedHealthy(cloudflare);
  const report = await reportOf(cloudflare, ["team", "--as", "alice@example.com"]);
  expect(report.reach.map(({ serverId, as }) => [serverId, as?.answer])).toEqual([
    ["handbook", "yes"],
    ["tickets", "yes"],
  ]);
  const { stdout } = await runDoctor(cloudflare, ["team", "--as", "bob@example.org"], person);
  expect(stdout).toContain("bob@example.org reaches no server of the portal");
});

test("a missing managed OAuth, a stale server and an unknown rule are no problem", async () => {
  const { cloudflare } = account;
  seedHealthy(cloudflare);
  cloudflare.applications.edit("door", {
    oauth_configuration: null,
    policies: [{ id: "a", decision: "allow", precedence: 1, include: [{ something_new: { id: "x" } }] }],
  });
  cloudflare.editServer("tickets", { status: "stale" });
  const report = await reportOf(cloudflare);
  expect(idsOf(report)).toContain("sync-stale");
  expect(report.summary.problem).toBe(0);
  expect(report.reach.find(({ serverId }) => serverId === "handbook")?.people.answer).not.toBe("no");
});
