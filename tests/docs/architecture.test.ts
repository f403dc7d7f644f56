import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { filesOfTheRepository, findAll, repository, sourcesBelow, textOf } from "./tree";

const architecture = textOf("docs/internals/architecture.md");
const files = filesOfTheRepository();

/** The rows of the table of rooms: where it is, and what is said about it. */
const rooms = [...architecture.matchAll(/^\| `([^`]+)`\s*\|(.*)\|$/gm)].map(([, place = "", contents = ""]) => ({
  place,
  contents,
}));

test("there is a table of rooms", () => {
  expect(rooms.length).toBeGreaterThan(8);
});

test.each(rooms)("the room $place exists, with the files that are said to be in it", ({ place, contents }) => {
  expect(existsSync(join(repository, place))).toBe(true);
  const named = findAll(contents, /`([\w/]+\.ts)`/g);
  expect(named.filter((file) => !files.some((path) => path.endsWith(`/${file}`)))).toEqual([]);
});

test("every folder of the repository is a room or belongs to one", () => {
  const folders = readdirSync(repository, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map(({ name }) => name)
    // The documents themselves are not a room.
    .filter((name) => name !== "docs" && files.some((path) => path.startsWith(`${name}/`)));
  expect(folders.filter((name) => !rooms.some(({ place }) => place.startsWith(`${name}/`)))).toEqual([]);
});

test.each(
  ["", "program", "server", "portal", "rows", "toolLock", "lifecycle"].map((room) => join("provider/src", room)),
)("every file and folder of %s is named", (folder) => {
  const entries = readdirSync(join(repository, folder), { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    // What the package exports is no room.
    .filter((name) => name !== "index.ts");
  expect(entries.filter((name) => !new RegExp(`[\`/]${name}\``).test(architecture))).toEqual([]);
});

test.each(["docs/internals/architecture.md", "docs/internals/decisions.md"])(
  "every file that %s names exists",
  (document) => {
    const named = findAll(textOf(document), /(?:`|\()((?:[\w-]+\/)*[\w-]+\.(?:ts|mjs|cjs|json))(?:`|\))/g);
    expect(named.filter((file) => !files.some((path) => path === file || path.endsWith(`/${file}`)))).toEqual([]);
  },
);

test("what is to be changed for a new field of Cloudflare exists under the names that are given", () => {
  const section = /## Cloudflare added a field\n([\s\S]*?)\n## /.exec(architecture)?.[1] ?? "";
  const names = findAll(section, /`([a-zA-Z]+)`/g);
  const sources = sourcesBelow("provider/src");
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(sources))).toEqual([]);
});

/** What is tried through several files of a room, or has no source of its own. */
const stories = [
  "lifecycle/callCounts",
  "lifecycle/parallel",
  "lock/schema",
  "program/components",
  "toolLock/enforcement",
  "toolLock/rowById",
  "toolLock/undeclared",
  "toolLock/upstreamChanges",
];

test("the tests of a room are called by its files, those of a part of one as file.part", () => {
  const rooms = readdirSync(join(repository, "provider/src"));
  const called = files.flatMap((file) => {
    const [, room = "", name = ""] = /^tests\/provider\/(\w+)\/(\w+)(?:\.\w+)?\.test\.ts$/.exec(file) ?? [];
    return rooms.includes(room) ? [`${room}/${name}`] : [];
  });
  expect(called.length).toBeGreaterThan(50);
  expect(called.filter((name) => !files.includes(`provider/src/${name}.ts`))).toEqual(stories);
});
