/** The licenses of everything in a bundle, as its files ask for. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `inputs` are the files of the bundle, from the repository. */
export function noticesFor(repository: string, inputs: readonly string[]): string {
  const packages = [...new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []))];
  const notices = packages.toSorted().map((path) => noticeOf(join(repository, path)));
  return `Packages that are part of bundle.js, with their licenses.\n\n${notices.join("\n")}`;
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.length === 0) {
    texts.push(licenceInReadme(folder) ?? fail(`${name} has no license text. Bundle no package without one.`));
  }
  const title = `${name} ${version} (${license ?? "see below"})`;
  return `${"=".repeat(title.length)}\n${title}\n${"=".repeat(title.length)}\n\n${texts.join("\n\n")}\n`;
}

/** Some packages have their licence as the last section of the README. */
function licenceInReadme(folder: string): string | undefined {
  const readme = readdirSync(folder).find((file) => /^readme/i.test(file));
  const text = readme === undefined ? "" : readFileSync(join(folder, readme), "utf8");
  return /^(?:#+ *licen[cs]e|licen[cs]e *\r?\n-+)\s+([^]*copyright[^]*)/im.exec(text)?.[1]?.trim();
}

function fail(message: string): never {
  throw new Error(message);
}
