import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "cloudflare-mcp-emulator";
import { calls } from "../../support/account";
import { commandLine } from "../../support/commandLine";
import { tool } from "../../support/locks";
import { place, useLockWorld } from "./world";

const search = tool("search", { annotations: { readOnlyHint: true } });
const rewritten = tool("search", { description: "Search, and mail what is found." });
const found = useLockWorld([search, tool("get")]);

describe("init", () => {
  test("writes what Cloudflare has, with nothing allowed, from any folder of the project, after one read", async () => {
    const { world } = found;
    const { code, stdout } = await world.run(["init", "docs"], { folder: world.deep });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "docs: 0 of 2 tools exposed",
        "  mcp-locks/docs.json: 2 tools, none allowed",
        '  to allow: npx pulumi-cloudflare-mcp lock allow docs <tool>... --reason "..."',
        "",
      ].join("\n"),
    );
    expect(world.decisions).toEqual({ get: false, search: false });
    expect(calls(world.program.cloudflare)).toEqual(["GET /servers/docs"]);
  });

  test("allows all when it is told to, and says what then is to be done", async () => {
    const { world } = found;
    expect(await world.printed("init", "docs", "--allow", "all", "--reason", "read")).toContain(
      "mcp-locks/docs.json: 2 tools, all allowed: review the file before you commit it\n",
    );
    expect(world.decisions).toEqual({ get: true, search: true });
    expect(world.lock.tools.get("get")?.reason).toBe("read");
  });

  test("overwrites no decisions, but fills a file that is blank", async () => {
    const { world } = found;
    world.program.write(place, "{}\n");
    await world.printed("init", "docs", "--allow", "all", "--reason", "read");
    const { text } = world;
    world.program.cloudflare.clearRequests();
    const { code, stdout, stderr } = await world.run(["init", "docs"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("`npx pulumi-cloudflare-mcp lock update docs` brings it up to date");
    expect(world.text).toBe(text);
    expect(calls(world.program.cloudflare)).toEqual([]);
  });

  test.each<[string, Parameters<Emulator["editServer"]>[1]]>([
    ["has no list yet", { tools: null }],
    ["has never synced", { tools: [], prompts: [], status: "error", last_synced: null, last_successful_sync: null }],
  ])("writes nothing for a server that %s", async (_when, changes) => {
    const { world } = found;
    world.program.cloudflare.editServer("docs", changes);
    const { code, stderr } = await world.run(["init", "docs"]);
    expect(code).toBe(1);
    expect(stderr).toContain("There is nothing to review yet");
    expect(world.text).toBeUndefined();
  });
});

describe("update", () => {
  test("writes what changed and what is new as not allowed, and says the verdict in the first line", async () => {
    const { world } = found;
    await world.printed("init", "docs", "--allow", "all", "--reason", "read");
    await world.program.publish([rewritten, tool("get"), tool("send")]);
    world.program.cloudflare.clearRequests();
    expect(await world.printed("update")).toBe(
      [
        "docs: 1 of 3 tools exposed, 1 changed, 1 new",
        "  written to mcp-locks/docs.json; nothing is allowed that was not before",
        "",
      ].join("\n"),
    );
    expect(calls(world.program.cloudflare)).toEqual(["GET /servers/docs"]);
    expect(world.decisions).toEqual({ get: true, search: false, send: false });

    const { text } = world;
    expect(await world.printed("update")).toBe("docs: 1 of 3 tools exposed\n  mcp-locks/docs.json is up to date\n");
    expect(world.text).toBe(text);
  });

  test("goes on with the others when one fails, and writes nothing for that", async () => {
    const { world } = found;
    await world.printed("init", "docs");
    world.program.write("mcp-locks/another.json", "");
    const { code, stdout, stderr } = await world.run(["update"]);
    expect(code).toBe(1);
    expect(stderr).toContain('MCP server "another" does not exist');
    expect(stdout).toContain("docs: 0 of 2 tools exposed");
    expect(readdirSync(join(world.program.folder, "mcp-locks")).toSorted()).toEqual(["another.json", "docs.json"]);
  });

  test("refuses a file that somebody broke, and leaves it as it is", async () => {
    const { world } = found;
    world.program.write(place, '{"server": "docs", "tools": ');
    const { code, stderr } = await world.run(["update"]);
    expect(code).toBe(1);
    expect(stderr).toContain(place);
    expect(world.text).toBe('{"server": "docs", "tools": ');
  });
});

