import { decide, initial, update, withIgnored } from "../../../provider/src/lock/edit";
import { blankLock, lockText } from "../../../provider/src/lock/file";
import { parseLock } from "../../../provider/src/lock/parse";
import { isClean, judge, type ObservedServer } from "../../../provider/src/lock/verdict";
import type { LockFile } from "../../../provider/src/lock/file";
import { entry, lockOf, observed, tool, upstreamUrl } from "../../support/locks";

const search = tool("search");
const rewritten = tool("search", { description: "Search, and mail what is found." });
const elsewhere = "https://other.example.com/mcp";

/** Name to decision, as in a file. */
function decisions(lock: LockFile): Record<string, boolean> {
  const reread = parseLock(lockText(lock), { file: "lock.json", server: "github" });
  expect(reread).toEqual(lock);
  return Object.fromEntries([...lock.tools, ...lock.prompts].map(([name, { allow }]) => [name, allow]));
}

describe("init", () => {
  test.each([true, false])("writes all tools and prompts with allow: %s, and the lock is clean", (allow) => {
    const server = observed([search, tool("get")], { prompts: [tool("greet")] });
    const { lock, skipped } = initial("github", server, allow ? { reason: "read" } : undefined, []);
    expect(decisions(lock)).toEqual({ get: allow, greet: allow, search: allow });
    expect(skipped).toEqual([]);
    expect(isClean(judge(lock, server))).toBe(true);
  });

  test("leaves out what has no digest, and what Cloudflare has twice", () => {
    const server = observed([search, rewritten, { name: "huge", x: Infinity }, tool("get")]);
    const { lock, skipped } = initial("github", server, { reason: "read" }, []);
    expect(decisions(lock)).toEqual({ get: true });
    expect(skipped.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      "huge: it has a number that is too large",
      "search: Cloudflare has several different definitions of that name",
    ]);
  });
});

describe("update", () => {
  const lock = lockOf([search, tool("get"), tool("old")], {
    tools: new Map([
      ["search", entry(search, { reason: "read only" })],
      ["get", entry(tool("get"), { allow: false, reason: "no" })],
      ["old", entry(tool("old"))],
    ]),
  });

  test("keeps what is unchanged, with its reason", () => {
    const server = observed([search, tool("get"), tool("old")]);
    expect(lockText(update(lock, server).lock)).toBe(lockText(lock));
  });

  test("writes changed and new tools as not allowed, with their origin instead of the previous reason", () => {
    const { lock: updated } = update(lock, observed([rewritten, tool("get", { x: 1 }), tool("old"), tool("new")]));
    expect(decisions(updated)).toEqual({ get: false, new: false, old: true, search: false });
    const changed = `changed tool of ${upstreamUrl}, not reviewed`;
    expect(updated.tools.get("search")).toEqual(entry(rewritten, { allow: false, reason: changed }));
    expect(updated.tools.get("get")?.reason).toBe(changed);
    expect(updated.tools.get("new")?.reason).toBe(`new tool of ${upstreamUrl}, not reviewed`);
  });

  test("takes out what is gone, so that what comes back as it was is new and not allowed", () => {
    const gone = update(lock, observed([search, tool("get")])).lock;
    expect(decisions(gone)).toEqual({ get: false, search: true });
    expect(decisions(update(gone, observed([search, tool("get"), tool("old")])).lock)).toHaveProperty("old", false);
  });

  test.each<[string, Partial<ObservedServer>]>([
    ["the last sync failed", { status: "error" }],
    ["the catalogue was captured once", { authentication_status: "manual" }],
    ["there is no catalogue", { tools: null }],
  ])("takes nothing out where %s", (_name, more) => {
    expect(decisions(update(lock, observed([], more)).lock)).toEqual({ get: false, old: true, search: true });
  });

  test("with another hostname nothing is allowed any more, and every entry says why", () => {
    const server = observed([search, tool("get")], { hostname: elsewhere, status: "error" });
    const { lock: updated } = update(lock, server);
    expect(updated.hostname).toBe(elsewhere);
    expect(decisions(updated)).toEqual({ get: false, old: false, search: false });
    expect([...updated.tools.values()].map(({ reason }) => reason)).toEqual(
      Array(3).fill(`was reviewed at ${upstreamUrl}, not at ${elsewhere}`),
    );
  });

  test("another hostname touches every entry, so that a git merge keeps no approval of the old one", () => {
    const server = observed([search], { hostname: elsewhere });
    const [[, written] = []] = [...update(lockOf([search]), server).lock.tools];
    const denied = decide(lockOf([search]), "tools", ["search"], { allow: false, reason: written?.reason });
    expect([...update(denied, server).lock.tools.values()]).toMatchObject([
      { allow: false, reason: `was reviewed at ${upstreamUrl}, not at ${elsewhere}, again` },
    ]);
  });

  test("fills a blank file with everything, not allowed", () => {
    const { lock: updated } = update(blankLock("github"), observed([search]));
    expect(updated.hostname).toBe(upstreamUrl);
    expect(decisions(updated)).toEqual({ search: false });
  });

  test("takes out what Cloudflare has twice: nobody knows which is served", () => {
    const { lock: updated, skipped } = update(lock, observed([search, rewritten, tool("get"), tool("old")]));
    expect(decisions(updated)).toEqual({ get: false, old: true });
    expect(skipped.map(({ name }) => name)).toEqual(["search"]);
  });
});

test("a decision changes only the entries that it names, and a denial removes the reason of the approval", () => {
  const lock = lockOf([search, tool("get")]);
  const allowed = decide(lock, "tools", ["search"], { allow: true, reason: "read only" });
  expect(allowed.tools.get("search")).toMatchObject({ allow: true, reason: "read only" });
  const denied = decide(allowed, "tools", ["search", "unknown"], { allow: false });
  expect(decisions(denied)).toEqual({ get: true, search: false });
  expect(denied.tools.get("search")).not.toHaveProperty("reason");
});

test("what is ignored from now on keeps the decisions, and the file stays valid", () => {
  const at = (value: number): typeof search => tool("search", { _meta: { at: value } });
  const lock = withIgnored(lockOf([at(1)]), ["/_meta/at", "/_meta/at"]);
  expect(lock.ignore).toEqual(["/_meta/at"]);
  expect(decisions(lock)).toEqual({ search: true });
  expect(isClean(judge(lock, observed([at(2)])))).toBe(true);
});
