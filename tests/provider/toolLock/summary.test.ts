import { boundOrigin } from "../../../provider/src/lock/upstream";
import { digestOf } from "../../../provider/src/lock/digest";
import {
  argumentOf,
  keyOf,
  lockFrom,
  nameFromKey,
  restoredRecord,
  sameLock,
  seenIn,
  seenText,
  summaryIn,
  summaryOf,
  withoutRecord,
  withSeen,
  type LockMode,
  type LockSummary,
  type Seen,
} from "../../../provider/src/toolLock/summary";
import { withRemaining } from "../../../provider/src/toolLock/remaining";
import { entry, lockOf, shortDigest, summarized, tool, upstreamUrl } from "../../support/locks";

const search = tool("search");
const write = tool("write");
const digest = digestOf(search, []);
const lock = lockOf([], {
  ignore: ["/description"],
  tools: new Map([
    ["search", entry(search)],
    ["write", entry(write, { allow: false, reason: "not yet" })],
  ]),
  prompts: new Map([["__odd", entry(tool("__odd"))]]),
});

describe("a summary", () => {
  test("has what was decided of each definition, and no definition", () => {
    expect(summaryOf(lock, "a.json", "report")).toStrictEqual({
      file: "a.json",
      mode: "report",
      hostname: boundOrigin(upstreamUrl),
      ignore: ["/description"],
      tools: { search: `approved ${shortDigest(search)}`, write: `not allowed ${shortDigest(write)}` },
      prompts: { '"__odd"': `approved ${shortDigest(tool("__odd"))}` },
      __record: {
        decided: {
          tools: { search: `approved ${digest}`, write: `denied ${digestOf(write, [])}` },
          prompts: { '"__odd"': `approved ${digestOf(tool("__odd"), [])}` },
        },
      },
    });
  });

  test("of a blank file has neither hostname nor anything to ignore", () => {
    const blank = { server: "github", hostname: undefined, ignore: [], tools: new Map(), prompts: new Map() };
    const summary = summaryOf(blank, "a.json", "enforce");
    const none = { tools: {}, prompts: {} };
    expect(summary).toStrictEqual({ file: "a.json", mode: "enforce", ...none, __record: { decided: none } });
    expect(lockFrom("github", summary)).toEqual(blank);
  });

  test("gives the lock back, without the definitions", () => {
    const bare = { allow: true, digest, definition: {} };
    const { tools, prompts, ...rest } = lockFrom("docs", summarized(lock));
    expect(rest).toEqual({ server: "docs", hostname: boundOrigin(upstreamUrl), ignore: ["/description"] });
    expect([...tools]).toEqual([
      ["search", bare],
      ["write", { allow: false, digest: digestOf(write, []), definition: {} }],
    ]);
    expect([...prompts.keys()]).toEqual(["__odd"]);
  });

  test("gives back no decision that has another form", () => {
    const tools = {
      search: `approved ${digest}`,
      behind: `approved ${digest} `,
      before: `not approved ${digest}`,
      short: `approved ${digest.slice(0, -1)}`,
      long: `approved ${digest}0`,
      empty: "",
    };
    const summary = { ...summarized(lock), __record: { decided: { tools, prompts: {} } } };
    expect([...lockFrom("docs", summary).tools.keys()]).toEqual(["search"]);
  });

  test("written before 2026-11-28 has its record in its lines", () => {
    const lines = {
      search: `approved ${digest}`,
      seen: `changed sha256:0; approved ${digest}`,
      hidden: `hidden; denied ${digest}`,
      fresh: `new ${digest}`,
    };
    const { __record: record } = summaryIn({ file: "a.json", mode: "enforce", tools: lines, prompts: {} }) ?? {};
    expect(record).toEqual({
      decided: {
        tools: { search: `approved ${digest}`, seen: `approved ${digest}`, hidden: `denied ${digest}` },
        prompts: {},
      },
      open: { tools: { seen: "changed sha256:0", hidden: "hidden", fresh: `new ${digest}` } },
      fromLines: true,
    });
    const { __record: _, ...head } = summarized(lock);
    const old = {
      ...head,
      tools: { search: `approved ${digest}`, write: `denied ${digestOf(write, [])}` },
      prompts: { '"__odd"': `approved ${digestOf(tool("__odd"), [])}` },
    };
    expect(sameLock(old, summarized(lock))).toBe(true);
  });

  test.each<[unknown, boolean]>([
    [{ tools: {}, prompts: {} }, true],
    [{ tools: {}, prompts: {}, __record: { decided: { tools: {}, prompts: {} } } }, true],
    [{ tools: {} }, false],
    [{ tools: {}, prompts: [] }, false],
    [{ tools: null, prompts: {} }, false],
    [{ file: "a.json" }, false],
    ["a.json", false],
    [null, false],
    [undefined, false],
  ])("is %j: %p", (value, expected) => {
    const { __record: record } = summaryIn(value) ?? {};
    expect(record && { ...record, fromLines: undefined }).toEqual(
      expected ? { decided: { tools: {}, prompts: {} } } : undefined,
    );
  });
});

