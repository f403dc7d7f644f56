import { spawn } from "node:child_process";
import { join } from "node:path";
import { switchTable, type McpServer } from "cloudflare-mcp-emulator";
import { readQuestions, unaskable, writeQuestions } from "../../../tools/live-check/questions";
import { exitCodes } from "../../../provider/src/cli/exitCodes";
import type { LiveCheckReport } from "../../../tools/live-check/report";
import { scratchName } from "../../../tools/live-check/scratch";
import { repository } from "../../docs/tree";
import { useAccount } from "../../support/account";
import { outcomeOf } from "../../support/pulumi";
import { faultsBy } from "../../support/schemas";
import { environmentOf } from "../../support/stack";
import { found, liveCheck, startUpstream } from "./run";

/** What `npm run live-check` starts. */
const main = join(repository, "tools/dist/live-check/main.js");

let afterAnswer: (method: string) => void = () => undefined;
// Each check is a hundred calls.
jest.setTimeout(60_000);

const account = useAccount({
  onAnswer: ({ method }) => {
    afterAnswer(method);
  },
});
afterEach(() => {
  afterAnswer = () => undefined;
});
let upstream: McpServer;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

const run = () => ({ cloudflare: account.cloudflare, upstream: upstream.url });

const refusal = {
  action: "answer",
  status: 400,
  body: { success: false, errors: [{ code: 1, message: "No" }] },
} as const;

const asked = new Set([...readQuestions, ...writeQuestions].map(({ name }) => name));
/** Each time one value of every switch; together every value at least twice, beside different ones of the others. */
const settings = [0, 1, 2].flatMap((round) =>
  [0, 1].map((turn) =>
    Object.fromEntries(
      Object.entries(switchTable).map(([name, { values }], index) => [
        name,
        values[(round + turn * index) % values.length],
      ]),
    ),
  ),
);

test("every switch of the emulator is asked about, or is listed with the reason why it cannot be", () => {
  const listed = new Set<string>(unaskable.map(({ name }) => name));
  expect(Object.keys(switchTable).filter((name) => !asked.has(name) && !listed.has(name))).toEqual([]);
  expect([...asked].filter((name) => listed.has(name))).toEqual([]);
});

test("every value of every switch is among the settings that are tried below", () => {
  for (const [name, { values }] of Object.entries(switchTable)) {
    expect(new Set(settings.map((setting) => setting[name]))).toEqual(new Set<string | number | boolean>(values));
  }
});

test.each(settings.map((setting, index): [number, typeof setting] => [index + 1, setting]))(
  "it finds out setting %i of the emulator, each switch",
  async (_number, setting) => {
    const { cloudflare } = account;
    cloudflare.setSwitches(setting);
    const answers = await found(["--write"], run());
    const expected = Object.entries(setting).filter(([name]) => asked.has(name));
    expect(answers).toMatchObject(Object.fromEntries(expected));
    expect([cloudflare.servers(), cloudflare.portals()]).toEqual([[], []]);
  },
);

test("without --write it only reads, answers what reading can, and counts what needs --write", async () => {
  const { cloudflare } = account;
  for (const id of ["b", "c", "a"]) {
    cloudflare.seedServer({ id, status: "ready", created_at: `2026-01-0${"bca".indexOf(id) + 1} 00:00:00` });
  }
  const { CLOUDFLARE_API_TOKEN: _token, ...rest } = environmentOf(cloudflare);
  const environment = { ...rest, CLOUDFLARE_API_TOKEN: cloudflare.readOnlyToken };
  const answers = await found([], { ...run(), environment });
  expect(answers).toMatchObject({ envelope: "short", listOrder: "created", noError: "null", createStatus: null });
  expect(new Set(cloudflare.requests().map(({ method }) => method))).toEqual(new Set(["GET"]));
  const text = await liveCheck([], { ...run(), environment });
  expect(text.stdout).not.toContain("createStatus");
  expect(text.stdout).toContain(`\n${writeQuestions.length} questions not asked: they need --write.\n`);
  expect(text.stdout.split("\n").length).toBeLessThan(40);
});

test("the report names neither the account nor a credential nor what is in the account", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "secret-project" });
  for (const format of ["text", "json"]) {
    const { code, stdout, stderr } = await liveCheck(["--write", "--format", format], run());
    expect(code).toBe(0);
    for (const hidden of [cloudflare.apiToken, cloudflare.readOnlyToken, cloudflare.accountId, "secret-project"]) {
      expect(stdout).not.toContain(hidden);
    }
    expect(stderr).not.toContain(cloudflare.apiToken);
  }
  expect(cloudflare.servers().map(({ id }) => id)).toEqual(["secret-project"]);
});

