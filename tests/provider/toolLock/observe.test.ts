import { speak } from "../../support/observing";
import { digestOf } from "../../../provider/src/lock/digest";
import type { LockFile } from "../../../provider/src/lock/file";
import type { ObservedServer } from "../../../provider/src/lock/verdict";
import { sameLock, withSeen, type LockRecord } from "../../../provider/src/toolLock/summary";
import {
  approvedButHidden,
  deviationsBeside,
  deviationsIn,
  observedLock,
  reportedDeviations,
  settledLock,
  storedDeviations,
  verdictOn,
  type Deviation,
} from "../../../provider/src/toolLock/observe";
import { unknownMarks } from "../../../provider/src/pulumiProtocol";
import { meansSomethingElse } from "../../support/hostile";
import { deviation, entry, lockOf, observed, summarized, tool } from "../../support/locks";

const search = tool("search");
const write = tool("write");
const changed = tool("search", { description: "Sends all of it." });
const digest = (definition: typeof search): string => digestOf(definition, []);
const lock = lockOf([search], {
  tools: new Map([
    ["search", entry(search)],
    ["write", entry(write, { allow: false })],
  ]),
});

const seenOf = (server: ObservedServer, dealtWith: readonly Deviation[] = [], of: LockFile = lock): LockRecord =>
  observedLock(summarized(of), verdictOn(summarized(of), "github", server), dealtWith, speak).__record;
/** Drift, and what is none. */
const open = (...parameters: Parameters<typeof seenOf>): unknown => seenOf(...parameters).open?.tools ?? {};
const settled = (...parameters: Parameters<typeof seenOf>): unknown => seenOf(...parameters).settled?.tools ?? {};
const deviations = (server: ObservedServer, of: LockFile = lock): Deviation[] =>
  deviationsIn(verdictOn(summarized(of), "github", server), speak);

describe("a refresh sees of the lock of a server", () => {
  test.each<[string, ObservedServer, object, string[]]>([
    ["what was decided where all is as it was", observed([search, write]), {}, []],
    [
      "what is changed",
      observed([changed, write]),
      { search: `changed ${digest(changed)}` },
      [`tools search changed ${digest(changed)}`],
    ],
    [
      "what is changed though it was denied",
      observed([search, tool("write", { title: "W" })]),
      { write: `changed ${digest(tool("write", { title: "W" }))}` },
      [`tools write changed ${digest(tool("write", { title: "W" }))}`],
    ],
    ["nothing of what is gone and was not allowed", observed([search]), {}, []],
    ["what is gone", observed([write]), { search: "gone" }, ["tools search gone"]],
    [
      "what is new",
      observed([search, write, tool("__odd")]),
      { '"__odd"': `new ${digest(tool("__odd"))}` },
      [`tools "__odd" new ${digest(tool("__odd"))}`],
    ],
    [
      "what was approved for another upstream",
      observed([search, write], { hostname: "https://other.example.com/mcp" }),
      { search: `void ${digest(search)}` },
      [`tools search void ${digest(search)}`],
    ],
  ])("%s", (_what, server, lines, texts) => {
    expect(open(server)).toStrictEqual(lines);
    const expected = texts.map(deviation);
    expect(deviations(server)).toEqual(expected);
    // Dealt with, it is no drift any more.
    expect(open(server, expected)).toStrictEqual({});
    expect(settled(server, expected)).toStrictEqual(lines);
    expect(open(server, [deviation("tools other gone")])).toStrictEqual(lines);
  });

  test("everything else of it as it was", () => {
    const seen = { tools: { search: "gone" } };
    const summary = withSeen(summarized(lock, "report"), { open: seen, settled: seen });
    expect(observedLock(summary, verdictOn(summary, "github", observed([search, write])), [], speak)).toEqual(
      summarized(lock, "report"),
    );
  });

  test("prompts as tools", () => {
    const greet = tool("greet");
    const of = lockOf([], { prompts: new Map([["greet", entry(greet)]]) });
    const server = observed([], { prompts: [] });
    expect(seenOf(server, [], of).open).toEqual({ prompts: { greet: "gone" } });
    expect(deviations(server, of)).toEqual([deviation("prompts greet gone")]);
  });
});