describe("what Pulumi shows of a tool", () => {
  const other = digestOf(tool("search", { title: "Other" }), []);
  const line = (seen: "open" | "settled", name: string, text: string, mode: LockMode = "enforce"): unknown => {
    const none = { open: {}, settled: {} };
    return withSeen(summarized(lock, mode), { ...none, [seen]: { tools: { [name]: text } } }).tools[name];
  };

  test.each<[string, string, string]>([
    ["search", `changed ${other}`, `changed ${other.slice(0, 19)}`],
    ["fresh", `new ${other}`, `new ${other.slice(0, 19)}`],
    ["search", "gone", "gone"],
    ["search", `void ${digest}`, "of another hostname"],
    ["search", "unreadable none: nested too deep", "unreadable"],
    ["write", `shown ${digest}`, `shown ${digest.slice(0, 19)}`],
    ["search", "described otherwise", "described otherwise"],
  ])("is what a refresh saw: %s, %s", (name, text, expected) => {
    expect(line("open", name, text)).toBe(expected);
  });

  test.each<[string, string, string, string]>([
    ["search", `changed ${other}`, "hidden until reviewed", `changed ${other.slice(0, 19)}, not hidden`],
    ["fresh", `new ${other}`, "hidden until reviewed", `new ${other.slice(0, 19)}, not hidden`],
    ["search", "gone", `approved ${digest.slice(0, 19)}, if it returns`, "gone"],
    ["search", `void ${digest}`, "hidden until reviewed", "of another hostname, not hidden"],
    ["search", "unreadable none: deep", "hidden: unreadable", "unreadable, not hidden"],
  ])("is what an update makes of it, by mode: %s, %s", (name, text, enforced, reported) => {
    expect(line("settled", name, text)).toBe(enforced);
    expect(line("settled", name, text, "report")).toBe(reported);
  });
});

