import { filesOfTheRepository, textOf } from "./tree";

const files = filesOfTheRepository();

/** The lines of all files that match a pattern, with where they are. */
function linesWith(pattern: RegExp, but: readonly string[] = []): string[] {
  return files
    .filter((path) => !but.includes(path))
    .flatMap((path) =>
      textOf(path)
        .split("\n")
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
}

test("no file names a folder of somebody's machine", () => {
  expect(linesWith(/(?<![\w.:/-])\/(?:work|root|home|Users)\/[\w.]/)).toEqual([]);
});

test("no file speaks of material that is not in the repository", () => {
  expect(linesWith(/\.\.\/shared\/|(?<![\w@/.-])shared\/\w/)).toEqual([]);
});

test("no file names the address of a package registry or of a download", () => {
  const address =
    /https?:\/\/(?:registry|npm|get|goproxy|mirrors?|artifactory|nexus)\.|https?:\/\/proxy\.golang|https?:\/\/\S+\.(?:tgz|tar\.gz|zip|exe|msi|deb|rpm)\b|https?:\/\/\S+\/releases\/download\//i;
  expect(linesWith(address)).toEqual([]);
});

test("the lock file says what to install, not from where", () => {
  const { packages } = JSON.parse(textOf("package-lock.json")) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
  };
  const installed = Object.entries(packages).filter(([path]) => path.includes("node_modules/"));
  expect(installed.length).toBeGreaterThan(100);
  const wrong = installed.filter(
    ([, { resolved, integrity, link }]) =>
      (resolved !== undefined && (link !== true || resolved.includes("://"))) ||
      (link !== true && integrity === undefined),
  );
  expect(wrong.map(([path]) => path)).toEqual([]);
});
