import { calls, useAccount } from "../../support/account";
import { Deployment } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { savedState } from "../../support/savedState";
import { bearer, oauthClient, plain, token } from "../../behaviours/examples";
import { useDriftWorld } from "./world";

const account = useAccount();
const world = useDriftWorld(account);
const ready = { status: "ready" } as const;

test("a stack that is as declared is told so in one line, with exit code 0", async () => {
  await world().up("McpServer", "docs", plain);
  account.cloudflare.editServer("docs", ready);
  const { code, stdout } = await world().drift();
  expect(code).toBe(0);
  expect(stdout).toContain("No drift: what Cloudflare has is as declared (1 resource).");
});

test("a thousand servers are compared in ten calls a list, and the missing ones confirmed", async () => {
  const { cloudflare } = account;
  cloudflare.setSwitches({ rateLimit: false });
  cloudflare.seedServers(999);
  await world().up("McpServer", "docs", plain);
  const gone = await world().up("McpServer", "gone", plain);
  cloudflare.removeServer("gone");
  expect(gone.state).toBeDefined();
  cloudflare.clearRequests();
  const report = await world().report();
  expect(calls(cloudflare).filter((call) => call === "GET /servers")).toHaveLength(10);
  expect(calls(cloudflare).filter((call) => call === "GET /portals")).toHaveLength(1);
  expect(calls(cloudflare).filter((call) => call.startsWith("GET /servers/"))).toEqual(["GET /servers/gone"]);
  expect(report.summary.findings).toBe(1000);
});

test("without a stack an account is an inventory: nothing is scolded, and the exit code is 0", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({
    id: "docs",
    hostname: "https://docs.example.com/mcp",
    ...ready,
    tools: [{ name: "search" }],
  });
  cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "docs" }] });
  const { code, stdout, stderr } = await world().run([], {
    environment: { CLOUDFLARE_API_TOKEN: cloudflare.readOnlyToken },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("docs: https://docs.example.com/mcp, unauthenticated, ready, 1 tool");
  expect(stdout).toContain("team: mcp.example.com, docs");
  expect(stdout).toContain("1 of 1 tool of docs (tool lock unknown without a stack): docs_search");
  expect(stdout).toContain("Drift was not checked, because no stack was read.");
  expect(stdout).not.toMatch(/unmanaged|declared by no/);
  expect(calls(cloudflare).filter((call) => !call.startsWith("GET "))).toEqual([]);
});

test("what does not work is a finding, also in an inventory", async () => {
  account.cloudflare.seedServer({ id: "docs", status: "error", error: "Server error: HTTP 530" });
  const { code, stdout } = await world().run(["--account", account.cloudflare.accountId], {
    environment: { CLOUDFLARE_ACCOUNT_ID: undefined },
  });
  expect(code).toBe(7);
  expect(stdout).toContain("Server error: HTTP 530");
});

test("an account that cannot be read is exit code 1 and a report that says why, without the token", async () => {
  const { code, stdout } = await world().run([], { environment: { CLOUDFLARE_API_TOKEN: "a-wrong-token" } });
  expect(code).toBe(1);
  expect(stdout).toContain("CLOUDFLARE_API_TOKEN (environment)");
  expect(stdout).not.toContain("a-wrong-token");
});

test("what could not be read outranks what was found, and both are reported", async () => {
  const { cloudflare } = account;
  await world().up("McpServer", "docs", { ...plain, name: "Docs" });
  cloudflare.editServer("docs", { name: "Edited" });
  await world().up("McpServer", "elsewhere", plain, {
    provider: {
      "pulumi-cloudflare-mcp:provider": "other",
      "cloudflare:apiToken": "of-another-account",
      "cloudflare:baseUrl": cloudflare.baseUrl,
    },
  });
  const { code, stdout } = await world().drift();
  expect(code).toBe(1);
  expect(stdout).toContain('name: "Docs" → "Edited"');
  expect(stdout).toContain('apiToken of provider "other"');
  expect(stdout).not.toContain("of-another-account");
});

test("a resource with a provider of its own is looked at in its account, with its token", async () => {
  const { cloudflare } = account;
  const provider = {
    "pulumi-cloudflare-mcp:provider": "other",
    "cloudflare:apiToken": cloudflare.secondAccountToken,
    "cloudflare:baseUrl": cloudflare.baseUrl,
  };
  const deployment = new Deployment(
    inProcess(cloudflare, {
      environment: { CLOUDFLARE_ACCOUNT_ID: cloudflare.secondAccountId },
      config: provider,
    }).next,
  );
  await deployment.up(plain);
  world().write("second.json", savedState([deployment, { provider }]));
  const { code, stdout } = await world().run(["--state", "second.json"]);
  expect(code).toBe(0);
  expect(stdout).toContain(`account ${cloudflare.secondAccountId}: 1 server`);
});

