import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "../../../provider/src/lock/digest";
import { lockText } from "../../../provider/src/lock/file";
import { lockPlace, readLock } from "../../../provider/src/lock/locate";
import { LockError, parseLock } from "../../../provider/src/lock/parse";
import { entry, lockContent, lockOf, tool, upstreamUrl } from "../../support/locks";

const source = { file: "mcp-locks/github.json", server: "github" };
const parse = (content: unknown): unknown =>
  parseLock(typeof content === "string" ? content : JSON.stringify(content), source);

function failureOf(run: () => unknown): LockError {
  try {
    run();
  } catch (error) {
    if (error instanceof LockError) {
      return error;
    }
    throw error;
  }
  throw new Error("it was accepted");
}

describe("text", () => {
  test("is sorted, with two spaces and a line break at the end, whatever the order in memory", () => {
    const tools = [tool("b", { annotations: { z: 1, a: 2 } }), tool("a")];
    const text = lockText(lockOf(tools));
    expect(text).toBe(lockText(lockOf([...tools].reverse())));
    expect(text).toMatch(/^\{\n {2}"\$schema": "urn:pulumi-cloudflare-mcp:tool-lock:1",\n {2}"server": "github",\n/);
    expect(text.indexOf('"a": {')).toBeLessThan(text.indexOf('"b": {'));
    expect(text.indexOf('"a": 2')).toBeLessThan(text.indexOf('"z": 1'));
    expect(text.endsWith("}\n")).toBe(true);
  });

  test("is sorted by code units, and omits empty reasons and ignored members", () => {
    const names = ["b", "Z", "ä", "a10", "a2", "\ufb00", "\u{1f600}"];
    const lock = lockOf(names.map((name) => tool(name)));
    expect(Object.keys((JSON.parse(lockText(lock)) as { tools: object }).tools)).toEqual([
      "Z",
      "a10",
      "a2",
      "b",
      "ä",
      "\u{1f600}",
      "\ufb00",
    ]);
    expect(lockText(lock)).not.toMatch(/"(?:ignore|reason)"/);
    expect(lockText(lockOf([tool("a", { list: [null, 1, "x"] })], { ignore: ["/b", "/a"] }))).toContain(
      '"ignore": [\n    "/a",\n    "/b"\n  ]',
    );
    expect(Object.keys(lockOf([tool("a")]).tools.get("a") ?? {})).toEqual(["allow", "digest", "definition"]);
    expect(Object.keys((parse(lockText(lock)) as typeof lock).tools.get("a2") ?? {})).toEqual([
      "allow",
      "digest",
      "definition",
    ]);
  });

  test("shows a reader of the change what he would not see: no such character stands in the file as it is", () => {
    const lock = lockOf([
      tool("search", { description: "Search\u200b\u202e\u{e0041}\u001b[31m\u{f0000}\ud800 ok é 日本" }),
    ]);
    const text = lockText(lock);
    expect(text).toContain("Search\\u200b\\u202e\\udb40\\udc41\\u001b[31m\\udb80\\udc00\\ud800 ok é 日本");
    expect(parse(text)).toEqual(lock);
  });

  test.each(["__proto__", "constructor", "prototype", "toString", "1", "", "a/b~c", "‮"])(
    "a tool may be called %j",
    (name) => {
      const lock = lockOf([tool("search"), tool(name)]);
      expect([...(parse(lockText(lock)) as typeof lock).tools.keys()].sort()).toEqual([name, "search"].sort());
      expect(parse(lockText(lock))).toEqual(lock);
    },
  );

  test("reads as well with another layout: reformatted, with Windows line breaks and a byte order mark", () => {
    const lock = lockOf([tool("search")]);
    const other = `\ufeff${JSON.stringify(JSON.parse(lockText(lock)), null, "\t").replaceAll("\n", "\r\n")}`;
    expect(parse(other)).toEqual(lock);
  });
});

test.each(["", "\n", "{}", " { } \n"])("a file with nothing but %j approves nothing", (text) => {
  expect(parse(text)).toEqual(lockOf([], { hostname: undefined }));
});

describe("what cannot be used is refused with the file, the place and the remedy", () => {
  const good = lockContent([tool("search")]);
  const spoiled = (name: string, changes: Record<string, unknown>): unknown => ({
    ...good,
    tools: { [name]: { ...entry(tool("search")), ...changes } },
  });
  test.each<[string, unknown, string[]]>([
    ["no JSON", '{"a":', ["mcp-locks/github.json: is not JSON: "]],
    ["a list", [], ["mcp-locks/github.json: must be an object"]],
    ["nested without end", "[".repeat(200_000), ["mcp-locks/github.json: is not JSON: "]],
    ["an unfinished merge", "{\n<<<<<<< HEAD\n}", ["has an unfinished merge (<<<<<<<). Resolve each"]],
    ["another format", { ...good, $schema: "urn:x:2" }, ["at /$schema: must be", "another release"]],
    ["no format", { ...good, $schema: undefined }, ["at /$schema: is missing; restore it"]],
    ["another server", { ...good, server: "jira" }, ['at /server: is "jira", but this', "lock init github"]],
    ["no hostname", { ...good, hostname: "" }, ["at /hostname: must be the URL"]],
    [
      "a member that is not known",
      { ...good, tool: {} },
      ["at /tool: is not a member of a lock file; remove it. Members: $schema,"],
    ],
    ["no prompts", { ...good, prompts: undefined }, ["at /prompts: is missing; restore it from the last commit."]],
    ["tools as a list", { ...good, tools: [] }, ["at /tools: must be an object."]],
    [
      "an entry that is none",
      { ...good, tools: { search: null } },
      ["at /tools/search: must be an object with allow, reason"],
    ],
    ["allow as a text", spoiled("search", { allow: "true" }), ["at /tools/search/allow: must be true or false."]],
    ["allow misspelt", spoiled("search", { Allow: false }), ["at /tools/search/Allow: is not a member"]],
    [
      "a digest of another kind",
      spoiled("search", { digest: "md5:00" }),
      ['at /tools/search/digest: must be "sha256:"'],
    ],
    ["no definition", spoiled("search", { definition: undefined }), ["at /tools/search/definition: is missing"]],
    ["a name that is not its key", spoiled("find", {}), ["at /tools/find/definition/name: must equal the key"]],
    [
      "a definition that somebody edited",
      spoiled("search", { definition: tool("search", { description: "Other." }) }),
      ["at /tools/search/digest: is not the digest of the definition beside it (sha256:", "lock update github"],
    ],
    ["the whole ignored", { ...good, ignore: [""] }, ["at /ignore/0: must be a JSON pointer"]],
    ["names ignored", { ...good, ignore: ["/name"] }, ["at /ignore/0: must be a JSON pointer", "nor its name"]],
    ["a path that is no pointer", { ...good, ignore: ["_meta"] }, ["at /ignore/0: must be a JSON pointer"]],
    [
      "a key twice, as after a merge",
      JSON.stringify(good).replace('"tools":{', `"tools":{"se\\u0061rch":${JSON.stringify(entry(tool("search")))},`),
      ["at /tools/search: is in the file twice"],
    ],
    [
      "a text with characters that no reviewer sees",
      lockText(lockOf([tool("search", { title: "x\u200b" })])).replace(String.raw`\u200b`, "\u200b"),
      [": contains a literal U+200B ZERO WIDTH SPACE at line ", String.raw`Write \u200b instead`],
    ],
    [
      "a name that turns text around",
      { ...good, "\u202e\u001b[2J": 1 },
      ["at /‹U+202E RIGHT-TO-LEFT OVERRIDE›‹U+001B ESCAPE›[2J"],
    ],
  ])("%s", (_name, content, parts) => {
    const { message, kind } = failureOf(() => parse(content));
    expect(kind).toBe("invalid");
    for (const part of parts) {
      expect(message).toContain(part);
    }
    expect(message.split("\n").every((line) => line.startsWith("mcp-locks/github.json"))).toBe(true);
  });

  test("all at once, and of very many the first twenty", () => {
    const rows = Array.from({ length: 50 }, (_, index) => [`t${index}`, {}]);
    const { problems } = failureOf(() => parse({ ...good, tools: Object.fromEntries(rows) as unknown }));
    expect(problems).toHaveLength(21);
    // Of each entry three members are missing.
    expect(problems.at(-1)).toEqual({ pointer: "", text: "130 more problems." });
    const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`x${index}`, 1]));
    expect(failureOf(() => parse({ ...good, ...twenty })).problems).toHaveLength(20);
  });

  test("an error is called by its class, and the whole file by its name alone", () => {
    const error = failureOf(() => parse("["));
    expect(error.name).toBe("LockError");
    expect(error.message).toMatch(/^mcp-locks\/github\.json: is not JSON: /);
    expect(failureOf(() => parse("x".repeat(64 * 1024 * 1024 + 1))).message).toBe(
      "mcp-locks/github.json: is too large for a lock file. Check the path.",
    );
    expect(failureOf(() => parse("x".repeat(64 * 1024 * 1024))).message).toContain("is not JSON");
  });

  test.each(["<<<<<<< HEAD", "<<<<<<<", "=======", ">>>>>>> theirs"])("a line %j is an unfinished merge", (line) => {
    expect(failureOf(() => parse(`{\n${line}\n}`)).problems).toEqual([
      { pointer: "", text: "has an unfinished merge (<<<<<<<). Resolve each conflict." },
    ]);
  });

  test.each([" <<<<<<< HEAD", "<<<<<< HEAD", "<<<<<<<HEAD", "= ", "> ", "========"])("a line %j is none", (line) => {
    expect(failureOf(() => parse(`{\n${line}\n}`)).message).toContain("is not JSON");
  });

  test("only a byte order mark at the beginning is passed over", () => {
    expect(failureOf(() => parse("{}\ufeff")).message).toContain("is not JSON");
    expect(parse("\ufeff{}")).toEqual(lockOf([], { hostname: undefined }));
  });
});

