/**
 * Random histories of one upstream and its lock file: the upstream changes, people decide, a bot runs `lock update`, and
 * branches are merged by git. Whatever comes of it, only a decision of a person lets a tool be served.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { digestOf } from "../../provider/src/lock/digest";
import { decide, initial, update } from "../../provider/src/lock/edit";
import { catalogues, lockText, type LockFile } from "../../provider/src/lock/file";
import { LockError, parseLock } from "../../provider/src/lock/parse";
import { judge, type ObservedServer } from "../../provider/src/lock/verdict";
import { observed, tool, upstreamUrl } from "../support/locks";

const runs = Number(process.env.SEQUENCES ?? 2_000);

const otherUrl = "https://other.example.com/mcp";

/** Few names and few versions, so that histories meet the same ones again. */
const names = ["search", "get", "__proto__", "b/c"];
const definition = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom("Reads.", "Reads and sends.", "Rea\u200bds.", "Reads.\nAlways."))
  .map(([name, description]) => ({ ...tool(name), description }));
const catalogue = fc.uniqueArray(definition, { selector: ({ name }) => name, maxLength: 4 });
const server: fc.Arbitrary<ObservedServer> = fc
  .record({
    tools: fc.oneof({ weight: 9, arbitrary: catalogue }, { weight: 1, arbitrary: fc.constant(null) }),
    prompts: fc.uniqueArray(definition, { selector: ({ name }) => name, maxLength: 1 }),
    hostname: fc.constantFrom(upstreamUrl, upstreamUrl, otherUrl),
    status: fc.constantFrom("ready", "ready", "error"),
  })
  .map(({ tools, ...rest }) => ({ ...observed([], rest), tools }));

interface Decision {
  readonly names: readonly string[];
  readonly allow: boolean;
  readonly reason: string | undefined;
}
const decision: fc.Arbitrary<Decision> = fc.record({
  names: fc.subarray(names, { minLength: 1 }),
  allow: fc.boolean(),
  // The last is what the bot writes itself.
  reason: fc.constantFrom(undefined, "read only", `was reviewed at ${upstreamUrl}, not at ${otherUrl}`),
});

const decided = (lock: LockFile, { names: chosen, ...rest }: Decision): LockFile => decide(lock, "tools", chosen, rest);
const parse = (text: string): LockFile => parseLock(text, { file: "lock.json", server: "github" });

/** What may be served, as kind, name and digest. */
function served(lock: LockFile, upstream: ObservedServer): string[] {
  const verdict = judge(lock, upstream);
  return catalogues.flatMap((kind) =>
    [...verdict.served[kind].keys()].map((name) => `${kind} ${name} ${lock[kind].get(name)?.digest ?? ""}`),
  );
}

function expectNoMore(after: readonly string[], before: readonly string[]): void {
  expect(after.filter((each) => !before.includes(each))).toEqual([]);
}

test("whatever the upstream does, an update serves nothing new, now or at any later time", () => {
  fc.assert(
    fc.property(server, fc.array(fc.oneof(server, decision), { maxLength: 8 }), server, (first, history, later) => {
      let lock = initial("github", first, { reason: "read" }, []).lock;
      for (const step of history) {
        if ("names" in step) {
          const before = served(lock, later);
          lock = decided(lock, step);
          if (!step.allow) {
            expectNoMore(served(lock, later), before);
          }
          continue;
        }
        const updated = update(lock, step).lock;
        expect(parse(lockText(updated))).toEqual(updated);
        expectNoMore(served(updated, step), served(lock, step));
        // Another upstream that was reviewed and left is one that nobody approves by going back to it.
        expectNoMore(served(updated, later), served(lock, later));
        expect(lockText(update(updated, step).lock)).toBe(lockText(updated));
        lock = updated;
      }
    }),
    { numRuns: runs },
  );
});

describe("git merges what the bot wrote into what people decided meanwhile", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-merge-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Undefined where git leaves a conflict to a person. */
  const merge = (base: LockFile, one: LockFile, other: LockFile): string | undefined => {
    const files = [one, base, other].map((lock, index) => {
      const path = join(folder, `${index}.json`);
      writeFileSync(path, lockText(lock));
      return path;
    });
    const { status, stdout } = spawnSync("git", ["merge-file", "-p", ...files], { encoding: "utf8" });
    if (status === null || status > 127) {
      throw new Error("git merge-file could not be run.");
    }
    return status === 0 ? stdout : undefined;
  };

  test("no merge serves a tool that the people's branch does not serve", () => {
    const outcomes = { clean: 0, conflict: 0, refused: 0 };
    fc.assert(
      fc.property(
        server,
        fc.array(decision, { maxLength: 2 }),
        fc.array(server, { minLength: 1, maxLength: 2 }),
        fc.array(decision, { minLength: 1, maxLength: 3 }),
        server,
        (first, before, seen, meanwhile, later) => {
          const base = before.reduce(decided, initial("github", first, undefined, []).lock);
          const bot = seen.reduce((lock, upstream) => update(lock, upstream).lock, base);
          const people = meanwhile.reduce(decided, base);
          const merged = merge(base, people, bot);
          if (merged === undefined) {
            outcomes.conflict += 1;
            return;
          }
          let lock: LockFile;
          try {
            lock = parse(merged);
          } catch (error) {
            // A merge that makes no sense approves nothing.
            expect(error).toBeInstanceOf(LockError);
            outcomes.refused += 1;
            return;
          }
          outcomes.clean += 1;
          for (const upstream of [...seen, later, first]) {
            expectNoMore(served(lock, upstream), served(people, upstream));
          }
        },
      ),
      { numRuns: Math.min(runs, 500) },
    );
    expect(outcomes.clean).toBeGreaterThan(0);
    expect(outcomes.conflict).toBeGreaterThan(0);
  });
});

test("a lock file reads back as what was written, whatever an upstream publishes", () => {
  const any = fc.jsonValue({ maxDepth: 4 });
  const wild = fc.record({
    name: fc.string({ unit: "binary", minLength: 1 }),
    description: fc.string({ unit: "binary" }),
    extra: any,
  });
  fc.assert(
    fc.property(fc.uniqueArray(wild, { selector: ({ name }) => name }), fc.boolean(), (tools, allow) => {
      const upstream = observed(JSON.parse(JSON.stringify(tools)) as typeof tools);
      const { lock } = initial("github", upstream, allow ? { reason: "read" } : undefined, []);
      const text = lockText(lock);
      expect(lockText(parse(text))).toBe(text);
      expect(text).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(judge(parse(text), upstream).served.tools.size).toBe(allow ? tools.length : 0);
    }),
    { numRuns: runs },
  );
});

test("a digest depends on every member and on nothing else", () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.string(), value, (members, key, changed) => {
      const reordered = Object.fromEntries(Object.entries(members).reverse());
      expect(digestOf(reordered)).toBe(digestOf(members));
      const other = { ...members, [key]: changed };
      const isSame = Object.hasOwn(members, key) && digestOf([members[key]]) === digestOf([changed]);
      expect(digestOf(other) === digestOf(members)).toBe(isSame);
    }),
    { numRuns: runs },
  );
});