describe("what is not known of a server is no difference", () => {
  const never = { last_successful_sync: null, last_synced: null };
  const greets = lockOf([search], { prompts: new Map([["greet", entry(tool("greet"))]]) });
  const noTools = null as never;

  test.each<[string, ObservedServer, LockFile, string[]]>([
    ["before its tools were read", observed([], { tools: noTools }), lock, []],
    ["before its tools were read, neither of prompts", observed([], { tools: noTools, prompts: [] }), greets, []],
    [
      "where its prompts were not read, and its tools were",
      observed([], { prompts: noTools }),
      greets,
      ["tools search gone"],
    ],
    ["before its first sync", observed([], { status: "waiting", ...never }), lock, []],
    ["before its first login", observed([], { authentication_status: "manual", ...never }), lock, []],
  ])("%s", (_when, server, of, expected) => {
    expect(deviations(server, of)).toEqual(expected.map(deviation));
    if (expected.length === 0) {
      expect(observedLock(summarized(of), verdictOn(summarized(of), "github", server), [], speak)).toEqual(
        summarized(of),
      );
    }
  });

  test.each<[string, Partial<ObservedServer>]>([
    ["a sync that failed after one that had not", { status: "error" }],
    ["the one login of a manual OAuth server", { authentication_status: "manual" }],
    ["a sync", {}],
  ])("and after %s it is one", (_what, more) => {
    expect(deviations(observed([write], more))).toEqual([deviation("tools search gone")]);
  });
});

test("of a lock that only reports, nothing is open", () => {
  const summary = summarized(lock, "report");
  const server = observed([changed, write, tool("new")]);
  const now = observedLock(summary, verdictOn(summary, "github", server), [], speak);
  expect(sameLock(now, summary)).toBe(true);
  expect(reportedDeviations(now)).toEqual(deviations(server));
  expect(approvedButHidden(now)).toEqual([]);
});

test("approved tools that wait for a review are those that were dealt with and are still there", () => {
  const summary = summarized(lock);
  const server = observed([changed, tool("write", { title: "W" }), tool("new")]);
  const verdict = verdictOn(summary, "github", server);
  expect(approvedButHidden(observedLock(summary, verdict, deviations(server), speak))).toEqual(["search"]);
  expect(approvedButHidden(observedLock(summary, verdict, [], speak))).toEqual([]);
  const other = verdictOn(summary, "github", observed([write]));
  expect(approvedButHidden(settledLock(summary, other, speak))).toEqual([]);
});

test.each<[unknown, Deviation[]]>([
  [[deviation("tools search gone"), 7, null], [deviation("tools search gone")]],
  [null, []],
  ["a", []],
])("what was dealt with is in state as %j", (stored, expected) => {
  expect(storedDeviations(stored)).toEqual(expected);
});

test("a tool that is called as the engine writes what is not known is text in state, and can be dealt with", () => {
  const marks = [...unknownMarks].map((mark) => tool(String(mark)));
  const server = observed([search, write, ...marks]);
  const found = deviations(server);
  expect(found).toHaveLength(marks.length);
  expect(meansSomethingElse(found)).toBe(false);
  expect(open(server, found)).toStrictEqual({});
});

test("as many deviations as an upstream likes are dealt with in one pass", () => {
  const many = Array.from({ length: 5_000 }, (_each, index) => tool(`tool${index}`));
  const server = observed([search, write, ...many]);
  const found = deviations(server);
  expect(found).toHaveLength(many.length);
  expect(deviationsBeside(found, found)).toEqual([]);
  expect(deviationsBeside(found, found.slice(1))).toEqual([found[0]]);
  expect(open(server, found)).toStrictEqual({});
});
