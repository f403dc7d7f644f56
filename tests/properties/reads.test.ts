/**
 * Random interleavings of reads that share a list: in any order, so many at a time, with writes by us in between, and
 * others who add, delete and edit while pages are under way, in two accounts, with two tokens, of servers and portals.
 */
import fc from "fast-check";
import type { Connection } from "../../provider/src/configuration";
import { Reads } from "../../provider/src/lifecycle/reads";
import { atATime, FailedCall, ReadModel, type Delay, type ModelCall, type ModelObject } from "../support/readModel";

const runs = Number(process.env.INTERLEAVINGS ?? 2_000);

const accounts = ["one", "two"] as const;
const kinds = ["server", "portal"] as const;
const tokens = ["token", "other token"] as const;
/** Few, so that reads and writes meet. */
const ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"] as const;

interface Place {
  readonly account: (typeof accounts)[number];
  readonly kind: (typeof kinds)[number];
  readonly token: (typeof tokens)[number];
}

type Step = Place & { readonly id: string } & (
    | { readonly what: "read" | "readBack" }
    | { readonly what: "write"; readonly outcome: "done" | "lost before" | "lost after" }
  );

type Foreign = Omit<Place, "token"> & { readonly id: string } & (
    { readonly what: "edit" | "delete" } | { readonly what: "add"; readonly position: number }
  );

const place = fc.record({
  account: fc.constantFrom(...accounts),
  kind: fc.constantFrom(...kinds),
  token: fc.constantFrom(...tokens),
});
/** Most of what happens, happens in one place: elsewhere it only must not disturb. */
const here: Place = { account: "one", kind: "server", token: "token" };
const somewhere = fc.oneof({ weight: 5, arbitrary: fc.constant(here) }, { weight: 2, arbitrary: place });
const id = fc.constantFrom(...ids);

const step: fc.Arbitrary<Step> = fc
  .tuple(
    somewhere,
    id,
    fc.oneof(
      { weight: 8, arbitrary: fc.constant({ what: "read" as const }) },
      { weight: 1, arbitrary: fc.constant({ what: "readBack" as const }) },
      {
        weight: 2,
        arbitrary: fc.record({
          what: fc.constant("write" as const),
          outcome: fc.constantFrom("done" as const, "lost before" as const, "lost after" as const),
        }),
      },
    ),
  )
  .map(([where, which, what]) => ({ ...where, id: which, ...what }));

const foreign: fc.Arbitrary<Foreign> = fc
  .tuple(
    somewhere,
    id,
    fc.oneof(
      fc.constant({ what: "edit" as const }),
      fc.constant({ what: "delete" as const }),
      fc.record({ what: fc.constant("add" as const), position: fc.nat(ids.length) }),
    ),
  )
  .map(([{ account, kind }, which, what]) => ({ account, kind, id: which, ...what }));

const history = fc.record({
  /** What is there at the beginning, in the order of the list. */
  there: fc.shuffledSubarray([...ids]),
  elsewhere: fc.shuffledSubarray([...ids]),
  pageSize: fc.integer({ min: 1, max: 4 }),
  tellsTotal: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 30 }),
  foreigns: fc.array(foreign, { maxLength: 8 }),
  failing: fc.array(fc.nat(20), { maxLength: 3 }),
  atOnce: fc.constantFrom(1, 2, 8, 30),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

/** One read, from when it was asked for to when it was answered. */
interface Reading extends Place {
  readonly what: "read" | "readBack";
  readonly id: string;
  readonly began: number;
  readonly ended: number;
  readonly answer: ModelObject | undefined;
}

interface Writing extends Place {
  readonly id: string;
  readonly began: number;
}

interface Played {
  readonly model: ReadModel;
  readonly readings: readonly Reading[];
  readonly writings: readonly Writing[];
  readonly failures: readonly unknown[];
}

/** Lets everything happen, one thing after the other in the order of the scheduler. */
async function play(history: History, scheduler: fc.Scheduler): Promise<Played> {
  const { pageSize, tellsTotal, failing, steps, foreigns, atOnce } = history;
  const delay: Delay = (label) => scheduler.schedule(Promise.resolve(), label);
  const model = new ReadModel({ pageSize, tellsTotal, delay, fails: (call) => failing.includes(call) });
  for (const account of accounts) {
    for (const kind of kinds) {
      const first = account === here.account && kind === here.kind;
      (first ? history.there : history.elsewhere).forEach((each) => {
        model.add(account, kind, each);
      });
    }
  }
  const shared = new Reads();
  const readings: Reading[] = [];
  const writings: Writing[] = [];
  const failures: unknown[] = [];

  const tasks = steps.map(({ account, kind, token, id: which, ...what }) => async () => {
    const where = { account, kind, token };
    const { listed, backs } = shared.of<ModelObject>(connectionOf(token), account, kind);
    const api = model.api(account, kind, token);
    const began = model.now();
    if (what.what === "write") {
      writings.push({ ...where, id: which, began });
      shared.written(account, kind, which);
      await delay(`write ${kind} ${which} arrives`);
      if (what.outcome !== "lost before" && model.ids(account, kind).includes(which)) {
        model.edit(account, kind, which);
      }
      await delay(`write ${kind} ${which} is answered`);
      return;
    }
    try {
      const observed = await (what.what === "read" ? listed.read(api, which) : backs.read(api, which));
      const answer = observed?.object;
      readings.push({ ...where, what: what.what, id: which, began, ended: model.now(), answer });
    } catch (error) {
      failures.push(error);
    }
  });
  const others = foreigns.map(async ({ account, kind, id: which, ...what }) => {
    await delay(`others ${what.what} ${kind} ${which}`);
    if (what.what === "add") {
      model.add(account, kind, which, what.position);
    } else if (what.what === "delete") {
      model.remove(account, kind, which);
    } else if (model.ids(account, kind).includes(which)) {
      model.edit(account, kind, which);
    }
  });
  await scheduler.waitFor(Promise.all([atATime(atOnce, tasks), ...others]));
  return { model, readings, writings, failures };
}

