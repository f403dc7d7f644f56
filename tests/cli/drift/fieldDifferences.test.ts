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
