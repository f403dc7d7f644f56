import { filesOfTheRepository, textOf } from "./tree";

const rooms = ["provider/src", "emulator/src", "tools", "bench", "tests/support"];

const sources = filesOfTheRepository().filter(
  (path) => rooms.some((room) => path.startsWith(`${room}/`)) && /\.(?:m?ts|mjs)$/.test(path),
);

/** A comment before all imports, with its first line. Only a shebang or `// @ts-check` may stand above it. */
const opening = /^(?:#!.*\n)?(?:\/\/ @ts-check\n)?\/\*\*(?: |\n \* )(?<line>\S.*)/;

test("every room has sources", () => {
  expect(rooms.filter((room) => !sources.some((path) => path.startsWith(`${room}/`)))).toEqual([]);
});

test("every source file opens with a line that says what it is for", () => {
  expect(sources.filter((path) => !opening.test(textOf(path)))).toEqual([]);
});

test("no first line speaks of itself", () => {
  const lines = sources.map((path) => [path, opening.exec(textOf(path))?.groups?.line ?? ""] as const);
  expect(lines.filter(([, line]) => /\bthis (?:file|module)\b/i.test(line))).toEqual([]);
});
