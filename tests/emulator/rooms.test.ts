import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { filesOfTheRepository, repository } from "../docs/tree";

const root = join(repository, "emulator/src");

/** The rooms of the emulator. Each may import only the rooms below it, types included. */
const rooms = [
  // Starts an emulator, and is all that programs import.
  ["index", "main", "start", "emulator"],
  // What tests see and change beside the API.
  ["backDoor"],
  // A call until an operation has it: log, faults, authentication, rate limit.
  ["http"],
  // The operations on portals, which show servers.
  ["portals"],
  // The operations on servers, and the sync with their upstream.
  ["servers"],
  // What surrounds portals, and is only read.
  ["zones", "access"],
  // Rules that both kinds of object share: fields, lists, duplicate ids.
  ["objects"],
  // Schemas of requests and answers, from the facts of the API.
  ["openapi"],
  // The stored servers and portals.
  ["store"],
  // Facts that import nothing of the emulator.
  ["identities", "permissions", "switches", "refusals", "apiPaths", "times", "mcpServer", "toolsFile"],
];

const files = filesOfTheRepository(root).map((path) => relative(root, join(repository, path)));

const imports = files.flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/ from "(\.[^"]+)";$/gm)].map(([, to = ""]) => ({
    file: file.replace(/\.ts$/, ""),
    imported: join(file, "..", to),
  })),
);

const floorOf = (file: string): number => rooms.findIndex((names) => names.includes(file.split("/")[0] ?? ""));

test("every file of the emulator is in a room", () => {
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((file) => floorOf(file.replace(/\.ts$/, "")) < 0)).toEqual([]);
});

test("no room of the emulator imports a room above it", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter(({ file, imported }) => floorOf(imported) < floorOf(file))).toEqual([]);
});

test("no files of the emulator import each other in a circle", () => {
  const isFree = (file: string, left: ReadonlySet<string>): boolean =>
    !imports.some((each) => each.file === file && left.has(each.imported)) ||
    !imports.some((each) => each.imported === file && left.has(each.file));
  let left = new Set(imports.map(({ file }) => file));
  for (let before = Infinity; left.size < before;) {
    before = left.size;
    left = new Set([...left].filter((file) => !isFree(file, left)));
  }
  expect([...left]).toEqual([]);
});