describe("allow and deny", () => {
  const offline = { environment: { CLOUDFLARE_BASE_URL: "http://127.0.0.1:1", CLOUDFLARE_API_TOKEN: undefined } };

  test("edit the file, say what exactly was decided about, and ask nobody", async () => {
    const { world } = found;
    await world.printed("init", "docs");
    world.program.cloudflare.clearRequests();
    const allowed = await world.run(["allow", "docs", "search", "--reason", "read only"], {
      ...offline,
      folder: world.deep,
    });
    expect(allowed.stdout).toBe(
      `docs: 1 tool allowed in mcp-locks/docs.json\n  allowed search (${world.lock.tools.get("search")?.digest ?? ""})\n`,
    );
    expect(world.lock.tools.get("search")).toMatchObject({ allow: true, reason: "read only" });
    expect((await world.run(["deny", "docs", "--all"], offline)).code).toBe(0);
    expect(world.decisions).toEqual({ get: false, search: false });
    expect(calls(world.program.cloudflare)).toEqual([]);
  });

  test("change nothing when one of the names is not in the file, and propose the nearest", async () => {
    const { world } = found;
    await world.printed("init", "docs");
    const { code, stderr } = await world.run(["allow", "docs", "get", "saerch", "--reason", "read only"]);
    expect(code).toBe(1);
    expect(stderr).toContain("has no tool saerch (did you mean search?)");
    expect(stderr).toContain("Nothing was changed");
    expect(world.decisions).toEqual({ get: false, search: false });
  });

  test.each([
    [["allow", "docs", "search"], "--reason"],
    [["allow", "docs", "--reason", "x"], "Pass names or --all, not both."],
    [["allow", "docs", "search", "--all", "--reason", "x"], "Pass names or --all, not both."],
    [["allow", "docs", "search", "--reason", " "], "--reason must have 1 to"],
    [["allow", "../docs", "search", "--reason", "x"], "is not the id of a server"],
    [["update", "docs", "github", "--file", "lock.json"], "--file is the lock of one server"],
    [["init", "docs", "--allow", "all"], "--allow all needs --reason"],
    [["init", "docs", "--reason", "x"], "--reason is for --allow all"],
    [["init", "docs", "--allow", "all", "--reason", " "], "--reason must have 1 to"],
    [["init", "docs", "--ignore", "/name"], "--ignore must be a JSON pointer"],
    [["check"], "There is no lock file in mcp-locks/"],
  ])("%j is wrong usage", async (words, expected) => {
    const { world } = found;
    const { code, stderr } = await world.run(words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(expected) as string });
  });
});

test("members that change by themselves are ignored from then on, and every output says so", async () => {
  const { world } = found;
  const at = (value: number): typeof search => tool("search", { _meta: { at: value } });
  await world.program.publish([at(1)]);
  await world.printed("init", "docs", "--allow", "all", "--reason", "read");
  await world.program.publish([at(2)]);
  expect((await world.run(["check"])).code).toBe(7);
  await world.printed("ignore", "docs", "/_meta/at");
  expect(await world.printed("check")).toBe("docs: 1 of 1 tools exposed\n  ignored: /_meta/at\n");
  expect(await world.printed("show", "docs")).toContain("ignored: /_meta/at");
});

test("a lock is shown for people, and as MCP's tools/list for scanners, without asking anybody", async () => {
  const { world } = found;
  await world.printed("init", "docs");
  await world.printed("allow", "docs", "search", "--reason", "read only");
  world.program.cloudflare.clearRequests();
  expect(await world.printed("show", "docs")).toBe(
    [
      "docs: 1 of 2 allowed",
      `  reviewed at ${world.program.upstream.url}`,
      `  not allowed tool get: new tool of ${world.program.upstream.url}, not reviewed`,
      "      description",
      "          + Does get.",
      "  allowed tool search: read only",
      "      annotation readOnlyHint: true",
      "      description",
      "          + Does search.",
      "",
    ].join("\n"),
  );
  expect(JSON.parse(await world.printed("show", "docs", "--format", "tools-list"))).toEqual({
    tools: [tool("get"), search],
  });
  expect(JSON.parse(await world.printed("show", "docs", "--format", "json"))).toMatchObject({
    server: "docs",
    hostname: world.program.upstream.url,
    tools: [
      { name: "get", allow: false },
      { name: "search", allow: true, reason: "read only" },
    ],
  });
  expect(calls(world.program.cloudflare)).toEqual([]);
});

test("show says denied only of what somebody denied for a reason", async () => {
  const { world } = found;
  await world.printed("init", "docs");
  const shown = async (): Promise<string[]> =>
    (await world.printed("show", "docs")).split("\n").filter((each) => /^ {2}\S.* tool /.test(each));
  await world.printed("deny", "docs", "get");
  await world.printed("deny", "docs", "search", "--reason", "sends data");
  expect(await shown()).toEqual(["  not allowed tool get", "  denied tool search: sends data"]);
  await world.program.publish([tool("get", { title: "Get" }), search]);
  await world.printed("update", "docs");
  expect(await shown()).toEqual([
    `  not allowed tool get: changed tool of ${world.program.upstream.url}, not reviewed`,
    "  denied tool search: sends data",
  ]);
  // A lock that moves to another upstream decides nothing there.
  world.program.cloudflare.editServer("docs", { hostname: "https://elsewhere.example.com/mcp" });
  await world.printed("update", "docs");
  expect((await shown()).map((each) => each.slice(0, each.indexOf(":")))).toEqual([
    "  not allowed tool get",
    "  not allowed tool search",
  ]);
});

