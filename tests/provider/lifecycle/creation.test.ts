import { CloudflareError, type CloudflareErrorDetails } from "../../../provider/src/cloudflare/errors";
import { attemptLimit } from "../../../provider/src/cloudflare/retry";
import type { WireServer } from "../../../provider/src/cloudflare/wire";
import { createObject, type Created } from "../../../provider/src/lifecycle/creation";
import { serverKind } from "../../../provider/src/server/server";
import { FakeClock } from "../../support/fakeClock";

type Found = { readonly object: Partial<WireServer>; readonly date: number | undefined } | undefined;
type Script<Result> = readonly (Result | Error)[];

const failure = (kind: CloudflareErrorDetails["kind"], maybeCommitted: boolean, reason = "no."): CloudflareError =>
  new CloudflareError("create it", { kind, reason, maybeCommitted, retryable: false });
const lost = failure("connection", true);
const refused = failure("validation", false, "taken.");

const body = { id: "docs", name: "Docs", hostname: "https://docs.example.com/mcp", auth_type: "unauthenticated" };
const start = new FakeClock().now();
const iso = (time: number): string => new Date(time).toISOString();
const there = (more: Partial<WireServer> = {}, date: number | undefined = start): Found => ({
  object: { ...(body as Partial<WireServer>), created_at: iso(start), ...more },
  date,
});

/** Creates against prepared answers; the last of each is for all that follow. */
async function created(
  creates: Script<object>,
  gets: Script<Found>,
  { time = 7 * 60_000, id = "docs" } = {},
): Promise<{ outcome: Created<WireServer> | Error; asked: string[]; waits: readonly number[] }> {
  const clock = new FakeClock();
  const asked: string[] = [];
  const next = <Result>(verb: string, script: Script<Result>): Promise<Result> => {
    const turn = asked.filter((each) => each === verb).length;
    asked.push(verb);
    const result = script[Math.min(turn, script.length - 1)] as Result | Error;
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  };
  const session = {
    api: { create: () => next("POST", creates), get: () => next("GET", gets) },
    accountId: "account",
    id,
    clock,
    deadline: clock.now() + time,
  };
  const outcome = await createObject<WireServer, never>(serverKind as never, session as never, {
    ...body,
    id,
  }).catch((error: unknown) => error as Error);
  return { outcome, asked, waits: clock.waits };
}

const messageOf = (outcome: unknown): string => (outcome instanceof Error ? outcome.message : "no error");

test("an answer is the object", async () => {
  const { outcome, asked } = await created([{ id: "docs" }], []);
  expect(outcome).toEqual({ object: { id: "docs" }, isFound: false });
  expect(asked).toEqual(["POST"]);
});

test.each([
  failure("authentication", false),
  failure("permission", false),
  failure("throttled", false),
  new TypeError("ours"),
])("what neither may have been carried out nor says that the id exists ends at once: %s", async (error) => {
  const { outcome, asked } = await created([error], [there()]);
  expect(outcome).toBe(error);
  expect(asked).toEqual(["POST"]);
});

test("an answer that got lost is looked for, and what is there is the answer", async () => {
  const { outcome, asked } = await created([lost], [there()]);
  expect(outcome).toEqual({ object: there()?.object, isFound: true });
  expect(asked).toEqual(["POST", "GET"]);
});

test("where nothing is there it is sent again, later each time, and not for ever", async () => {
  const again = await created([lost, { id: "docs" }], [undefined]);
  expect(again.outcome).toEqual({ object: { id: "docs" }, isFound: false });
  expect(again.waits).toHaveLength(1);
  const never = await created([lost], [undefined]);
  expect(never.outcome).toBe(lost);
  expect(never.asked.filter((verb) => verb === "POST")).toHaveLength(attemptLimit);
  expect(never.waits).toHaveLength(attemptLimit - 1);
});

test("a wait that ends after the time of the step is not begun", async () => {
  const { waits } = await created([lost], [undefined]);
  const [first = 0] = waits;
  expect((await created([lost], [undefined], { time: first })).waits).toEqual([first]);
  expect((await created([lost], [undefined], { time: first - 1 })).asked).toEqual(["POST", "GET"]);
});

