import { ownField } from "../../../provider/src/lifecycle/fields";
import { mappingsSchema, openLocks } from "../../../provider/src/rows/check";
import { lockOf, summarized } from "../../support/locks";
import { rowMembers, unknownMark } from "../../support/hostile";
import { refusalsOf } from "../../support/refusals";

const faults = (value: unknown): string[] =>
  refusalsOf({ name: "servers", ...ownField("setting", mappingsSchema()) }, value);
const row = (more: object = {}): object => ({ serverId: "docs", ...more });

describe("a list of servers passes", () => {
  test.each<[string, unknown]>([
    ["that is empty", []],
    ["that is not known yet", unknownMark],
    ["with rows that are not known yet", [unknownMark, unknownMark]],
    ["with ids that are not known yet", [{ serverId: unknownMark }, { serverId: unknownMark }]],
    ["with several servers", [row(), { serverId: "tickets" }]],
    [
      "with null for all that may be left out",
      [row(Object.fromEntries(rowMembers.filter((name) => name !== "serverId").map((name) => [name, null])))],
    ],
    [
      "with all",
      [
        row({
          incarnation: "one",
          defaultDisabled: true,
          onBehalf: false,
          tools: ["search", unknownMark],
          prompts: [],
          updatedTools: [{ name: "search", alias: "find", description: "Finds" }],
          updatedPrompts: unknownMark,
          toolLock: { file: "mcp-locks/docs.json", mode: "report" },
        }),
      ],
    ],
    ["with overrides that show and hide", [row({ updatedTools: [{ name: "search", enabled: false }] })]],
    [
      "with a list beside overrides that may say enabled",
      [row({ tools: [], updatedTools: [{ name: "a", enabled: unknownMark }] })],
    ],
    [
      "with a list beside overrides that say null",
      [row({ prompts: [], updatedPrompts: [{ name: "a", enabled: null }] })],
    ],
    [
      "with a list of tools beside prompts that are shown",
      [row({ tools: [], updatedPrompts: [{ name: "a", enabled: true }] })],
    ],
    ["with a list beside what it says anyway", [row({ tools: [], defaultDisabled: true })]],
  ])("%s", (_how, value) => {
    expect(faults(value)).toEqual([]);
  });
});

describe("a list of servers is refused", () => {
  test.each<[string, unknown, string[]]>([
    [
      "that is no list",
      "docs",
      ["servers: must be a list: each item an McpServer, or an object with server or serverId"],
    ],
    ["with what is no row", ["docs"], ["servers.0: must be an McpServer, or an object with server or serverId"]],
    [
      "with a server that is none",
      [row({ server: "docs" })],
      ["servers.0.server: must be an McpServer; for an id, use serverId"],
    ],
    [
      "with another member",
      [row({ tool: ["search"] })],
      [
        "servers.0.tool: is not a setting of a portal's server (server or serverId, defaultDisabled, onBehalf, tools, prompts, updatedTools, updatedPrompts, toolLock)",
      ],
    ],
    ["without an id", [{}], ["servers.0.serverId: must be an McpServer, or an object with server or serverId"]],
    [
      "with an id that is none",
      [{ serverId: "Docs" }],
      ["servers.0.serverId: may contain only a-z, 0-9, _ and single - between them"],
    ],
    [
      "with a server twice",
      [row(), row({ tools: [] }), { serverId: "tickets" }],
      ['servers: has more than one row for "docs"'],
    ],
    ["with a switch that is none", [row({ onBehalf: "yes" })], ["servers.0.onBehalf: must be true or false"]],
    ["with a switch that is none", [row({ defaultDisabled: 1 })], ["servers.0.defaultDisabled: must be true or false"]],
    [
      "with tools that are no list",
      [row({ tools: "search" })],
      ['servers.0.tools: must be a list of names, such as ["search"]'],
    ],
    ["with a prompt that is no name", [row({ prompts: [7] })], ["servers.0.prompts.0: must be a name"]],
    ["with a name that is empty", [row({ tools: ["search", ""] })], ["servers.0.tools.1: must not be empty"]],
    [
      "with a tool twice",
      [row({ tools: ["search", "search"] })],
      ['servers.0.tools: has more than one row for "search"'],
    ],
    [
      "with an override twice",
      [row({ updatedPrompts: [{ name: "a" }, { name: "a" }] })],
      ['servers.0.updatedPrompts: has more than one row for "a"'],
    ],
    [
      "with a lock that is none",
      [row({ toolLock: 7 })],
      [
        'servers.0.toolLock: must be the path of a lock file, such as "mcp-locks/github.json", or an object with file and mode ("enforce" or "report")',
      ],
    ],
    [
      "with lists beside what shows all",
      [row({ tools: [], prompts: ["greet"], defaultDisabled: false })],
      [
        "servers.0: has tools, which hides everything else, beside defaultDisabled: false; remove one of them",
        "servers.0: has prompts, which hides everything else, beside defaultDisabled: false; remove one of them",
      ],
    ],
    [
      "with a list beside overrides that show or hide",
      [{ serverId: "tickets" }, row({ tools: ["a"], updatedTools: [{ name: "b" }, { name: "a", enabled: false }] })],
      ["servers.1: has tools beside rows of updatedTools with enabled; remove enabled there: tools alone decides"],
    ],
  ])("%s: %j", (_how, value, expected) => {
    expect(faults(value)).toEqual(expected);
  });
});

describe("a lock beside what shows all", () => {
  const lock = summarized(lockOf([]));
  const refusal = (index: number): string =>
    `servers.${index}: has a toolLock, which hides unapproved tools, beside defaultDisabled: false; remove one of them, or set mode to report`;

  test.each<[string, unknown, string[]]>([
    ["is refused", [row(), row({ toolLock: "a.json", defaultDisabled: false })], [refusal(1)]],
    ["is refused when it was read", [row({ toolLock: lock, defaultDisabled: false })], [refusal(0)]],
    ["only reports", [row({ toolLock: { ...lock, mode: "report" }, defaultDisabled: false })], []],
    ["hides", [row({ toolLock: lock, defaultDisabled: true }), row({ toolLock: lock })], []],
    ["is none", [row({ toolLock: null, defaultDisabled: false })], []],
    ["is in no list", "servers", []],
  ])("%s", (_what, servers, expected) => {
    expect(openLocks(servers)).toEqual(expected);
  });
});