test("undeclared servers can be ignored by id or account and id; servers that the program reads are known", async () => {
  const { cloudflare } = account;
  await world().up("McpServer", "docs", plain);
  for (const id of ["one", "two", "three"]) {
    cloudflare.seedServer({ id, ...ready });
  }
  const { findings } = await world().report(["--ignore", "one", `${cloudflare.accountId}/two`]);
  expect(findings.filter(({ rule }) => rule === "unmanaged-server").map(({ subject }) => subject.id)).toEqual([
    "three",
  ]);
  const read = new Deployment(inProcess(cloudflare).next, "McpServer", "three");
  read.state = { id: `${cloudflare.accountId}/three`, inputs: {}, outputs: {}, unfinished: false };
  world().write("state-of-a-reader.json", savedState([read, { external: true }]));
  const reader = await world().run(["--state", "state-of-a-reader.json", "--ignore", "docs", "one", "two"]);
  expect(reader).toMatchObject({ code: 0 });
  cloudflare.removeServer("three");
  expect((await world().run(["--state", "state-of-a-reader.json", "--ignore", "docs", "one", "two"])).code).toBe(7);
});

test("a change of an argument that the program does not set is a note, and a finding with --strict", async () => {
  await world().up("McpServer", "docs", plain);
  account.cloudflare.editServer("docs", { ...ready, description: "Added by hand" });
  expect((await world().drift()).code).toBe(0);
  expect((await world().drift(["--strict"])).code).toBe(7);
});

test("ignoreChanges is honoured, as in a refresh", async () => {
  const args = { ...plain, description: "Docs", updatedTools: [{ name: "a", alias: "x", description: "Text" }] };
  await world().up("McpServer", "docs", args, { ignoreChanges: ["description", "updatedTools[0].alias"] });
  account.cloudflare.editServer("docs", {
    ...ready,
    description: "Edited",
    updated_tools: [{ name: "a", alias: "y", description: "Text" }],
  });
  expect((await world().drift()).code).toBe(0);
  account.cloudflare.editServer("docs", { updated_tools: [{ name: "a", alias: "y", description: "Edited" }] });
  expect((await world().report()).findings[0]?.differences).toContainEqual({
    path: 'updatedTools["a"].description',
    declared: "Text",
    found: "Edited",
  });
});

test("a waiver waives what it names, until its day, and only that", async () => {
  await world().up("McpServer", "docs", { ...plain, name: "Docs", description: "Docs" });
  account.cloudflare.editServer("docs", { ...ready, name: "Edited", description: "Edited" });
  const row = { rule: "changed-argument", id: "docs", until: "2026-01-15", why: "The owner is on leave." };
  world().write("waivers.json", JSON.stringify({ waivers: [{ ...row, argument: "name" }] }));
  const one = await world().report(["--waivers", "waivers.json"]);
  expect(one.summary).toMatchObject({ findings: 1, waived: 1 });
  world().write("waivers.json", JSON.stringify({ waivers: [row] }));
  const all = await world().drift(["--waivers", "waivers.json"]);
  expect(all.code).toBe(0);
  expect(all.stdout).toContain("waived until 2026-01-15: The owner is on leave.");
});

test("a waiver takes the id that Pulumi stores for the object in that account, and contradicts no account", async () => {
  const { accountId, secondAccountId } = account.cloudflare;
  await world().up("McpServer", "docs", { ...plain, name: "Docs" });
  account.cloudflare.editServer("docs", { ...ready, name: "Edited" });
  const row = { rule: "changed-argument", until: "2026-01-15", why: "The owner is on leave." };
  const waivedBy = async (id: string, more = {}): Promise<unknown> => {
    world().write("waivers.json", JSON.stringify({ waivers: [{ ...row, ...more, id }] }));
    return (await world().report(["--waivers", "waivers.json"])).summary;
  };
  expect(await waivedBy(`${accountId}/docs`)).toMatchObject({ findings: 0, waived: 1 });
  // The one of the server, and the waiver that waives nothing.
  expect(await waivedBy(`${secondAccountId}/docs`)).toMatchObject({ findings: 2, waived: 0 });
  await expect(waivedBy(`${secondAccountId}/docs`, { account: accountId })).rejects.toThrow(
    `waivers.0 has an id that is in account ${secondAccountId}, not in ${accountId}.`,
  );
});

test("invalid waivers are refused with the place", async () => {
  await world().up("McpServer", "docs", plain);
  world().write("waivers.json", '{ "waivers": [{ "rule": "changed-arguments", "id": "docs", "until": "soon" }] }');
  const { code, stderr } = await world().drift(["--waivers", "waivers.json"]);
  expect(code).toBe(1);
  expect(stderr).toContain("waivers.0.rule");
  expect(stderr).toContain("waivers.0.until");
  expect(stderr).toContain("waivers.0.why");
});

