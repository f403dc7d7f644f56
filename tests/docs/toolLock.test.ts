import { existsSync } from "node:fs";
import { join } from "node:path";
import { findAll, repository, textOf } from "./tree";

const document = textOf("docs/internals/tool-lock.md").replaceAll(/\s+/g, " ");

/** `"<a sentence>" in <a file>`, also several sentences of one file. */
const evidence = [...document.matchAll(/((?:"[^"]+"[^"|]{0,40}? )+)in (tests\/[\w/.]+\.ts)/g)].flatMap(
  ([, sentences = "", file = ""]) =>
    [...sentences.matchAll(/"([^"]+)"/g)].map(([, sentence = ""]) => ({ sentence, file })),
);

test("each claim has evidence", () => {
  expect(evidence.length).toBeGreaterThan(15);
});

test.each(evidence)("there is a test in $file: $sentence", ({ sentence, file }) => {
  expect(existsSync(join(repository, file))).toBe(true);
  expect(textOf(file)).toContain(sentence);
});

test("the page for users names every kind of difference of the JSON result, and every standing", () => {
  const page = textOf("docs/tool-lock.md");
  const [, result = ""] = /(export interface Result \{[^]*?)```/.exec(page) ?? [];
  const literalsOf = (path: string, type: string): string[] => {
    const [declaration = ""] = new RegExp(`export type ${type} =[^]+?;\n`).exec(textOf(path)) ?? [];
    return findAll(declaration, /"(\w+)"/g);
  };
  const kinds = literalsOf("provider/src/lock/difference.ts", "DifferenceKind");
  const standings = literalsOf("provider/src/lock/verdict.ts", "Standing");
  expect([kinds.length, standings.length]).toEqual([18, 7]);
  expect(findAll(result.slice(result.indexOf("type Text")), /"(\w+)"/g)).toEqual(kinds);
  expect(findAll(/standing: (.+);/.exec(result)?.[1] ?? "", /"(\w+)"/g)).toEqual(standings);
});
