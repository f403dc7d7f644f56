import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesOfTheRepository, findAll, repository, textOf } from "./tree";

const documents = filesOfTheRepository().filter((path) => path.endsWith(".md"));

test.each(documents)("every relative link in %s leads somewhere", (document) => {
  const targets = findAll(textOf(document), /\]\((?!\w+:)([^)\s]+)\)/g);
  const missing = targets.filter((target) => {
    const [path = "", heading] = target.split("#");
    const file = path === "" ? document : join(dirname(document), path);
    return !existsSync(join(repository, file)) || (heading !== undefined && !headings(file).includes(heading));
  });
  expect(missing).toEqual([]);
});

/** The names of headings as links use them. */
function headings(document: string): string[] {
  return findAll(textOf(document), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}