test("members that are ignored do not count, and everything else does", () => {
  const ignore = ["/_meta/at", "/inputSchema/properties/a~1b/x", "/list/0"];
  const one = tool("search", {
    _meta: { at: 1, by: "x" },
    inputSchema: { properties: { "a/b": { x: 1 } } },
    list: [1, 2],
  });
  const other = tool("search", { _meta: { by: "x" }, inputSchema: { properties: { "a/b": {} } }, list: [2] });
  expect(digestOf(one, ignore)).toBe(digestOf(other));
  expect(digestOf(one)).not.toBe(digestOf(other));
  const lock = lockOf([one], { ignore: ["/_meta/at"] });
  expect(parse(lockText(lock))).toEqual(lock);
});

describe("places", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "lock-"));
    mkdirSync(join(root, "program/src"), { recursive: true });
    mkdirSync(join(root, "mcp-locks"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  test("a file is found from the folder of Pulumi.yaml, from wherever in the project somebody asks", () => {
    writeFileSync(join(root, "Pulumi.yaml"), "name: x\n");
    writeFileSync(join(root, "mcp-locks/github.json"), lockText(lockOf([tool("search")])));
    for (const from of [root, join(root, "program"), join(root, "program/src")]) {
      const place = lockPlace("github", undefined, from);
      expect(place).toEqual({ path: join(root, "mcp-locks/github.json"), file: "mcp-locks/github.json" });
      expect(readLock("github", place).hostname).toBe(upstreamUrl);
    }
    expect(lockPlace("github", "x/y.json", join(root, "program")).path).toBe(join(root, "x/y.json"));
  });

  test("without a project, from where one is", () => {
    expect(lockPlace("github", undefined, join(root, "program")).path).toBe(
      join(root, "program/mcp-locks/github.json"),
    );
  });

  test("a missing file is told from an unreadable one, with the command that writes it", () => {
    const place = lockPlace("github", undefined, root);
    const missing = failureOf(() => readLock("github", place));
    expect(missing.kind).toBe("missing");
    expect(missing.message).toContain(
      "mcp-locks/github.json: does not exist. Write it with `npx pulumi-cloudflare-mcp lock init github`",
    );
    const named = failureOf(() => readLock("github", lockPlace("github", "locks/g.json", root)));
    expect(named.message).toContain("lock init github --file locks/g.json`");
    mkdirSync(join(root, "mcp-locks/github.json"));
    const inside = lockPlace("github", join("Pulumi.yaml", "x.json"), root);
    writeFileSync(join(root, "Pulumi.yaml"), "name: x\n");
    expect(failureOf(() => readLock("github", inside)).kind).toBe("missing");
    const outside = lockPlace("github", "../x..json", join(root, "program"));
    expect(outside.file).toBe(join(root, "..", "x..json"));
    expect(lockPlace("github", "..x.json", root).file).toBe(join(root, "..x.json"));
    expect(lockPlace("github", "x...json", root).file).toBe("x...json");
    expect(failureOf(() => readLock("github", place))).toMatchObject({
      kind: "unreadable",
      message: "mcp-locks/github.json: cannot be read (EISDIR).",
    });
  });

  test("a device or a pipe, which never ends, is not read, also behind a link", () => {
    symlinkSync("/dev/zero", join(root, "mcp-locks/device.json"));
    execFileSync("sh", ["-c", `mkfifo "$0"`, join(root, "mcp-locks/pipe.json")]);
    for (const name of ["device", "pipe"]) {
      expect(failureOf(() => readLock(name, lockPlace(name, undefined, root)))).toMatchObject({
        kind: "unreadable",
        message: `mcp-locks/${name}.json: is a device or a pipe, not a file. Restore it from the last commit.`,
      });
    }
  });
});

describe("an integer that JavaScript rounds", () => {
  const textOf = (literal: string): string =>
    lockText(lockOf([tool("search", { inputSchema: { maximum: 18446744073709552000 } }), tool("read")])).replace(
      "18446744073709552000",
      literal,
    );

  test("makes a definition in the file unreadable: what a reviewer sees is not what is compared", () => {
    expect(() => parse(textOf("18446744073709552000"))).not.toThrow();
    expect(failureOf(() => parse(textOf("18446744073709551615"))).problems).toEqual([
      {
        pointer: "/tools/search/definition",
        text: "cannot be compared: it has an integer beyond 2^53 that cannot be compared exactly. Remove the entry: it cannot be approved.",
      },
    ]);
  });
});