describe("the report names no upstream and no domain of one's own, also where answers quote them", () => {
  const cases: readonly [string, { upstream: string; domain: string; quoted: string; hidden: RegExp }][] = [
    [
      "in capitals",
      {
        upstream: "http://internal-host.example:1/mcp",
        domain: "corp.example",
        quoted: "No INTERNAL-HOST.EXAMPLE:1 or corp.example",
        hidden: /internal-host|corp\.example/i,
      },
    ],
    [
      "shorter than a secret usually is",
      { upstream: "http://box:1/mcp", domain: "q.io", quoted: "No BOX or zz.q.io.", hidden: /\bbox\b|\bq\.io\b/i },
    ],
    [
      "given in other letters than they are answered",
      {
        upstream: "http://Internal-Host.example:1/mcp",
        domain: "Corp.Example",
        quoted: "No Internal-Host.Example or zz.corp.example",
        hidden: /internal-host|corp\.example/i,
      },
    ],
    [
      "with a credential in the path, the query or before the host",
      {
        upstream: "http://me:hunter2hunter2@internal-host.example:1/s/worth-much/mcp?key=also-worth-much",
        domain: "corp.example",
        quoted: "No /s/worth-much/mcp, also-worth-much, hunter2hunter2",
        hidden: /worth-much|hunter2/,
      },
    ],
  ];

  test.each(cases)("%s", async (_how, { upstream: given, domain, quoted, hidden }) => {
    const { cloudflare } = account;
    cloudflare.setSwitches({ hostnameInAnswers: "asSent" });
    for (const path of ["/servers/*-plain", "/portals/*-unknown"]) {
      const body = { success: false, errors: [{ code: 7001, message: quoted }] };
      cloudflare.addFault({ method: "PUT", path, times: "always", action: "answer", status: 400, body });
    }
    const words = ["--write", "--upstream", given, "--portal-domain", domain];
    for (const format of ["text", "json"]) {
      const { stdout } = await liveCheck([...words, "--format", format], { ...run(), upstream: "unused" });
      expect(stdout).toContain("HTTP 400");
      expect(stdout).toContain("[secret]");
      expect(stdout).not.toMatch(hidden);
    }
  });
});

test("an upstream and a domain that are words of the report remove none of its questions and answers", async () => {
  const ordinary = await liveCheck(["--write", "--format", "json"], run());
  const words = ["--write", "--format", "json", "--portal-domain", "created"];
  const named = await liveCheck(words, run());
  const portal = await liveCheck([...words, "--upstream", "http://portal:1/mcp"], { ...run(), upstream: "unused" });
  const [expected, ...others] = [ordinary, named, portal].map(({ stdout }) =>
    (JSON.parse(stdout) as LiveCheckReport).findings.map(({ name, asks, found: value }) => ({ name, asks, value })),
  );
  expect(others[0]).toEqual(expected);
  expect(others[1]?.map(({ name, asks }) => [name, asks])).toEqual(expected?.map(({ name, asks }) => [name, asks]));
  expect(others[1]?.find(({ name }) => name === "listOrder")?.value).toBe("created");
});

describe("what a question needs and is refused leaves it open", () => {
  const refused = {
    action: "answer",
    status: 404,
    body: { success: false, errors: [{ code: 1003, message: "No" }] },
  } as const;
  const cases: readonly [string, { method: string; path: string }, readonly string[]][] = [
    ["a list", { method: "GET", path: "/servers" }, ["envelope", "listOrder", "resultInfoTotalPages"]],
    ["an update", { method: "PUT", path: "/servers/*-modified" }, ["modifiedAt"]],
    ["an update without credentials", { method: "PUT", path: "/servers/*-bearer" }, ["bearerUpdateWithoutCredentials"]],
    ["an update with credentials", { method: "PUT", path: "/servers/*-status" }, ["bearerCredentialsResetStatus"]],
    ["a read of a server", { method: "GET", path: "/servers/*-background" }, ["backgroundDiscovery"]],
    [
      "a sync",
      { method: "POST", path: "/servers/*/sync" },
      ["failedSyncStatus", "bearerUpdateWithoutCredentials", "bearerCredentialsResetStatus", "emptyCredentials"],
    ],
    [
      "a read of a portal",
      { method: "GET", path: "/portals/*" },
      ["portalRowOrder", "defaultDisabledHidesLaterTools", "equalDescription"],
    ],
  ];

  test.each(cases)("%s", async (_what, place, names) => {
    account.cloudflare.addFault({ ...place, ...refused, times: "always" });
    const { stdout } = await liveCheck(["--write", "--format", "json"], run());
    const { findings } = JSON.parse(stdout) as LiveCheckReport;
    const open = findings.filter(({ name }) => names.includes(name));
    expect(open.map(({ name, certainty, found: value }) => [name, certainty, value])).toEqual(
      [...names].sort().map((name) => [name, "open", null]),
    );
    for (const { evidence } of open) {
      expect(evidence).toContain("HTTP 404");
    }
  });
});

