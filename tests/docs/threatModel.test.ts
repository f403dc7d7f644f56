import { existsSync } from "node:fs";
import { join } from "node:path";
import { repository, textOf } from "./tree";

const document = textOf("docs/threat-model.md").replaceAll(/\s+/g, " ");

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
