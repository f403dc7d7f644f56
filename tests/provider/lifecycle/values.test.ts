import { PortalNotes } from "../../../provider/src/rows/notes";
import { Memory } from "../../../provider/src/lifecycle/memory";
import {
  camelCase,
  canonicalText,
  equal,
  harmless,
  hasUnknown,
  isSet,
  isUnknown,
  noneIfEmpty,
  renameKeys,
  shown,
  snakeCase,
} from "../../../provider/src/lifecycle/values";
import { unknownMark } from "../../support/hostile";

const signature = "4dabf18193072939515e22adb298388d";

test("what is not known yet is found wherever it is, and nothing else is taken for it", () => {
  expect([unknownMark, { a: [{ b: unknownMark, c: 1 }] }, [1, unknownMark]].map(hasUnknown)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["text", 7, null, undefined, {}, [], { a: ["b"] }].map(hasUnknown)).toEqual(Array(7).fill(false));
  expect([unknownMark, [unknownMark], `${unknownMark} `].map(isUnknown)).toEqual([true, false, false]);
});

test("null and undefined are not set, and everything else is", () => {
  expect([null, undefined].map(isSet)).toEqual([false, false]);
  expect([false, 0, "", [], {}].map(isSet)).toEqual(Array(5).fill(true));
  expect(["", null, undefined, "a", false].map(noneIfEmpty)).toEqual([null, null, null, "a", false]);
});

test("a value is shown as it is, or as JSON of at most 200 characters", () => {
  expect(["a b", 7, { a: 1 }, null, undefined].map(shown)).toEqual(["a b", "7", '{"a":1}', "unknown", "unknown"]);
  expect(shown("x".repeat(300))).toHaveLength(300);
  expect(shown(["x".repeat(300)])).toHaveLength(200);
});

test("the order of keys makes no difference, that of lists does", () => {
  const one = { b: [{ y: 1, x: 2 }], a: null };
  expect(canonicalText(one)).toBe('{"a":null,"b":[{"x":2,"y":1}]}');
  expect(equal(one, { a: null, b: [{ x: 2, y: 1 }] })).toBe(true);
  expect(equal([1, 2], [2, 1])).toBe(false);
  expect(equal(undefined, null)).toBe(true);
  expect(equal(undefined, "")).toBe(false);
});

test("names go from one notation to the other and back, deeply", () => {
  expect([camelCase("updated_tools"), camelCase("a_1b_c"), camelCase("plain")]).toEqual([
    "updatedTools",
    "a1bC",
    "plain",
  ]);
  expect([snakeCase("updatedTools"), snakeCase("plain")]).toEqual(["updated_tools", "plain"]);
  expect(renameKeys({ a_b: [{ c_d: "e_f" }, 7, null] }, camelCase)).toEqual({ aB: [{ cD: "e_f" }, 7, null] });
});

test("what comes from outside is taken for nothing else, in texts, lists and objects", () => {
  expect(harmless({ a: ["<{%fg 1%}>", unknownMark], [signature]: { b: `${String.fromCharCode(0xd800)}x` } })).toEqual({
    a: ["<{ %fg 1%}>", `${unknownMark} `],
    [`${signature} `]: { b: "\ufffdx" },
  });
  expect([7, true, null, "plain"].map(harmless)).toEqual([7, true, null, "plain"]);
});

describe("a process remembers", () => {
  test("whether there is a program: once any kind of object is known", () => {
    const memory = new Memory();
    expect(memory.withoutProgram).toBe(true);
    expect(memory.of("MCP server portal").isEmpty).toBe(true);
    memory.of("MCP server").know("account/docs", { urn: "urn", logicalName: "docs" });
    expect(memory.withoutProgram).toBe(false);
    expect(memory.of("MCP server").isEmpty).toBe(false);
    expect(memory.of("MCP server").resource("account/docs")).toEqual({ urn: "urn", logicalName: "docs" });
    expect(memory.of("MCP server portal").resource("account/docs")).toBeUndefined();
  });

  test("what it has made, what it replaces, and what each resource was identified by", () => {
    const servers = new Memory().of("MCP server");
    expect([servers.hasTaken("a"), servers.isReplaced("a"), servers.identity("urn")]).toEqual([
      false,
      false,
      undefined,
    ]);
    servers.take("a");
    servers.replace("a");
    servers.identify("urn", { serverId: "a" });
    expect([servers.hasTaken("a"), servers.isReplaced("a"), servers.identity("urn")]).toEqual([
      true,
      true,
      { serverId: "a" },
    ]);
    expect([servers.hasTaken("b"), servers.isReplaced("b")]).toEqual([false, false]);
  });

  test("which servers moved, which portals are locked, and once which portals a server was in", () => {
    const memory = new Memory().notesOf(PortalNotes);
    expect([memory.hasMoved("a"), memory.lockedPortals(), memory.left("a")]).toEqual([false, [], []]);
    memory.move("a");
    memory.lock("team", [{ serverId: "a" }]);
    memory.leave("a", [{ portalId: "team", row: {} as never }]);
    expect([memory.hasMoved("a"), memory.hasMoved("b")]).toEqual([true, false]);
    expect(memory.lockedPortals()).toEqual([["team", [{ serverId: "a" }]]]);
    expect(memory.left("a")).toEqual([{ portalId: "team", row: {} }]);
    expect(memory.left("a")).toEqual([]);
  });

  test("whose turn it is, for each object by itself, also after a failure", async () => {
    const memory = new Memory();
    const order: string[] = [];
    const slow = memory.inTurn("a", async () => {
      await Promise.resolve();
      order.push("first");
      throw new Error("no");
    });
    const next = memory.inTurn("a", () => Promise.resolve(order.push("second")));
    const other = memory.inTurn("b", () => Promise.resolve(order.push("other")));
    await expect(slow).rejects.toThrow("no");
    await Promise.all([next, other]);
    expect(order.indexOf("first")).toBeLessThan(order.indexOf("second"));
    expect(order).toHaveLength(3);
  });
});