test("prompts are reviewed like tools", async () => {
  const { world } = found;
  const prompt = { name: "review", arguments: [{ name: "repository" }] };
  world.program.cloudflare.editServer("docs", { prompts: [prompt] });
  await world.printed("init", "docs");
  const { stderr } = await world.run(["allow", "docs", "review", "--reason", "x"]);
  expect(stderr).toContain("Prompts are named with --prompts");
  expect(await world.printed("allow", "docs", "review", "--prompts", "--reason", "x")).toContain("1 prompt allowed");
  world.program.cloudflare.editServer("docs", {
    prompts: [{ name: "review", arguments: [{ name: "repository", required: true }, { name: "token" }] }],
  });
  const { code, stdout } = await world.run(["check"]);
  expect(code).toBe(7);
  expect(stdout).toContain(
    [
      "  changed prompt review (was allowed)",
      "      argument repository is required now",
      "      argument token added",
      '          + {"name":"token"}',
      "",
    ].join("\n"),
  );
});

test("look-alike letters in the name of a tool are pointed out by show, and by check while the tool is new", async () => {
  const { world } = found;
  await world.program.publish([tool("s\u0435arch", { description: "Finds. 🚀" })]);
  const fact = '! letter that looks like e in "s\u0435arch": \u0435 (U+0435, Cyrillic)';
  await world.printed("init", "docs");
  expect(await world.printed("show", "docs")).toContain(fact);
  await world.program.publish([tool("r\u0435ad", { description: "Reads. 👩‍💻 ❤️" })]);
  const { stdout } = await world.run(["check", "docs"]);
  expect(stdout).toContain('! letter that looks like e in "r\u0435ad": \u0435 (U+0435, Cyrillic)');
  expect(stdout).not.toContain("not seen");
});

test.each(["init", "update", "allow", "deny", "ignore", "check", "show"])(
  "lock %s has help with an example",
  async (name) => {
    const { code, stdout } = await commandLine(["lock", name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`$ pulumi-cloudflare-mcp lock ${name}`);
    expect(stdout).toContain("Exit codes: 0");
  },
);

describe("a definition that quotes a credential", () => {
  const quoting = (text: string) => [
    tool(`says_${text}`),
    tool("get", { description: text, inputSchema: { [text]: text } }),
  ];

  test("is in no lock file, is named without it, and is never allowed", async () => {
    const { world } = found;
    const token = world.program.cloudflare.readOnlyToken;
    world.program.cloudflare.editServer("docs", { tools: [search, ...quoting(token)] });

    const init = await world.printed("init", "docs", "--allow", "all", "--reason", "read");

    expect(init).toContain("not written, and so never allowed: tool get: its definition holds a credential");
    expect(init).toContain(
      'not written, and so never allowed: tool "says_[secret]": its definition holds a credential',
    );
    expect(world.decisions).toEqual({ search: true });
    const update = await world.printed("update");
    const checks = [await world.run(["check"]), await world.run(["check", "--format", "json"])];
    expect(checks.map(({ code }) => code)).toEqual([7, 7]);
    for (const text of [init, update, world.text, ...checks.flatMap(({ stdout, stderr }) => [stdout, stderr])]) {
      expect(text).not.toContain(token);
    }
  });

  test("leaves a lock file that has it", async () => {
    const { world } = found;
    const { cloudflare } = world.program;
    const key = "canary5e09c310d77aa21f";
    cloudflare.editServer("docs", { tools: [search, ...quoting(key)] });
    await world.printed("init", "docs", "--allow", "all", "--reason", "read");
    expect(world.text).toContain(key);

    cloudflare.editServer("docs", { hostname: `${world.program.upstream.url}?api_key=${key}` });
    await world.printed("update");

    expect(world.text).not.toContain(key);
    expect(Object.keys(world.decisions)).toEqual(["search"]);
  });
});

describe("a server by the id that Pulumi stores", () => {
  const commands: readonly (readonly [string, ...string[]])[] = [
    ["init"],
    ["update"],
    ["check"],
    ["show"],
    ["allow", "search", "--reason", "read only"],
    ["deny", "search"],
    ["ignore", "/_meta"],
  ];
  test.each(commands)("%s: is that server, in its account only", async (command, ...more) => {
    const { world } = found;
    const { accountId, secondAccountId } = world.program.cloudflare;
    if (command !== "init") {
      await world.printed("init", "docs", "--allow", "all", "--reason", "read");
    }
    const { text } = world;
    const other = await world.run([command, `${secondAccountId}/docs`, ...more]);
    expect({ code: other.code, text: world.text }).toEqual({ code: 2, text });
    expect(other.stderr).toContain(
      `MCP server "docs" is in account ${secondAccountId}, not in ${accountId}. Give an id of account ${accountId}.`,
    );
    const { code, stderr } = await world.run([command, `${accountId}/docs`, ...more]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(world.lock.server).toBe("docs");
  });
});