describe("inputs in state have lines and no record", () => {
  const other = digestOf(tool("search", { title: "Other" }), []);
  const [open, settled] = [{ search: `changed ${other}`, write: "gone" }, { fresh: `new ${other}` }];
  const locks: [string, LockSummary][] = (["enforce", "report"] as const).flatMap((mode) => [
    [`nothing else in mode ${mode}`, summarized(lock, mode)],
    [
      `something settled in mode ${mode}`,
      withSeen(summarized(lock, mode), { open: {}, settled: { tools: { ...open, ...settled } } }),
    ],
  ]);
  locks.push(
    ["something open", withSeen(summarized(lock), { open: { tools: open }, settled: { tools: settled } })],
    ["words of a row", withSeen(summarized(lock), { open: { tools: { search: "hidden" } }, settled: {} })],
  );

  test.each(locks)("which mean the same, of a lock with %s", (_what, whole) => {
    const lines = JSON.parse(JSON.stringify(withoutRecord(whole))) as unknown;
    expect(lines).not.toHaveProperty("__record");
    expect(JSON.stringify({ ...(lines as object), hostname: "" })).not.toMatch(/[0-9a-f]{13}/);
    expect([sameLock(lines, whole), sameLock(whole, lines), sameLock(lines, lines)]).toEqual([true, true, true]);
    // A record comes back for the same file and mode only.
    expect(restoredRecord(lines, whole)).toBe(whole);
    expect(restoredRecord(lines, { ...whole, file: "b.json" })).toBe(lines);
    // And a check finds in them what was seen.
    const approving = (from: unknown): unknown => withRemaining(summarized(lock), summaryIn(from)).tools;
    expect(approving(lines)).toEqual(approving(whole));
  });

  test("which tell another decision, and something else that is open", () => {
    const lines = withoutRecord(summarized(lock));
    expect(sameLock(lines, summarized({ ...lock, tools: new Map() }))).toBe(false);
    expect(sameLock(lines, withSeen(summarized(lock), { open: { tools: open }, settled: {} }))).toBe(false);
  });

  test("which approve nothing: no digest in them is whole", () => {
    const lines = summaryIn(withoutRecord(summarized(lock)));
    expect(lines && lockFrom("docs", lines).tools.size).toBe(0);
  });

  test("as the program says them where nothing was read yet", () => {
    for (const value of ["a.json", { file: "a.json" }, null, undefined]) {
      expect(withoutRecord(value)).toBe(value);
      expect(restoredRecord(value, summarized(lock))).toBe(value);
    }
  });
});

describe("two locks mean the same", () => {
  const seen = (part: "open" | "settled"): unknown =>
    withSeen(summarized(lock), { open: {}, settled: {}, [part]: { tools: { fresh: `new ${digest}` } } });

  test("where only something settled differs, in any spelling of none", () => {
    expect(sameLock(seen("settled"), summarized(lock))).toBe(true);
    expect(sameLock(null, undefined)).toBe(true);
    expect(sameLock("a.json", "a.json")).toBe(true);
  });

  test.each([
    ["something is open", () => seen("open")],
    ["the mode differs", () => summarized(lock, "report")],
    ["a decision differs", () => summarized({ ...lock, tools: new Map() })],
    ["there is none", () => undefined],
  ])("not where %s", (_where, other) => {
    expect(sameLock(other(), summarized(lock))).toBe(false);
  });
});

test.each<[unknown, object]>([
  ["a.json", { file: "a.json", mode: "enforce" }],
  [{ file: "a.json" }, { file: "a.json", mode: "enforce" }],
  [
    { file: "a.json", mode: null },
    { file: "a.json", mode: "enforce" },
  ],
  [
    { file: "a.json", mode: "enforce" },
    { file: "a.json", mode: "enforce" },
  ],
  [summarized(lock, "report"), { file: "mcp-locks/github.json", mode: "report" }],
])("a program says by %j", (value, expected) => {
  expect(argumentOf(value)).toEqual(expected);
});

test.each<[Seen, string]>([
  [{ standing: "gone" }, "gone"],
  [{ standing: "new", digest }, `new ${digest}`],
  [{ standing: "unreadable", digest: "none: nested too deep" }, "unreadable none: nested too deep"],
])("what was seen is a text and back: %j", (seen, text) => {
  expect(seenText(seen)).toBe(text);
  expect(seenIn(text)).toEqual(seen);
});

describe("a name as a key", () => {
  test.each(["search", "S", "a1_b.c/d:e-f", "getX"])("is itself: %s", (name) => {
    expect(keyOf(name)).toBe(name);
    expect(nameFromKey(name)).toBe(name);
  });

  test.each<[string, string]>([
    ["__proto__", '"__proto__"'],
    ["1st", '"1st"'],
    ["", '""'],
    ["two words", '"two words"'],
    ['"quoted"', '"\\"quoted\\""'],
    ["<{%b%}<", '"\\u003c{%b%}\\u003c"'],
    ["a\nb", '"a\\nb"'],
    ["search!", '"search!"'],
  ])("is JSON text where it means something else: %j", (name, key) => {
    expect(keyOf(name)).toBe(key);
    expect(nameFromKey(key)).toBe(name);
  });
});
