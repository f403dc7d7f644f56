import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useAccount } from "../support/account";
import { commandLine } from "../support/commandLine";
import { environmentOf } from "../support/stack";

const account = useAccount();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "json-"));
  mkdirSync(join(folder, "mcp-locks"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Files of which no word is for a message. */
const foreign: readonly (readonly [string, string])[] = [
  ["plain text", "root:canary:0:0"],
  ["JSON that is cut", '{"auths": {"canary": {"auth": "canary"'],
  ["JSON with a mistake", '{"auths": {"canary": "canary" "canary"}}'],
  ["JSON of something else", '{"auths": {"canary": {"auth": "canary"}}, "canary": 1, "canary": 2}'],
  ["a list", '["canary"]'],
  ["a number that is too large", '{"canary": 1e400}'],
];

/** Commands that read a file. Each finds the foreign one by a link. */
const readers: readonly (readonly [string, readonly string[], string])[] = [
  ["lock show", ["lock", "show", "docs"], "mcp-locks/docs.json"],
  ["lock check", ["lock", "check"], "mcp-locks/docs.json"],
  ["lock init", ["lock", "init", "docs", "--file", "mcp-locks/docs.json"], "mcp-locks/docs.json"],
  ["lock update", ["lock", "update"], "mcp-locks/docs.json"],
  ["lock deny", ["lock", "deny", "docs", "--all"], "mcp-locks/docs.json"],
  ["drift --state", ["drift", "--state", "file.json"], "file.json"],
  ["drift --waivers", ["drift", "--waivers", "file.json"], "file.json"],
];

test.each(readers.flatMap(([name, words, file]) => foreign.map(([what, text]) => ({ name, words, file, what, text }))))(
  "$name quotes nothing of a file that holds $what",
  async ({ words, file, text }) => {
    writeFileSync(join(folder, "secrets"), text);
    symlinkSync(join(folder, "secrets"), join(folder, file));

    const { code, stdout, stderr } = await commandLine(words, {
      folder,
      environment: environmentOf(account.cloudflare),
    });

    expect(code).toBe(1);
    expect(stdout + stderr).toContain(file);
    expect(stdout + stderr).not.toContain("canary");
    expect(stdout + stderr).not.toContain("root");
  },
);
