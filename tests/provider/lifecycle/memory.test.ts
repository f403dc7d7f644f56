import { Memory } from "../../../provider/src/lifecycle/memory";

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

  test("the incarnation that a resource had, for the second check of a replacement", () => {
    const servers = new Memory().of("MCP server");
    expect(servers.incarnation("new", undefined)).toBe("1");
    expect(servers.incarnation("new", undefined)).toBe("1");
    for (const [old, next] of [
      ["1", "2"],
      ["9", "10"],
      ["6f1f946b-ef69-4756-a6ef-a66c13de3657", "1"],
      [7, "8"],
    ] as const) {
      expect(servers.incarnation("urn", old)).toBe(old);
      expect(servers.incarnation("urn", undefined)).toBe(next);
      expect(servers.incarnation("urn", null)).toBe(next);
    }
    expect(servers.incarnation("another", undefined)).toBe("1");
  });

  test("the arguments that steer the steps of a resource", () => {
    const servers = new Memory().of("MCP server");
    expect(servers.hintsOf("a")).toEqual({});
    servers.steer("a", { sync: "never" });
    servers.steer("b", {});
    expect([servers.hintsOf("a"), servers.hintsOf("b")]).toEqual([{ sync: "never" }, {}]);
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

  test("the notes of each room, and nothing of those of another process", () => {
    class Notes {
      readonly words: string[] = [];
    }
    const memory = new Memory();
    memory.notesOf(Notes).words.push("seen");
    expect(memory.notesOf(Notes).words).toEqual(["seen"]);
    expect(new Memory().notesOf(Notes).words).toEqual([]);
  });
});