function connectionOf(token: string): Connection {
  return {
    baseUrl: "https://api.example.com",
    headers: { Authorization: token },
    secrets: [token],
    origin: token,
    fromStack: false,
  };
}

const sameKind = (one: Omit<Place, "token">, other: Omit<Place, "token">): boolean =>
  one.account === other.account && one.kind === other.kind;

/** Whether a write can change what a read shows. */
const concerns = (write: Writing, read: Reading): boolean =>
  write.account === read.account && (write.kind !== read.kind || write.id === read.id);

function expectRight({ model, readings, writings, failures }: Played, { steps, failing }: History): void {
  // Nothing is lost: whoever asked has an answer, or the failure of a GET.
  expect(readings.length + failures.length).toBe(steps.filter(({ what }) => what !== "write").length);
  expect(failures.every((failure) => failure instanceof FailedCall && failure.message.startsWith("GET"))).toBe(true);
  expect(failures.length).toBeLessThanOrEqual(failing.length);

  const fromPages = new Set<unknown>();
  for (const reading of readings) {
    const { answer } = reading;
    if (answer === undefined) {
      // "Missing" is what a GET said meanwhile.
      expect(model.calls.some((call) => isGetOf(call, reading) && isDuring(call.served, reading))).toBe(true);
      continue;
    }
    // It is what was asked for, from that account, by those credentials.
    expect(answer).toMatchObject({ id: reading.id, account: reading.account, kind: reading.kind });
    expect(answer.call.credentials).toBe(reading.token);

    // Not older than a write of ours that had begun, and never a second time from what was there the first time.
    const known = [
      ...writings.filter((write) => concerns(write, reading) && write.began < reading.began),
      ...readings.filter(
        (other) =>
          sameKind(other, reading) &&
          other.token === reading.token &&
          other.id === reading.id &&
          other.what === "read" &&
          other.ended < reading.began,
      ),
    ];
    if (known.length > 0 || reading.what === "readBack") {
      expect(answer.seen).toBeGreaterThan(reading.began);
    }
    if (reading.what === "read" && answer.call.what === "page") {
      expect(writings.some((write) => concerns(write, reading) && write.began < reading.ended)).toBe(false);
      expect(fromPages.has(answer)).toBe(false);
      fromPages.add(answer);
    }
  }
}

function isGetOf(call: ModelCall, { account, kind, token, id: which }: Reading): boolean {
  return (
    call.what === "get" &&
    call.account === account &&
    call.kind === kind &&
    call.credentials === token &&
    call.id === which
  );
}

function isDuring(moment: number | undefined, { began, ended }: Reading): boolean {
  return moment !== undefined && moment > began && moment < ended;
}

test("whatever happens meanwhile, each read gets the right answer", async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.scheduler(), async (what, scheduler) => {
      const played = await play(what, scheduler);
      expectRight(played, what);
      // A read is at most one GET, a page for itself, and one more when it waits in vain for something missing.
      expect(played.model.calls.length).toBeLessThanOrEqual(3 * what.steps.length);
    }),
    { numRuns: runs },
  );
});

test("when nothing else happens, reads cost no more than twice the least", async () => {
  const quiet = fc.record({
    there: fc.uniqueArray(fc.nat(99).map(String)),
    asked: fc.array(fc.nat(120).map(String), { minLength: 1, maxLength: 60 }),
    pageSize: fc.integer({ min: 1, max: 12 }),
    tellsTotal: fc.boolean(),
    atOnce: fc.constantFrom(1, 2, 8, 60),
  });
  await fc.assert(
    fc.asyncProperty(quiet, fc.scheduler(), async ({ there, asked, pageSize, tellsTotal, atOnce }, scheduler) => {
      const delay: Delay = (label) => scheduler.schedule(Promise.resolve(), label);
      const model = new ReadModel({ pageSize, tellsTotal, delay });
      there.forEach((each) => {
        model.add("one", "server", each);
      });
      const { listed } = new Reads().of<ModelObject>(connectionOf("token"), "one", "server");
      const api = model.api("one", "server", "token");
      const answers: (string | undefined)[] = [];
      const tasks = asked.map((which, index) => async () => {
        answers[index] = (await listed.read(api, which))?.object.id;
      });
      await scheduler.waitFor(atATime(atOnce, tasks));

      expect(answers).toEqual(asked.map((which) => (there.includes(which) ? which : undefined)));
      const distinct = new Set(asked);
      const missing = [...distinct].filter((which) => !there.includes(which)).length;
      const onlyGets = asked.length - distinct.size + missing;
      // Without a total, a page that is full is followed by one more look.
      const pages = Math.max(1, Math.ceil((there.length + (tellsTotal ? 0 : 1)) / pageSize));
      expect(model.calls.length).toBeLessThanOrEqual(2 * distinct.size + onlyGets);
      expect(model.calls.length).toBeLessThanOrEqual(2 * pages + onlyGets);
    }),
    { numRuns: runs },
  );
});