test.each([undefined, null])("updates whose modified_at is %p say nothing of whether it moves", async (modified_at) => {
  const body = { success: true, result: { id: "modified", modified_at } };
  account.cloudflare.addFault({ method: "PUT", path: "/servers/*-modified", action: "answer", status: 200, body });
  expect((await found(["--write"], run())).modifiedAt).toBeNull();
});

test("a server with an id over 32 characters, should one be given, is reported and not called a refusal", async () => {
  const body = { success: true, result: { id: "z".repeat(33) } };
  const path = `/servers/${"z".repeat(33)}`;
  account.cloudflare.addFault({ method: "GET", path, action: "answer", status: 200, body });
  expect((await found([], run())).overlongId).toBe("other");
});

test("tools that were there before the row are not taken for later ones, whatever an update claims", async () => {
  const { cloudflare } = account;
  cloudflare.setSwitches({ backgroundDiscovery: true, defaultDisabledHidesLaterTools: false });
  afterAnswer = (method) => {
    if (method === "POST") {
      // Cloudflare was quicker than the next call.
      for (const { id } of cloudflare.servers().filter((server) => server.id.endsWith("-later"))) {
        cloudflare.editServer(id, { tools: [{ name: "search" }] });
      }
    }
  };
  const done = { success: true, result: { id: "later" } };
  cloudflare.addFault({ method: "PUT", path: "/servers/*-later", action: "answer", status: 200, body: done });
  const answers = await found(["--write"], run());
  expect(answers.defaultDisabledHidesLaterTools).toBeNull();
});

test("the rows of a portal are sent in an order that is neither that of ids nor of creation, nor reversed", async () => {
  await found(["--write"], run());
  const creates = account.cloudflare
    .requests()
    .filter(({ method, path }) => method === "POST" && !path.endsWith("/sync"));
  const bodies = creates.map(({ body }) => body as { id?: string; servers?: { server_id: string }[] });
  const created = bodies.flatMap(({ id = "" }) => (/-[abc]$/.test(id) ? [id] : []));
  const sent = bodies.find(({ id }) => id?.endsWith("-rows"))?.servers?.map((row) => row.server_id) ?? [];
  expect(sent).toHaveLength(3);
  const others = [created, created.toReversed(), sent.toSorted(), sent.toSorted().reverse()];
  expect(new Set([sent, ...others].map((ids) => ids.join())).size).toBe(5);
});

test("the schema accepts a report, and none that is incomplete, answers an open question or has a typo", async () => {
  const { stdout } = await liveCheck(["--format", "json"], run());
  const report = JSON.parse(stdout) as LiveCheckReport;
  const faultsOf = faultsBy("live-check.schema.json", "tools/live-check");
  expect(faultsOf(report)).toEqual([]);
  const [first] = report.findings;
  const wrong = [
    { ...report, complete: undefined },
    { ...report, version: 2 },
    { ...report, findigs: [] },
    { ...report, findings: [{ ...first, certainty: "open", found: 201 }] },
    { ...report, findings: [{ ...first, certainty: "seen", found: null }] },
    { ...report, left: [{ kind: "servers", id: "somebody-elses" }] },
  ];
  expect(wrong.filter((each) => faultsOf(JSON.parse(JSON.stringify(each))).length === 0)).toEqual([]);
});

test("it says before it makes anything what it makes, and where", async () => {
  const { stderr } = await liveCheck(["--write"], run());
  expect(stderr).toMatch(
    new RegExp(`^Makes servers and portals named zz-check-[a-z0-9]{8}-… in account ${account.cloudflare.accountId}`),
  );
});

/** Calls it when so many objects were made. */
function afterCreates(count: number, then: () => void): void {
  let made = 0;
  afterAnswer = (method) => {
    if (method === "POST" && ++made === count) {
      then();
    }
  };
}

