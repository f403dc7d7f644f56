import { boundOrigin } from "../../../provider/src/lock/upstream";
import { digestOf } from "../../../provider/src/lock/digest";
import {
  argumentOf,
  decisionText,
  keyOf,
  lockFrom,
  nameFromKey,
  seenText,
  summaryIn,
  summaryOf,
  withLines,
} from "../../../provider/src/toolLock/summary";
import { entry, lockOf, summarized, tool, upstreamUrl } from "../../support/locks";

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
      tools: { search: `approved ${digest}`, write: `denied ${digestOf(write, [])}` },
      prompts: { '"__odd"': `approved ${digestOf(tool("__odd"), [])}` },
    });
  });

  test("of a blank file has neither hostname nor anything to ignore", () => {
    const blank = { server: "github", hostname: undefined, ignore: [], tools: new Map(), prompts: new Map() };
    const summary = summaryOf(blank, "a.json", "enforce");
    expect(summary).toStrictEqual({ file: "a.json", mode: "enforce", tools: {}, prompts: {} });
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

  test("gives the decision back when something else was seen in its place, and none of what is no decision", () => {
    const { tools } = lockFrom("docs", {
      ...summarized(lock),
      tools: {
        seen: `changed sha256:0; approved ${digest}`,
        hidden: `hidden; denied ${digest}`,
        fresh: `new ${digest}`,
        behind: `approved ${digest} `,
        before: `not approved ${digest}`,
        short: `approved ${digest.slice(0, -1)}`,
        long: `approved ${digest}0`,
        empty: "",
      },
    });
    expect(Object.fromEntries(tools)).toEqual({
      seen: { allow: true, digest, definition: {} },
      hidden: { allow: false, digest, definition: {} },
    });
  });

  test.each<[unknown, boolean]>([
    [{ tools: {}, prompts: {} }, true],
    [{ tools: {} }, false],
    [{ tools: {}, prompts: [] }, false],
    [{ tools: null, prompts: {} }, false],
    [{ file: "a.json" }, false],
    ["a.json", false],
    [null, false],
    [undefined, false],
  ])("is %j: %p", (value, expected) => {
    expect(summaryIn(value)).toBe(expected ? value : undefined);
  });

  test("with other lines is otherwise the same", () => {
    const lines = { tools: { a: "b" }, prompts: {} };
    expect(withLines(summarized(lock), lines)).toEqual({ ...summarized(lock), ...lines });
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

test("a line has what was seen before what was decided", () => {
  expect(decisionText({ allow: true, digest: "d" })).toBe("approved d");
  expect(decisionText({ allow: false, digest: "d" })).toBe("denied d");
  expect(seenText("gone", entry(search))).toBe(`gone; approved ${digest}`);
  expect(seenText("new d", undefined)).toBe("new d");
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
