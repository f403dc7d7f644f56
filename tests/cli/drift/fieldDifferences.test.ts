import { compareValues } from "../../../provider/src/cli/drift/fieldDifferences";

const inherited = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
const own = (name: string, value: unknown): unknown =>
  JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`);

describe.each(inherited)("a name that every object inherits, %s, is compared like any other:", (name) => {
  test("as a tool of a list", () => {
    expect(compareValues("tools", [name], [])).toEqual([{ path: `tools["${name}"]`, declared: true }]);
    expect(compareValues("tools", [], [name])).toEqual([{ path: `tools["${name}"]`, found: true }]);
    expect(compareValues("tools", [name, "search"], ["search", name])).toEqual([
      { path: "tools", declared: [name, "search"], found: ["search", name] },
    ]);
  });

  test("as a row", () => {
    const search = { name: "search", enabled: true };
    expect(compareValues("updatedTools", [{ name, enabled: false }, search], [search])).toEqual([
      { path: `updatedTools["${name}"]`, declared: { enabled: false } },
    ]);
    expect(compareValues("updatedTools", [{ name, alias: "x" }], [{ name, alias: "y" }])).toEqual([
      { path: `updatedTools["${name}"].alias`, declared: "x", found: "y" },
    ]);
  });

  test("as a member", () => {
    expect(compareValues("toolLock.tools", own(name, "approved"), {})).toEqual([
      { path: `toolLock.tools.${name}`, declared: "approved" },
    ]);
    expect(compareValues("toolLock.tools", {}, own(name, "new"))).toEqual([
      { path: `toolLock.tools.${name}`, found: "new" },
    ]);
  });
});

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
  "a tool called %s that one of two values has is a difference like any other",
  (name) => {
    const withTool = JSON.parse(`{"tools":{"read":"approved","${name}":"new"}}`) as unknown;
    const without = { tools: { read: "approved" } };
    const path = `toolLock.tools.${name}`;
    expect(compareValues("toolLock", without, withTool)).toEqual([{ path, found: "new" }]);
    expect(compareValues("toolLock", withTool, without)).toEqual([{ path, declared: "new" }]);
    const other = { name: "read", alias: "a" };
    expect(compareValues("updatedTools", [{ name, alias: "b" }, other], [other])).toEqual([
      { path: `updatedTools[${JSON.stringify(name)}]`, declared: { alias: "b" } },
    ]);
    expect(compareValues("tools", ["read"], ["read", name])).toEqual([
      { path: `tools[${JSON.stringify(name)}]`, found: true },
    ]);
  },
);