test.each(["validation", "rejected", "noRoute", "notFound"] as const)(
  "an id that exists (%s) is refused with whose it is",
  async (kind) => {
    const error = failure(kind, false, "taken.");
    const theirs = there({ created_by: "somebody@example.com" });
    const { outcome, asked } = await created([error], [theirs]);
    expect(messageOf(outcome)).toBe(
      `MCP server "docs" already exists in account account: https://docs.example.com/mcp, created by somebody@example.com at ${iso(start)}. ` +
        'If another stack or person owns it, choose another serverId, such as "docs-2": if two stacks manage one MCP server, destroying either stack deletes it for both. ' +
        "To manage it from here, set adopt: true, or for one run CLOUDFLARE_MCP_ADOPT=account/docs in the environment. (taken.)",
    );
    expect(asked).toEqual(["POST", "GET"]);
  },
);

test("a refusal of what is not there is the refusal", async () => {
  const { outcome, asked } = await created([refused], [undefined]);
  expect(outcome).toBe(refused);
  expect(asked).toEqual(["POST", "GET"]);
});

test("a second request that is refused after a first that got lost may find the work of the first", async () => {
  const { outcome, asked } = await created([lost, refused], [undefined, there()]);
  expect(outcome).toMatchObject({ isFound: true });
  expect(asked).toEqual(["POST", "GET", "POST", "GET"]);
});

test.each([
  ["a".repeat(32), `${"a".repeat(30)}-2`],
  [`${"a".repeat(29)}-bc`, `${"a".repeat(29)}-2`],
  ["a-b", "a-b-2"],
])("another id than %s is such as %s", async (id, other) => {
  const { outcome } = await created([refused], [there({ id })], { id });
  expect(messageOf(outcome)).toContain(`such as "${other}"`);
});

describe("looking that fails too", () => {
  const down = failure("server", false, "down.");

  test("also when a second request is refused after a first whose answer got lost", async () => {
    const { outcome } = await created([lost, refused], [undefined, down]);
    expect(messageOf(outcome)).toContain("Cloudflare might have created it, and the lookup failed too: down.");
  });

  test("after a lost answer says what to do when Cloudflare answers again", async () => {
    const { outcome } = await created([lost], [down]);
    expect(messageOf(outcome)).toContain(
      "Cloudflare might have created it, and the lookup failed too: down. When Cloudflare answers again, run `pulumi up` with CLOUDFLARE_MCP_ADOPT=account/docs in the environment.",
    );
  });

  test("after a refusal is the refusal; and what is no answer at all is not covered up", async () => {
    expect((await created([refused], [down])).outcome).toBe(refused);
    expect((await created([lost], [new TypeError("ours")])).outcome).toBe(lost);
  });
});

describe("what is found is ours only if it was made since, and as we asked", () => {
  const isOurs = async (found: Found): Promise<boolean> => {
    const { outcome } = await created([lost], [found]);
    return !(outcome instanceof Error);
  };

  test.each<[string, unknown, boolean]>([
    ["just then", iso(start), true],
    ["later", iso(start + 60_000), true],
    ["two seconds before, as both clocks round", iso(start - 2_000), true],
    ["longer ago", iso(start - 2_001), false],
    ["from the database, in UTC", "2026-01-15 12:00:00", true],
    ["from the database, an hour ago", "2026-01-15 11:00:00", false],
    ["with an offset", "2026-01-15T13:00:00+01:00", true],
    ["with an offset without a colon", "2026-01-15T13:00:00+0100", true],
    ["with an offset to the west", "2026-01-15T06:00:00-05:00", false],
    ["at no time", undefined, false],
    ["at a time that is none", "today", false],
    ["at a number", start, false],
  ])("made %s (%p): %p", async (_when, created_at, expected) => {
    expect(await isOurs(there({ created_at } as never))).toBe(expected);
  });

  test("what passed here since the request began counts by Cloudflare's clock", async () => {
    const hour = 3_600_000;
    const elsewhere = there({ created_at: iso(start + hour) }, start + hour);
    expect(await isOurs(elsewhere)).toBe(true);
    expect(await isOurs(there({ created_at: iso(start) }, start + hour))).toBe(false);
    expect(await isOurs({ object: { ...body, created_at: iso(start) }, date: undefined })).toBe(false);
    const slow = await created([lost, lost], [undefined, there({ created_at: iso(start) }, start + 2_500)]);
    expect(slow.outcome).toMatchObject({ isFound: true });
  });

  test.each([{ name: "Other" }, { hostname: "https://other.example.com/mcp" }, { auth_type: "bearer" }])(
    "with another value (%p) it is somebody else's",
    async (more) => {
      expect(await isOurs(there(more as never))).toBe(false);
    },
  );

  test("with something that we did not ask for, or the same in other words, it is ours", async () => {
    expect(await isOurs(there({ description: "theirs", hostname: "https://DOCS.example.com/mcp" }))).toBe(true);
  });
});
