/** The words of what a person reads: by the rules of tools/prose, and how many a user meets. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { proseFaults } from "../../tools/prose/files";
import { passagesOf } from "../../tools/prose/markdown";

const repository = resolve(__dirname, "../..");

test("no sentence, table cell or phrase breaks the rules for prose", () => {
  const faults = proseFaults(repository);
  expect(faults.map(({ place, rule, text }) => `${place} ${rule}: ${text.slice(0, 80)}`)).toEqual([]);
});

test("the README and the pages for users have fewer than 9,000 words, without the reference that is generated", () => {
  const pages = readdirSync(join(repository, "docs")).filter((file) => file.endsWith(".md") && file !== "reference.md");
  const words = ["README.md", ...pages.map((file) => `docs/${file}`)]
    .flatMap((file) => passagesOf(file, readFileSync(join(repository, file), "utf8")))
    .flatMap(({ text }) => text.split(/\s+/))
    .filter((word) => word !== "");
  expect(pages.length).toBe(10);
  expect(words.length).toBeLessThan(9_000);
});
