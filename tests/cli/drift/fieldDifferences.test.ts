import { compareValues } from "../../../provider/src/cli/drift/fieldDifferences";

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
