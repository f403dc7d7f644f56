/**
 * Lists that lie: an API that ignores pages, cuts them, or counts wrongly. A list is complete or an error, whatever the API
 * says, and takes no more calls than a few readings of its pages.
 */
import type { CloudflareClient, Request } from "../../../provider/src/cloudflare/client";
import { ObjectCollection } from "../../../provider/src/cloudflare/collection";
import type { Page } from "../../../provider/src/cloudflare/reader";
import { CloudflareError } from "../../../provider/src/cloudflare/errors";
import { everyObject } from "../../../provider/src/cloudflare/list";
import { ListedReads } from "../../../provider/src/lifecycle/reads";
import { atATime } from "../../support/readModel";

interface Thing {
  readonly id: string;
}

/** Where the rows of a page begin, for an API that gives `size` rows at once where `asked` were asked for. */
const offsets = {
  "by its own page size": (page: number, _asked: number, size: number) => (page - 1) * size,
  "by the asked page size": (page: number, asked: number) => (page - 1) * asked,
  "nowhere: page is ignored": () => 0,
} as const;

/** What an API tells as `total_count`. */
const totals = {
  "the truth": ({ all }: Told) => all,
  nothing: () => undefined,
  "the rows of this page": ({ rows }: Told) => rows,
  "the rows so far": ({ before, rows }: Told) => before + rows,
  "one more than so far": ({ before, rows }: Told) => before + rows + 1,
  "the page size": ({ size }: Told) => size,
  "a page and a half": ({ size }: Told) => Math.floor(1.5 * size),
  "a million": () => 1_000_000,
  zero: () => 0,
  "a text": ({ all }: Told) => String(all),
} as const;

const perPages = {
  "what was asked for": ({ asked }: Told) => asked,
  "what it gives": ({ size }: Told) => size,
  nothing: () => undefined,
} as const;

interface Told {
  readonly all: number;
  readonly asked: number;
  readonly size: number;
  readonly before: number;
  readonly rows: number;
}

interface Lie {
  readonly cap: number;
  readonly offset: keyof typeof offsets;
  readonly total: keyof typeof totals;
  readonly perPage: keyof typeof perPages;
}

const collection = {
  noun: "thing",
  folder: "things",
  fields: { id: { form: { type: "string" }, create: "required", returned: true } },
  accountId: "account",
  context: { deadline: Infinity },
} as const;

/** An API with the same rows on each page. */
function repeating(result: readonly unknown[]): { client: CloudflareClient; calls: () => number } {
  let calls = 0;
  const send = (): Promise<unknown> => {
    calls += 1;
    return Promise.resolve({ result, info: undefined, date: 1, bytes: 1 });
  };
  return { client: { send } as unknown as CloudflareClient, calls: () => calls };
}

function account(
  all: number,
  { cap, offset, total, perPage }: Lie,
): { api: ObjectCollection<Thing>; calls: () => number } {
  const things = Array.from({ length: all }, (_, index) => ({ id: `t${index}` }));
  let calls = 0;
  const send = ({ path, query }: Request): Promise<unknown> => {
    calls += 1;
    if (query === undefined) {
      const id = path.split("/").at(-1);
      const found = things.find((thing) => thing.id === id);
      return found === undefined
        ? Promise.reject(
            new CloudflareError("read", { kind: "notFound", reason: "", maybeCommitted: false, retryable: false }),
          )
        : Promise.resolve({ result: found });
    }
    const { page, per_page: asked } = query as { page: number; per_page: number };
    const size = Math.min(cap, asked);
    const before = offsets[offset](page, asked, size);
    const result = things.slice(before, before + size);
    const told = { all, asked, size, before, rows: result.length };
    const info = { page, per_page: perPages[perPage](told), count: result.length, total_count: totals[total](told) };
    return Promise.resolve({ result, info, date: 1, bytes: 1 });
  };
  const api = new ObjectCollection<Thing>({ ...collection, client: { send } as unknown as CloudflareClient });
  return { api, calls: () => calls };
}

