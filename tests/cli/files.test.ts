import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Outcome } from "../../bench/workspace";
import { writeWholeFile } from "../../provider/src/cli/files";
import { calls, useAccount } from "../support/account";
import { commandLine } from "../support/commandLine";
import { environmentOf } from "../support/stack";

const account = useAccount();
let folder: string;
let project: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
  project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  account.cloudflare.seedServer({ id: "docs", tools: [{ name: "search", inputSchema: {} }] });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (words: readonly string[]): Promise<Outcome> =>
  commandLine(words, { folder: project, environment: environmentOf(account.cloudflare) });

/** Every command that writes a file, and a file that it writes below the project. */
const writers: readonly {
  readonly words: readonly string[];
  readonly file: string;
  /** Run before. */
  readonly first?: readonly string[];
}[] = [
  { words: ["export", "--out", "out", "--force"], file: "out/index.ts" },
  { words: ["export", "--out", "deep/out", "--force"], file: "deep/out/import.json" },
  { words: ["lock", "init", "docs"], file: "mcp-locks/docs.json" },
  { words: ["lock", "init", "docs", "--file", "deep/locks/docs.json"], file: "deep/locks/docs.json" },
  { words: ["lock", "update", "docs"], file: "mcp-locks/docs.json", first: ["lock", "init", "docs"] },
  {
    words: ["lock", "allow", "docs", "search", "--reason", "read only"],
    file: "mcp-locks/docs.json",
    first: ["lock", "init", "docs"],
  },
  { words: ["lock", "deny", "docs", "search"], file: "mcp-locks/docs.json", first: ["lock", "init", "docs"] },
  { words: ["lock", "ignore", "docs", "/_meta"], file: "mcp-locks/docs.json", first: ["lock", "init", "docs"] },
  {
    words: ["drift", "--account", "e0000000000000000000000000000001", "--out", "deep/drift.json"],
    file: "deep/drift.json",
  },
];

/** Prepares the file of a writer, and changes what Cloudflare has, so that there is something to write. */
async function prepare({ first, file }: (typeof writers)[number]): Promise<string> {
  if (first !== undefined) {
    expect(await run(first)).toMatchObject({ code: 0 });
  }
  account.cloudflare.editServer("docs", { tools: [{ name: "search", inputSchema: { type: "object" } }] });
  account.cloudflare.clearRequests();
  const path = join(project, file);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

describe.each(writers)("$words", (writer) => {
  test("refuses a link in the place of the file, before anything is done", async () => {
    const path = await prepare(writer);
    const target = join(folder, "target");
    if (existsSync(path)) {
      renameSync(path, target);
    } else {
      writeFileSync(target, "");
    }
    const before = readFileSync(target, "utf8");
    symlinkSync(target, path);

    const { code, stderr } = await run(writer.words);

    expect(code).toBe(1);
    expect(stderr).toContain(`Refused to write ${writer.file}: it is a symbolic link.`);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toBe(before);
    expect(calls(account.cloudflare)).toEqual([]);
  });

  test("refuses a link in the place of a folder, and writes nothing behind it", async () => {
    const path = await prepare(writer);
    const [top = ""] = writer.file.split("/");
    const target = join(folder, "behind");
    renameSync(join(project, top), target);
    symlinkSync(target, join(project, top));
    const before = readdirSync(target, { recursive: true });

    const { code, stderr } = await run(writer.words);

    expect(code).toBe(1);
    expect(stderr).toMatch(/Refused to write .*: it(?:s folder \S+)? is a symbolic link\./);
    expect(readdirSync(target, { recursive: true })).toEqual(before);
    expect(existsSync(path)).toBe(writer.first !== undefined);
    expect(calls(account.cloudflare)).toEqual([]);
  });

  test("keeps the mode of a file that exists, and leaves no other file behind", async () => {
    const path = await prepare(writer);
    if (!existsSync(path)) {
      writeFileSync(path, "");
    }
    chmodSync(path, 0o640);

    expect(await run(writer.words)).toMatchObject({ code: 0 });

    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readFileSync(path, "utf8")).not.toBe("");
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith(".pulumi"))).toEqual([]);
  });
});

describe("a file", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  const write = (path: string, within = project): void => {
    writeWholeFile({ path, name: "the file", within }, "new");
  };

  test("is not written over a folder or a socket", async () => {
    const socket = join(project, "socket");
    server = createServer();
    await new Promise<void>((resolve) => server?.listen(socket, resolve));
    mkdirSync(join(project, "folder"));
    for (const name of ["socket", "folder"]) {
      expect(() => {
        write(join(project, name));
      }).toThrow("Refused to write the file: it is not a regular file.");
    }
  });

  test("is not written below a file", () => {
    expect(() => {
      write(join(project, "Pulumi.yaml/deep/file"));
    }).toThrow("Refused to write the file: its folder Pulumi.yaml is not a folder.");
  });

  test("outside of the folder may stand behind a link of the machine, and be none itself", () => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "linked"));
    write(join(folder, "linked/file"));
    expect(readFileSync(join(folder, "real/file"), "utf8")).toBe("new");
    symlinkSync(join(folder, "real/file"), join(folder, "link"));
    expect(() => {
      write(join(folder, "link"));
    }).toThrow("it is a symbolic link");
  });

  test("keeps its old content when the new one cannot be written", () => {
    const path = join(project, "file");
    writeFileSync(path, "old");
    expect(() => {
      writeWholeFile({ path, name: "the file", within: project }, undefined as unknown as string);
    }).toThrow();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(project).toSorted()).toEqual(["Pulumi.yaml", "file"]);
  });
});