test.each(["plaintext", "ciphertext"] as const)("no secret is in any report of a state with %s", async (secrets) => {
  const { cloudflare } = account;
  const description = "a description that is marked as secret";
  await world().up("McpServer", "docs", { ...bearer, description }, { secrets, marked: ["description"] });
  await world().up("McpServer", "client", oauthClient, { secrets });
  cloudflare.editServer("docs", { status: "error", error: `401 for Bearer ${token}`, description: "Edited" });
  for (const format of ["text", "json"]) {
    const { stdout } = await world().drift(["--format", format]);
    for (const secret of [oauthClient.clientSecret, description, cloudflare.apiToken]) {
      expect(stdout).not.toContain(secret);
    }
    if (secrets === "plaintext") {
      expect(stdout).not.toContain(token);
      expect(stdout).not.toContain("Edited");
    }
  }
  const { findings } = await world().report();
  const ofDocs = findings.filter(({ subject }) => subject.id === "docs").map(({ rule }) => rule);
  expect(ofDocs).toEqual(
    secrets === "plaintext" ? ["changed-argument", "failed-sync"] : ["failed-sync", "not-compared"],
  );
});

test("the report is the same in each run, and is written to a file if that is wanted", async () => {
  const { cloudflare } = account;
  await world().up("McpServer", "docs", { ...plain, name: "Docs" });
  cloudflare.editServer("docs", { name: "Edited" });
  cloudflare.seedServers(5);
  const first = await world().drift();
  cloudflare.setSwitches({ listOrder: "idDescending" });
  expect((await world().drift()).stdout).toBe(first.stdout);
  const written = await world().drift(["--out", "report.txt"], { isTerminal: true });
  expect(written).toMatchObject({ code: 7, stdout: "" });
  expect(written.stderr).toContain("The report is in report.txt.");
  expect(world().read("report.txt")).toBe(first.stdout);
});

test("a person sees progress and colours", async () => {
  await world().up("McpServer", "docs", plain);
  const { stdout, stderr } = await world().drift([], { isTerminal: true });
  expect(stderr).toContain("comparing 1 of 1 resource");
  expect(stdout).toContain("\u001b[1m");
});

test("what cannot go together, or is not there, is wrong usage or a failure with its reason", async () => {
  expect((await world().run(["--state", "x", "--account", "y"])).code).toBe(2);
  expect((await world().run(["--format", "yaml"])).stderr).toContain(
    "Allowed choices are text, json, markdown, sarif, html",
  );
  expect((await world().run(["--stack", "dev"])).stderr).toContain("There is no Pulumi.yaml");
  const nothing = await world().run([], { environment: { CLOUDFLARE_ACCOUNT_ID: undefined } });
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toContain("no account is set. Run this in a project, or pass --account.");
  expect((await world().run(["--state", "nothing.json"])).stderr).toContain("nothing.json cannot be read");
  world().write("other.json", "{}");
  expect((await world().run(["--state", "other.json"])).stderr).toContain("other.json is not a Pulumi state.");
});

test("the tools that a report calls callable are those that the portal offers, whichever switch is set", async () => {
  const { cloudflare } = account;
  const tools = ["a", "b", "c", "d"].map((name) => ({ name }));
  cloudflare.seedServer({
    id: "docs",
    ...ready,
    tools,
    updated_tools: [
      { name: "a", alias: "first" },
      { name: "b", enabled: false },
    ],
  });
  for (const serverDisabledWins of [true, false]) {
    for (const default_disabled of [true, false]) {
      cloudflare.setSwitches({ serverDisabledWins });
      const updated_tools = [
        { name: "b", enabled: true },
        { name: "c", enabled: !default_disabled, alias: "third" },
        { name: "d", enabled: default_disabled },
      ];
      cloudflare.seedPortal({
        id: "team",
        hostname: "mcp.example.com",
        servers: [{ server_id: "docs", default_disabled, updated_tools }],
      });
      const { stdout } = await world().run(["--format", "json"]);
      const { exposure } = JSON.parse(stdout) as { exposure: { tools: { calledAs: string; certain: boolean }[] }[] };
      const callable = (exposure[0]?.tools ?? [])
        .filter(({ certain }) => certain || !serverDisabledWins)
        .map(({ calledAs }) => calledAs);
      const offered = cloudflare.portalTools("team").map(({ name }) => name);
      expect(callable).toEqual(offered.toSorted());
    }
  }
});

test("a JSON report is fit for a terminal, too, and keeps every character", async () => {
  const name = "\u001b[31m\u202e\u009b\ud800 😀";
  account.cloudflare.seedServer({ id: "docs", name, ...ready });
  const { stdout } = await world().run(["--format", "json"]);
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  const { inventory } = JSON.parse(stdout) as { inventory: { servers: { name: string }[] } };
  expect(inventory.servers[0]?.name).toBe(name);
});

test("an override that hid a tool which was renamed is a finding that says so", async () => {
  const args = { ...plain, updatedTools: [{ name: "delete_all", enabled: false }] };
  const deployment = await world().up("McpServer", "docs", args);
  account.cloudflare.editServer("docs", { ...ready, tools: [{ name: "delete_all" }] });
  await deployment.refresh();
  account.cloudflare.editServer("docs", { tools: [{ name: "remove_all" }] });

  const { code, stdout } = await world().drift();
  expect(code).toBe(7);
  expect(stdout).toContain(
    'updatedTools of MCP server "docs" no longer hides "delete_all" (nearest name now: "remove_all")',
  );
});