const keys = <Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] => Object.keys(record) as Key[];
const lies = keys(offsets).flatMap((offset) =>
  keys(totals).flatMap((total) =>
    keys(perPages).flatMap((perPage) => [20, 25, 50, 100].map((cap): Lie => ({ cap, offset, total, perPage }))),
  ),
);
const sizes = [0, 1, 19, 20, 21, 50, 99, 100, 101, 200, 250];

const seen = (outcome: Promise<readonly unknown[]>): Promise<unknown> =>
  outcome.then(
    (found) => found.length,
    (error: unknown) => (error instanceof CloudflareError ? "error" : error),
  );

test.each(lies)(
  "a list with pages of $cap, by $offset, total: $total, per_page: $perPage, is complete or an error",
  async (lie) => {
    const isReadable = lie.offset !== "nowhere: page is ignored" && ["the truth", "nothing"].includes(lie.total);
    for (const size of sizes) {
      const { api, calls } = account(size, lie);
      const outcome = await seen(everyObject(api));
      expect([size, outcome]).toEqual([size, isReadable || outcome !== "error" ? size : "error"]);
      expect(calls()).toBeLessThanOrEqual(3 * (Math.ceil(size / lie.cap) + 2));
    }
  },
);

test.each(lies)(
  "reads sharing pages of $cap, by $offset, total: $total, per_page: $perPage, find every object",
  async (lie) => {
    for (const size of sizes) {
      const { api, calls } = account(size, lie);
      const reads = new ListedReads<Thing>();
      const ids = Array.from({ length: size }, (_, index) => `t${index}`);
      const found: unknown[] = [];
      await atATime(
        8,
        ids.map((id, index) => async () => {
          found[index] = (await reads.read(api, id))?.object.id;
        }),
      );
      expect(found).toEqual(ids);
      expect(calls()).toBeLessThanOrEqual(2 * size + 1);
    }
  },
);

/** Pages that bring something new for ever. */
function endless(total: (number: number) => number | undefined): {
  page: (number: number) => Promise<Page<Thing>>;
  calls: () => number;
} {
  let calls = 0;
  return {
    calls: () => calls,
    page: (number) => {
      calls += 1;
      const objects = Array.from({ length: 100 }, (_, index) => ({ id: `${number}-${index}` }));
      return Promise.resolve({ objects, unread: [], total: total(number), isLast: false, date: 1, bytes: 1 });
    },
  };
}

test.each<[string, (number: number) => number | undefined]>([
  ["nothing", () => undefined],
  ["always one page more", (number) => (number + 1) * 100],
  ["a million", () => 1_000_000],
])(
  "an endless list that counts %s is an error after 200 calls, and shared reads cost two calls each",
  async (_counts, total) => {
    const list = endless(total);
    await expect(everyObject(list)).rejects.toThrow(
      "Could not read the whole list: the list did not end after 200 pages.",
    );
    expect(list.calls()).toBe(200);

    const shared = endless(total);
    let gets = 0;
    const get = (): Promise<undefined> => {
      gets += 1;
      return Promise.resolve(undefined);
    };
    const reads = new ListedReads<Thing>();
    await atATime(
      8,
      Array.from({ length: 40 }, (_, index) => () => reads.read({ page: shared.page, get }, `none-${index}`)),
    );
    expect(gets).toBe(40);
    expect(shared.calls()).toBeLessThanOrEqual(40);
  },
);

test("objects that tell no id, on pages that are all the same, end the list", async () => {
  const { client, calls } = repeating([
    ...Array.from({ length: 30 }, (_, index) => ({ id: `t${index}` })),
    { name: "nameless" },
  ]);
  const all = new ObjectCollection<Thing>({ ...collection, client });
  await expect(everyObject(all)).rejects.toThrow(
    "Could not read the whole list: Cloudflare listed the same 31 objects on every page.",
  );
  expect(calls()).toBe(6);
});
