import {
  enforcedLock,
  hides,
  isLocked,
  mappings,
  serverIdOf,
  wireMappings,
  type Mapping,
} from "../../../provider/src/rows/rows";
import { summaryIn } from "../../../provider/src/toolLock/summary";

const read = { file: "mcp-locks/docs.json", mode: "enforce", tools: {}, prompts: {} } as const;
const reported = { ...read, mode: "report" } as const;

describe("a row of a program", () => {
  test.each<[string, Partial<Mapping>, boolean]>([
    ["that says nothing", {}, false],
    ["that is hidden by default", { defaultDisabled: true }, true],
    ["that is shown by default", { defaultDisabled: false }, false],
    ["with null for all", { defaultDisabled: null, tools: null, prompts: null, toolLock: null }, false],
    ["with a list of tools", { tools: ["search"] }, true],
    ["with an empty list of tools", { tools: [] }, true],
    ["with a list of prompts", { prompts: ["greet"] }, true],
    ["with overrides only", { updatedTools: [{ name: "search", enabled: false }] }, false],
    ["with a list of tools beside what is seen to be shown", { tools: ["search"], defaultDisabled: false }, false],
    ["with a lock whose file was not read yet", { toolLock: "mcp-locks/docs.json" }, true],
    ["with a lock", { toolLock: read }, true],
    ["with a lock beside what is seen to be shown", { toolLock: read, defaultDisabled: false }, true],
    ["with a lock that only reports", { toolLock: reported }, false],
    ["with a lock that only reports, and a list of tools", { toolLock: reported, tools: [] }, true],
  ])("%s hides what nobody turned on: %p", (_which, row, expected) => {
    expect(hides({ serverId: "docs", ...row })).toBe(expected);
  });

  test.each<[string, unknown, boolean, unknown]>([
    ["no lock", undefined, false, undefined],
    ["null for its lock", null, false, undefined],
    ["a lock as a program says it", "mcp-locks/docs.json", true, undefined],
    ["a lock without a mode", { file: "mcp-locks/docs.json" }, true, undefined],
    ["a lock that was read", read, true, read],
    ["a lock that only reports", reported, false, undefined],
    ["a lock that only reports, as a program says it", { file: "a.json", mode: "report" }, false, undefined],
  ])("with %s is locked: %p", (_which, toolLock, locked, enforced) => {
    const row = { serverId: "docs", toolLock };
    expect(isLocked(row)).toBe(locked);
    expect(enforcedLock(row)).toEqual(summaryIn(enforced));
  });
});

test("what is no row is passed over, in programs and in answers", () => {
  const row = { serverId: "docs" };
  for (const rows of [mappings, wireMappings]) {
    expect(rows([row, null, "docs", 7])).toEqual([row]);
    expect(rows(undefined)).toEqual([]);
    expect(rows("docs")).toEqual([]);
  }
});

test.each<[string, object, string]>([
  ["server_id", { server_id: "docs", id: "other" }, "docs"],
  ["id, in older answers", { id: "docs" }, "docs"],
  ["nothing", {}, ""],
])("the server of a row is in %s", (_where, row, expected) => {
  expect(serverIdOf(row as never)).toBe(expected);
});