const isEmpty = () => account.cloudflare.servers().length + account.cloudflare.portals().length === 0;

test.each([1, 9, 25])(
  "interrupted after %i creates, it stops asking, removes its objects, and ends with 1 and its answers",
  async (count) => {
    let interrupt = (): void => undefined;
    afterCreates(count, () => {
      interrupt();
      account.cloudflare.clearRequests();
    });
    const { code, stdout, stderr } = await liveCheck(["--write", "--format", "json"], {
      ...run(),
      onInterrupt: (given) => {
        interrupt = given;
      },
    });
    expect(code).toBe(exitCodes.failed);
    expect(stderr).toContain("Interrupted: what was made is being removed.");
    expect((JSON.parse(stdout) as LiveCheckReport).complete).toBe(false);
    expect(new Set(account.cloudflare.requests().map(({ method }) => method))).toEqual(new Set(["DELETE"]));
    expect(isEmpty()).toBe(true);
  },
);

test("the real process does so at Ctrl-C", async () => {
  const { cloudflare } = account;
  const child = spawn(process.execPath, [main, "--write", "--upstream", upstream.url], {
    env: { ...process.env, ...environmentOf(cloudflare) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  afterCreates(3, () => child.kill("SIGINT"));
  const { code, stderr } = await outcomeOf(child);
  expect(code).toBe(exitCodes.failed);
  expect(stderr).toContain("Interrupted");
  expect(isEmpty()).toBe(true);
}, 30_000);

test("answers that are lost after a create, and a block of five minutes, leave nothing behind", async () => {
  const { cloudflare } = account;
  cloudflare.addFault({ method: "POST", path: "/servers", occurrence: 4, action: "cutAfterCommit" });
  cloudflare.addFault({
    ...{ method: "POST", path: "/portals", occurrence: 2, action: "answer", status: 429 },
    headers: { "retry-after": "300" },
    body: { success: false, errors: [{ code: 971, message: "Please wait" }] },
  });
  cloudflare.addFault({ method: "DELETE", path: "/servers/*", times: 3, action: "html", status: 502 });
  const { code, stdout } = await liveCheck(["--write", "--format", "json"], run());
  const { findings, left } = JSON.parse(stdout) as LiveCheckReport;
  expect(code).toBe(exitCodes.failed);
  expect(findings.filter(({ failed }) => failed).length).toBeGreaterThan(0);
  expect(findings.find(({ name }) => name === "deleteAttachedServer")?.found).toBe("detach");
  expect(left).toEqual([]);
  expect(isEmpty()).toBe(true);
});

test.each([true, false])(
  "a create refused with an error of the server is removed, carried out (%p) or not",
  async (isDone) => {
    const { cloudflare } = account;
    const refused = { success: false, errors: [{ code: 7000, message: "Database" }] };
    cloudflare.addFault({
      ...{ method: "POST", path: "/servers", occurrence: 6, action: "answer", status: 500 },
      body: refused,
    });
    let doubtful = "";
    // Called for what the emulator itself answers: at the first call after the refusal it is in the account.
    afterAnswer = () => {
      const [sent] = cloudflare.requests().flatMap(({ method, path, body }) => {
        const { id } = (body ?? {}) as { id?: string };
        return method === "POST" && path === "/servers" && id?.endsWith("-modified") ? [id] : [];
      });
      if (sent !== undefined && doubtful === "") {
        doubtful = sent;
        if (isDone) {
          cloudflare.seedServer({ id: doubtful });
        }
      }
    };
    const { stdout } = await liveCheck(["--write", "--format", "json"], run());
    const { findings, left } = JSON.parse(stdout) as LiveCheckReport;
    expect(findings.find(({ name }) => name === "modifiedAt")?.evidence).toContain("HTTP 500");
    expect(left).toEqual([]);
    expect(cloudflare.requests()).toContainEqual(
      expect.objectContaining({ method: "DELETE", path: `/servers/${doubtful}` }),
    );
    expect(isEmpty()).toBe(true);
  },
);

test("--clean removes what a run renamed and could not take away", async () => {
  const { cloudflare } = account;
  cloudflare.addFault({ method: "DELETE", path: "/servers/*-modified", times: "always", ...refusal });
  await liveCheck(["--write"], run());
  expect(cloudflare.servers().map(({ name }) => name)).toEqual([expect.stringMatching(/, renamed$/)]);
  cloudflare.clearFaults();
  expect((await liveCheck(["--clean"], run())).code).toBe(0);
  expect(isEmpty()).toBe(true);
});

test("--clean removes more than one page of the list, and is no success where the list is refused", async () => {
  const { cloudflare } = account;
  const letters = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
  for (const word of letters.flatMap((one) => letters.map((other) => one + other))) {
    cloudflare.seedServer({ id: `zz-check-abcdefgh-${word}`, name: scratchName });
  }
  cloudflare.addFault({ method: "GET", path: "/servers", times: 1, ...refusal });
  const { code, stdout, stderr } = await liveCheck(["--clean"], run());
  expect({ code, stdout }).toEqual({ code: exitCodes.failed, stdout: "" });
  expect(stderr).toContain("Could not list MCP servers");
  expect(await liveCheck(["--clean"], run())).toMatchObject({ code: 0, stdout: "121 scratch objects removed.\n" });
  expect(isEmpty()).toBe(true);
});

test("a list that is refused while it looks for what others left does not end the check", async () => {
  account.cloudflare.addFault({ method: "GET", path: "/portals", times: 1, ...refusal });
  expect(await found([], run())).toMatchObject({ createStatus: null });
});

test("a portal that lost the row is not said to have dropped the description", async () => {
  account.cloudflare.addFault({
    method: "GET",
    path: "/portals/*-equal",
    times: "always",
    action: "answer",
    status: 200,
    body: { success: true, errors: [], messages: [], result: { servers: [] } },
  });
  expect(await found(["--write"], run())).toMatchObject({ equalDescription: "other" });
});

test("what cannot be removed is named, exit code 1; --clean removes it later, and nothing of anybody else", async () => {
  const { cloudflare } = account;
  cloudflare.addFault({ method: "DELETE", path: "/servers/*-plain", times: "always", ...refusal });
  const { code, stdout, stderr } = await liveCheck(["--write", "--format", "json"], run());
  const { left } = JSON.parse(stdout) as LiveCheckReport;
  expect(code).toBe(exitCodes.failed);
  expect(left).toEqual([{ kind: "servers", id: cloudflare.servers()[0]?.id }]);
  expect(stderr).toContain("npm run live-check -- --clean");

  cloudflare.clearFaults();
  cloudflare.seedServer({ id: "zz-check-abcdefgh-mine", name: "Mine" });
  expect((await liveCheck([], run())).stderr).toContain(`An earlier run left server ${String(left[0]?.id)}.`);
  expect(await liveCheck(["--clean"], run())).toMatchObject({ code: 0, stdout: "1 scratch object removed.\n" });
  expect(cloudflare.servers().map(({ id }) => id)).toEqual(["zz-check-abcdefgh-mine"]);
});

test("a token that may only read is an error that says so, at the first thing that is to be made", async () => {
  const { cloudflare } = account;
  const environment = { ...environmentOf(cloudflare), CLOUDFLARE_API_TOKEN: cloudflare.readOnlyToken };
  const { code, stderr } = await liveCheck(["--write"], { ...run(), environment });
  expect(code).toBe(exitCodes.failed);
  expect(stderr).toContain("MCP Portals Write");
  expect(stderr).not.toContain("Could not remove");
  expect(cloudflare.requests().filter(({ method }) => method !== "GET")).toHaveLength(1);
});

test.each([
  [["--upstream", "docs"], "--upstream has to be the URL"],
  [["--write", "--clean"], "cannot be used with"],
  [["--format", "html"], "Allowed choices are text, json"],
])("%j is refused", async (words, message) => {
  const { code, stderr } = await liveCheck(words, run());
  expect(code).toBe(exitCodes.usage);
  expect(stderr).toContain(message);
});

test("its help has all options, an example and the exit codes, in 80 columns", async () => {
  const { code, stdout, stderr } = await liveCheck(["--help"], run());
  expect({ code, stderr }).toEqual({ code: exitCodes.nothingFound, stderr: "" });
  expect(stdout).toContain("$ npm run live-check");
  expect(stdout).toContain("Exit codes: 0");
  for (const option of ["--write", "--clean", "--account", "--upstream", "--portal-domain", "--format"]) {
    expect(stdout).toContain(option);
  }
  expect(stdout.split("\n").filter((line) => line.length > 80 && !line.startsWith("  $ "))).toEqual([]);
});

test("an option that it does not know is refused, with the nearest", async () => {
  const { code, stdout, stderr } = await liveCheck(["--wirte"], run());
  expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: "" });
  expect(stderr).toContain("Did you mean --write?");
});
