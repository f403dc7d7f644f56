import { join } from "node:path";
import { Command } from "commander";
import { commands } from "../../../provider/src/cli/program";
import type { Shell } from "../../../provider/src/cli/shell";
import { kindNames, lookUpNames } from "../../../provider/src/kinds";
import { resources, type AnyResourceKind } from "../../../provider/src/resources";
import { referencePage } from "../../../tools/reference/page";
import { Declarations } from "../../../tools/schema/declarations";
import { leavesOf } from "../../cli/leaves";
import { repository, textOf } from "../../docs/tree";

const page = referencePage(new Declarations(join(repository, "provider", "src", "program")));

/** The text below a heading, to the next one. */
function section(heading: string): string {
  return page.split(`# ${heading}\n`)[1]?.split(/\n#+ /)[0] ?? "";
}

/** The cells of the row of an argument. */
function row(heading: string, argument: string): string[] {
  const line = section(heading)
    .split("\n")
    .find((each) => each.startsWith(`| \`${argument}\``));
  return (line ?? "")
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

test("the committed reference is what the sources make: npm run reference", () => {
  expect(textOf("docs/reference.md")).toBe(page);
});

test.each(kindNames)("every argument and output of %s is there, with what a change of it does", (kind) => {
  const { table }: AnyResourceKind = resources[kind];
  for (const { name, kind: field } of table) {
    if (field === "output") {
      expect(section(`Outputs of ${kind}`)).toContain(`- \`${name}\` (`);
      continue;
    }
    const [, type = "", , , notes = ""] = row(`Arguments of ${kind}`, name);
    expect(type).toMatch(/^`.+`$/);
    expect(notes.includes("replaces")).toBe(field === "identity" || field === "replaced");
    expect(notes.includes("write-only")).toBe(field === "writeOnly");
    expect(section(`Arguments of ${kind}`)).toMatch(new RegExp(`^- \`${name}\`: \\S`, "m"));
  }
});

test.each([
  [
    "Arguments of McpServer",
    "serverId",
    "the name of the resource",
    "1 to 32 characters; a-z, 0-9, `_` and single `-` between them",
    "replaces",
  ],
  ["Arguments of McpServer", "sync", '`"auto"`', "", ""],
  ["Arguments of McpServer", "description", "none", "at most 512 characters", ""],
  ["Arguments of McpServer", "authCredentials", "", "not empty", "write-only"],
  ["Arguments of McpPortal", "codeMode", '`"opt_in"`', "", ""],
  ["Arguments of McpPortal", "servers", "none", "at most 80 (documented)", ""],
  ["McpOverride", "enabled", "true", "", ""],
])("%s: %s has its default, limits and notes", (heading, argument, ...facts) => {
  expect(row(heading, argument).slice(2)).toEqual(facts);
});

test("no cell of a table is a paragraph", () => {
  const cells = page.split("\n").flatMap((line) => (line.startsWith("|") ? line.split(/(?<!\\)\|/) : []));
  expect(cells.map((cell) => cell.trim()).filter((cell) => cell.length > 120)).toEqual([]);
});

test("every lookup and every option of every command is there", () => {
  for (const name of kindNames.flatMap((kind) => [lookUpNames[kind].one, lookUpNames[kind].all])) {
    expect(section(name)).toContain("| `accountId`");
  }
  const program = new Command();
  for (const register of commands) {
    register({ program, shell: {} as Shell, end: () => undefined });
  }
  for (const { words, command } of leavesOf(program, [])) {
    for (const { flags } of command.options) {
      expect(section(words.join(" "))).toContain(`| \`${flags}\``);
    }
  }
});
