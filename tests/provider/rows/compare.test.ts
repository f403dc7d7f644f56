import type { Mapping } from "../../../provider/src/rows/rows";
import { sameMappings } from "../../../provider/src/rows/compare";

const row = (more: Partial<Mapping> = {}): Mapping => ({ serverId: "docs", ...more });
const lock = { file: "mcp-locks/docs.json", mode: "enforce", tools: { search: "approved" }, prompts: {} };

describe("a program and state", () => {
  test.each<[string, Partial<Mapping>, Partial<Mapping>]>([
    ["the defaults are said or not", { defaultDisabled: false, onBehalf: true, tools: null, toolLock: null }, {}],
    ["a list hides everything else, said or not", { tools: ["a"], defaultDisabled: true }, { tools: ["a"] }],
    ["a list has another order", { tools: ["b", "a"] }, { tools: ["a", "b"] }],
    [
      "overrides have another order, or change nothing",
      { updatedTools: [{ name: "a", alias: "x" }, { name: "b", enabled: false }, { name: "c" }] },
      {
        updatedTools: [
          { name: "b", enabled: false },
          { name: "a", alias: "x", enabled: true, description: "" },
        ],
      },
    ],
    [
      "overrides beside a list say enabled",
      { tools: ["a"], updatedTools: [{ name: "a" }] },
      {
        tools: ["a"],
        updatedTools: [{ name: "a", enabled: true }],
      },
    ],
    ["a row has an incarnation in state only", {}, { incarnation: "one" }],
    ["both rows are of the same incarnation", { incarnation: "one" }, { incarnation: "one" }],
    ["both have the same lock", { toolLock: lock }, { toolLock: { ...lock } }],
    ["a lock hides, said or not", { toolLock: lock, defaultDisabled: true }, { toolLock: lock }],
  ])("say the same where %s", (_where, declared, current) => {
    expect(sameMappings([row(declared)], [row(current)])).toBe(true);
  });

  test.each<[string, Partial<Mapping>, Partial<Mapping>]>([
    ["the row hides", { defaultDisabled: true }, {}],
    ["the login is another one", { onBehalf: false }, {}],
    ["a list is new", { tools: ["a"] }, {}],
    ["a list is new for what is hidden already", { tools: [] }, { defaultDisabled: true }],
    ["a list is shorter", { tools: ["a"] }, { tools: ["a", "b"] }],
    ["a list is of prompts", { prompts: ["a"] }, { tools: ["a"] }],
    ["overrides are new, though there is none", { updatedTools: [] }, {}],
    ["an override hides", { updatedTools: [{ name: "a", enabled: false }] }, { updatedTools: [] }],
    [
      "an override of a prompt has another text",
      { updatedPrompts: [{ name: "a", alias: "b" }] },
      { updatedPrompts: [] },
    ],
    [
      "an override beside a list has another text",
      { tools: ["a"], updatedTools: [{ name: "a", alias: "b" }] },
      { tools: ["a"], updatedTools: [{ name: "a" }] },
    ],
    ["the server is another incarnation", { incarnation: "two" }, { incarnation: "one" }],
    ["the server had no incarnation", { incarnation: "two" }, {}],
    ["the lock is new", { toolLock: lock }, { defaultDisabled: true }],
    ["the lock says something else", { toolLock: lock }, { toolLock: { ...lock, tools: {} } }],
    ["a locked row was seen to show all", { toolLock: lock }, { toolLock: lock, defaultDisabled: false }],
    ["the server is another one", {}, { serverId: "other" }],
  ])("do not where %s", (_where, declared, current) => {
    expect(sameMappings([row(declared)], [row(current)])).toBe(false);
  });

  test("have the same servers, in any order, and no more of them", () => {
    const tickets = row({ serverId: "tickets" });
    expect(sameMappings([row(), tickets], [tickets, row()])).toBe(true);
    expect(sameMappings([row(), tickets], [row()])).toBe(false);
    expect(sameMappings([row()], [row(), tickets])).toBe(false);
    expect(sameMappings([], null)).toBe(true);
  });
});
