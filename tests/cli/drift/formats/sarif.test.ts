import fc from "fast-check";
import { findEntryLine } from "../../../../provider/src/cli/drift/formats/sarif";
import { catalogues, lockText } from "../../../../provider/src/lock/file";
import { entry, lockOf, tool } from "../../../support/locks";

const names = fc.uniqueArray(
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(
      "tools",
      "prompts",
      "definition",
      "__proto__",
      "constructor",
      "10",
      "9",
      '"}',
      "}\n  }",
      "\u200b",
      "name",
    ),
  ),
  { maxLength: 6 },
);

test("each entry of a lock file is found at its own line, whatever its name and its definition say", () => {
  fc.assert(
    fc.property(names, names, names, (tools, prompts, others) => {
      const ofPrompts = prompts.map((name) => [name, entry(tool(name, { [name]: { tools: {} } }))] as const);
      const lock = lockOf(
        tools.map((name) => tool(name, { inputSchema: { type: "object", properties: { [name]: { prompts: {} } } } })),
        { prompts: new Map(ofPrompts) },
      );
      const lines = lockText(lock).split("\n");
      for (const kind of catalogues) {
        const line = (name: string): string => lines[findEntryLine(lines.join("\n"), { kind, name }) - 1] ?? "";
        const found = { tools, prompts }[kind];
        for (const name of found) {
          expect(JSON.parse(`{${line(name)}}}`)).toEqual(Object.fromEntries([[name, {}]]));
        }
        for (const name of others.filter((each) => !found.includes(each))) {
          expect(line(name)).toMatch(new RegExp(`^ {2}"${kind}": \\{`));
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("where there is no such list, it is the first line", () => {
  expect(findEntryLine("", { kind: "tools", name: "search" })).toBe(1);
  expect(findEntryLine('{"tools": {"search": {}}}', { kind: "tools", name: "search" })).toBe(1);
});
